# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The small nets of `bot/agreement/trained.py`, compiled: of few rows numpy's calls take most of the time."""

from libc.math cimport exp, tanh
from libc.stdlib cimport free, malloc


cdef inline double _scaled(float value, float mean, float scale, double far):
    cdef double scaled = (value - mean) * scale
    return far if scaled > far else (-far if scaled < -far else scaled)


def rising(
    const float[:, ::1] rows, const float[::1] mean, const float[::1] scale, const float[:, ::1] first,
    const float[::1] bias, const float[:, ::1] last, const float[::1] last_bias, double far, double least,
    double most,
):
    """The chance of each row by a `RisingNet`, held between `least` and `most`."""
    cdef Py_ssize_t row, column, unit, columns = rows.shape[1], units = first.shape[1]
    cdef double score, value
    cdef list chances = []
    cdef double* hidden = <double*>malloc(units * sizeof(double))
    if hidden == NULL:
        raise MemoryError
    for row in range(rows.shape[0]):
        for unit in range(units):
            hidden[unit] = bias[unit]
        for column in range(columns):
            value = _scaled(rows[row, column], mean[column], scale[column], far)
            for unit in range(units):
                hidden[unit] += value * first[column, unit]
        score = last_bias[0]
        for unit in range(units):
            score += tanh(hidden[unit]) * last[unit, 0]
        value = 1 / (1 + exp(-score))
        chances.append(least if value < least else (most if value > most else value))
    free(hidden)
    return chances


def mean_outputs(
    const float[:, ::1] rows, const float[::1] mean, const float[::1] scale, tuple layers, double far
):
    """What a `Net` says of one row, averaged over its members."""
    cdef Py_ssize_t widest = rows.shape[1], column, members = 0
    for weights, _ in layers:
        members = weights.shape[0]
        widest = max(widest, <Py_ssize_t>weights.shape[2])
    cdef double* values = <double*>malloc(2 * widest * sizeof(double))
    cdef double* later = values + widest
    cdef double* swapped
    cdef Py_ssize_t member, width, number
    cdef list outputs = []
    if values == NULL:
        raise MemoryError
    cdef double* room = values
    try:
        for member in range(members):
            width = rows.shape[1]
            for column in range(width):
                values[column] = _scaled(rows[0, column], mean[column], scale[column], far)
            number = 0
            for weights, bias in layers:
                width = _layer(values, later, width, weights, bias, member, number > 0)
                swapped = values
                values = later
                later = swapped
                number += 1
            if not outputs:
                outputs = [0.0] * width
            for column in range(width):
                outputs[column] = <double>outputs[column] + values[column] / members
    finally:
        free(room)
    return outputs


cdef Py_ssize_t _layer(
    double* values, double* into, Py_ssize_t width, const float[:, :, ::1] weights,
    const float[:, :, ::1] bias, Py_ssize_t member, bint is_rectified,
):
    cdef Py_ssize_t column, unit, units = weights.shape[2]
    cdef double value
    for unit in range(units):
        into[unit] = bias[member, 0, unit]
    for column in range(width):
        value = values[column]
        if is_rectified and value <= 0:
            continue
        for unit in range(units):
            into[unit] += value * weights[member, column, unit]
    return units
