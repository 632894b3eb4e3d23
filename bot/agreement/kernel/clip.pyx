# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The numbers of one network as C arrays, which the other modules read."""

from libc.stdlib cimport free, malloc


cdef class Clip:
    """One network as C arrays: voices by places, filled once, read by all that follows."""

    def __cinit__(
        self, list codes, list alike_of, list forms, list error, list odds, list evidence, list length,
        list weight, list least,
    ):
        cdef int v, u, p, c
        self.places = len(codes)
        self.voices = len(error)
        self.forms = forms
        cdef Py_ssize_t cells = self.voices * self.places
        cdef Py_ssize_t doubles = cells + self.places + 6 * self.voices
        self.room = malloc(doubles * sizeof(double) + 2 * cells * sizeof(int))
        if self.room == NULL:
            raise MemoryError
        cdef double* at = <double*>self.room
        self.mass = at
        self.total = self.mass + cells
        self.weight = self.total + self.places
        self.odds = self.weight + self.voices
        self.least = self.odds + self.voices
        self.error = self.least + self.voices
        self.evidence = self.error + self.voices
        self.length = self.evidence + self.voices
        self.code = <int*>(self.length + self.voices)
        self.key = self.code + cells
        for v in range(self.voices):
            self.weight[v] = weight[v]
            self.odds[v] = odds[v]
            self.least[v] = least[v]
            self.error[v] = error[v]
            self.evidence[v] = evidence[v]
            self.length[v] = length[v]
        cdef list row
        cdef double together
        for p in range(self.places):
            row = <list>codes[p]
            self.total[p] = 0
            for v in range(self.voices):
                c = row[v]
                self.code[p * self.voices + v] = c
                self.key[p * self.voices + v] = c if alike_of is None or c < 0 else <int>alike_of[c]
                if c >= 0:
                    self.total[p] += self.weight[v]
            for v in range(self.voices):
                together = 0
                c = self.code[p * self.voices + v]
                if c >= 0:
                    for u in range(self.voices):
                        if self.code[p * self.voices + u] == c:
                            together += self.weight[u]
                self.mass[p * self.voices + v] = together

    def __dealloc__(self):
        free(self.room)

    cdef double lead(self, int p):
        """The share of the strongest reading of a place."""
        cdef double most = 0
        cdef int v
        for v in range(self.voices):
            if self.mass[p * self.voices + v] > most:
                most = self.mass[p * self.voices + v]
        return most / self.total[p] if self.total[p] != 0 else most
