# cython: language_level=3

from bot.agreement.kernel.clip cimport Clip

cdef int fluency(Clip clip, dict contested, object bigrams, float[:, :] into) except -1
