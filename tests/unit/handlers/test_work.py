"""Buttons on the operators' card that are old, altered, or about work that nobody knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.access import Actor, Role, Standing
from bot.domain.case import State
from bot.errors import Why
from bot.ports import Kind
from handlers.payloads import Press, parse
from handlers.visit import Pressed, Visit
from handlers.work import handle_details_pressed, handle_retry_pressed
from tests.unit.domain.builders import refused
from tests.unit.handlers.cases import ALIAS, TOMAS, case_in
from tests.unit.handlers.house import TEAM, Furnished, a_house

OPERATOR = Actor(person=TOMAS, standing=Standing.MEMBER, roles=frozenset({Role.OPERATOR}))


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Furnished]:
    async with a_house(tmp_path) as house:
        await house.put(case_in(State.AGREED))
        yield house


def pressed(ear: Furnished, value: str) -> Pressed:
    body = {
        "user": {"id": TOMAS, "team_id": TEAM},
        "trigger_id": "1.1.a",
        "actions": [{"action_id": "work.retry", "value": value}],
    }
    return Visit(house=ear.house, actor=OPERATOR, payload=parse(Press, body))


@pytest.mark.parametrize("value", [f"dance:{ALIAS}", ALIAS, f":{ALIAS}"])
async def test_work_of_a_kind_that_is_no_more_is_answered_with_where_to_look(
    ear: Furnished, value: str
) -> None:
    with refused(Why.USAGE, saying="`python -m bot work list`"):
        await handle_retry_pressed(pressed(ear, value))
    with refused(Why.USAGE):
        await handle_details_pressed(pressed(ear, value))


@pytest.mark.parametrize("kind", Kind)
async def test_every_kind_of_work_on_the_card_is_known_to_its_buttons(ear: Furnished, kind: Kind) -> None:
    with refused(Why.NOT_PARKED):
        await handle_details_pressed(pressed(ear, f"{kind.name.lower()}:{ALIAS}"))


async def test_a_value_without_an_alias_is_answered_with_how_one_looks(ear: Furnished) -> None:
    with refused(Why.UNKNOWN_CASE):
        await handle_retry_pressed(pressed(ear, "write:"))
