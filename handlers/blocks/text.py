"""Text made safe to show: escaped, bounded, and with the words for people, times and lengths."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import regex

SECTION_CHARACTERS = 3000
SPOKEN_CHARACTERS = 3900
"""`chat.update` refuses more than 4000, which a post would take."""

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_BROKEN_END = re.compile(r"(?:<[^>]*|&[a-z]{0,3})\Z")
_SECONDS_A_MINUTE = 60


def escape(text: str) -> str:
    """Text from outside, made harmless inside mrkdwn: it can neither mention anyone nor make a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """At most so many characters, never ending inside one that people see as one."""
    if len(text) <= most:
        return text
    kept: list[str] = []
    room = most - 1
    for letter in regex.findall(r"\X", text[: most + 1]):
        room -= len(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def cut_mrkdwn(text: str, most: int) -> str:
    """The same for mrkdwn: never ending inside a mention, a link or an escaped character."""
    if len(text) <= most:
        return text
    return _BROKEN_END.sub("", cut(text, most)[:-1]) + "…"


def is_person(person: str) -> bool:
    """Whether this is somebody in Slack, and not a timer, the store or a webhook."""
    return _PERSON.fullmatch(person) is not None


def mention(person: str) -> str:
    return f"<@{person}>" if is_person(person) else "Second Ear"


def mentions(people: Iterable[str], *, most: int = 5) -> str:
    """The people by name, in a sentence's order: “A, B and 3 others”."""
    known = list(dict.fromkeys(people))
    named = [mention(person) for person in known[:most]]
    left = len(known) - len(named)
    if left:
        named.append(counted(left, "other"))
    if len(named) <= 1:
        return "".join(named)
    return f"{', '.join(named[:-1])} and {named[-1]}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 voice`, `2 voices`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def when(at: datetime) -> str:
    """A moment in each reader's own time zone; where Slack cannot do that, in UTC."""
    utc = at.astimezone(UTC)
    plain = utc.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} at {{time}}|{plain}>"


def length(seconds: float) -> str:
    """How long a clip is, in words."""
    minutes, rest = divmod(max(seconds, 0.0), _SECONDS_A_MINUTE)
    shown = f"{rest:.1f}".removesuffix(".0")
    in_seconds = f"{shown} second" if shown == "1" else f"{shown} seconds"
    return f"{counted(int(minutes), 'minute')} {in_seconds}" if minutes else in_seconds


def percent(share: float) -> str:
    return f"{round(share * 100)} %"
