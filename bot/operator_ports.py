"""What the core needs to tell operators: work that was given up, and a store that the bot waits for."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.document import Document
from bot.ports import Parked


class Lack(StrEnum):
    """Why the annotation store cannot be used."""

    AWAY = "away"
    """It does not answer, or something in front of it does."""
    WRONG = "wrong"
    """It answers, and is not as the bot needs it: only a person can mend that."""


class StoreTrouble(Document):
    """What keeps the annotation store from being used, in a sentence without secrets."""

    lack: Lack
    reason: str
    since: datetime


class Operators(Protocol):
    async def tell(self, parked: Sequence[Parked], trouble: StoreTrouble | None = None) -> None:
        """Makes the operators' channel show what was given up or is waited for; the same changes nothing."""
        ...
