"""What can be asked of a case, in the imperative. Every door builds one of these and calls the desk."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.domain.access import Act, Actor
from bot.domain.case import AgreedWord, Category, Clip, ConflictChoice, Door, WriteState
from bot.domain.copies import Copy
from bot.domain.document import Document
from bot.domain.ids import PersonId
from bot.domain.leaked import LeakKind
from bot.domain.reviewed import PageAction


class Asking(Document):
    """What every command says: who wants it, and the door it came in by."""

    act: ClassVar[Act]
    actor: Actor
    door: Door


class Ask(Asking):
    """A request for help; `clip` is what the annotation store says of it now."""

    act: ClassVar[Act] = Act.ASK
    clip: Clip
    note: str = ""
    guess: str = ""
    request: str = ""
    """The annotation store's own name of the request, when it stands there."""
    requested_at: datetime | None = None


class Claim(Asking):
    act: ClassVar[Act] = Act.CLAIM


class ExtendClaim(Asking):
    act: ClassVar[Act] = Act.EXTEND_CLAIM


class Release(Asking):
    """Gives a place back."""

    act: ClassVar[Act] = Act.RELEASE


class Suggest(Asking):
    act: ClassVar[Act] = Act.SUGGEST
    text: str = ""
    is_nobody_can_tell: bool = False


class Withdraw(Asking):
    """Takes an ask back."""

    act: ClassVar[Act] = Act.WITHDRAW


class EndRequest(Asking):
    """The request in the annotation store that the case was asked by stands there no more."""

    act: ClassVar[Act] = Act.END_REQUEST


class NoteMarks(Asking):
    """The marks that stand in the annotation store now, by its own names."""

    act: ClassVar[Act] = Act.NOTE_MARKS
    marks: tuple[str, ...]


class Advice(StrEnum):
    """What the agreement engine says of the voices so far."""

    SETTLED = "settled"
    ASK_FURTHER = "ask_further"
    HOPELESS = "hopeless"


class Weigh(Asking):
    """What the agreement engine makes of the present voices; the desk adds it after each suggestion."""

    act: ClassVar[Act] = Act.WEIGH
    advice: Advice
    text: str = ""
    is_nobody_can_tell: bool = False
    words: tuple[AgreedWord, ...] = ()
    confidence: float = 0.0
    method: str
    people: tuple[PersonId, ...]


class Settle(Asking):
    """A lead's decision where peers could not agree."""

    act: ClassVar[Act] = Act.SETTLE
    text: str = ""
    is_nobody_can_tell: bool = False


class Listen(Asking):
    """`link` is the name of the link that it leads to, for the log."""

    act: ClassVar[Act] = Act.LISTEN
    link: str = ""


class ListenInReview(Asking):
    """A moderator asks to hear the withheld clip whose review they have."""

    act: ClassVar[Act] = Act.LISTEN_IN_REVIEW
    link: str = ""


class BeginHearing(Asking):
    """The first byte of a play is about to be sent."""

    act: ClassVar[Act] = Act.BEGIN_HEARING
    person: PersonId
    link: str


class RecordHearing(Asking):
    """What was sent of a clip to one listener in one go; `is_cut` when sharing ended on the way."""

    act: ClassVar[Act] = Act.RECORD_HEARING
    person: PersonId
    link: str
    seconds: float
    is_cut: bool = False


class Flag(Asking):
    """Stops sharing. A bare click has no category; `DescribeFlag` brings it afterwards."""

    act: ClassVar[Act] = Act.FLAG
    category: Category | None = None
    note: str = ""
    mark: str = ""
    """The annotation store's own name of the mark behind it; the same mark flags once."""


class DescribeFlag(Asking):
    act: ClassVar[Act] = Act.DESCRIBE_FLAG
    category: Category
    note: str = ""


class Take(Asking):
    """A moderator takes a review."""

    act: ClassVar[Act] = Act.TAKE


class Uphold(Asking):
    act: ClassVar[Act] = Act.UPHOLD
    reason: str


class ReleaseCase(Asking):
    """A moderator lets sharing resume."""

    act: ClassVar[Act] = Act.RELEASE_CASE
    reason: str


class Escalate(Asking):
    """A moderator calls the next level of the policy."""

    act: ClassVar[Act] = Act.ESCALATE
    reason: str


class HandOver(Asking):
    """A moderator wants somebody else to take the review. Nobody asks why."""

    act: ClassVar[Act] = Act.HAND_OVER


class RecordPage(Asking):
    """What the pager was told of the incident of stop `epoch` and `level`."""

    act: ClassVar[Act] = Act.RECORD_PAGE
    epoch: int
    level: int
    action: PageAction


class Reopen(Asking):
    act: ClassVar[Act] = Act.REOPEN
    clip: Clip


class RecordWriteBack(Asking):
    """What the annotation store answered: to outcome `number`, or to the mark of stop `mark_epoch`."""

    act: ClassVar[Act] = Act.RECORD_WRITE_BACK
    number: int | None = None
    result: WriteState = WriteState.WRITTEN
    mark_epoch: int | None = None


class ResolveConflict(Asking):
    """Whoever asked decides; `clip_version` is what the store says of the clip at this moment."""

    act: ClassVar[Act] = Act.RESOLVE_CONFLICT
    choice: ConflictChoice
    clip_version: str = ""
    conflict: str | None = None
    """Which conflict the person was shown; None for the present one, whichever it is."""


class RenewWrite(Asking):
    """Outcome `number` was written, and the store has it no more: it is to be written again."""

    act: ClassVar[Act] = Act.RENEW_WRITE
    number: int


class RenewMark(Asking):
    """The store was told of the stop `epoch`, and has no mark of it any more: it is to be told again."""

    act: ClassVar[Act] = Act.RENEW_MARK
    epoch: int


class ParkWrite(Asking):
    """The outcome that is on its way into the store has used up its tries, and waits for an operator."""

    act: ClassVar[Act] = Act.PARK_WRITE


class RetryWork(Asking):
    """Work that was given up is tried again; `is_parked` is what is known of it now."""

    act: ClassVar[Act] = Act.RETRY_WORK
    work: str
    is_parked: bool


class CountCopies(Asking):
    """What is known of the copies of a clip that was stopped, for the receipt of the stop `epoch`."""

    act: ClassVar[Act] = Act.COUNT_COPIES
    epoch: int
    copies: tuple[Copy, ...]


class NoticeLeak(Asking):
    """A message outside the clip's own threads holds something of it; `is_asked` if its author is told."""

    act: ClassVar[Act] = Act.NOTICE_LEAK
    leak: LeakKind
    place: str
    person: PersonId
    is_asked: bool = True
    traces: tuple[str, ...] = ()
    """Keyed prints of what in the message is of the clip."""


class CloseLeak(Asking):
    """What leaked at this place is there no more."""

    act: ClassVar[Act] = Act.CLOSE_LEAK
    place: str


class ClearLeak(Asking):
    """A moderator says that it is none; `leak` is what they were shown, None for the only open one."""

    act: ClassVar[Act] = Act.CLEAR_LEAK
    leak: str | None = None


class Tick(Asking):
    """Time has passed; what is due by `now` happens."""

    act: ClassVar[Act] = Act.TICK


Command = (
    Ask
    | Claim
    | ExtendClaim
    | Release
    | Suggest
    | Withdraw
    | EndRequest
    | NoteMarks
    | Weigh
    | Settle
    | Listen
    | ListenInReview
    | BeginHearing
    | RecordHearing
    | Flag
    | DescribeFlag
    | Take
    | Uphold
    | ReleaseCase
    | Escalate
    | HandOver
    | RecordPage
    | Reopen
    | RecordWriteBack
    | ResolveConflict
    | RenewWrite
    | RenewMark
    | ParkWrite
    | RetryWork
    | CountCopies
    | NoticeLeak
    | CloseLeak
    | ClearLeak
    | Tick
)


class Limits(Document):
    """What reaches over the borders of a case: how much the person holds elsewhere."""

    claims_elsewhere: int = 0
    critical_listens: int = 0
    """How often the person has listened to critical clips today, this time included."""


class Sharing(Document):
    """What the panics that reach a case say of its sharing."""

    is_stopped: bool = False
    epoch: int = 0
    """Counts every panic and every resuming that reached the case."""
    since: datetime | None = None
    """When the latest of them came."""


class Moment(Document):
    """When a decision is made, by the store's clock, and what reaches over the borders of the case."""

    now: datetime
    limits: Limits = Limits()
    sharing: Sharing = Sharing()
