"""The state of a case: everything Second Ear knows about one clip, as one immutable document."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from bot.domain.copies import Receipt
from bot.domain.document import Document
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.leaked import Leak
from bot.domain.reviewed import Decision, Escalation, Page, Review
from bot.domain.sealed import SEALED, SealedText


class State(StrEnum):
    IDLE = "idle"
    OPEN = "open"
    AGREED = "agreed"
    WRITTEN = "written"
    NEEDS_LEAD = "needs_lead"
    UNRESOLVED = "unresolved"
    WITHHELD = "withheld"
    UPHELD = "upheld"
    ERASED = "erased"


HIDDEN = frozenset({State.WITHHELD, State.UPHELD, State.ERASED})
"""The states in which nothing of the clip is shown, played or accepted."""


class Door(StrEnum):
    """Which way a command came in."""

    SLASH_COMMAND = "slash_command"
    BUTTON = "button"
    MODAL = "modal"
    SHORTCUT = "shortcut"
    HOME = "home"
    WEBHOOK = "webhook"
    TIMER = "timer"
    STORE = "store"
    COMMAND_LINE = "command_line"
    PLAYER = "player"
    MESSAGE = "message"


class Category(StrEnum):
    """Why a clip must not be shared, gravest first."""

    CRITICAL = "critical"
    SENSITIVE = "sensitive"
    CONSENT = "consent"
    MISUSE = "misuse"
    ACCIDENTAL = "accidental"
    OTHER = "other"


class WriteState(StrEnum):
    PENDING = "pending"
    WRITTEN = "written"
    CONFLICT = "conflict"
    GONE = "gone"
    ELSEWHERE = "elsewhere"
    """What somebody else wrote stands in the store, by the choice of whoever asked; ours is not written."""


class ConflictChoice(StrEnum):
    """What becomes of an outcome when somebody changed the clip in the store after the ask."""

    THEIRS = "theirs"
    BESIDE = "beside"


class Clip(Document):
    """A short recording, and the facts about it that reviewers may see."""

    store: str
    reference: SealedText
    language: Language
    duration_seconds: float
    domain: str = ""
    has_consent: bool = True
    version: Annotated[str, SEALED] = ""
    """What the store says the clip looked like; another value later means that somebody changed it."""


class Ask(Document):
    person: PersonId
    at: datetime
    note: SealedText = ""
    guess: SealedText = ""
    """The asker's own best guess: kept, never shown, never counted."""


class Claim(Document):
    person: PersonId
    at: datetime
    until: datetime
    extensions: int = 0
    is_reminded: bool = False


class Plays(Document):
    """How often a person was given a link to hear the clip, since it was last opened."""

    person: PersonId
    count: int


class Suggestion(Document):
    """What one person hears; a later one by the same person replaces it and counts up `version`."""

    person: PersonId
    at: datetime
    text: SealedText = ""
    is_nobody_can_tell: bool = False
    version: int = 1
    round: int = 1


class Variant(Document):
    text: SealedText
    people: tuple[PersonId, ...]


class AgreedWord(Document):
    text: SealedText
    confidence: float
    people: tuple[PersonId, ...] = ()
    others: tuple[Variant, ...] = ()


class Outcome(Document):
    """What was agreed or settled, and how far it has come on its way to the store."""

    number: int
    text: SealedText = ""
    is_nobody_can_tell: bool = False
    words: tuple[AgreedWord, ...] = ()
    disputed: tuple[AgreedWord, ...] = ()
    """What the vote made of the voices before a lead settled it: it explains, and is never written."""
    confidence: float
    method: str
    people: tuple[PersonId, ...]
    settled_by: PersonId | None = None
    at: datetime
    write: WriteState = WriteState.PENDING
    written_at: datetime | None = None
    parked_at: datetime | None = None
    """Since when it waits for an operator, because the store did not take it for long."""
    insisted: int = 0
    """How often it was decided that it be written after all: beside a change, or again after a loss."""
    accepted_version: Annotated[str, SEALED] = ""
    """What the store said of the clip when somebody accepted that it had changed since the ask."""
    decided: int = 0
    """How many conflicts somebody has decided, and who the latest."""
    decided_by: PersonId | None = None


class FlagEntry(Document):
    """One person's statement that the clip must not be shared. Never undone, only decided."""

    person: PersonId
    at: datetime
    door: Door
    category: Category | None = None
    """None until the person has said why."""
    note: SealedText = ""
    mark: str = ""
    """The annotation store's own name of the mark that this flag came from, as long as it stands there."""


class Case(Document):
    """Everything known about one clip. One case a clip, for ever; each commit makes the next revision."""

    format: Literal[1] = 1
    alias: Alias
    revision: int = 0
    state: State = State.IDLE
    withheld_from: State | None = None
    clip: Clip
    asks: tuple[Ask, ...] = ()
    opened_at: datetime | None = None
    quiet_since: datetime | None = None
    """When the last voice was heard, or the case opened: what the clocks of a quiet case count from."""
    is_nudged: bool = False
    is_widened: bool = False
    closed_at: datetime | None = None
    round: int = 1
    claims: tuple[Claim, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    plays: tuple[Plays, ...] = ()
    disputed: tuple[AgreedWord, ...] = ()
    """What the vote made of the voices, while a lead is waited for."""
    outcome: Outcome | None = None
    flags: tuple[FlagEntry, ...] = ()
    review: Review | None = None
    decisions: tuple[Decision, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    pages: tuple[Page, ...] = ()
    last_alarm: int = 1
    """How many acknowledgement clocks the latest review had, once it is over."""
    receipt: Receipt | None = None
    leaks: tuple[Leak, ...] = ()
    sharing_epoch: int = 0
    """Counts the stops; whoever serves audio compares it for every piece."""
    store_mark_epoch: int = 0
    """The latest stop or decision that the annotation store has been told of."""
    store_mark_wanted: int = 0
    store_request: str | None = None
    """The request in the annotation store that was taken up last; empty once it ended, None before any."""

    @property
    def is_hidden(self) -> bool:
        return self.state in HIDDEN

    @property
    def askers(self) -> tuple[PersonId, ...]:
        return tuple(ask.person for ask in self.asks)

    @property
    def voices(self) -> tuple[Suggestion, ...]:
        """The suggestions that count now: one a person, of the present round, and never an asker's."""
        return tuple(
            suggestion
            for suggestion in self.suggestions
            if suggestion.round == self.round and suggestion.person not in self.askers
        )

    def claim_of(self, person: PersonId) -> Claim | None:
        return next((claim for claim in self.claims if claim.person == person), None)

    def plays_of(self, person: PersonId) -> int:
        return next((plays.count for plays in self.plays if plays.person == person), 0)

    def voice_of(self, person: PersonId) -> Suggestion | None:
        return next((voice for voice in self.voices if voice.person == person), None)

    @property
    def flags_that_count(self) -> tuple[FlagEntry, ...]:
        """Those of the present review, for a decision settles the flags before it; without a review, all."""
        since = self.review.opened_at if self.review else None
        return tuple(flag for flag in self.flags if since is None or flag.at >= since)

    @property
    def gravest(self) -> Category | None:
        """The gravest category that anyone has named, or None when nobody has said why yet."""
        named = {flag.category for flag in self.flags_that_count}
        return next((category for category in Category if category in named), None)

    @property
    def stopped_at(self) -> datetime | None:
        """When the latest stop began, as far as the case still tells: by its review, else its last flag."""
        if self.review is not None:
            return self.review.opened_at
        return max((flag.at for flag in self.flags), default=None)

    @property
    def has_unexplained_flag(self) -> bool:
        return any(flag.category is None for flag in self.flags_that_count)

    @property
    def is_grave(self) -> bool:
        """Critical, or flagged by somebody who has not said why, which counts as the gravest."""
        return self.gravest is Category.CRITICAL or self.has_unexplained_flag

    @property
    def level(self) -> int:
        """How far the present stop was escalated: 0 while it is with the moderators alone."""
        levels = [found.level for found in self.escalations if found.epoch == self.sharing_epoch]
        return max(levels, default=0)
