"""What a member hears when something outside does not answer: which of them it was, and what to do."""

import pytest

from bot.errors import AnnotationStoreAway, Conflict, SlackAway, SlackRefused, StoreAway, WorldError
from handlers.errors import ANNOTATIONS_AWAY, SLACK_AWAY, STORE_AWAY, TOO_SLOW, Excuse, Excuses
from storage.annotations.label_studio_client import LabelStudioRefused
from storage.annotations.sql_failures import DatabaseRefused


@pytest.mark.parametrize(
    ("away", "sentence"),
    [
        (StoreAway("x"), STORE_AWAY),
        (Conflict("x"), STORE_AWAY),
        (AnnotationStoreAway("x"), ANNOTATIONS_AWAY),
        (LabelStudioRefused("x"), ANNOTATIONS_AWAY),
        (DatabaseRefused("x"), ANNOTATIONS_AWAY),
        (SlackAway("x"), SLACK_AWAY),
        (SlackRefused("x"), SLACK_AWAY),
        (TimeoutError(), TOO_SLOW),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_whoever_does_not_answer_is_named(away: WorldError, sentence: str) -> None:
    async def work() -> None:
        raise away

    excuse = await Excuses(new_reference=lambda: "r1").attempt(work(), door="a door", seconds=5)

    assert excuse == Excuse(sentence)
