"""What finding leaks needs of the world: what is known again, and where in Slack it stands."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import Alias, Language, PersonId


class LeakIndex(Protocol):
    """By what a clip is known again in a message. Nothing here scans, and nothing holds a word of speech.

    A place is a channel and a ts with a slash between. Everything has an end, so what is not found may still
    have been there.
    """

    async def keep_text(self, alias: Alias, prints: Collection[str], *, until: datetime) -> None:
        """The prints of the case's agreed text; they replace those that were kept of it before."""
        ...

    async def cases_with(self, prints: Sequence[str]) -> list[frozenset[Alias]]:
        """For each print the cases in whose agreed text it is."""
        ...

    async def keep_length(self, alias: Alias, language: Language, seconds: float | None) -> None:
        """How long the clip of an open case is; None when the case is not open any more."""
        ...

    async def cases_as_long(self, language: Language, seconds: float, *, apart: float) -> frozenset[Alias]:
        """The open cases of the language whose clips are as long, give or take `apart` seconds."""
        ...

    async def keep_place(self, place: str, alias: Alias) -> None:
        """A message of ours about the case stands there."""
        ...

    async def cases_at(self, places: Sequence[str]) -> list[Alias | None]:
        """For each place the case that a message of ours there is about."""
        ...

    async def keep_leak(self, place: str, alias: Alias) -> None:
        """Somebody's message there holds something of the case."""
        ...

    async def leaks_at(self, place: str) -> frozenset[Alias]: ...

    async def keep_gone(self, place: str) -> None:
        """The message there was deleted; known for as long as its beginning may still be on its way."""
        ...

    async def is_gone(self, place: str) -> bool: ...

    async def keep_told(self, place: str, at: float) -> bool:
        """When Slack told something of the message there, in seconds; False when it told more since.

        Known as long as a deletion is.
        """
        ...


class AnswerLog(Protocol):
    """Who was told of a clip where nobody else saw it, and no stop can take it back."""

    async def keep_answer(self, alias: Alias, person: PersonId) -> None: ...

    async def answered(self, alias: Alias) -> frozenset[PersonId]: ...


class AgreedIndex(Protocol):
    """The latest agreed cases of each language, a bounded number of them."""

    async def keep_agreed(self, alias: Alias, language: Language, at: datetime | None) -> None:
        """When it was agreed on; None when its text is shown no more."""
        ...

    async def lately_agreed(self, language: Language, *, limit: int) -> list[Alias]:
        """Latest first."""
        ...
