"""What a message may hold of a clip: links, words in a row, names and lengths of recordings. Pure."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import regex

from bot.domain.document import Document
from bot.domain.ids import Alias, PersonId
from bot.domain.text import words_of
from bot.policy import LeakRules, OnLeak

T = TypeVar("T")

_WORDS_AT_MOST = 2_000
_RUNS_AT_MOST = 5_000
_LETTERS_IN_A_ROW = 12
"""What counts as a quote in a script that puts no spaces between words."""
_EVERY = 3
_KEPT_AT_MOST = 32
_PRINT_BYTES = 16
_LINKS_AT_MOST = 20
_TRACES_AT_MOST = 64
_NAME_AT_LEAST = 8
"""A reference shorter than this, such as a number, may be the name of any file."""

_PERMALINK = re.compile(r"/archives/([CG][A-Z0-9]+)/p(\d{9,11})(\d{6})(?!\d)")
_PLAYER = re.compile(r"/listen/([0-9A-HJKMNP-TV-Z]{10})(?![0-9A-Z])")
_ALIAS = re.compile(r"(?<![0-9A-Z])([0-9A-HJKMNP-TV-Z]{5})-?([0-9A-HJKMNP-TV-Z]{5})(?![0-9A-Z])")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


class Recording(Document):
    """A file with sound that somebody uploaded: what it is called, and how long it is if Slack knows."""

    names: tuple[str, ...]
    seconds: float | None = None


class Said(Document):
    """A message of a person, as far as it matters here."""

    person: PersonId
    channel: str
    ts: str
    thread_ts: str | None = None
    texts: tuple[str, ...] = ()
    """What it says, and what it shows of other messages."""
    links: tuple[str, ...] = ()
    recordings: tuple[Recording, ...] = ()

    @property
    def place(self) -> str:
        return place_of(self.channel, self.ts)

    @property
    def thread(self) -> str | None:
        """The place of the message in whose thread it stands."""
        return place_of(self.channel, self.thread_ts) if self.thread_ts else None


@dataclass(frozen=True)
class Traces:
    """What to look up of a message; empty when nothing in it could be of a clip."""

    places: tuple[str, ...] = ()
    """Of messages that it links to."""
    aliases: tuple[Alias, ...] = ()
    """Of clips whose player it links to."""
    runs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lengths: tuple[float, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.places or self.aliases or self.runs or self.names or self.lengths)


def place_of(channel: str, ts: str) -> str:
    return f"{channel}/{ts}"


def traces_of(said: Said, rules: LeakRules, *, has_language: bool) -> Traces:
    """`has_language` in a help channel: elsewhere a length alone says nothing."""
    links = said.links[:_LINKS_AT_MOST] if rules.link is not OnLeak.IGNORE else ()
    texts = said.texts if rules.quote is not OnLeak.IGNORE else ()
    recordings = said.recordings if rules.upload is not OnLeak.IGNORE else ()
    permalinks = [found for link in links if (found := _PERMALINK.search(link))]
    return Traces(
        places=_once(place_of(found[1], f"{found[2]}.{found[3]}") for found in permalinks),
        aliases=_once(Alias(found[1]) for link in links if (found := _PLAYER.search(link))),
        runs=_once(run for text in texts for run in runs_of(text, rules.words_at_least))[:_RUNS_AT_MOST],
        names=_once(name for recording in recordings for name in recording.names),
        lengths=_once(
            recording.seconds for recording in recordings if has_language and recording.seconds is not None
        ),
    )


def aliases_in(name: str) -> list[Alias]:
    """What in the name of a file may be an alias."""
    return [Alias(first + second) for first, second in _ALIAS.findall(name.upper())]


def references_in(name: str) -> list[str]:
    """What the name of a file may be the reference of: itself, or what stands before its ending."""
    stem, dot, _ = name.rpartition(".")
    return [known for known in ((stem, name) if dot else (name,)) if len(known) >= _NAME_AT_LEAST]


def runs_of(text: str, words_at_least: int) -> list[str]:
    """Every run of so many words in the text, folded; in a script without spaces, of twelve letters."""
    words = words_of(text)[:_WORDS_AT_MOST]
    runs = _windows(words, words_at_least, between=" ")
    if _UNSPACED.search(text):
        letters = list("".join(words)[:_WORDS_AT_MOST])
        runs += _windows(letters, _LETTERS_IN_A_ROW, between="")
    return runs


def kept_runs(text: str, words_at_least: int) -> list[str]:
    """Every third run, by which a text is known again.

    A quote of the whole text holds one of them, and so does one of two words more than the least.
    """
    return list(_once(runs_of(text, words_at_least)[::_EVERY]))[:_KEPT_AT_MOST]


def prints_of_each(key: bytes, held: Iterable[tuple[str, Iterable[Alias]]]) -> dict[Alias, tuple[str, ...]]:
    """For each clip the prints of what a message holds of it; `held` says of which clips each trace is."""
    found: dict[Alias, set[str]] = {}
    for trace, aliases in held:
        for alias in aliases:
            found.setdefault(alias, set()).add(print_of(key, trace))
    return {alias: tuple(sorted(prints)[:_TRACES_AT_MOST]) for alias, prints in found.items()}


def print_of(key: bytes, run: str) -> str:
    """What is kept instead of the words: nobody without the key can tell which they are."""
    return hmac.new(key, run.encode(), hashlib.sha256).digest()[:_PRINT_BYTES].hex()


def _windows(parts: list[str], size: int, *, between: str) -> list[str]:
    return [between.join(parts[start : start + size]) for start in range(len(parts) - size + 1)]


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
