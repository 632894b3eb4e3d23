"""The log proves itself: whoever alters, removes, reorders or cuts it is found out."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.case import Door
from bot.domain.events import Listened
from storage import keys
from storage.redis.client import Server
from storage.redis.opening import RedisStores
from storage.redis.verifying import Problem
from tests.contract.store.conftest import opened
from tests.contract.store.making import FIRST, GARDEN, KITCHEN, SPEECH, Story

LOG = keys.log(keys.partition_of(KITCHEN))
CASE = keys.case(KITCHEN)


@pytest.fixture
async def real(server: Server, server_url: str) -> AsyncIterator[RedisStores]:
    """By the server's own time, which the log's entries carry."""
    async with opened(server_url, clock=None) as stores:
        yield stores


@pytest.fixture
async def told(real: RedisStores) -> Story:
    """A case of four commits and six events, and another case after it in the same stream."""
    kitchen, garden = Story(real.redis_clock), Story(real.redis_clock, GARDEN)
    await kitchen.tell(real.cases, kitchen.asked())
    await kitchen.tell(real.cases, kitchen.suggested(FIRST))
    await kitchen.tell(real.cases, *kitchen.stopped())
    await kitchen.tell(real.cases, kitchen.resumed())
    await garden.tell(real.cases, garden.asked())
    return kitchen


async def problems(stores: RedisStores) -> list[tuple[Problem, str]]:
    return [(finding.problem, finding.where) for finding in (await stores.log.verify()).findings]


async def lines(server: Server) -> list[tuple[str, dict[str, str]]]:
    (page,) = await server.ask(("XRANGE", LOG, "-", "+"))
    return [(identifier, dict(fields)) for identifier, fields in page]


async def write_again(server: Server, all_fields: list[dict[str, str]]) -> None:
    """The whole stream anew: the only way to change or to move what stands in it."""
    await server.ask(("DEL", LOG))
    for fields in all_fields:
        await server.ask(("XADD", LOG, "*", *(part for pair in fields.items() for part in pair)))


async def test_an_untouched_log_has_no_findings(real: RedisStores, told: Story) -> None:
    verdict = await real.log.verify()

    assert (verdict.events, verdict.cases, verdict.findings) == (7, 2, ())


async def test_a_log_that_grows_while_it_is_verified_has_no_findings(real: RedisStores, told: Story) -> None:
    async def go_on() -> None:
        for _ in range(30):
            await told.tell(real.cases, Listened(by=FIRST, at=real.redis_clock.now(), door=Door.BUTTON))

    going_on = asyncio.create_task(go_on())
    while not going_on.done():
        assert await problems(real) == []

    await going_on
    assert (await real.log.verify()).events == 37


async def test_an_auditor_reads_who_did_what_when_and_no_speech(real: RedisStores, told: Story) -> None:
    events = await real.log.events_of(KITCHEN)

    assert [(line.index, line.revision, line.event.kind) for line in events] == [
        (1, 1, "asked"),
        (2, 2, "suggested"),
        (3, 3, "flagged"),
        (4, 3, "sharing_stopped"),
        (5, 3, "review_due"),
        (6, 4, "sharing_resumed"),
    ]
    assert events[1].event.by == FIRST
    assert events[1].event.door is Door.MODAL
    assert abs(events[1].logged_at - events[1].event.at) < timedelta(seconds=30)
    assert [text for text in SPEECH if text in "".join(line.model_dump_json() for line in events)] == []


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("event", "by", "USOMEBODYELSE"),
        ("event", "at", "2020-01-01T00:00:00Z"),
        ("event", "door", "webhook"),
    ],
)
async def test_an_altered_line_is_found(
    real: RedisStores, server: Server, told: Story, field: str, name: str, value: str
) -> None:
    found = [fields for _, fields in await lines(server)]
    found[1][field] = json.dumps(json.loads(found[1][field]) | {name: value})
    await write_again(server, found)

    assert (Problem.ALTERED, f"{KITCHEN} event 2") in await problems(real)


async def test_a_line_with_another_revision_is_found(real: RedisStores, server: Server, told: Story) -> None:
    found = [fields for _, fields in await lines(server)]
    found[2]["revision"] = "7"
    await write_again(server, found)

    assert await problems(real) == [(Problem.ALTERED, f"{KITCHEN} event 3")]


async def test_a_line_moved_to_another_case_is_found(real: RedisStores, server: Server, told: Story) -> None:
    found = [fields for _, fields in await lines(server)]
    found[0]["alias"] = "AAAAAAAAAA"
    await write_again(server, found)

    assert (Problem.ALTERED, "AAAAAAAAAA event 1") in await problems(real)


@pytest.mark.parametrize("place", [0, 1, 4])
async def test_a_removed_line_is_found(real: RedisStores, server: Server, told: Story, place: int) -> None:
    identifier, _ = (await lines(server))[place]
    await server.ask(("XDEL", LOG, identifier))

    assert await problems(real) == [(Problem.MISSING, f"{KITCHEN} event {place + 1}")]


@pytest.mark.parametrize("left", [0, 1, 5])
async def test_a_log_cut_off_at_its_end_is_found(
    real: RedisStores, server: Server, told: Story, left: int
) -> None:
    for identifier, _ in (await lines(server))[left:6]:
        await server.ask(("XDEL", LOG, identifier))

    assert await problems(real) == [(Problem.CUT_OFF, f"{KITCHEN} event 6")]


async def test_reordered_lines_are_found(real: RedisStores, server: Server, told: Story) -> None:
    found = [fields for _, fields in await lines(server)]
    found[2], found[3] = found[3], found[2]
    await write_again(server, found)

    assert await problems(real) == [(Problem.REORDERED, f"{KITCHEN} event 3")]


async def test_a_line_written_twice_is_found(real: RedisStores, server: Server, told: Story) -> None:
    found = [fields for _, fields in await lines(server)]
    await write_again(server, [*found, found[2]])

    assert await problems(real) == [(Problem.REORDERED, f"{KITCHEN} event 3")]


async def test_a_forged_line_is_found(real: RedisStores, server: Server, told: Story) -> None:
    last = (await lines(server))[5][1]
    forged = last | {"index": "7", "revision": "5"}
    await server.ask(("XADD", LOG, "*", *(part for pair in forged.items() for part in pair)))

    assert await problems(real) == [
        (Problem.ALTERED, f"{KITCHEN} event 7"),
        (Problem.ROLLED_BACK, KITCHEN),
    ]


async def test_a_case_put_back_to_an_earlier_state_is_found(
    real: RedisStores, server: Server, told: Story
) -> None:
    (before,) = await server.ask(("HGETALL", CASE))
    await told.tell(real.cases, Listened(by=FIRST, at=real.redis_clock.now(), door=Door.BUTTON))
    await server.ask(("HSET", CASE, *(part for pair in before.items() for part in pair)))

    assert await problems(real) == [(Problem.ROLLED_BACK, KITCHEN)]


async def test_a_case_that_was_deleted_is_found(real: RedisStores, server: Server, told: Story) -> None:
    await server.ask(("DEL", CASE))

    assert await problems(real) == [(Problem.ROLLED_BACK, KITCHEN)]


async def test_an_edited_case_is_found(real: RedisStores, server: Server, told: Story) -> None:
    (doc,) = await server.ask(("HGET", CASE, "doc"))
    await server.ask(("HSET", CASE, "doc", doc.replace(FIRST, "UELSE")))

    assert await problems(real) == [(Problem.OTHER_SNAPSHOT, KITCHEN)]


@pytest.mark.parametrize(("field", "value"), [("epoch", "9"), ("hidden", "1"), ("mac", "00")])
async def test_edited_fields_beside_a_case_are_found(
    real: RedisStores, server: Server, told: Story, field: str, value: str
) -> None:
    await server.ask(("HSET", CASE, field, value))

    assert await problems(real) == [(Problem.OTHER_SNAPSHOT, KITCHEN)]


async def test_a_key_destroyed_without_an_erasure_is_found(
    real: RedisStores, server: Server, told: Story
) -> None:
    await server.ask(("HDEL", CASE, "key"))

    assert await problems(real) == [(Problem.OTHER_SNAPSHOT, KITCHEN)]


async def test_an_entry_that_is_none_of_ours_is_found(real: RedisStores, server: Server, told: Story) -> None:
    (identifier,) = await server.ask(("XADD", LOG, "*", "hello", "world"))

    assert await problems(real) == [(Problem.UNREADABLE, identifier)]


async def test_an_event_far_from_the_servers_time_is_found(real: RedisStores, told: Story) -> None:
    yesterday = real.redis_clock.now() - timedelta(days=1)
    await told.tell(real.cases, Listened(by=FIRST, at=yesterday, door=Door.BUTTON))

    assert await problems(real) == [(Problem.OTHER_TIME, f"{KITCHEN} event 7")]
