"""What a case remembers of a leak: where something of its clip turned up, and what became of it."""

from datetime import datetime
from enum import StrEnum

from bot.domain.document import Document
from bot.domain.ids import PersonId


class LeakKind(StrEnum):
    """What of a clip somebody brought to another channel, gravest first."""

    UPLOAD = "upload"
    QUOTE = "quote"
    LINK = "link"


class Leak(Document):
    """A message outside the clip's own threads that holds something of it: Slack's ids, never content."""

    kind: LeakKind
    place: str
    """The channel and the ts with a slash between."""
    person: PersonId
    at: datetime
    is_asked: bool
    """Whether its author is asked to remove it; a message that concerns several clips is asked for once."""
    gone_at: datetime | None = None
