"""What can happen to a case, in the past tense. The log of these is the audit."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.domain.case import AgreedWord, Category, Clip, ConflictChoice, Door, WriteState
from bot.domain.copies import Copy
from bot.domain.document import Document
from bot.domain.ids import PersonId
from bot.domain.leaked import LeakKind
from bot.domain.reviewed import Cause, PageAction
from bot.domain.sealed import SEALED, SealedText


class Happened(Document):
    """What every event says: who, when, through which door."""

    by: PersonId
    at: datetime
    door: Door


class Asked(Happened):
    kind: Literal["asked"] = "asked"
    clip: Clip
    note: SealedText = ""
    guess: SealedText = ""


class AskJoined(Happened):
    kind: Literal["ask_joined"] = "ask_joined"
    note: SealedText = ""
    guess: SealedText = ""


class AskLeft(Happened):
    """One of several askers no longer waits."""

    kind: Literal["ask_left"] = "ask_left"
    person: PersonId


class AskWithdrawn(Happened):
    kind: Literal["ask_withdrawn"] = "ask_withdrawn"


class Claimed(Happened):
    kind: Literal["claimed"] = "claimed"
    until: datetime


class ClaimExtended(Happened):
    kind: Literal["claim_extended"] = "claim_extended"
    until: datetime


class ClaimReminded(Happened):
    kind: Literal["claim_reminded"] = "claim_reminded"
    person: PersonId


class ClaimEnd(StrEnum):
    RELEASED = "released"
    EXPIRED = "expired"
    SUGGESTED = "suggested"
    CLOSED = "closed"
    STOPPED = "stopped"


class ClaimEnded(Happened):
    kind: Literal["claim_ended"] = "claim_ended"
    person: PersonId
    why: ClaimEnd


class Suggested(Happened):
    kind: Literal["suggested"] = "suggested"
    text: SealedText = ""
    is_nobody_can_tell: bool = False


class Agreed(Happened):
    kind: Literal["agreed"] = "agreed"
    text: SealedText = ""
    is_nobody_can_tell: bool = False
    words: tuple[AgreedWord, ...] = ()
    confidence: float
    method: str
    people: tuple[PersonId, ...]


class LeadNeeded(Happened):
    kind: Literal["lead_needed"] = "lead_needed"
    words: tuple[AgreedWord, ...] = ()


class Settled(Happened):
    kind: Literal["settled"] = "settled"
    text: SealedText = ""
    is_nobody_can_tell: bool = False
    people: tuple[PersonId, ...] = ()


class Nudged(Happened):
    kind: Literal["nudged"] = "nudged"


class Widened(Happened):
    kind: Literal["widened"] = "widened"


class ClosedUnresolved(Happened):
    kind: Literal["closed_unresolved"] = "closed_unresolved"


class Listened(Happened):
    """A personal link was given, and with it a play."""

    kind: Literal["listened"] = "listened"
    link: str = ""
    is_review: bool = False
    """Whether a moderator asked, for a withheld clip."""


class HearingBegan(Happened):
    """The first byte is about to go to the browser that opened the link."""

    kind: Literal["hearing_began"] = "hearing_began"
    person: PersonId
    link: str


class Heard(Happened):
    """How much of the clip the server sent to one listener in one go."""

    kind: Literal["heard"] = "heard"
    person: PersonId
    link: str
    seconds: float
    is_cut: bool = False


class Flagged(Happened):
    kind: Literal["flagged"] = "flagged"
    clip: Clip
    category: Category | None = None
    note: SealedText = ""
    mark: str = ""


class RequestNoted(Happened):
    """The request in the annotation store that is taken up, and not again; empty when it ended."""

    kind: Literal["request_noted"] = "request_noted"
    request: str


class MarksNoted(Happened):
    """The marks that stand in the annotation store; flags of others came from marks that were taken back."""

    kind: Literal["marks_noted"] = "marks_noted"
    marks: tuple[str, ...]


class FlagDescribed(Happened):
    kind: Literal["flag_described"] = "flag_described"
    category: Category
    note: SealedText = ""


class SharingStopped(Happened):
    kind: Literal["sharing_stopped"] = "sharing_stopped"
    epoch: int


class Clock(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    OUTCOME = "outcome"


class ReviewDue(Happened):
    """The clocks of a review, set by the first flag and tightened by a graver one."""

    kind: Literal["review_due"] = "review_due"
    acknowledge_by: datetime
    outcome_by: datetime
    restarts: tuple[Clock, ...] = ()
    """The clocks that begin anew, whatever was seen or missed before."""


class ReviewClockMissed(Happened):
    kind: Literal["review_clock_missed"] = "review_clock_missed"
    clock: Clock


class ReviewTaken(Happened):
    kind: Literal["review_taken"] = "review_taken"
    until: datetime


class ReviewLeaseExpired(Happened):
    kind: Literal["review_lease_expired"] = "review_lease_expired"
    person: PersonId


class ReviewHandedOver(Happened):
    """A moderator wants somebody else to take it; nobody asks why."""

    kind: Literal["review_handed_over"] = "review_handed_over"


class ReviewEscalated(Happened):
    kind: Literal["review_escalated"] = "review_escalated"
    level: int
    cause: Cause
    reason: SealedText = ""
    has_pager: bool = False
    """Whether this level is called by pager."""


class PageRecorded(Happened):
    """The pager has taken what it was told."""

    kind: Literal["page_recorded"] = "page_recorded"
    epoch: int
    level: int
    action: PageAction


class Upheld(Happened):
    kind: Literal["upheld"] = "upheld"
    reason: SealedText


class ReleaseVoted(Happened):
    """One of the moderators that a release needs; not yet enough of them."""

    kind: Literal["release_voted"] = "release_voted"
    reason: SealedText


class SharingResumed(Happened):
    kind: Literal["sharing_resumed"] = "sharing_resumed"
    reason: SealedText


class Reopened(Happened):
    kind: Literal["reopened"] = "reopened"
    clip: Clip


class WriteBackRecorded(Happened):
    kind: Literal["write_back_recorded"] = "write_back_recorded"
    number: int
    result: WriteState


class ConflictResolved(Happened):
    """Somebody decided what becomes of an outcome that the store did not take."""

    kind: Literal["conflict_resolved"] = "conflict_resolved"
    number: int
    choice: ConflictChoice
    clip_version: Annotated[str, SEALED] = ""


class WriteRenewed(Happened):
    """What was written once is to be written again, because the store has it no more."""

    kind: Literal["write_renewed"] = "write_renewed"
    number: int


class WriteParked(Happened):
    """The store did not take outcome `number` for so long that it now waits for an operator."""

    kind: Literal["write_parked"] = "write_parked"
    number: int


class WorkRetried(Happened):
    """Somebody had work tried again that was given up."""

    kind: Literal["work_retried"] = "work_retried"
    work: str


class StoreMarked(Happened):
    kind: Literal["store_marked"] = "store_marked"
    epoch: int
    result: WriteState = WriteState.WRITTEN
    """Gone, when the store had no such clip to mark."""


class MarkRenewed(Happened):
    """What the store was told of the stop `epoch` is to be told again, because it has it no more."""

    kind: Literal["mark_renewed"] = "mark_renewed"
    epoch: int


class CopiesCounted(Happened):
    """The stop receipt, as far as it is known now; a later one replaces it."""

    kind: Literal["copies_counted"] = "copies_counted"
    epoch: int
    copies: tuple[Copy, ...] = ()


class LeakNoticed(Happened):
    """Somebody's message in another channel holds something of the clip: where and what kind, not what."""

    kind: Literal["leak_noticed"] = "leak_noticed"
    leak: LeakKind
    place: str
    person: PersonId
    is_asked: bool = True
    traces: tuple[SealedText, ...] = ()


class LeakGone(Happened):
    """That message was deleted, or what leaked was taken out of it."""

    kind: Literal["leak_gone"] = "leak_gone"
    place: str


class LeakCleared(Happened):
    """A moderator decided that it is none."""

    kind: Literal["leak_cleared"] = "leak_cleared"
    place: str


Event = (
    Asked
    | AskJoined
    | AskLeft
    | AskWithdrawn
    | Claimed
    | ClaimExtended
    | ClaimReminded
    | ClaimEnded
    | Suggested
    | Agreed
    | LeadNeeded
    | Settled
    | Nudged
    | Widened
    | ClosedUnresolved
    | Listened
    | HearingBegan
    | Heard
    | Flagged
    | RequestNoted
    | MarksNoted
    | FlagDescribed
    | SharingStopped
    | ReviewDue
    | ReviewClockMissed
    | ReviewTaken
    | ReviewLeaseExpired
    | ReviewHandedOver
    | ReviewEscalated
    | PageRecorded
    | Upheld
    | ReleaseVoted
    | SharingResumed
    | Reopened
    | WriteBackRecorded
    | ConflictResolved
    | WriteRenewed
    | WriteParked
    | WorkRetried
    | StoreMarked
    | MarkRenewed
    | CopiesCounted
    | LeakNoticed
    | LeakGone
    | LeakCleared
)

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
