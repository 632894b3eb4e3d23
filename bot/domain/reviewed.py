"""What a case remembers of its reviews: clocks, who has it, what was decided, and who was called."""

from datetime import datetime
from enum import StrEnum

from bot.domain.document import Document
from bot.domain.ids import PersonId
from bot.domain.sealed import SealedText


class Verdict(StrEnum):
    UPHELD = "upheld"
    RELEASED = "released"


class Decision(Document):
    person: PersonId
    at: datetime
    verdict: Verdict
    reason: SealedText
    is_critical: bool = False
    """Whether the clip was critical when it was decided."""


class Cause(StrEnum):
    """Why a review went to the next level."""

    ASKED = "asked"
    NOT_TAKEN = "not_taken"
    NOT_DECIDED = "not_decided"
    OFF_DUTY = "off_duty"


class Escalation(Document):
    """A review that went to level `level` of the policy, counted from 1, during the stop `epoch`."""

    level: int
    epoch: int
    person: PersonId
    at: datetime
    cause: Cause
    reason: SealedText = ""


class PageAction(StrEnum):
    """What a pager can be told of an incident."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


class Page(Document):
    """One incident at the pager: what it should know, and what it was told last."""

    epoch: int
    level: int
    wanted: PageAction
    told: PageAction | None = None


class Review(Document):
    """Moderators' work on a withheld case, with its clocks."""

    opened_at: datetime
    acknowledge_by: datetime
    outcome_by: datetime
    taken_by: PersonId | None = None
    taken_until: datetime | None = None
    acknowledged_at: datetime | None = None
    release_votes: tuple[Decision, ...] = ()
    is_acknowledgement_late: bool = False
    is_outcome_late: bool = False
    clock_started_at: datetime | None = None
    """When the present acknowledgement clock began; without it, when the review opened."""
    alarms: int = 1
    """How many acknowledgement clocks have begun."""
    passed_by: tuple[PersonId, ...] = ()
    """Who asked that somebody else take it."""

    def is_leased(self, now: datetime) -> bool:
        """Whether a moderator has the review at this moment."""
        return self.taken_until is not None and self.taken_until > now
