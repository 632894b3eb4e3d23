"""A flagged clip that nobody takes in time calls the pager by itself, whatever the bot went through."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.people import until
from tests.fakes.pagerduty import ROUTING_KEY, Enqueue, open_pagerduty
from tests.scenario.hall import House, open_hall
from tests.scenario.moderators import Moderators
from tests.scenario.room import bare

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE_SECONDS = 5
CALLS_THE_PAGER = {
    "acknowledge_critical_minutes": f"acknowledge_critical_minutes = {PATIENCE_SECONDS / 60}",
    "outcome_hours": "outcome_hours = 1",
    'name = "Leads"': 'name = "Pager"\npagerduty = "critical"',
}


@pytest_asyncio.fixture(loop_scope="session")
async def pagerduty() -> AsyncIterator[Enqueue]:
    async with open_pagerduty() as enqueue:
        yield enqueue


@pytest_asyncio.fixture(loop_scope="session")
async def bench(tmp_path: Path, pagerduty: Enqueue) -> AsyncIterator[Moderators]:
    settings = {"PAGERDUTY_ROUTING_KEY": ROUTING_KEY, "PAGERDUTY_URL": pagerduty.url}
    async with open_hall(tmp_path / "hall", rooms=2, house=House(CALLS_THE_PAGER, settings)) as hall:
        yield Moderators(hall, hall.room())


async def until_the_incident_is(pagerduty: Enqueue, state: str) -> None:
    async def look() -> bool | None:
        return list(pagerduty.incidents.values()) == [state] or None

    await until(look, f"an incident that is {state}, not {pagerduty.incidents} {pagerduty.refused}")


async def test_the_pager_rings_once_and_hears_who_has_it_and_how_it_ended(
    bench: Moderators, pagerduty: Enqueue
) -> None:
    alias = await bench.flagged("critical")
    await until_the_incident_is(pagerduty, "trigger")
    await bench.sees("Called: Pager", about=alias)

    await bench.types(bench.noor, f"take {alias}")
    await until_the_incident_is(pagerduty, "acknowledge")
    await bench.types(bench.noor, f"uphold {alias} somebody is in danger")
    await until_the_incident_is(pagerduty, "resolve")

    assert [event["event_action"] for event in pagerduty.taken] == ["trigger", "acknowledge", "resolve"]
    assert alias in str(pagerduty.taken[0]["payload"])
    assert pagerduty.refused == []


async def test_a_clock_that_runs_out_while_no_bot_is_there_rings_when_one_comes_back(
    bench: Moderators, pagerduty: Enqueue
) -> None:
    hall = bench.hall
    alias = await bench.flagged("critical")
    await hall.stage.kill_bot()
    assert pagerduty.taken == []
    flagged = next(
        event["at"]
        for logged, event in await hall.log()
        if logged == bare(alias) and event["kind"] == "sharing_stopped"
    )

    await hall.until_past(datetime.fromisoformat(flagged) + timedelta(seconds=PATIENCE_SECONDS))
    await hall.stage.start_bot()

    await until_the_incident_is(pagerduty, "trigger")
    kinds = await hall.kinds(bare(alias))
    assert kinds.count("review_escalated") == 1


async def test_a_pager_that_turns_the_bot_away_is_told_when_it_takes_calls_again(
    bench: Moderators, pagerduty: Enqueue
) -> None:
    pagerduty.answers += [500, 429]

    alias = await bench.flagged("critical")

    await until_the_incident_is(pagerduty, "trigger")
    assert pagerduty.answers == []
    assert alias in str(pagerduty.taken)
