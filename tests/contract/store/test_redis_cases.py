"""What only the server's adapter promises: other bots, failovers, seals and lifetimes."""

import tempfile
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.case import Door
from bot.domain.events import Listened
from bot.errors import ConfigurationError, Conflict, StoreAway
from bot.ports import Kind
from storage import keys
from storage.redis.client import Server, connect
from storage.redis.clock import RedisClock
from storage.redis.opening import RedisStores, check_layout, open_redis
from storage.redis.scripts import script
from storage.sealing import Secrets, Unreadable
from tests.contract.store.conftest import SECRETS, opened
from tests.contract.store.making import FIRST, GARDEN, KITCHEN, SECOND, HandClock, Story, mark


async def test_another_bot_commits_on_a_case_that_it_did_not_load(
    redis_stores: RedisStores, server_url: str, story: Story
) -> None:
    await story.tell(redis_stores.cases, story.asked())

    async with opened(server_url, clock=story.clock) as other:
        await story.tell(other.cases, story.suggested(FIRST))
    await story.tell(redis_stores.cases, story.suggested(SECOND))

    assert (await redis_stores.cases.load(KITCHEN)).case == story.case
    assert (await redis_stores.log.verify(tolerance=keys.ANSWER_LIFETIME * 10_000)).findings == ()


async def test_the_same_revision_of_another_history_conflicts(
    redis_stores: RedisStores, server: Server, server_url: str, story: Story
) -> None:
    """A failover can lose the last commits, and others may have gone on from there."""
    first = await story.tell(redis_stores.cases, story.asked())
    (before,) = await server.ask(("HGETALL", keys.case(KITCHEN)))
    await story.tell(redis_stores.cases, story.suggested(FIRST))
    lost = story.next(story.suggested(FIRST))
    await server.ask(("HSET", keys.case(KITCHEN), *(part for pair in before.items() for part in pair)))
    others = Story(story.clock, case=first)
    async with opened(server_url, clock=story.clock) as other:
        await others.tell(other.cases, others.suggested(SECOND))

    with pytest.raises(Conflict):
        await redis_stores.cases.commit(lost)

    assert (await redis_stores.cases.load(KITCHEN)).case == others.case


async def test_what_an_earlier_attempt_wrote_is_kept_for_25_hours(
    redis_stores: RedisStores, server: Server, story: Story
) -> None:
    await redis_stores.cases.commit(story.next(story.asked(), key="delivery"))
    await redis_stores.cases.choose_once("delivery", KITCHEN)

    for name in (keys.answer(KITCHEN, "delivery"), keys.choice("delivery")):
        (lifetime,) = await server.ask(("TTL", name))
        assert 24 * 3600 < lifetime <= 25 * 3600


async def test_a_case_whose_key_was_destroyed_cannot_be_read(
    redis_stores: RedisStores, server: Server, story: Story
) -> None:
    await story.tell(redis_stores.cases, story.asked())
    await server.ask(("HDEL", keys.case(KITCHEN), "key"))

    with pytest.raises(Unreadable):
        await redis_stores.cases.load(KITCHEN)


async def test_a_case_put_in_anothers_place_cannot_be_read(
    redis_stores: RedisStores, server: Server, clock: HandClock
) -> None:
    for alias in (KITCHEN, GARDEN):
        story = Story(clock, alias)
        await story.tell(redis_stores.cases, story.asked())
    doc, sealed = await _fields(server, "doc", "sealed")
    await server.ask(("HSET", keys.case(GARDEN), "doc", doc, "sealed", sealed))

    with pytest.raises(Unreadable):
        await redis_stores.cases.load(GARDEN)


async def _fields(server: Server, *names: str) -> list[str]:
    (values,) = await server.ask(("HMGET", keys.case(KITCHEN), *names))
    return list(values)


async def test_an_installation_with_other_secrets_does_not_start(
    redis_stores: RedisStores, server_url: str
) -> None:
    with pytest.raises(ConfigurationError, match="another master key"):
        await open_redis(server_url, Secrets.of(b"some other secret of thirty-two b."))


async def test_a_newer_master_reads_what_the_first_one_sealed(
    redis_stores: RedisStores, server_url: str, story: Story
) -> None:
    await story.tell(redis_stores.cases, story.asked())
    newer = Secrets.of(b"a master secret of thirty-two bytes", newer=(b"n" * 32,))
    garden = Story(story.clock, GARDEN)

    async with opened(server_url, clock=story.clock, secrets=newer) as rotated:
        await garden.tell(rotated.cases, garden.asked())

        assert (await rotated.cases.load(KITCHEN)).case == story.case
    with pytest.raises(ConfigurationError, match="does not have"):
        await redis_stores.cases.load(GARDEN)


async def test_a_store_with_another_number_of_partitions_is_refused(server: Server) -> None:
    await server.ask(("HSET", keys.LAYOUT, "partitions", "32"))

    with pytest.raises(ConfigurationError, match="32"):
        await check_layout(server, SECRETS)


async def test_a_server_that_is_away_is_said_to_be_away() -> None:
    with tempfile.TemporaryDirectory(prefix="ear-") as path:
        url = f"unix://{Path(path) / 'nobody.sock'}"
        async with aclosing(Server(connect(url))) as nobody:
            with pytest.raises(StoreAway):
                await nobody.ask(("PING",))


async def test_a_server_that_hangs_is_said_to_be_away(server: Server, server_url: str) -> None:
    """Within the deadline, whatever the library's own retries would like."""
    async with aclosing(Server(connect(server_url), deadline_seconds=0.05)) as hasty:
        await server.ask(("CLIENT", "PAUSE", 300, "ALL"))

        with pytest.raises(StoreAway, match=r"within 0\.05 s"):
            await hasty.ask(("GET", "nothing"))


async def test_a_server_that_refuses_writes_is_said_to_be_away(
    redis_stores: RedisStores, server: Server, story: Story
) -> None:
    await server.ask(("CONFIG", "SET", "min-replicas-to-write", 1))

    with pytest.raises(StoreAway, match="NOREPLICAS"):
        await redis_stores.cases.commit(story.next(story.asked()))

    await server.ask(("CONFIG", "SET", "min-replicas-to-write", 0))
    assert (await redis_stores.cases.load(KITCHEN)).case is None


async def test_a_server_that_forgot_the_scripts_is_told_again(
    redis_stores: RedisStores, server: Server, story: Story, clock: HandClock
) -> None:
    await story.tell(redis_stores.cases, story.asked(), due=(mark(Kind.PRESENT, clock.now()),))
    await server.ask(("SCRIPT", "FLUSH"))

    await story.tell(redis_stores.cases, Listened(by=FIRST, at=clock.now(), door=Door.BUTTON))
    await server.ask(("SCRIPT", "FLUSH"))

    assert await redis_stores.due.overdue() == {kind: int(kind is Kind.PRESENT) for kind in Kind}
    (known,) = await server.ask(("SCRIPT", "EXISTS", script("commit").sha))
    assert known == [False]


async def test_the_clock_starts_from_the_servers_time_and_goes_on_by_the_monotonic_one(
    server: Server,
) -> None:
    seconds = [1_000_000.0]
    clock = RedisClock(server, monotonic=lambda: seconds[0])
    with pytest.raises(StoreAway):
        clock.now()
    (before,) = await server.ask(("TIME",))

    await clock.refresh()
    refreshed_at = clock.now()
    seconds[0] += 90

    assert 0 <= refreshed_at.timestamp() - int(before[0]) < 30
    assert clock.now() - refreshed_at == timedelta(seconds=90)
