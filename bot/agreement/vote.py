"""The vote at each place of the network: who said which word, who heard nothing, and who only left a mark."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.agreement.model import Variant, Word
from bot.agreement.network import Chorus, Column, lay_out, most_central_first
from bot.agreement.tokens import Identity, Token

SILENCE = ""


class Voice(NamedTuple):
    """One person's suggestion, cut up."""

    tokens: tuple[Token, ...]
    person: str

    @property
    def identities(self) -> tuple[Identity, ...]:
        return tuple(token.identity for token in self.tokens)

    @property
    def has_words(self) -> bool:
        return any(token.identity.is_heard for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Ballot:
    """All that was said outright at one place: each word's people and spellings, most central first."""

    people: dict[str, list[str]]
    spellings: dict[str, Counter[str]]

    def winner(self) -> str:
        """The word that most people said; of two with as many, the one in the more central suggestion."""
        return max(self.people, key=lambda word: len(self.people[word]), default=SILENCE)

    def spelling(self, word: str) -> str:
        """How most people wrote it, with its punctuation and the space after it."""
        return max(self.spellings[word], key=self.spellings[word].__getitem__, default="")


def ballots(voices: Sequence[Voice]) -> list[Ballot]:
    """One ballot a place, in the order of speaking; suggestions without words have no say in the places."""
    members: defaultdict[tuple[Identity, ...], list[Voice]] = defaultdict(list)
    for voice in voices:
        if voice.has_words:
            members[voice.identities].append(voice)
    choruses = most_central_first([Chorus(tokens, len(group)) for tokens, group in members.items()])
    groups = [sorted(members[chorus.tokens]) for chorus in choruses]
    columns = lay_out(choruses)
    abstained = [
        _abstained(chorus, [column[row] for column in columns]) for row, chorus in enumerate(choruses)
    ]
    return [
        _ballot(column, groups, [place in places for places in abstained])
        for place, column in enumerate(columns)
    ]


def word(ballot: Ballot, people_counted: int) -> Word:
    winner = ballot.winner()
    people = ballot.people.get(winner, [])
    others = sorted(
        (other for other in ballot.people if other != winner),
        key=lambda other: (-len(ballot.people[other]), other),
    )
    return Word(
        text=ballot.spelling(winner).strip(),
        confidence=len(people) / people_counted,
        people=tuple(sorted(people)),
        others=tuple(
            Variant(text=ballot.spelling(other).strip(), people=tuple(sorted(ballot.people[other])))
            for other in others
        ),
    )


def _abstained(chorus: Chorus, path: Column) -> set[int]:
    """The places skipped right beside a bare mark: it may cover several words, so a skip there is no vote."""
    places: set[int] = set()
    for order in (range(len(path)), reversed(range(len(path)))):
        is_beside_mark = False
        for place in order:
            index = path[place]
            if index is not None:
                is_beside_mark = not chorus.tokens[index].word
            elif is_beside_mark:
                places.add(place)
    return places


def _ballot(column: Column, groups: Sequence[Sequence[Voice]], abstained: Sequence[bool]) -> Ballot:
    ballot = Ballot(people=defaultdict(list), spellings=defaultdict(Counter))
    guesses: list[tuple[str, str]] = []
    for index, group, is_abstaining in zip(column, groups, abstained, strict=True):
        if is_abstaining:
            continue
        for tokens, person in group:
            said, spelling = (Identity(SILENCE, is_heard=True), "") if index is None else tokens[index]
            if said.is_heard:
                ballot.people[said.word].append(person)
                ballot.spellings[said.word][spelling] += 1
            else:
                guesses.append((said.word, person))
    for guess, person in guesses:
        # A guess is too weak to bring a word in, but strong enough to support one that somebody else heard.
        if guess and guess in ballot.people:
            ballot.people[guess].append(person)
    return ballot
