"""The text after a slash command, made into what was meant. Unknown input gets usage, never silence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from bot.domain.case import Category, ConflictChoice
from bot.domain.ids import Alias, Language, is_alias, parse_alias
from bot.errors import UserError, Why

CLIP_USAGE = """\
`/clip ask <clip> [note]` asks for help with a clip
`/clip claim [alias]` takes a clip, or the one that waits longest
`/clip release <alias>` gives it back
`/clip suggest <alias> <text>` says what you hear
`/clip flag <alias> [category] [note]` stops sharing at once
`/clip status <alias>` says where a clip stands
`/clip queue [language]` lists what is open
`/clip mine` lists your asks and claims
`/clip reopen <alias>` asks again about a closed clip
`/clip resolve <alias> theirs|beside|again` decides when somebody changed the clip in the store
`/clip help` shows this"""

REVIEW_USAGE = """\
`/clip-review queue` lists the flagged clips
`/clip-review take [alias]` takes a review, or the most urgent one
`/clip-review uphold <alias> <reason>` keeps it withheld
`/clip-review release <alias> <reason>` lets sharing resume
`/clip-review escalate <alias> <reason>` calls the next level
`/clip-review pass <alias>` has someone else take it, without a reason
`/clip-review spare [categories]` says what you are not given; `spare nothing` ends that
`/clip-review receipt <alias>` says what became of each copy after a stop
`/clip-review no-leak <alias>` says that what was noticed of it elsewhere is no leak
`/clip-review panic [all|#channel|store]` stops all sharing there at once
`/clip-review resume [all|#channel|store]` lets it go on; that takes two
`/clip-review help` shows this"""

LONGEST_LINE = 4000
_SHOWN = 20
_AGAIN = "again"
_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True)
class AskLine:
    clip: str
    note: str


@dataclass(frozen=True)
class ClaimLine:
    alias: Alias | None


@dataclass(frozen=True)
class ReleaseLine:
    alias: Alias


@dataclass(frozen=True)
class SuggestLine:
    alias: Alias
    text: str


@dataclass(frozen=True)
class FlagLine:
    alias: Alias
    category: Category | None
    note: str


@dataclass(frozen=True)
class StatusLine:
    alias: Alias


@dataclass(frozen=True)
class QueueLine:
    language: Language | None


@dataclass(frozen=True)
class MineLine:
    pass


@dataclass(frozen=True)
class ReopenLine:
    alias: Alias


@dataclass(frozen=True)
class ResolveLine:
    alias: Alias
    choice: ConflictChoice | None
    """None asks again."""


@dataclass(frozen=True)
class HelpLine:
    pass


@dataclass(frozen=True)
class ReviewQueueLine:
    pass


@dataclass(frozen=True)
class TakeLine:
    alias: Alias | None


@dataclass(frozen=True)
class UpholdLine:
    alias: Alias
    reason: str


@dataclass(frozen=True)
class ReleaseCaseLine:
    alias: Alias
    reason: str


@dataclass(frozen=True)
class EscalateLine:
    alias: Alias
    reason: str


@dataclass(frozen=True)
class HandOverLine:
    alias: Alias


@dataclass(frozen=True)
class SpareLine:
    """None asks what it is now."""

    categories: frozenset[Category] | None


@dataclass(frozen=True)
class ReceiptLine:
    alias: Alias


@dataclass(frozen=True)
class NoLeakLine:
    alias: Alias


@dataclass(frozen=True)
class PanicLine:
    target: str


@dataclass(frozen=True)
class ResumeLine:
    target: str


ClipLine = (
    AskLine
    | ClaimLine
    | ReleaseLine
    | SuggestLine
    | FlagLine
    | StatusLine
    | QueueLine
    | MineLine
    | ReopenLine
    | ResolveLine
    | HelpLine
)
ReviewLine = (
    ReviewQueueLine
    | TakeLine
    | UpholdLine
    | ReleaseCaseLine
    | EscalateLine
    | HandOverLine
    | SpareLine
    | ReceiptLine
    | NoLeakLine
    | PanicLine
    | ResumeLine
    | HelpLine
)


def parse_clip(text: str) -> ClipLine:
    """What `/clip <text>` means; UserError with the usage when it means nothing."""
    first, after = _first_word(text)
    if first.casefold() == "flag":
        # Nothing about its words may hold up a stop, not even their number.
        return _CLIP["flag"](after)
    verb, rest = _split(text, CLIP_USAGE)
    if verb in {"", "help"}:
        return HelpLine()
    if verb not in _CLIP:
        _refuse(f"I don't know `/clip {verb[:_SHOWN]}`.", CLIP_USAGE)
    return _CLIP[verb](rest)


def parse_clip_review(text: str) -> ReviewLine:
    """What `/clip-review <text>` means; UserError with the usage when it means nothing."""
    verb, rest = _split(text, REVIEW_USAGE)
    if verb in {"", "help"}:
        return HelpLine()
    if verb not in _REVIEW:
        _refuse(f"I don't know `/clip-review {verb[:_SHOWN]}`.", REVIEW_USAGE)
    return _REVIEW[verb](rest)


def _split(text: str, usage: str) -> tuple[str, str]:
    if len(text) > LONGEST_LINE:
        _refuse(f"That is too long: {len(text):,} characters, at most {LONGEST_LINE:,} fit.", usage)
    verb, rest = _first_word(text)
    # What is echoed must not be able to break out of its backticks or mention anyone.
    shown = "".join(letter for letter in verb.casefold() if letter.isalnum() or letter in "-_")
    if verb and not shown:
        _refuse("I don't know that command.", usage)
    return shown, rest


def _first_word(text: str) -> tuple[str, str]:
    """The first word and the rest; a pasted line may have a line break or a tab between them."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def _refuse(problem: str, usage: str) -> NoReturn:
    raise UserError(Why.USAGE, f"{problem}\n{usage}")


def _usage_of(verb: str) -> str:
    usage = [*CLIP_USAGE.splitlines(), *REVIEW_USAGE.splitlines()]
    return next(line for line in usage if line.removeprefix("`").startswith(verb))


def _alias_first(verb: str, rest: str) -> tuple[Alias, str]:
    first, after = _first_word(rest)
    if not first:
        _refuse("The alias is missing.", _usage_of(verb))
    return parse_alias(first), after


def _only_alias(verb: str, rest: str) -> Alias:
    alias, after = _alias_first(verb, rest)
    if after:
        _refuse("One alias at a time, please.", _usage_of(verb))
    return alias


def _with_words(verb: str, rest: str, what: str) -> tuple[Alias, str]:
    alias, words = _alias_first(verb, rest)
    if not words:
        _refuse(f"The {what} is missing.", _usage_of(verb))
    return alias, words


def _ask(rest: str) -> AskLine:
    clip, note = _first_word(rest)
    if not clip:
        _refuse("The clip is missing.", _usage_of("/clip ask"))
    return AskLine(clip=clip, note=note)


def _flag(rest: str) -> FlagLine:
    alias, after = _alias_first("/clip flag", rest)
    word, note = _first_word(after)
    if word.casefold() in set(Category):
        return FlagLine(alias=alias, category=Category(word.casefold()), note=note)
    # An unknown category must not delay a stop: it becomes the note.
    return FlagLine(alias=alias, category=None, note=after)


def _queue(rest: str) -> QueueLine:
    if not rest:
        return QueueLine(language=None)
    if not _LANGUAGE.fullmatch(rest):
        _refuse("A language is a short code such as `en`.", _usage_of("/clip queue"))
    return QueueLine(language=Language(rest.casefold()))


def _mine(rest: str) -> MineLine:
    if rest:
        _refuse("`mine` stands alone.", _usage_of("/clip mine"))
    return MineLine()


def _review_queue(rest: str) -> ReviewQueueLine:
    if rest:
        _refuse("`queue` stands alone.", _usage_of("/clip-review queue"))
    return ReviewQueueLine()


def _spare(rest: str) -> SpareLine:
    words = [word.strip(",").casefold() for word in rest.split()]
    if not words:
        return SpareLine(categories=None)
    if words == ["nothing"]:
        return SpareLine(categories=frozenset())
    if unknown := [word for word in words if word not in set(Category)]:
        known = ", ".join(category.value for category in Category)
        shown = "".join(letter for letter in unknown[0] if letter.isalnum())[:_SHOWN]
        _refuse(f"I don't know the category “{shown}”. There is: {known}.", _usage_of("/clip-review spare"))
    return SpareLine(categories=frozenset(Category(word) for word in words))


def _place(verb: str, rest: str) -> str:
    """Where a panic is to begin or end; which places there are is the desk's to know."""
    if len(rest.split()) > 1:
        _refuse("One place at a time, please.", _usage_of(verb))
    return rest


def _resolve(rest: str) -> ResolveLine:
    alias, word = _with_words("/clip resolve", rest, "choice")
    if word.casefold() == _AGAIN:
        return ResolveLine(alias=alias, choice=None)
    if word.casefold() not in set(ConflictChoice):
        _refuse("Say `theirs`, `beside` or `again`.", _usage_of("/clip resolve"))
    return ResolveLine(alias=alias, choice=ConflictChoice(word.casefold()))


def _suggest(rest: str) -> SuggestLine:
    first, _ = _first_word(rest)
    if first and not is_alias(first):
        _refuse("Which clip? The alias comes first.", _usage_of("/clip suggest"))
    alias, text = _with_words("/clip suggest", rest, "text")
    return SuggestLine(alias=alias, text=text)


_CLIP: dict[str, Callable[[str], ClipLine]] = {
    "ask": _ask,
    "claim": lambda rest: ClaimLine(_only_alias("/clip claim", rest) if rest else None),
    "release": lambda rest: ReleaseLine(_only_alias("/clip release", rest)),
    "suggest": _suggest,
    "flag": _flag,
    "status": lambda rest: StatusLine(_only_alias("/clip status", rest)),
    "queue": _queue,
    "mine": _mine,
    "reopen": lambda rest: ReopenLine(_only_alias("/clip reopen", rest)),
    "resolve": _resolve,
}

_REVIEW: dict[str, Callable[[str], ReviewLine]] = {
    "queue": _review_queue,
    "take": lambda rest: TakeLine(_only_alias("/clip-review take", rest) if rest else None),
    "uphold": lambda rest: UpholdLine(*_with_words("/clip-review uphold", rest, "reason")),
    "release": lambda rest: ReleaseCaseLine(*_with_words("/clip-review release", rest, "reason")),
    "escalate": lambda rest: EscalateLine(*_with_words("/clip-review escalate", rest, "reason")),
    "pass": lambda rest: HandOverLine(_only_alias("/clip-review pass", rest)),
    "spare": _spare,
    "receipt": lambda rest: ReceiptLine(_only_alias("/clip-review receipt", rest)),
    "no-leak": lambda rest: NoLeakLine(_only_alias("/clip-review no-leak", rest)),
    "panic": lambda rest: PanicLine(_place("/clip-review panic", rest)),
    "resume": lambda rest: ResumeLine(_place("/clip-review resume", rest)),
}
