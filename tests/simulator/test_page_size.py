"""A channel with ten thousand messages opens at once: the page draws the end of it and no more."""

import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from simulator.manifest import load_manifest
from simulator.messages import Message
from simulator.page.document import workspace_document
from simulator.page.look import MOST, Look
from simulator.page.regions import Desk
from simulator.seed import load_seed
from simulator.server import Plan, make_workspace
from simulator.workspace import Workspace

ROOT = Path(__file__).parents[2]
MIRA, JONAS, HELP = "U0MIRA0001", "U0JONAS001", "C0HELPEN01"
MANY = 10_000
# It takes about 25 ms on a machine with two busy cores; what would draw everything takes seconds.
PATIENCE_SECONDS = 0.5


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    plan = Plan(
        manifest=load_manifest(ROOT / "manifest.yml"),
        seed=load_seed(ROOT / "examples" / "workspace.yml"),
        base_url="http://127.0.0.1:1/",
        record_path=None,
        real_seconds=time.time,
        randomness=random.SystemRandom(),
    )
    async with aiohttp.ClientSession() as session:
        yield make_workspace(plan, session)


def write(workspace: Workspace, count: int) -> list[str]:
    """So many messages of Jonas in the help channel; their timestamps."""
    log = workspace.log(workspace.channels[HELP])
    stamps = [workspace.ids.timestamp() for _ in range(count)]
    for number, ts in enumerate(stamps):
        log.add(Message(ts, JONAS, f"note {number}", workspace.app.team.id))
    return stamps


def test_ten_thousand_messages_are_no_more_to_draw_than_fifty(workspace: Workspace) -> None:
    write(workspace, MANY)
    desk = Desk(workspace)

    began = time.perf_counter()
    page = workspace_document(desk, Look(MIRA, HELP))
    seconds = time.perf_counter() - began

    assert seconds < PATIENCE_SECONDS
    assert page.count("data-message=") == 50
    assert f">note {MANY - 1}<" in page


def test_what_is_unread_is_counted_no_further_than_a_person_cares(workspace: Workspace) -> None:
    write(workspace, MANY)

    page = workspace_document(Desk(workspace), Look(MIRA, "C0GENERAL1"))

    assert ">99 new<" in page


def test_of_all_that_one_scrolls_back_to_there_is_an_end(workspace: Workspace) -> None:
    write(workspace, MOST + 100)

    page = workspace_document(Desk(workspace), Look(MIRA, HELP, shown=MOST))

    assert page.count("data-message=") == MOST


def test_what_came_since_one_was_here_begins_with_a_line(workspace: Workspace) -> None:
    stamps = write(workspace, 10)
    workspace.channels[HELP].last_read[MIRA] = stamps[6]

    page = workspace_document(Desk(workspace), Look(MIRA, HELP))

    assert page.index(">note 6<") < page.index(">New<") < page.index(">note 7<")
