"""A small language for the shapes that Slack accepts.

A rule takes a value and the JSON pointer to it, and yields what Slack would complain about.
The sentences are Slack's own as far as they are known from recorded refusals: lengths, numbers of items,
missing and additional properties, unsupported types, wrong JSON types.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from simulator.block_kit.problems import Problem

Rule: TypeAlias = Callable[[object, str], Iterator[Problem]]
Fields: TypeAlias = Mapping[str, Rule]

NO_SCHEMA = "failed to match all allowed schemas"
_NOTHING: Fields = {}


def string(*, at_least: int = 0, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
            return
        if len(value) < at_least:
            yield Problem(at, f"must be more than {at_least - 1} characters")
        if at_most is not None and len(value) > at_most:
            yield Problem(at, f"must be less than {at_most + 1} characters")

    return check


def matching(pattern: str, complaint: str) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
        elif not re.fullmatch(pattern, value, re.DOTALL):
            yield Problem(at, complaint)

    return check


def one_of(*allowed: str) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string")
        elif value not in allowed:
            yield Problem(at, "must be a valid enum value")

    return check


def whole(*, at_least: int = 0, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must provide an integer")
        elif value < at_least:
            yield Problem(at, f"must be greater than {at_least - 1}")
        elif at_most is not None and value > at_most:
            yield Problem(at, f"must be less than {at_most + 1}")

    return check


def truth(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(at, "must provide a boolean")


def thing(value: object, at: str) -> Iterator[Problem]:
    """An object whose insides are not checked."""
    if not isinstance(value, dict):
        yield Problem(at, "must provide an object")


def items(rule: Rule, *, at_least: int = 0, at_most: int | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must provide an array")
            return
        if len(value) < at_least:
            yield Problem(at, f"must provide at least {at_least} items")
        if at_most is not None and len(value) > at_most:
            yield Problem(at, f"no more than {at_most} items allowed")
        for index, item in enumerate(value):
            yield from rule(item, f"{at}/{index}")

    return check


def record(required: Fields = _NOTHING, optional: Fields = _NOTHING, *further: Rule) -> Rule:
    """An object with these fields and no others; `further` rules see the object as a whole."""
    known = {**required, **optional}

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        for name in required:
            if name not in value:
                yield Problem(at, f"missing required field: {name}")
        for name, part in value.items():
            if name not in known:
                yield Problem(at, f"invalid additional property: {name}")
                continue
            yield from known[name](part, f"{at}/{name}")
        for rule in further:
            yield from rule(value, at)

    return check


def tagged(kinds: Fields) -> Rule:
    """An object whose `type` says which of the rules holds for the rest of it."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        if "type" not in value:
            yield Problem(at, "missing required field: type")
            return
        kind = value["type"]
        if not isinstance(kind, str) or kind not in kinds:
            yield Problem(f"{at}/type", f"unsupported type: {kind}")
            return
        rest = {name: part for name, part in value.items() if name != "type"}
        yield from kinds[kind](rest, at)

    return check


def among_schemas(rule: Rule) -> Rule:
    """Where Slack tries several schemas it first says that none of them fits, then what is wrong."""

    def check(value: object, at: str) -> Iterator[Problem]:
        found = list(rule(value, at))
        if found:
            yield Problem(at, NO_SCHEMA)
        yield from found

    return check


def either(*names: str) -> Rule:
    """For `record`: at least one of these fields is there."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and not any(name in value for name in names):
            yield Problem(at, f"must define either {listed}")

    return check


def not_both(first: str, second: str) -> Rule:
    """For `record`: at most one of the two fields is there."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and first in value and second in value:
            yield Problem(at, f"must define only one of `{first}` or `{second}`")

    return check
