# cython: language_level=3, boundscheck=False, wraparound=False
"""What `bot/agreement/phrases.py` asks of every text, compiled."""


def may_join(list row, set vocabulary, set beginnings):
    """Whether two or three words in a row, the first of which begins another word, stand as one somewhere."""
    cdef Py_ssize_t place, last = len(row) - 1
    cdef str two
    for place in range(last):
        if row[place] not in beginnings:
            continue
        two = <str>row[place] + <str>row[place + 1]
        if two in vocabulary or (place + 1 < last and two + <str>row[place + 2] in vocabulary):
            return True
    return False
