"""What a closed case tells of the people who suggested in it: how far each was from its outcome."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from bot.agreement.model import AgreementPolicy, Heard, Skill
from bot.agreement.tokens import tokenise


class Line(NamedTuple):
    """The words said outright, in the form in which they are compared; `marks` stand before these words."""

    words: Sequence[str]
    marks: frozenset[int]

    def has_mark(self, first: int, last: int) -> bool:
        return any(first <= mark <= last for mark in self.marks)


class Stretch(NamedTuple):
    """What stands between two runs of equal words: how many words on each side, and whether marks do too."""

    said: int
    meant: int
    is_said_open: bool
    is_meant_open: bool


def learnt(suggestions: Sequence[Heard], text: str, policy: AgreementPolicy) -> dict[str, Skill]:
    """For each person who gave words: the errors in them, and the words of the outcome `text`.

    Errors are words put in, left out or replaced; at most as many as the words, of which there is at least
    one. A mark in a suggestion, with or without a guess, stands for all words that are missing between the
    nearest equal ones: those are neither errors nor among the words. A mark in the outcome likewise stands
    for the words that are too many there. An outcome without words teaches nothing.
    """
    outcome = _read(text, policy)
    if not outcome.words:
        return {}
    # As in the vote, the later of two suggestions by one person counts.
    by_person = {heard.person: heard for heard in suggestions}
    said = {
        person: _read(heard.text, policy)
        for person, heard in by_person.items()
        if not heard.is_nobody_can_tell
    }
    return {person: _skill(line, outcome) for person, line in said.items() if line.words}


def _read(text: str, policy: AgreementPolicy) -> Line:
    words: list[str] = []
    marks: set[int] = set()
    for token in tokenise(text, policy.language):
        if token.is_heard:
            words.append(token.key)
        else:
            marks.add(len(words))
    return Line(words, frozenset(marks))


def _skill(said: Line, outcome: Line) -> Skill:
    errors, words = 0, len(outcome.words)
    for stretch in _stretches(said, outcome):
        replaced = min(stretch.said, stretch.meant)
        put_in, left_out = stretch.said - replaced, stretch.meant - replaced
        errors += replaced + (0 if stretch.is_meant_open else put_in)
        if stretch.is_said_open:
            words -= left_out
        else:
            errors += left_out
    words = max(words, 1)
    return Skill(errors=min(errors, words), words=words)


def _stretches(said: Line, outcome: Line) -> Iterator[Stretch]:
    said_from = meant_from = 0
    for run in Levenshtein.opcodes(said.words, outcome.words).as_matching_blocks():
        yield Stretch(
            said=run.a - said_from,
            meant=run.b - meant_from,
            is_said_open=said.has_mark(said_from, run.a),
            is_meant_open=outcome.has_mark(meant_from, run.b),
        )
        said_from, meant_from = run.a + run.size, run.b + run.size
