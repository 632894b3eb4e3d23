"""What people read of clips that the annotation store asks about."""

import pytest

from bot.domain.case import Ask, State
from bot.domain.ids import SYSTEM, PersonId
from bot.policy import FeedRules
from handlers.blocks.card import help_card
from handlers.blocks.feed import digest_note, digest_over
from tests.unit.handlers.cases import NOW, POLICY, case_in

MIRA = PersonId("U0MIRA0001")


@pytest.mark.parametrize(
    ("askers", "words"),
    [
        ((MIRA,), "Asked by <@U0MIRA0001> since"),
        ((SYSTEM,), "Asked in the annotation store since"),
        ((MIRA, SYSTEM), "Asked by <@U0MIRA0001> and in the annotation store since"),
    ],
)
def test_a_card_says_where_it_was_asked(askers: tuple[PersonId, ...], words: str) -> None:
    asks = tuple(Ask(person=person, at=NOW) for person in askers)
    case = case_in(State.OPEN).model_copy(update={"asks": asks})

    assert words in help_card(case, POLICY).text


@pytest.mark.parametrize(
    ("waiting", "words"), [(1, "1 more clip of the annotation store waits"), (42, "42 more clips of the")]
)
def test_a_digest_says_how_many_wait_and_when_they_come(waiting: int, words: str) -> None:
    note = digest_note(waiting, FeedRules(asks_an_hour=20, most_waiting=15))

    assert words in note.text
    assert "at most 20 an hour" in note.text
    assert "15 clips or more are open" in note.text


def test_a_digest_that_is_over_says_so() -> None:
    assert "have come" in digest_over().text
