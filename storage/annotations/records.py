"""What passes between the annotation store and its manifests. None of it leaves the store's side."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue


@dataclass(frozen=True, kw_only=True)
class ClipFacts:
    """What a manifest says of a clip; None where it says nothing, and then the store keeps what it knows."""

    reference: str
    language: str
    duration_seconds: float
    audio_path: str
    text: str | None = None
    domain: str | None = None
    has_consent: bool | None = None
    help_note: str | None = None
    """What is hard, maybe nothing, when the line asks for help; None when it does not."""
    is_help_over: bool = False
    """Whether the line takes that back."""
    facts: dict[str, JsonValue] = field(default_factory=dict)
    """All that no reviewer may see, such as a device's serial or an account."""


@dataclass(frozen=True, kw_only=True)
class PutCounts:
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, other: "PutCounts") -> "PutCounts":
        return PutCounts(
            added=self.added + other.added,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, kw_only=True)
class WrittenOutcome:
    """The latest outcome that Second Ear wrote for a clip. People are pseudonyms."""

    text: str
    is_nobody_can_tell: bool
    confidence: float
    method: str
    people: tuple[str, ...]
    settled_by: str | None
    alias: str
    number: int
    revision: int
    words: tuple[tuple[str, float], ...]
    written_at: datetime
    disagreement: tuple[float, ...] = ()
    """Of each of `words`, the share of people who heard something else; empty where it was not kept yet."""
    is_edited: bool = False
    """Whether somebody changed the text after it was written."""


@dataclass(frozen=True, kw_only=True)
class ClipRecord:
    """A clip as an export sees it."""

    reference: str
    audio_path: str
    duration_seconds: float
    language: str
    domain: str
    has_consent: bool
    is_withheld: bool
    outcome: WrittenOutcome | None
