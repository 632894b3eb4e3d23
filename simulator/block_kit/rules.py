"""A small language for the shapes that Slack accepts, which complains as Slack's own validator does.

A rule takes a value and the JSON pointer to it, and yields what Slack would complain about.
Order and economy are those of github.com/slackhq/hack-json-schema: a text or a list of the wrong length and
an object with missing fields say only that; additional properties come after the known ones.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from simulator.block_kit import wording
from simulator.block_kit.problems import MISSING_FIELD, Problem, failed, wrong_type

Rule: TypeAlias = Callable[[object, str], Iterator[Problem]]
Fields: TypeAlias = Mapping[str, Rule]

_NOTHING: Fields = {}
_DEEPEST = 20


def inside(at: str, name: str) -> str:
    """The pointer to a part, with the name escaped as RFC 6901 asks."""
    return f"{at}/{name.replace('~', '~0').replace('/', '~1')}"


def string(*, at_least: int = 0, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield wrong_type(at, wording.NOT_A_STRING)
        elif at_most is not None and len(value) > at_most:
            yield failed(at, wording.TOO_LONG.format(at_most + 1), "max_length", at_most, len(value))
        elif len(value) < at_least:
            yield failed(at, wording.TOO_SHORT.format(at_least - 1), "min_length", at_least, len(value))

    return check


def matching(pattern: str, complaint: str = wording.NOT_LIKE_PATTERN) -> Rule:
    """A text of this form; the pattern has to match all of it."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield wrong_type(at, wording.NOT_A_STRING)
        elif not re.fullmatch(pattern, value, re.DOTALL):
            yield failed(at, complaint.format(f"^{pattern}$"), "pattern", f"^{pattern}$", value)

    return check


def one_of(*allowed: str) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield wrong_type(at, wording.NOT_A_STRING)
        elif value not in allowed:
            yield failed(at, wording.NOT_IN_ENUM, "enum", list(allowed), value)

    return check


def whole(*, at_least: int | None = None, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong_type(at, wording.NOT_AN_INTEGER)
        elif at_most is not None and value > at_most:
            yield failed(at, wording.TOO_GREAT.format(at_most), "maximum", at_most, value)
        elif at_least is not None and value < at_least:
            yield failed(at, wording.TOO_SMALL.format(at_least), "minimum", at_least, value)

    return check


def number(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield wrong_type(at, wording.NOT_A_NUMBER)


def truth(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield wrong_type(at, wording.NOT_A_BOOLEAN)


def thing(value: object, at: str) -> Iterator[Problem]:
    """An object whose insides are not checked, except that they end."""
    if not isinstance(value, dict) or _is_deeper(value, _DEEPEST):
        yield wrong_type(at, wording.NOT_AN_OBJECT)


def items(rule: Rule, *, at_least: int = 0, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield wrong_type(at, wording.NOT_AN_ARRAY)
        elif at_most is not None and len(value) > at_most:
            yield failed(at, wording.TOO_MANY.format(at_most), "max_items", at_most, len(value))
        elif len(value) < at_least:
            yield failed(at, wording.TOO_FEW.format(at_least), "min_items", at_least, len(value))
        else:
            for index, item in enumerate(value):
                yield from rule(item, f"{at}/{index}")

    return check


def record(required: Fields = _NOTHING, optional: Fields = _NOTHING, *further: Rule) -> Rule:
    """An object with these fields and no others; `further` rules see it when it is otherwise well formed."""
    known = {**required, **optional}

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield wrong_type(at, wording.NOT_AN_OBJECT)
            return
        found = list(_missing(value, required, at)) or list(_parts(value, known, at))
        yield from found
        for rule in further if not found else ():
            yield from rule(value, at)

    return check


def typed(kind: str, required: Fields = _NOTHING, optional: Fields = _NOTHING, *further: Rule) -> Rule:
    """An object where Slack takes no other `type` than this one."""
    return record({"type": one_of(kind), **required}, optional, *further)


def tagged(kinds: Fields) -> Rule:
    """An object whose `type` says which of the rules holds for the rest of it."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield wrong_type(at, wording.NOT_AN_OBJECT)
        elif "type" not in value:
            yield _missing_field("type", at)
        elif not isinstance(kind := value["type"], str):
            yield wrong_type(f"{at}/type", wording.NOT_A_STRING)
        elif kind not in kinds:
            yield failed(f"{at}/type", wording.UNSUPPORTED.format(kind), "enum", list(kinds), kind)
        else:
            rest = {name: part for name, part in value.items() if name != "type"}
            yield from kinds[kind](rest, at)

    return check


def all_of(rule: Rule) -> Rule:
    """Where Slack applies several schemas it first says that not all of them fit, then what is wrong."""

    def check(value: object, at: str) -> Iterator[Problem]:
        found = list(rule(value, at))
        if found:
            yield Problem(at, wording.NO_SCHEMA, constraint={"type": "all_of"})
        yield from found

    return check


def exactly_one(*rules: Rule) -> Rule:
    """Where Slack takes one of several schemas it does not say what is wrong with each."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if all(any(rule(value, at)) for rule in rules):
            yield Problem(at, wording.NOT_ONE_SCHEMA, constraint={"type": "one_of"})

    return check


def either(*names: str, at_field: str = "") -> Rule:
    """For `record`: at least one of these fields is there; `at_field` is where Slack points to."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and not any(name in value for name in names):
            yield Problem(at + at_field, wording.NEITHER.format(listed))

    return check


def not_both(first: str, second: str) -> Rule:
    """For `record`: at most one of the two fields is there."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and first in value and second in value:
            yield Problem(at, wording.BOTH.format(f"`{first}` or `{second}`"))

    return check


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(part, levels - 1) for part in inner)


def _missing(value: dict[str, object], required: Fields, at: str) -> Iterator[Problem]:
    for name in required:
        if name not in value:
            yield _missing_field(name, at)


def _missing_field(name: str, at: str) -> Problem:
    return Problem(at, wording.MISSING.format(name), MISSING_FIELD, field=name)


def _parts(value: dict[str, object], known: Fields, at: str) -> Iterator[Problem]:
    for name, rule in known.items():
        if name in value:
            yield from rule(value[name], inside(at, name))
    for name in value:
        if name not in known:
            constraint = {"type": "additional_properties", "got": name}
            yield Problem(at, wording.ADDITIONAL.format(name), constraint=constraint)
