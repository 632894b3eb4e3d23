# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""`bot/agreement/evidence.py` and `likeness.py`, compiled, and what of `choice.py` follows the nets."""

from libc.math cimport exp, log1p
from libc.stdlib cimport free, malloc

import numpy as np

from bot.agreement.kernel.clip cimport Clip, edge
from bot.agreement.kernel.fluency cimport fluency
from bot.agreement.kernel.letters cimport alike, kind_of

cdef enum:
    # Where the groups of `evidence.COLUMNS` begin.
    SHARES = 0
    KIND = 3
    FREQUENCY = 5
    LIKENESS = 8
    WORDS = 9
    AHEAD = 10
    RIVAL = 15
    PLACE = 17
    MEAN = 28
    BEST = 36
    TOGETHER = 44
    FLUENCY = 45
    FOR_IT_AHEAD = 48
    COLUMNS = 68
    # How many there are of some.
    KINDS = 5
    HERE = 4
    HEARD = 8
    FOR_IT = 20
    PLACE_NUMBERS = 11

cdef double NEITHER = 0.5
cdef double NOBODY = 10.0
cdef double LEAST = 1e-9


def about_readings(
    Clip clip, dict contested, list keys, object lexicon, const float[:, ::1] kinds, int lengths
):
    """As `evidence`: one row a reading, one column for each of its `COLUMNS`."""
    cdef Py_ssize_t rows = 0
    cdef dict groups
    for groups in contested.values():
        rows += len(groups)
    filled = np.empty((rows, COLUMNS), np.float32)
    cdef float[:, ::1] into = filled
    cdef double* here = <double*>malloc(HERE * clip.voices * clip.places * sizeof(double))
    if here == NULL:
        raise MemoryError
    cdef int start = 0, end, place, until = -1, stretch = 0
    cdef list forms
    cdef double silence
    cdef bint has_lexicon = bool(lexicon)
    bigrams = lexicon.bigrams
    if bigrams is None:
        filled[:, FLUENCY:FOR_IT_AHEAD] = 0
    else:
        fluency(clip, contested, bigrams, into[:, FLUENCY:FOR_IT_AHEAD])
    try:
        _here(clip, here)
        _phrases(clip, here, contested, keys)
        for at, groups in contested.items():
            place = at
            if place >= until:
                until = _end_of_stretch(contested, place)
                stretch = until - place
            end = start
            forms = []
            for code in groups:
                form = clip.forms[code]
                forms.append(form)
                _about_heard(clip, here, place, code, into[end])
                _about_form(form, kind_of(lexicon, form, lengths, <int>kinds.shape[1] - 1), kinds, into[end])
                end += 1
            _nearest(forms, into[start:end])
            silence = _silence(groups, into, start)
            _about_place(clip, place, stretch, has_lexicon, silence, into[start:end])
            _against_rivals(into[start:end])
            start = end
    finally:
        free(here)
    return filled


cdef int _end_of_stretch(dict contested, int place):
    while place in contested:
        place += 1
    return place


cdef double _silence(dict groups, float[:, ::1] into, int start):
    """The share of those who heard no word."""
    for code in groups:
        if <int>code == 0:
            return into[start, SHARES]
        start += 1
    return 0


cdef int _here(Clip clip, double* here) except -1:
    """Support, elsewhere and nearby, for each place and voice; the fourth number is left for phrases."""
    cdef int v, p, q, voices = clip.voices, places = clip.places
    cdef double support, rest, sum_support, sum_said, near, near_said, times
    cdef double* at
    for v in range(voices):
        sum_support = sum_said = 0
        for p in range(places):
            support = 0
            if clip.code[p * voices + v] >= 0:
                rest = clip.total[p] - clip.weight[v]
                support = (clip.mass[p * voices + v] - clip.weight[v]) / max(rest, LEAST)
                sum_said += 1
            here[(p * voices + v) * HERE] = support
            sum_support += support
        for p in range(places):
            at = here + (p * voices + v) * HERE
            rest = sum_said - (clip.code[p * voices + v] >= 0)
            at[1] = (sum_support - at[0]) / max(rest, 1)
            near = near_said = 0
            for q in range(max(p - 2, 0), min(p + 3, places)):
                times = 2 if q == p - 1 or q == p + 1 else q != p
                near += times * here[(q * voices + v) * HERE]
                near_said += times * (clip.code[q * voices + v] >= 0)
            # Who said nothing nearby is neither right nor wrong there.
            at[2] = near / near_said if near_said else NEITHER
    return 0


cdef int _phrases(Clip clip, double* here, dict contested, list keys) except -1:
    """As `likeness.phrases`, laid beside the other numbers of each place and voice."""
    cdef int voices = clip.voices, v, p, place, until = -1
    cdef double everybody = 0, rest, near
    cdef double* share = <double*>malloc(2 * voices * sizeof(double))
    cdef double* together = share + voices
    cdef dict number
    cdef list texts
    if share == NULL:
        raise MemoryError
    try:
        for v in range(voices):
            everybody += clip.weight[v]
        for at in contested:
            place = at
            if place < until:
                continue
            until = _end_of_stretch(contested, place)
            number = {}
            texts = []
            for v in range(voices):
                text = _said_over(clip, v, place, until, keys)
                texts.append(text)
                if text in number:
                    share[<int>number[text]] += clip.weight[v]
                else:
                    share[len(number)] = clip.weight[v]
                    number[text] = len(number)
            _add_alike(list(number), share, together)
            for v in range(voices):
                rest = everybody - clip.weight[v]
                near = (together[<int>number[texts[v]]] - clip.weight[v]) / max(rest, LEAST)
                for p in range(place, until):
                    here[(p * voices + v) * HERE + 3] = near
    finally:
        free(share)
    return 0


cdef str _said_over(Clip clip, int voice, int first, int end, list keys):
    cdef int p, code = clip.code[first * clip.voices + voice]
    if end - first == 1:
        return <str>keys[code] if code >= 0 else ""
    said = []
    for p in range(first, end):
        code = clip.code[p * clip.voices + voice]
        if code >= 0:
            said.append(keys[code])
    return "".join(said)


cdef int _add_alike(list texts, double* share, double* together) except -1:
    """The weight of those who said each text, and of the others as far as theirs are alike."""
    cdef int one, other, count = <int>len(texts)
    cdef double near
    for one in range(count):
        together[one] = share[one]
    for one in range(count):
        for other in range(one + 1, count):
            near = alike(<str>texts[one], <str>texts[other])
            together[one] += near * share[other]
            together[other] += near * share[one]
    return 0


cdef int _about_heard(Clip clip, double* here, int place, int code, float[::1] into) except -1:
    """Who gave the reading: their shares, and over them the mean and the best of what speaks for each."""
    cdef int v, k, supporters = 0, key = -1, voices = clip.voices
    cdef double weight = 0, akin = 0, odds = 0
    cdef double[HEARD] sums
    cdef double[HEARD] best
    cdef double[HEARD] heard
    for k in range(HEARD):
        sums[k], best[k] = 0, -NOBODY
    for v in range(voices):
        if clip.code[place * voices + v] != code:
            continue
        key = clip.key[place * voices + v]
        weight += clip.weight[v]
        odds += clip.odds[v]
        heard[0], heard[1], heard[2], heard[3] = clip.error[v], clip.odds[v], clip.evidence[v], clip.length[v]
        for k in range(HERE):
            heard[HEARD - HERE + k] = here[(place * voices + v) * HERE + k]
        for k in range(HEARD):
            sums[k] += heard[k]
            best[k] = max(best[k], heard[k])
        supporters += 1
    for v in range(voices):
        if clip.code[place * voices + v] >= 0 and clip.key[place * voices + v] == key:
            akin += clip.weight[v]
    into[SHARES] = <float>(weight / clip.total[place])
    into[SHARES + 1] = <float>(<double>supporters / voices)
    into[SHARES + 2] = <float>(akin / clip.total[place])
    for k in range(HEARD):
        into[MEAN + k] = <float>(sums[k] / supporters)
        into[BEST + k] = <float>best[k]
    into[TOGETHER] = <float>odds
    return 0


cdef int _about_form(str form, int kind, const float[:, ::1] kinds, float[::1] into) except -1:
    cdef int k
    for k in range(KINDS):
        into[KIND + k] = kinds[k, kind]
    into[WORDS] = <float>(form.count(" ") if form else -1)
    return 0


cdef int _nearest(list forms, float[:, ::1] into) except -1:
    """As `likeness.nearest`."""
    cdef int one, other, size = <int>len(forms)
    cdef float near
    for one in range(size):
        into[one, LIKENESS] = 0
    for one in range(size):
        for other in range(one + 1, size):
            if forms[one] and forms[other]:
                near = <float>alike(<str>forms[one], <str>forms[other])
                into[one, LIKENESS] = max(near, into[one, LIKENESS])
                into[other, LIKENESS] = max(near, into[other, LIKENESS])
    return 0


cdef int _about_place(
    Clip clip, int place, int stretch, bint has_lexicon, double silence, float[:, ::1] into
) except -1:
    cdef int v, r, k, said = 0, last = clip.places - 1
    cdef float[PLACE_NUMBERS] about
    for v in range(clip.voices):
        said += clip.code[place * clip.voices + v] >= 0
    about[0] = <float>(into.shape[0] / 4.0)
    about[1] = <float>(said / 7.0)
    about[2] = <float>(log1p(last) / 3)
    about[3] = <float>(<double>place / (last + 1))
    about[4] = <float>edge(place, last)
    about[5] = <float>(min(stretch, 8) / 4.0)
    about[6] = <float>clip.lead(max(place - 1, 0))
    about[7] = <float>clip.lead(min(place + 1, last))
    about[8] = <float>(clip.total[place] / clip.voices)
    about[9] = <float>silence
    about[10] = has_lexicon
    for r in range(<int>into.shape[0]):
        for k in range(PLACE_NUMBERS):
            into[r, PLACE + k] = about[k]
    return 0


cdef int _against_rivals(float[:, ::1] into) except -1:
    """How far each reading is ahead of the strongest other one at its place, and what that one is like."""
    cdef int r, rival, k, first = 0, second = -1, size = <int>into.shape[0]
    for r in range(1, size):
        if into[r, SHARES] > into[first, SHARES]:
            first = r
    for r in range(size):
        if r != first and (second < 0 or into[r, SHARES] > into[second, SHARES]):
            second = r
    for r in range(size):
        rival = second if r == first else first
        for k in range(3):
            into[r, AHEAD + k] = into[r, SHARES + k] - into[rival, SHARES + k]
        into[r, AHEAD + 3] = into[r, FREQUENCY] - into[rival, FREQUENCY]
        into[r, AHEAD + 4] = into[r, LIKENESS] - into[rival, LIKENESS]
        into[r, RIVAL] = into[rival, KIND]
        into[r, RIVAL + 1] = into[rival, KIND + 1]
        for k in range(FOR_IT):
            into[r, FOR_IT_AHEAD + k] = into[r, MEAN + k] - into[rival, MEAN + k]
    return 0


def shares(const float[:, :, ::1] scores, list sizes):
    """As `choice.believed` does with the scores of the nets; `sizes` are the readings of each place."""
    cdef Py_ssize_t member, r, start = 0, end, members = scores.shape[0]
    cdef double most, together
    cdef list found = [0.0] * scores.shape[1]
    for size in sizes:
        end = start + <Py_ssize_t>size
        for member in range(members):
            most = scores[member, start, 0]
            for r in range(start + 1, end):
                most = max(most, scores[member, r, 0])
            together = 0
            for r in range(start, end):
                together += exp(scores[member, r, 0] - most)
            for r in range(start, end):
                found[r] = <double>found[r] + exp(scores[member, r, 0] - most) / together / members
        start = end
    return found
