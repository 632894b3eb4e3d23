# cython: language_level=3

cdef class Clip:
    cdef int voices, places
    cdef list forms
    cdef int* code
    cdef int* key
    cdef double* mass
    cdef double* total
    cdef double* weight
    cdef double* odds
    cdef double* least
    cdef double* error
    cdef double* evidence
    cdef double* length
    cdef void* room

    cdef double lead(self, int p)


cdef inline double edge(int p, int last):
    """How near the place is to the edge of the text."""
    cdef int near = p if p < last - p else last - p
    return (near if near < 3 else 3) / 3.0
