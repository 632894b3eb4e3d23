"""What can be asked of a case, in the imperative. Every door builds one of these and calls the desk."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.domain.access import Act, Actor
from bot.domain.case import AgreedWord, Category, Clip, Document, Door, WriteState
from bot.domain.ids import PersonId


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
    act: ClassVar[Act] = Act.LISTEN


class Flag(Asking):
    """Stops sharing. A bare click has no category; `DescribeFlag` brings it afterwards."""

    act: ClassVar[Act] = Act.FLAG
    category: Category | None = None
    note: str = ""


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


class Reopen(Asking):
    act: ClassVar[Act] = Act.REOPEN
    clip: Clip


class RecordWriteBack(Asking):
    """What the annotation store answered: to outcome `number`, or to the mark of stop `mark_epoch`."""

    act: ClassVar[Act] = Act.RECORD_WRITE_BACK
    number: int | None = None
    result: WriteState = WriteState.WRITTEN
    mark_epoch: int | None = None


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
    | Weigh
    | Settle
    | Listen
    | Flag
    | DescribeFlag
    | Take
    | Uphold
    | ReleaseCase
    | Reopen
    | RecordWriteBack
    | Tick
)


class Limits(Document):
    """What reaches over the borders of a case: how much the person holds elsewhere."""

    claims_elsewhere: int = 0


class Moment(Document):
    """When a decision is made, by the store's clock, and what the person holds elsewhere."""

    now: datetime
    limits: Limits = Limits()
