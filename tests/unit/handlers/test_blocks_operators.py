"""What operators read of a store that the bot waits for, beside the work that was given up."""

from handlers.blocks.operators import parked_note
from tests.unit.handlers.cases import AWAY, PARKED, WRONG


def test_a_store_that_is_wrong_is_told_with_what_is_missing_and_what_to_do() -> None:
    text = parked_note([], WRONG).text

    assert "The annotation store is not as Second Ear needs it, since" in text
    assert "It has no project &lt;7&gt;." in text
    assert "outcomes wait; nothing is lost" in text
    assert "start the bot anew" in text
    assert "gave up" not in text


def test_work_that_was_given_up_stands_below_it() -> None:
    text = parked_note([PARKED], AWAY).text

    assert text.index("The annotation store has not answered since") < text.index(
        "gave up on 1 piece of work"
    )


def test_when_both_are_over_operators_hear_so() -> None:
    assert parked_note([], None).text == "All work goes through again. Nothing waits for you."
