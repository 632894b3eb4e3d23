# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""`bot/agreement/confidence.py`, compiled: the numbers that its nets are asked with."""

from libc.math cimport fabs, log, log1p

import numpy as np

from bot.agreement.kernel.clip cimport Clip, edge
from bot.agreement.kernel.letters cimport kind_of

cdef enum:
    # Of the numbers about a word, where those that may only make it more sure end.
    SPEAKS = 10
    FORM = 14
    KINDS = 5
    COLUMNS = 20
    LOWEST = 3

cdef double NEARLY_NOTHING = 0.1
cdef double LEAST = 0.001
cdef double DOUBTED = 0.7
cdef double FEW_BELOW = 0.6
cdef double SOME_BELOW = 0.8
cdef double MANY_BELOW = 0.95


cdef inline int _chosen(Clip clip, int place, list voice):
    """The key that was chosen at a place; the voice -1 stands for the last one, as everywhere in Python."""
    cdef int found = voice[place]
    return clip.key[place * clip.voices + (found if found >= 0 else clip.voices - 1)]


cdef inline bint _is_for(Clip clip, int place, int v, int chosen):
    return clip.code[place * clip.voices + v] >= 0 and clip.key[place * clip.voices + v] == chosen


cdef inline bint _is_against(Clip clip, int place, int v, int chosen):
    return clip.code[place * clip.voices + v] >= 0 and clip.key[place * clip.voices + v] != chosen


def about_words(Clip clip, list voice, object lexicon, const float[:, ::1] kinds, int lengths):
    """As `confidence.about_words`: one row a place."""
    cdef int p, v, k, code, kind, found, last = clip.places - 1, silence = <int>kinds.shape[1] - 1
    cdef double everywhere = 0
    about = np.empty((clip.places, COLUMNS), np.float32)
    cdef float[:, ::1] into = about
    cdef bint has_lexicon = bool(lexicon)
    for v in range(clip.voices):
        if _says_all(clip, v, voice):
            everywhere += clip.least[v]
    for p in range(clip.places):
        _about_sides(clip, p, _chosen(clip, p, voice), into[p])
        into[p, 8] = <float>log1p(4 * everywhere)
        into[p, SPEAKS + 2] = <float>(log1p(last) / 3)
        into[p, SPEAKS + 3] = <float>edge(p, last)
        found = voice[p]
        code = clip.code[p * clip.voices + found] if found >= 0 else -1
        kind = kind_of(lexicon, <str>clip.forms[code] if code >= 0 else "", lengths, silence)
        for k in range(KINDS):
            into[p, FORM + k] = kinds[k, kind]
        into[p, FORM + KINDS] = has_lexicon
    for p in range(clip.places):
        into[p, 9] = (into[max(p - 1, 0), 3] + into[min(p + 1, last), 3]) / 2
    return about


cdef bint _says_all(Clip clip, int v, list voice):
    """Whether this voice says the same as was chosen everywhere."""
    cdef int p
    for p in range(clip.places):
        if not _is_for(clip, p, v, _chosen(clip, p, voice)):
            return False
    return True


cdef int _about_sides(Clip clip, int place, int chosen, float[::1] into) except -1:
    """Who is for the reading that was chosen, and who is against it."""
    cdef int v, u, key
    cdef double support = 0, doubt = 0, rival = 0, best = 0, known = 0, together
    cdef bint is_against = False, is_left_open = False
    for v in range(clip.voices):
        if _is_for(clip, place, v, chosen):
            support += clip.least[v]
            known += clip.evidence[v]
            best = max(best, clip.least[v])
        elif _is_against(clip, place, v, chosen):
            is_against = True
            doubt += clip.least[v]
            key = clip.key[place * clip.voices + v]
            together = 0
            for u in range(clip.voices):
                if _is_for(clip, place, u, key):
                    together += clip.least[u]
            rival = max(rival, together)
        else:
            is_left_open = True
    into[0] = <float>log1p(4 * support)
    into[1] = <float>(support - rival)
    into[2] = <float>(support / (support + rival + NEARLY_NOTHING))
    into[3] = <float>(support / (support + doubt + NEARLY_NOTHING))
    into[4] = <float>-log1p(4 * doubt)
    into[5] = <float>-log1p(4 * rival)
    into[6] = <float>best
    into[7] = <float>(known / 4)
    into[SPEAKS] = is_against
    into[SPEAKS + 1] = is_left_open
    return 0


def about_text(Clip clip, list voice, list beliefs, list runner_up, list words):
    """As `confidence.about_text`: one row."""
    logs, *chances = _about_chances(clip.places, words)
    row = [
        clip.voices / 7.0, clip.voices == 1, clip.voices == 2, log(clip.places + 1) / 3, logs,
        *_about_beliefs(clip.places, beliefs, words), *chances,
        (clip.places - runner_up.count(0.0)) / <double>clip.places * 2, *_about_voices(clip, voice),
    ]  # fmt: skip
    return np.array([row], np.float32)


cdef list _about_beliefs(int places, list beliefs, list words):
    cdef int p, doubted = 0
    cdef double belief, logs = 0, disbelief = 0, least = 1, together = 0
    for p in range(places):
        belief = beliefs[p]
        disbelief += 1 - belief
        if belief < 1:
            logs += log(max(belief, LEAST))
        doubted += belief < DOUBTED
        least = min(least, belief)
        together += log(max(belief * <double>words[p], LEAST))
    return [logs / 3, disbelief / 3, disbelief / places * 3, least, doubted / 3.0, together / 3]


cdef list _about_chances(int places, list words):
    cdef int p, few = 0, some = 0, many = 0
    cdef double chance, logs = 0, doubt = 0
    cdef list lowest = sorted(words)[:LOWEST]
    for p in range(places):
        chance = words[p]
        logs += log(chance)
        doubt += 1 - chance
        few += chance < FEW_BELOW
        some += chance < SOME_BELOW
        many += chance < MANY_BELOW
    return [
        logs / 3, doubt / 3, doubt / places * 3, lowest[0], sum(lowest) / len(lowest),
        few / 3.0, some / 3.0, many / 5.0,
    ]  # fmt: skip


cdef list _about_voices(Clip clip, list voice):
    cdef int p, v, voices = clip.voices
    cdef double error = 0, least_error = 1, most_error = 0, odds = 0
    cdef double known = 0, least_known = clip.evidence[0]
    cdef double longest = 0, whole = 0, odds_of_whole = 0, total = 0
    cdef bint is_whole
    for v in range(voices):
        is_whole = True
        for p in range(clip.places):
            if _is_against(clip, p, v, _chosen(clip, p, voice)):
                is_whole = False
                break
        if is_whole:
            whole += 1
            odds_of_whole += clip.odds[v]
        error += clip.error[v]
        least_error = min(least_error, clip.error[v])
        most_error = max(most_error, clip.error[v])
        odds += clip.odds[v]
        known += clip.evidence[v]
        least_known = min(least_known, clip.evidence[v])
        longest = max(longest, fabs(clip.length[v]))
    for p in range(clip.places):
        total += clip.total[p]
    return [
        error / voices * 5, least_error * 10, most_error * 2, odds, known / voices, least_known, longest,
        whole / voices, odds_of_whole, total / clip.places / voices,
    ]  # fmt: skip
