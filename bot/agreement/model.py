"""What goes into an agreement and what comes out of it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

METHOD = "word-majority/1"

Share = Annotated[float, Field(ge=0, le=1)]


class Skill(BaseModel, frozen=True):
    """What closed cases tell of one person in one language: `errors` made in `words` words."""

    errors: float = Field(default=0.0, ge=0)
    words: float = Field(default=0.0, ge=0)


class Heard(BaseModel, frozen=True):
    """One person's suggestion; `text` is as typed, with any marks still in it.

    `skill` is what was known of the person before; without words it says nothing.
    """

    person: str
    text: str
    is_nobody_can_tell: bool = False
    skill: Skill = Skill()


class AgreementPolicy(BaseModel, frozen=True):
    """The numbers that a team tunes.

    `language` is a BCP-47 primary subtag; this method tells scripts apart by looking at the text and does not
    read it.
    `word_majority` is the share of the people counted that must have said a word; more than half, so that no
    place has two winners.
    """

    language: str
    people_at_least: int = Field(default=3, ge=1)
    people_at_most: int = Field(default=7, ge=1)
    word_majority: float = Field(default=2 / 3, gt=0.5, le=1)

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.people_at_most < self.people_at_least:
            raise ValueError("people_at_most must not be below people_at_least")
        return self


class Verdict(StrEnum):
    SETTLED = "settled"
    ASK_FURTHER = "ask_further"
    HOPELESS = "hopeless"


class Variant(BaseModel, frozen=True):
    """What some people said at a place where others won; the text "" means that they heard nothing there."""

    text: str
    people: tuple[str, ...]


class Word(BaseModel, frozen=True):
    """One place in the network of words: the winner and what else was said there.

    The text "" means that no word belongs there: most people heard nothing, or everybody left a mark (then
    `people` is empty). Such a place is not in the agreement's text but explains its verdict.
    `confidence` is the share of the people who can tell that said the winner.
    """

    text: str
    confidence: Share
    people: tuple[str, ...]
    others: tuple[Variant, ...]


class Agreement(BaseModel, frozen=True):
    """The outcome of the vote; when it is not settled, `text` is the best guess so far.

    `confidence` is the mean over the places, or the share of "nobody can tell" where that was settled.
    `people` are all who were counted, each once, in the order of their names.
    """

    verdict: Verdict
    text: str
    words: tuple[Word, ...]
    confidence: Share
    people: tuple[str, ...]
    is_nobody_can_tell: bool
    method: str = METHOD
