"""What a case remembers of the copies of a stopped clip: where each was, and what became of it."""

from datetime import datetime
from enum import StrEnum

from bot.domain.document import Document


class CopyKind(StrEnum):
    """What kind of thing holds, or held, something of a clip."""

    CARD = "card"
    NOTE = "note"
    DIRECT_MESSAGE = "direct_message"
    FORM = "form"
    LINK = "link"
    MEMBERS_MESSAGE = "members_message"
    MEMBERS_FILE = "members_file"
    LEAKED_LINK = "leaked_link"
    LEAKED_QUOTE = "leaked_quote"
    LEAKED_UPLOAD = "leaked_upload"
    ANSWER = "answer"
    """What one person was told of the clip where nobody else saw it."""


class CopyState(StrEnum):
    REMOVED = "removed"
    GONE = "gone"
    """It was there and is no more, by somebody else's hand."""
    WAITING = "waiting"
    """It is being removed, and tried again."""
    MEMBERS_OWN = "members_own"
    """Only its author, or an admin, can remove it."""
    BEYOND_RECALL = "beyond_recall"
    """Slack lets nobody take it back; it goes when the person reloads."""
    NO_COPY = "no_copy"
    """A moderator looked at it, and it is none."""


class Copy(Document):
    """A place where something of a stopped clip was or is: Slack's ids, never content."""

    kind: CopyKind
    place: str
    """The channel and the ts with a slash between, a person, or nothing for what has no place."""
    state: CopyState
    removed_at: datetime | None = None
    refusal: str = ""
    """Slack's word for why an admin's token did not remove a member's own."""


class Receipt(Document):
    """What became of each known copy after the stop that made `epoch`."""

    epoch: int
    counted_at: datetime
    copies: tuple[Copy, ...]
