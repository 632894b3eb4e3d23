"""The three kinds of failure, as one tree.

SecondEarError
├── UserError             the member's: a friendly sentence that says what to do now; nothing was changed
├── WorldError            the world's: retried within a bound, then an honest apology
│   ├── StoreAway         Redis or Valkey did not answer, or answered that it cannot write
│   ├── AnnotationStoreAway   the annotation store did not answer
│   ├── PagerAway         the pager did not answer
│   │   └── PagerRefused  the pager refuses for good: a wrong key, or an event that it does not take
│   └── SlackAway         Slack did not answer, or asked us to wait
│       └── SlackRefused  Slack refuses for good: channel archived, bot removed, message gone
├── Conflict              the case changed between reading and committing; the desk decides again
├── Fenced                another worker holds the lease now; this one stops
└── ConfigurationError    a setting or the policy is wrong; start-up stops with a sentence

Anything else is ours: it is let through, and the one error handler logs its traceback under a reference.
"""

from enum import StrEnum


class Why(StrEnum):
    """Why a command was refused: the part of a refusal that tests and metrics count."""

    NOT_ALLOWED = "not_allowed"
    NOT_A_MEMBER = "not_a_member"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_CLIP = "unknown_clip"
    UNKNOWN_CASE = "unknown_case"
    NO_CONSENT = "no_consent"
    NO_HELP_CHANNEL = "no_help_channel"
    OTHER_LANGUAGE = "other_language"
    WITHHELD = "withheld"
    NOT_WITHHELD = "not_withheld"
    CLOSED = "closed"
    NOT_OPEN = "not_open"
    OWN_ASK = "own_ask"
    NOT_YOUR_ASK = "not_your_ask"
    FULL = "full"
    TOO_MANY_CLAIMS = "too_many_claims"
    TOO_MANY_PLAYS = "too_many_plays"
    NO_CLAIM = "no_claim"
    ALREADY = "already"
    OWN_SUGGESTION = "own_suggestion"
    OWN_MESSAGE = "own_message"
    BAD_TEXT = "bad_text"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    TOO_LATE = "too_late"
    USAGE = "usage"
    NOTHING_OPEN = "nothing_open"
    BUSY = "busy"
    NO_CONFLICT = "no_conflict"
    NO_LEAK = "no_leak"
    NOT_PARKED = "not_parked"
    SHARING_STOPPED = "sharing_stopped"
    ENOUGH_FOR_TODAY = "enough_for_today"


class SecondEarError(Exception):
    """Whatever this project raises on purpose."""


class UserError(SecondEarError):
    """A refusal to a member: `why` for machines, `message` for people, nothing changed."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why = why
        self.message = message


class WorldError(SecondEarError):
    """Something outside failed; trying again later may help."""


class StoreAway(WorldError):  # noqa: N818 - the name says what happened, as the design's table does
    """Redis or Valkey could not be reached or could not write; whether the last write held is unknown."""


class AnnotationStoreAway(WorldError):  # noqa: N818 - as above
    """The annotation store could not be reached, or answered with a fault of its own."""


class SlackAway(WorldError):  # noqa: N818 - as above
    """Slack could not be reached or asked to wait; `retry_after_seconds` is its own word, if it gave one."""

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class SlackRefused(SlackAway):
    """Slack refuses for good; asking again changes nothing until a person mends it. `word` is Slack's own."""

    def __init__(self, message: str, *, word: str = "") -> None:
        super().__init__(message)
        self.word = word


class PagerAway(WorldError):  # noqa: N818 - as above
    """The pager did not answer, or asked us to wait."""


class PagerRefused(PagerAway):
    """The pager refuses for good; asking again changes nothing until a person mends it."""


class Conflict(SecondEarError):  # noqa: N818 - as above
    """The case has another revision by now."""


class Fenced(SecondEarError):  # noqa: N818 - as above
    """The lease under which this work was done has passed to another worker."""


class ConfigurationError(SecondEarError):
    """A setting or the policy is wrong; the message names it and says what it must be."""
