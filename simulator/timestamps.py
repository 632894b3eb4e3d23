"""Timestamps of messages: seconds and microseconds in a text that sorts as time does."""

from decimal import Decimal, InvalidOperation

EARLIEST = "0000000000.000000"
LATEST = "9999999999.999999"
_MICROS = 1_000_000


def normalized(value: str, shift_micros: int = 0) -> str:
    """The timestamp in full length, shifted by so many microseconds; ValueError when it is none."""
    try:
        number = Decimal(value)
    except InvalidOperation as exc:
        raise ValueError(value) from exc
    if not number.is_finite():
        raise ValueError(value)
    micros = int(number * _MICROS) + shift_micros
    if micros < 0:
        return EARLIEST
    return min(f"{micros // _MICROS:010d}.{micros % _MICROS:06d}", LATEST)


def of_digits(digits: str) -> str:
    """The timestamp whose digits stand in a cursor; ValueError when they are none."""
    if not digits.isdecimal():
        raise ValueError(digits)
    return normalized(f"{digits[:-6] or 0}.{digits[-6:]}")
