"""“Use as suggestion”, as far as it goes before Slack is asked which clip the thread is about."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.text import SUGGESTION_CHARACTERS
from bot.errors import UserError, Why
from handlers.payloads import Presser, Shortcut, SlackMessage
from handlers.suggest import handle_suggest_shortcut
from handlers.visit import Chosen, Reply, Visit
from tests.unit.handlers.cases import AIKO
from tests.unit.handlers.house import TEAM, Furnished, a_house


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Furnished]:
    async with a_house(tmp_path) as house:
        yield house


async def lift(ear: Furnished, text: str) -> Reply:
    message = SlackMessage(ts="1.2", thread_ts="1.1", user=AIKO, text=text)
    payload = Shortcut(user=Presser(id=AIKO), trigger_id="1.1.a", callback_id="x", message=message)
    actor = await ear.house.people.actor(AIKO, team=TEAM)
    visit: Chosen = Visit(house=ear.house, actor=actor, payload=payload)
    return await handle_suggest_shortcut(visit)


async def test_a_message_that_just_fits_opens_the_form(ear: Furnished) -> None:
    assert (await lift(ear, "x" * SUGGESTION_CHARACTERS)).fills is not None


async def test_a_message_that_is_too_long_is_refused_and_not_cut(ear: Furnished) -> None:
    with pytest.raises(UserError, match="has 3,001 characters; at most 3,000 fit") as refused:
        await lift(ear, "x" * (SUGGESTION_CHARACTERS + 1))

    assert refused.value.why is Why.BAD_TEXT
