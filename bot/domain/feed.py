"""How asks in the annotation store come to people by themselves: at which pace, and what is said of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.case import Case, Category
from bot.domain.document import Document
from bot.domain.ids import Alias, Language
from bot.domain.sealed import SealedText
from bot.policy import FeedRules

REMOVED = "removed"
"""The name of the mark that stands for a clip which the store has no more."""

OVERLAP = timedelta(seconds=10)
_RECENT = timedelta(hours=1)
"""More than the clocks of two servers differ."""
_HELD_BACK = timedelta(minutes=1)
_DIGEST_AGAIN = timedelta(hours=6)
"""So long a digest that is over is taken up again, instead of a new message that notifies everybody."""


class Request(Document):
    """Somebody's request for help that stands in the annotation store."""

    id: str
    """The store's own name of it, without anything of the clip; another one for another request."""
    at: datetime | None = None
    """When it was made or made anew; None when the store does not tell."""
    note: SealedText = ""


class StoreMark(Document):
    """Somebody's word in the annotation store that the clip must not be shared."""

    id: str
    at: datetime | None = None
    category: Category | None = None


class Signs(Document):
    """What stands about one clip in the annotation store, beside what Second Ear wrote there."""

    reference: SealedText
    language: Language | None = None
    """None when the store does not say it."""
    request: Request | None = None
    marks: tuple[StoreMark, ...] = ()
    is_removed: bool = False


class Cursor(Document):
    """How far the changes were read: up to this time of the store's, and there up to this place."""

    at: datetime
    place: str = ""
    is_round: bool = False
    """Whether what stands is being read from the beginning, and not only what changes."""


class Changes(Document):
    """A page of what changed, in the order of time. A clip may come more often than it changed."""

    signs: tuple[Signs, ...] = ()
    cursor: Cursor | None = None
    """Where the next page begins; None when nothing has ever changed."""
    is_last: bool = True


class Queued(Document):
    """A request that waits for its turn to come into a help channel."""

    alias: Alias
    language: Language
    reference: SealedText
    request: Request
    attempt: int = 0


class Line(Document):
    """The line of requests before one help channel."""

    next_at: datetime | None = None
    """When the next one may come in."""
    digest_begun_at: datetime | None = None
    """When the latest digest was posted first."""
    is_told: bool = False
    """Whether the digest says that clips wait."""


class Duty(StrEnum):
    """What is to be done about a clip."""

    STOP = "stop"
    NOTE_MARKS = "note_marks"
    END_REQUEST = "end_request"
    QUEUE = "queue"
    UNQUEUE = "unqueue"


def end_of_look(read: Cursor | None, reached: Cursor | None, now: datetime) -> Cursor:
    """Where the next look begins, after one whose last page began at `read` and ended at `reached`.

    A little before the end, for what was being saved then shows late; and never in times to come, which a
    clock that is wrong may have brought. After a reading of all that stands, only what is about new is left.
    """
    recent = now - _RECENT
    latest = reached.at if reached else recent
    if read is None or read.is_round:
        latest = max(latest, recent)
    return Cursor(at=min(latest, now) - OVERLAP)


def duties(case: Case | None, signs: Signs, *, since: datetime) -> list[Duty]:
    """What the signs of a clip ask for, given its case; `since` is when the store was first looked at."""
    found = []
    if new_marks(case, signs, since=since):
        found.append(Duty.STOP)
    standing = {mark.id for mark in marks_of(signs)}
    if case is not None and any(flag.mark and flag.mark not in standing for flag in case.flags):
        found.append(Duty.NOTE_MARKS)
    if signs.request is None:
        found.append(Duty.UNQUEUE)
        if case is not None and case.store_request and not signs.is_removed:
            found.append(Duty.END_REQUEST)
    elif Duty.STOP in found:
        found.append(Duty.UNQUEUE)
    elif case is None or case.store_request != signs.request.id:
        found.append(Duty.QUEUE)
    return found


def marks_of(signs: Signs) -> tuple[StoreMark, ...]:
    """The marks that stand; that the clip was removed counts as one."""
    return (StoreMark(id=REMOVED, category=Category.OTHER),) if signs.is_removed else signs.marks


def new_marks(case: Case | None, signs: Signs, *, since: datetime) -> list[StoreMark]:
    """The marks that no flag came from yet.

    Of a clip that nobody has asked about, there or here, only marks made after `since` count: a store in use
    has many from before, and nothing of those clips is shared.
    """
    if case is None:
        if signs.request is not None:
            return list(signs.marks)
        return [mark for mark in signs.marks if mark.at is not None and mark.at >= since]
    known = {flag.mark for flag in case.flags}
    if signs.is_removed and case.is_hidden:
        return []
    return [mark for mark in marks_of(signs) if mark.id not in known]


def is_turn_free(line: Line, rules: FeedRules, now: datetime, *, open_cases: int) -> bool:
    """Whether a request may come into the channel now; one at a time, so that they come evenly."""
    return open_cases < rules.most_waiting and (line.next_at is None or line.next_at <= now)


def after_turn(line: Line, rules: FeedRules, now: datetime) -> Line:
    return line.model_copy(update={"next_at": now + rules.between_asks})


def held_back(line: Line, now: datetime) -> Line:
    """While a panic stops all sharing nothing may come; it is tried again before long."""
    return line.model_copy(update={"next_at": now + _HELD_BACK})


def next_digest(line: Line, rules: FeedRules, now: datetime, *, waiting: int) -> Line:
    """The line with its digest begun, gone on with, or over.

    It begins only when the last in the line would wait long, and ends with the line: a few requests that
    come together are no news.
    """
    if line.is_told:
        return line.model_copy(update={"is_told": waiting > 0})
    if waiting * rules.between_asks <= rules.announce_wait:
        return line
    begun = line.digest_begun_at
    is_recent = begun is not None and now - begun < _DIGEST_AGAIN
    return line.model_copy(update={"is_told": True, "digest_begun_at": begun if is_recent else now})


def gravest_first(marks: Sequence[StoreMark]) -> list[StoreMark]:
    """A mark without a category counts as the gravest, as an unexplained flag does."""
    order = list(Category)
    return sorted(marks, key=lambda mark: order.index(mark.category) if mark.category else -1)
