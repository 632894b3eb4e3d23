"""Dates in the words of Slack's `<!date^…>`, on the reader's clock.

Tokens: docs.slack.dev/messaging/formatting-message-text#date-formatting
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

_TOKEN = re.compile(r"\{(\w+)\}")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def formatted(at: datetime, now: datetime, pattern: str) -> str | None:
    """The pattern with its tokens replaced, or nothing when it has one that Slack does not know."""
    tokens = _TOKEN.findall(pattern)
    if not tokens or any(token not in _TOKENS for token in tokens):
        return None
    return _TOKEN.sub(lambda token: _TOKENS[token[1]](at, now), pattern)


def clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def day(at: datetime, now: datetime) -> str:
    """A heading for the messages of one day."""
    return _relative(at, now) or f"{at:%A}, {at:%B} {_ordinal(at.day)}" + (
        f", {at.year}" if at.year != now.year else ""
    )


def _relative(at: datetime, now: datetime) -> str:
    away = at.date() - now.date()
    return {timedelta(0): "Today", timedelta(days=-1): "Yesterday", timedelta(days=1): "Tomorrow"}.get(
        away, ""
    )


def _ordinal(number: int) -> str:
    if number in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _long(at: datetime, _now: datetime) -> str:
    return f"{at:%A}, {at:%B} {_ordinal(at.day)}, {at.year}"


def _middle(at: datetime, _now: datetime) -> str:
    return f"{at:%B} {_ordinal(at.day)}, {at.year}"


def _short(at: datetime, _now: datetime) -> str:
    return f"{at:%b} {at.day}, {at.year}"


def _pretty(plain: Callable[[datetime, datetime], str]) -> Callable[[datetime, datetime], str]:
    return lambda at, now: _relative(at, now).lower() or plain(at, now)


def _ago(at: datetime, now: datetime) -> str:
    seconds = (now - at).total_seconds()
    amount = abs(seconds)
    name, size = next(
        (
            (name, size)
            for name, size in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE))
            if amount >= size
        ),
        ("second", 1),
    )
    count = int(amount // size)
    words = f"{count} {name}{'' if count == 1 else 's'}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


_TOKENS: dict[str, Callable[[datetime, datetime], str]] = {
    "date_num": lambda at, _now: f"{at:%Y-%m-%d}",
    "date_slash": lambda at, _now: f"{at:%m/%d/%Y}",
    "date": _middle,
    "date_short": _short,
    "date_long": _long,
    "date_long_full": _long,
    "date_pretty": _pretty(_middle),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": day,
    "time": lambda at, _now: clock(at),
    "time_secs": lambda at, _now: clock(at).replace(" ", f":{at:%S} "),
    "ago": _ago,
}
