"""What goes into an agreement and what comes out of it."""

from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import BaseModel, Field, model_validator

METHOD = "chosen-words/3"


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

    `language` is a BCP-47 primary subtag; its conventions, words and numbers are used where there are any.
    `how_sure` is the share of the words that must be expected to be right for a text to be settled; no word
    of it may be less than half as sure.
    `worth_asking` is the share of the words that one more suggestion must be expected to put right for it to
    be asked for, where people usually err as often as is presumed of a language of which nothing is known.
    """

    language: str
    people_at_least: int = Field(default=2, ge=1)
    people_at_most: int = Field(default=7, ge=1)
    how_sure: float = Field(default=0.8, gt=0, lt=1)
    worth_asking: float = Field(default=0.0165, ge=0, lt=1)

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.people_at_most < self.people_at_least:
            raise ValueError("people_at_most must not be below people_at_least")
        return self


class Verdict(StrEnum):
    SETTLED = "settled"
    ASK_FURTHER = "ask_further"
    HOPELESS = "hopeless"


class Variant(NamedTuple):
    """What some people said at a place where others won; the text "" means that they heard nothing there."""

    text: str
    people: tuple[str, ...]


class Word(NamedTuple):
    """One place in the network: what was chosen there, and what else was said.

    The text "" means that no word belongs there, or that everybody left it open without a mark (then `people`
    is empty). Such a place is not in the agreement's text but explains it. A place may hold several words
    that somebody wrote as one. `confidence` is the probability, from 0 to 1, that the choice is right.
    """

    text: str
    confidence: float
    people: tuple[str, ...]
    others: tuple[Variant, ...]


class Agreement(NamedTuple):
    """The outcome of the vote; when it is not settled, `text` is the best guess so far.

    `confidence` is the probability that the whole text is right; where people agreed that nobody can tell, or
    on a mark alone, the share of them who did.
    `people` are all who were counted, each once, in the order of their names.
    """

    verdict: Verdict
    text: str
    words: tuple[Word, ...]
    confidence: float
    people: tuple[str, ...]
    is_nobody_can_tell: bool
    method: str = METHOD
