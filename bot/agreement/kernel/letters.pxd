# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""How alike words are written, and how common they are."""

from cpython.dict cimport PyDict_GetItem
from cpython.ref cimport PyObject

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t index)

cdef enum:
    LONGEST = 48  # letters of a word that is compared here; longer ones are for rapidfuzz


cdef inline double apart(str one, str other):
    """The normalised Levenshtein distance of two texts."""
    cdef Py_ssize_t n = PyUnicode_GET_LENGTH(one), m = PyUnicode_GET_LENGTH(other)
    if n > LONGEST or m > LONGEST:
        from rapidfuzz.distance.Levenshtein import normalized_distance

        return normalized_distance(one, other)
    if n == 0 or m == 0:
        return 0.0 if n == m else 1.0
    cdef int row[LONGEST + 1]
    cdef Py_UCS4 letters[LONGEST]
    cdef int kind = PyUnicode_KIND(one), other_kind = PyUnicode_KIND(other)
    cdef void* data = PyUnicode_DATA(one)
    cdef void* other_data = PyUnicode_DATA(other)
    cdef Py_ssize_t i, j
    cdef int before, above, best
    cdef Py_UCS4 letter
    for j in range(m):
        letters[j] = PyUnicode_READ(other_kind, other_data, j)
        row[j] = <int>j
    row[m] = <int>m
    for i in range(n):
        letter = PyUnicode_READ(kind, data, i)
        before = row[0]
        row[0] = <int>i + 1
        for j in range(m):
            above = row[j + 1]
            best = before if letters[j] == letter else 1 + before
            if above + 1 < best:
                best = above + 1
            if row[j] + 1 < best:
                best = row[j] + 1
            before = above
            row[j + 1] = best
    return <double>row[m] / <double>(n if n > m else m)


cdef inline double alike(str one, str other):
    """The normalised Levenshtein similarity of two texts."""
    return 1.0 - apart(one, other)


cdef inline int kind_of(object lexicon, str form, int lengths, int silence):
    """As `Lexicon.kind`."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(form)
    cdef int known
    if length == 0:
        return silence
    cdef PyObject* found = PyDict_GetItem(lexicon, form)
    if found != NULL:
        known = <object>found
    elif " " in form:
        known = min([lexicon.get(word, 0) for word in form.split()])
    else:
        known = 0
    return known * lengths + (<int>length if length < lengths - 1 else lengths - 1)
