"""What a case remembers of a leak: where something of its clip turned up, and what became of it."""

from datetime import datetime
from enum import StrEnum

from bot.domain.document import Document
from bot.domain.ids import PersonId
from bot.domain.sealed import SealedText


class LeakKind(StrEnum):
    """What of a clip somebody brought to another channel, gravest first."""

    UPLOAD = "upload"
    QUOTE = "quote"
    LINK = "link"


def place_in(name: str) -> str:
    """Where the leak of this name stands."""
    return name.rpartition("@")[0]


class Leak(Document):
    """A message outside the clip's own threads that holds something of it: Slack's ids, never content."""

    kind: LeakKind
    place: str
    """The channel and the ts with a slash between."""
    person: PersonId
    at: datetime
    is_asked: bool
    """Whether its author is asked to remove it; a message that concerns several clips is asked for once."""
    traces: tuple[SealedText, ...] = ()
    """Keyed prints of what in the message is of the clip, by which an edit that brings more is told."""
    again: int = 0
    """How often it was noticed again after it was over."""
    gone_at: datetime | None = None
    cleared_at: datetime | None = None
    """When a moderator decided that it is none."""
    cleared_by: PersonId | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self.gone_at is not None or self.cleared_at is not None

    @property
    def name(self) -> str:
        """What tells it from what the same message held at another time."""
        return f"{self.place}@{round(self.at.timestamp() * 1000)}"
