"""The letters that stand for people: the same in every view of a case, and no key to who is who."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.domain.case import Case, State
from bot.domain.ids import PersonId
from handlers.blocks.voices import letters_of, voices_named
from tests.unit.handlers.cases import AIKO, CLIP, JONAS, LENA, NOW, RAVI, case_in, voice

PEOPLE = (AIKO, RAVI, LENA, JONAS)


def heard_by(*people: PersonId, **changes: object) -> Case:
    return case_in(State.NEEDS_LEAD, suggestions=tuple(voice(person) for person in people), **changes)


def test_everyone_who_suggested_has_a_letter_of_their_own() -> None:
    assert sorted(letters_of(heard_by(*PEOPLE)).values()) == ["A", "B", "C", "D"]


def test_letters_do_not_follow_the_order_of_arrival() -> None:
    assert (
        len({tuple(sorted(letters_of(heard_by(*arrived)).items())) for arrived in permutations(PEOPLE)}) == 1
    )


def drawn(case: Case) -> str:
    return "".join(letters_of(case)[person] for person in PEOPLE)


def test_whoever_knows_alias_and_people_still_cannot_work_the_letters_out() -> None:
    # Of one alias: other clips behind it, or the same clip opened some microseconds later.
    clips = [CLIP.model_copy(update={"reference": f"clips/{number}"}) for number in range(40)]
    moments = [NOW + timedelta(microseconds=number) for number in range(40)]

    assert len({drawn(heard_by(*PEOPLE, clip=clip)) for clip in clips}) > 12
    assert len({drawn(heard_by(*PEOPLE, opened_at=moment)) for moment in moments}) > 12


def test_letters_stay_when_the_case_is_settled_and_written() -> None:
    case = heard_by(*PEOPLE)

    settled = case.model_copy(update={"state": State.WRITTEN, "revision": 12, "closed_at": NOW})

    assert letters_of(settled) == letters_of(case)


def test_whoever_spoke_in_an_earlier_round_only_has_no_letter() -> None:
    case = case_in(State.NEEDS_LEAD, suggestions=(voice(AIKO), voice(RAVI, round=2)), round=2)

    assert letters_of(case) == {RAVI: "A"}


def test_a_crowd_beyond_the_alphabet_goes_on_in_numbers() -> None:
    letters = letters_of(heard_by(*(PersonId(f"U0PEER{number:04d}") for number in range(28))))

    assert [*letters.values()][24:] == ["Y", "Z", "27", "28"]


@pytest.mark.parametrize(
    ("letters", "words"),
    [("A", "Voice A"), ("AC", "Voices A and C"), ("ACD", "Voices A, C and D")],
)
def test_voices_are_named_as_in_a_sentence(letters: str, words: str) -> None:
    assert voices_named(letters) == words
