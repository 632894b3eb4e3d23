# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""`bot/agreement/network.py` and `alignment.py`, compiled: where each suggestion's tokens stand."""

from libc.stdlib cimport free, malloc, realloc

from rapidfuzz.distance.Levenshtein import opcodes

from bot.agreement.kernel.letters cimport apart

cdef enum:
    SILENT = 0
    NO_WORD = -1
    CELLS_AT_MOST = 10000
    FIRST_LETTER = 2

cdef double HOLE_COST = 0.5


cdef struct Vote:
    int word
    int count
    int next


cdef struct Step:
    bint is_new
    int token


cdef class Places:
    """As `network._Places`: places keep their number, and `order` says where each of them stands."""

    cdef list words
    cdef list is_mark
    cdef int* order
    cdef int* first
    cdef int* leading
    cdef int places, room
    cdef Vote* votes
    cdef int voted, vote_room
    cdef Step* steps
    cdef int laid

    def __cinit__(self, int room):
        self.words = []
        self.is_mark = []
        self.room = room
        self.order = <int*>malloc(3 * (room + 1) * sizeof(int))
        self.first = self.order + room + 1
        self.leading = self.first + room + 1
        self.vote_room = 4 * room + 16
        self.votes = <Vote*>malloc(self.vote_room * sizeof(Vote))
        self.steps = <Step*>malloc((room + 1) * sizeof(Step))
        if self.order == NULL or self.votes == NULL or self.steps == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.order)
        free(self.votes)
        free(self.steps)

    cdef int _added(self, int word, int count) except -1:
        """A vote that is the first for its word at a place."""
        cdef Vote* moved
        if self.voted == self.vote_room:
            moved = <Vote*>realloc(self.votes, 2 * self.vote_room * sizeof(Vote))
            if moved == NULL:
                raise MemoryError
            self.votes = moved
            self.vote_room *= 2
        self.votes[self.voted].word = word
        self.votes[self.voted].count = count
        self.votes[self.voted].next = -1
        self.voted += 1
        return self.voted - 1

    cdef int _vote(self, int place, int word) except -1:
        cdef int at = self.first[place], before = -1, best, most
        while at >= 0 and self.votes[at].word != word:
            before = at
            at = self.votes[at].next
        if at < 0:
            at = self._added(word, 1)
            self.votes[before].next = at
            return 0
        self.votes[at].count += 1
        # Who says something first leads nowhere: somebody was there before.
        best = at = self.first[place]
        most = 0
        while at >= 0:
            if self.votes[at].count > most:
                most = self.votes[at].count
                best = at
            at = self.votes[at].next
        self.leading[place] = NO_WORD if self.votes[best].word == SILENT else self.votes[best].word
        return 0

    cdef int _make(self, int position) except -1:
        """A new place at this position: those who were laid before said nothing there."""
        cdef int at, place = self.places
        for at in range(self.places, position, -1):
            self.order[at] = self.order[at - 1]
        self.order[position] = place
        self.places += 1
        self.leading[place] = NO_WORD
        self.first[place] = self._added(SILENT, self.laid)
        return 0

    cdef double _misfit(self, int word, int place):
        """As `alignment._misfit`."""
        cdef int at = self.first[place]
        cdef double least = 1.0, here
        while at >= 0:
            if self.votes[at].word == word:
                return 0.0
            at = self.votes[at].next
        if <bint>self.is_mark[word]:
            return HOLE_COST
        at = self.first[place]
        while at >= 0:
            if self.votes[at].word != SILENT:
                if <bint>self.is_mark[self.votes[at].word]:
                    here = HOLE_COST
                else:
                    here = apart(<str>self.words[word], <str>self.words[self.votes[at].word])
                if here < least:
                    least = here
            at = self.votes[at].next
        return least

    cdef int _gap(self, int position, int skipped, int* said, int added) except -1:
        """As `alignment.steps_in_gap`: how many steps there are in `steps`."""
        cdef int n, beside
        cdef double misfits = 0
        if skipped == 0:
            for n in range(added):
                self._step(n, True, n)
            return added
        if added == 0:
            for n in range(skipped):
                self._step(n, False, -1)
            return skipped
        if skipped == added:
            if skipped > 1:
                for n in range(skipped):
                    misfits += self._misfit(said[n], self.order[position + n])
            if misfits < 2:
                for n in range(added):
                    self._step(n, False, n)
                return added
        if skipped > 1 and added > 1 and <long long>skipped * added > CELLS_AT_MOST:
            beside = skipped if skipped < added else added
            for n in range(beside):
                self._step(n, False, n)
            for n in range(beside, added):
                self._step(n, True, n)
            for n in range(beside, skipped):
                self._step(n, False, -1)
            return skipped if skipped > added else added
        return self._searched(position, skipped, said, added)

    cdef void _step(self, int number, bint is_new, int token):
        self.steps[number].is_new = is_new
        self.steps[number].token = token

    cdef int _searched(self, int position, int skipped, int* said, int added) except -1:
        """As `alignment.searched`."""
        cdef int width = skipped + 1, token, place, count = 0, half
        cdef double* table = <double*>malloc((added + 1) * width * sizeof(double))
        cdef double here, other
        cdef Step swapped
        if table == NULL:
            raise MemoryError
        try:
            for place in range(width):
                table[place] = place
            for token in range(1, added + 1):
                table[token * width] = table[(token - 1) * width] + 1
                for place in range(1, width):
                    here = table[token * width + place - 1] + 1
                    other = table[(token - 1) * width + place] + 1
                    if other < here:
                        here = other
                    other = table[(token - 1) * width + place - 1]
                    if other < here:
                        other += self._misfit(said[token - 1], self.order[position + place - 1])
                        if other < here:
                            here = other
                    table[token * width + place] = here
            token = added
            place = skipped
            while token or place:
                here = table[token * width + place]
                if place and table[token * width + place - 1] + 1 == here:
                    place -= 1
                    self._step(count, False, -1)
                elif token and table[(token - 1) * width + place] + 1 == here:
                    token -= 1
                    self._step(count, True, token)
                else:
                    token -= 1
                    place -= 1
                    self._step(count, False, token)
                count += 1
            for half in range(count // 2):
                swapped = self.steps[half]
                self.steps[half] = self.steps[count - 1 - half]
                self.steps[count - 1 - half] = swapped
        finally:
            free(table)
        return count

    cdef list _lay(self, int* said, int count):
        """Lays the words of one more suggestion: the place and the token of each that stands somewhere."""
        cdef int position = 0, made = 0, first, token = 0, size, start = 0, before = self.places, n, steps
        cdef list found = []
        letters = "".join([chr(FIRST_LETTER + self.leading[self.order[n]]) for n in range(before)])
        spoken = "".join([chr(FIRST_LETTER + said[n]) for n in range(count)])
        for run in opcodes(letters, spoken).as_matching_blocks():
            first, n, size = run.a, run.b, run.size
            if first > start or n > token:
                steps = self._gap(position, first - start, said + token, n - token)
                for step in range(steps):
                    if self.steps[step].is_new:
                        self._make(position)
                    if self.steps[step].token < 0:
                        self._vote(self.order[position], SILENT)
                    else:
                        self._vote(self.order[position], said[token + self.steps[step].token])
                        found.append((self.order[position], token + self.steps[step].token))
                    position += 1
            start = first + size
            token = n + size
            for n in range(n, token):
                self._stands(self.order[position], said[n])
                found.append((self.order[position], n))
                position += 1
        return found

    cdef void _stands(self, int place, int word):
        """One more vote for what leads there."""
        cdef int at = self.first[place]
        while self.votes[at].word != word:
            at = self.votes[at].next
        self.votes[at].count += 1


def paths(list choruses):
    """As `network._paths`: for each suggestion, which of its tokens stands at each place."""
    cdef dict numbers = {"": SILENT}
    cdef list words = [""], is_mark = [False], laid = [], row, found = []
    cdef int longest = 0, room = 0, n, count, place
    for keys in choruses:
        count = <int>len(keys)
        room += count
        longest = count if count > longest else longest
    cdef Places places = Places(room)
    places.words = words
    places.is_mark = is_mark
    cdef int* said = <int*>malloc((longest + 1) * sizeof(int))
    if said == NULL:
        raise MemoryError
    try:
        for keys in choruses:
            count = 0
            for key in keys:
                number = numbers.get(key)
                if number is None:
                    number = numbers[key] = len(words)
                    words.append(key)
                    is_mark.append(key[0] == "\0")
                said[count] = number
                count += 1
            if places.laid:
                laid.append(places._lay(said, count))
            else:
                row = []
                for n in range(count):
                    places.order[n] = n
                    places.leading[n] = said[n]
                    places.first[n] = places._added(said[n], 1)
                    row.append((n, n))
                places.places = count
                laid.append(row)
            places.laid += 1
    finally:
        free(said)
    position_of = [0] * places.places
    for n in range(places.places):
        position_of[places.order[n]] = n
    for row in laid:
        path = [None] * places.places
        for place, token in row:
            path[position_of[place]] = token
        found.append(path)
    return found
