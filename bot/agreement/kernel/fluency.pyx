# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""`bot/agreement/fluency.py`, and of `bigrams.py` what it asks, compiled."""

from libc.stdlib cimport free, malloc

from bot.agreement.kernel.clip cimport Clip

cdef enum:
    UNKNOWN = -1

cdef double LEAST = -14.0
cdef double AS_STRONG = 1 - 1e-4


cdef struct Form:
    # The numbers of its words at both ends, how many it has, and how likely those behind the first are.
    int first
    int last
    int words
    double within


cdef class Known:
    """The bigrams of a language as C arrays."""

    cdef dict numbers
    cdef const int[::1] starts
    cdef const unsigned short[::1] seconds
    cdef const float[::1] after
    cdef const float[::1] alone
    cdef const float[::1] back_off

    def __cinit__(self, bigrams):
        self.numbers, _, self.starts, self.seconds, self.after, self.alone, self.back_off = bigrams

    cdef int number(self, str word):
        found = self.numbers.get(word)
        return UNKNOWN if found is None else <int>found

    cdef double follows(self, int first, int second):
        cdef int low, high, middle, end
        if second == UNKNOWN:
            return LEAST
        if first == UNKNOWN:
            return max(self.alone[second], LEAST)
        low, end = self.starts[first], self.starts[first + 1]
        high = end
        while low < high:
            middle = (low + high) >> 1
            if self.seconds[middle] < second:
                low = middle + 1
            else:
                high = middle
        if low < end and self.seconds[low] == second:
            return self.after[low]
        return max(self.alone[second] + self.back_off[first], LEAST)

    cdef Form form(self, str form):
        cdef Form found
        cdef int second
        found.first = found.last = UNKNOWN
        found.words, found.within = 0, 0
        if form:
            if " " not in form:
                found.first = found.last = self.number(form)
                found.words = 1
                return found
            for word in form.split(" "):
                second = self.number(<str>word)
                if found.words:
                    found.within += self.follows(found.last, second)
                else:
                    found.first = second
                found.last = second
                found.words += 1
        return found


cdef int fluency(Clip clip, dict contested, object bigrams, float[:, :] into) except -1:
    """As `fluency.fluency`: its three columns, in the rows of `into`."""
    cdef Known known = Known(bigrams)
    cdef int count = <int>len(clip.forms), places = clip.places, code, place, row = 0
    cdef Form* forms = <Form*>malloc(count * sizeof(Form) + 2 * places * sizeof(int))
    if forms == NULL:
        raise MemoryError
    cdef int* before = <int*>(forms + count)
    cdef int* behind = before + places
    cdef double first, after
    cdef Form said
    try:
        for code in range(count):
            forms[code] = known.form(<str>clip.forms[code])
        _beside(clip, forms, known.number("<s>"), known.number("</s>"), before, behind)
        for at, groups in contested.items():
            place = at
            for reading in <dict>groups:
                said = forms[<int>reading]
                if said.words:
                    first = known.follows(before[place], said.first) + said.within
                    after = known.follows(said.last, behind[place])
                else:
                    first = 0
                    after = known.follows(before[place], behind[place])
                into[row, 0] = <float>first
                into[row, 1] = <float>after
                into[row, 2] = <float>((first + after) / (said.words + 1))
                row += 1
    finally:
        free(forms)
    return 0


cdef int _beside(Clip clip, Form* forms, int start, int end, int* before, int* behind) except -1:
    """For each place the last word before it, and the first word behind it."""
    cdef int place, code
    for place in range(clip.places):
        before[place] = start
        code = _leading(clip, place)
        if code > 0 and forms[code].words:
            start = forms[code].last
    for place in range(clip.places - 1, -1, -1):
        behind[place] = end
        code = _leading(clip, place)
        if code > 0 and forms[code].words:
            end = forms[code].first
    return 0


cdef int _leading(Clip clip, int place):
    """The reading with most of the weight; of two as strong, the first voice's."""
    cdef int voice, first = 0, voices = clip.voices
    cdef double most = 0
    for voice in range(voices):
        most = max(most, clip.mass[place * voices + voice])
    while clip.mass[place * voices + first] < most * AS_STRONG:
        first += 1
    return clip.code[place * voices + first]
