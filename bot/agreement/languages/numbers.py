"""Numbers typed in digits, said in the words that a language's data file gives."""

from collections.abc import Iterator
from typing import NamedTuple

import regex
from pydantic import BaseModel, ConfigDict

# Nobody reads a longer number as one, and converting thousands of digits takes long.
DIGITS_AT_MOST = 9
_HUNDRED, _THOUSAND = 100, 1000
_TEN, _TEENS = 10, 20
_MINUTES, _HOURS = 60, 24
_CENTS_DIGITS = 2


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Years(_Table):
    """Which four-digit numbers are read as years, in pairs; `zero` is said for the 0 of 1905."""

    first: int
    last: int
    zero: str


class Clock(_Table):
    """How a time is read: `sharp` after a full hour, `zero` for the 0 of 10:05."""

    sharp: str
    zero: str


class Money(_Table):
    one: str
    many: str
    part_one: str
    part_many: str


class NumberTable(_Table):
    """The names of numbers; `units` from zero to nineteen, `tens` from twenty to ninety.

    `scales` are thousand, million; `joint` stands before what follows the last hundred, and `single` is said
    by some for the one of one hundred. `ordinals` and `plurals` give endings of the last word, the longest
    that fits counting, and "" for all others; `plural` is what is typed after the digits of a decade.
    """

    group: str
    decimal: str
    point: str
    units: tuple[str, ...]
    tens: tuple[str, ...]
    hundred: str
    scales: tuple[str, ...]
    joint: str
    single: str
    ordinal_suffixes: tuple[str, ...]
    ordinals: dict[str, str]
    plural: str
    plurals: dict[str, str]
    percent: str
    years: Years
    clock: Clock
    money: dict[str, Money]


class _Typed(NamedTuple):
    """The parts of a number as typed; "" for each that is missing."""

    money: str
    digits: str
    fraction: str
    minutes: str
    suffix: str
    percent: str


def pattern(table: NumberTable) -> str:
    """A regular expression for numbers in digits, for a pattern in verbose mode that ignores case."""
    group, decimal = regex.escape(table.group), regex.escape(table.decimal)
    money = "|".join(regex.escape(sign) for sign in table.money)
    suffix = "|".join(regex.escape(suffix) for suffix in (*table.ordinal_suffixes, table.plural))
    return rf"""
        (?= \p{{Nd}} | {money} ) (?<! [\p{{L}}\p{{M}}\p{{N}}/] | \p{{Nd}}[{group}{decimal}:] )
        (?P<money> {money} )?+
        (?P<digits> \p{{Nd}}{{1,3}}+ (?: {group} \p{{Nd}}{{3}} )++ | \p{{Nd}}++ )
        (?: {decimal} (?P<fraction> \p{{Nd}}{{1,9}}+ ) | : (?P<minutes> \p{{Nd}}{{2}} ) )?+
        (?P<suffix> {suffix} )?+
        (?P<percent> % )?+
        (?! [\p{{L}}\p{{M}}\p{{N}}/] | [{group}{decimal}:] \p{{Nd}} )
    """


def readings(match: regex.Match[str], table: NumberTable) -> Iterator[str]:
    """The ways to say what `pattern` found, the usual one first; none when it is best left as typed.

    They are worked out as they are asked for, because mostly the first is enough.
    """
    found = match.groupdict()
    typed = _Typed(*(found[part] or "" for part in _Typed._fields))
    digits = typed.digits.replace(table.group, "")
    # Unicode grows, and a digit that the pattern knows may be one that Python does not.
    is_number = (digits + typed.fraction + typed.minutes).isdecimal()
    if len(digits) > DIGITS_AT_MOST or not is_number or not _is_usual(typed):
        return iter(())
    if typed.minutes:
        return _time(int(digits), int(typed.minutes), table)
    if len(digits) > 1 and int(digits[0]) == 0:
        return iter(())
    if typed.suffix:
        return _inflected(typed.suffix.lower(), int(digits), table)
    if typed.money:
        return _amount(typed, int(digits), table)
    is_year = digits == typed.digits and not typed.fraction
    said = count_readings(int(digits), table) if is_year else _cardinals(int(digits), table)
    return _with_end(said, typed, table)


def _is_usual(typed: _Typed) -> bool:
    """Whether its parts go together: at most one of a money sign, a suffix, minutes and a percent sign."""
    return sum(map(bool, (typed.money, typed.suffix, typed.minutes, typed.percent))) <= 1 and not (
        typed.fraction and typed.suffix
    )


def _with_end(said: Iterator[str], typed: _Typed, table: NumberTable) -> Iterator[str]:
    end = [table.point, *(table.units[int(digit)] for digit in typed.fraction)] if typed.fraction else []
    if typed.percent:
        end.append(table.percent)
    return (" ".join([words, *end]) for words in said)


def count_readings(number: int, table: NumberTable) -> Iterator[str]:
    """The ways to say a whole number below a thousand million, the usual one first."""
    if table.years.first <= number <= table.years.last:
        yield from _years(number, table)
    yield from _cardinals(number, table)


def _years(number: int, table: NumberTable) -> Iterator[str]:
    century, rest = divmod(number, _HUNDRED)
    pair = _below_hundred(century, table)
    if rest == 0:
        yield f"{pair} {table.hundred}"
        return
    zero = f"{table.years.zero} " if rest < _TEN else ""
    said = _below_hundred(rest, table)
    yield f"{pair} {zero}{said}"
    yield f"{pair} {table.hundred} {table.joint} {said}"
    yield f"{pair} {table.hundred} {said}"


def _cardinals(number: int, table: NumberTable) -> Iterator[str]:
    """With and without the joint ("and"), and with "a" for the one of a hundred."""
    usual = _cardinal(number, f"{table.joint} ", table)
    yield usual
    bare = _cardinal(number, "", table)
    if bare != usual:
        yield bare
    for words in dict.fromkeys((usual, bare)):
        first, _, rest = words.partition(" ")
        if first == table.units[1] and rest:
            yield f"{table.single} {rest}"


def _cardinal(number: int, joint: str, table: NumberTable) -> str:
    words: list[str] = []
    for power in range(len(table.scales), 0, -1):
        count, number = divmod(number, _THOUSAND**power)
        if count:
            words += [_below_thousand(count, joint, table), table.scales[power - 1]]
    if number or not words:
        rest = _below_thousand(number, joint, table)
        words.append(f"{joint}{rest}" if words and number < _HUNDRED else rest)
    return " ".join(words)


def _below_thousand(number: int, joint: str, table: NumberTable) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    if not hundreds:
        return _below_hundred(rest, table)
    said = f"{table.units[hundreds]} {table.hundred}"
    return f"{said} {joint}{_below_hundred(rest, table)}" if rest else said


def _below_hundred(number: int, table: NumberTable) -> str:
    if number < _TEENS:
        return table.units[number]
    tens, units = divmod(number - _TEENS, _TEN)
    return f"{table.tens[tens]} {table.units[units]}" if units else table.tens[tens]


def _inflected(suffix: str, number: int, table: NumberTable) -> Iterator[str]:
    if suffix != table.plural:
        return (_ending(words, table.ordinals) for words in _cardinals(number, table))
    if number < _TEENS or number % _TEN:
        return iter(())
    return (_ending(words, table.plurals) for words in count_readings(number, table))


def _ending(words: str, endings: dict[str, str]) -> str:
    fitting = max((ending for ending in endings if words.endswith(ending)), key=len)
    return words.removesuffix(fitting) + endings[fitting]


def _time(hours: int, minutes: int, table: NumberTable) -> Iterator[str]:
    if hours > _HOURS or minutes >= _MINUTES:
        return
    said = _below_hundred(hours, table)
    if minutes:
        zero = f"{table.clock.zero} " if minutes < _TEN else ""
        yield f"{said} {zero}{_below_hundred(minutes, table)}"
    else:
        yield f"{said} {table.clock.sharp}"
        yield said


def _amount(typed: _Typed, number: int, table: NumberTable) -> Iterator[str]:
    names = table.money[typed.money]
    part = int(typed.fraction or 0)
    if typed.fraction and len(typed.fraction) != _CENTS_DIGITS:
        return
    name = names.one if number == 1 else names.many
    cents = f"{_below_hundred(part, table)} {names.part_one if part == 1 else names.part_many}"
    for words in _cardinals(number, table):
        yield f"{words} {name} {table.joint} {cents}" if part else f"{words} {name}"
