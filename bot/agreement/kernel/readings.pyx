# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""`readings_of` in `bot/agreement/table.py`, and `bot/agreement/readings.py`, compiled."""

import numpy as np


def read(list places, int count):
    """As `table.readings_of`, as a tuple: the places are lists with a token a voice."""
    cdef dict known = {"": 0}
    cdef list keys = [""], codes = [], place, row
    cdef dict contested = {}, groups
    cdef tuple token, first
    cdef int number, voice
    cdef bint is_one
    for number in range(<int>len(places)):
        place = <list>places[number]
        first = <tuple>place[0]
        is_one = first[3] is True
        if is_one:
            for voice in range(1, count):
                if place[voice] is not first:
                    is_one = False
                    break
        if is_one:
            codes.append([_code(first, known, keys)] * count)
            continue
        row = []
        groups = {}
        for voice in range(count):
            token = <tuple>place[voice]
            if token[3] is not True:
                row.append(-1)
                continue
            code = _code(token, known, keys)
            row.append(code)
            said = groups.get(code)
            if said is None:
                groups[code] = [voice]
            else:
                (<list>said).append(voice)
        codes.append(row)
        if len(groups) > 1:
            contested[number] = groups
    return codes, contested, [*known, ""], [*keys, ""]


cdef object _code(tuple token, dict known, list keys):
    code = known.get(token[1])
    if code is None:
        code = known[token[1]] = len(keys)
        keys.append(token[0])
    return code


def choose(list codes, dict contested, list beliefs):
    """As `choice.chosen`, as a tuple."""
    cdef list voice = [], row, belief = [1.0] * len(codes), runner_up = [0.0] * len(codes)
    cdef int start = 0, size, n, best
    cdef double most, next_most, share
    cdef dict groups
    for row in codes:
        for n in range(<int>len(row)):
            if <int>row[n] >= 0:
                voice.append(n)
                break
        else:
            voice.append(-1)
    for place in contested:
        groups = <dict>contested[place]
        size = <int>len(groups)
        best = 0
        most = beliefs[start]
        next_most = -1
        for n in range(1, size):
            share = beliefs[start + n]
            if share > most:
                next_most = most
                most = share
                best = n
            elif share > next_most:
                next_most = share
        voice[place] = (<list>list(groups.values())[best])[0]
        belief[place] = most
        runner_up[place] = next_most
        start += size
    return voice, belief, runner_up


cdef class Named:
    """The names of voices that stand together; the same few do so at many places."""

    cdef list people
    cdef tuple everybody
    cdef dict known

    def __cinit__(self, list people):
        self.people = people
        self.everybody = tuple(sorted(people))
        self.known = {}

    cdef tuple of(self, list voices):
        if len(voices) == len(self.people):
            return self.everybody
        together = tuple(voices)
        found = self.known.get(together)
        if found is None:
            found = self.known[together] = tuple(sorted([self.people[voice] for voice in voices]))
        return <tuple>found


def explain(list places, list people, readings, bint is_by_form, list chosen, list chances, kinds, mark):
    """As `readings.Explained` for every place: the words and their spellings.

    `kinds` are the types `Word` and `Variant`; `mark` explains a place at which nobody said a word.
    """
    cdef Named named = Named(people)
    cdef list codes = <list>readings[0], keys = <list>readings[3], said, heard, row
    cdef list words = [], spellings = []
    cdef dict contested = <dict>readings[1], groups, others
    cdef int place, voice, n
    cdef str spelling
    new = tuple.__new__
    word_kind, variant_kind = kinds
    for place in range(<int>len(places)):
        said = <list>places[place]
        voice = chosen[place]
        groups = contested.get(place)
        if groups is None:
            if voice < 0:
                word, spelling = mark(said)
            else:
                heard = [n for n in range(<int>len(said)) if (<tuple>said[n])[3] is True]
                spelling = _spelling(said, heard)
                word = new(word_kind, (spelling.strip(), chances[place], named.of(heard), ()))
        else:
            row = <list>codes[place]
            code = row[voice]
            others = dict(groups) if is_by_form else _by_key(groups, code, keys)
            heard = <list>others.pop(code)
            spelling = _spelling(said, <list>groups[code])
            variants = [
                new(variant_kind, (_spelling(said, <list>other).strip(), named.of(<list>other)))
                for other in _ranked(others, keys)
            ]
            word = new(word_kind, (spelling.strip(), chances[place], named.of(heard), tuple(variants)))
        words.append(word)
        spellings.append(spelling)
    return tuple(words), spellings


cdef dict _by_key(dict groups, chosen, list keys):
    cdef dict code_of = {keys[chosen]: chosen}, found = {}
    for code, voices in groups.items():
        found.setdefault(code_of.setdefault(keys[code], code), []).extend(voices)
    return {code: sorted(voices) for code, voices in found.items()}


cdef object _ranked(dict groups, list keys):
    if len(groups) <= 1:
        return groups.values()
    ranked = sorted([(-len(voices), keys[code], voices) for code, voices in groups.items()])
    return [voices for _, _, voices in ranked]


cdef str _spelling(list said, list voices):
    """How most people wrote it; of two as common, as the more central suggestion has it."""
    cdef tuple first = <tuple>said[voices[0]], token
    cdef bint is_one = True
    for voice in voices:
        token = <tuple>said[voice]
        if token is not first and token[2] != first[2]:
            is_one = False
            break
    if is_one:
        return <str>first[2]
    spellings = [(<tuple>said[voice])[2] for voice in voices]
    different = dict.fromkeys(spellings)
    return max(different, key=spellings.count)


def numbers_of(dict contested, list forms, dict vocabulary):
    """As `choice.words_of`."""
    cdef Py_ssize_t count = 0
    cdef dict groups
    for groups in contested.values():
        count += len(groups)
    found = np.empty(count, np.intp)
    cdef Py_ssize_t[::1] into = found
    count = 0
    for groups in contested.values():
        for code in groups:
            number = vocabulary.get(forms[code])
            into[count] = 0 if number is None else <Py_ssize_t>number
            count += 1
    return found
