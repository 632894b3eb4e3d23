"""The thanks for a suggestion say what it brought about."""

import pytest

from bot.domain.case import State
from handlers.blocks.suggest import suggested_reply
from tests.unit.handlers.cases import case_in


@pytest.mark.parametrize(
    ("state", "news"),
    [
        (State.OPEN, "change it until the clip closes"),
        (State.AGREED, "the clip is agreed"),
        (State.NEEDS_LEAD, "A lead decides now"),
    ],
)
def test_the_thanks_say_where_the_clip_stands_now(state: State, news: str) -> None:
    assert news in suggested_reply(case_in(state)).text


def test_the_thanks_for_a_clip_that_was_flagged_meanwhile_are_the_notice() -> None:
    assert "is withheld" in suggested_reply(case_in(State.WITHHELD)).text
