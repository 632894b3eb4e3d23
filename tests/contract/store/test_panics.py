"""A panic holds for every case at once: one switch, and every sharing check sees it."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Case, Door
from bot.domain.ids import Alias, PersonId
from bot.domain.panic import EVERYWHERE, Panic, PanicEvent, decide_panic, decide_resume, scopes_of
from bot.errors import Conflict
from bot.ports import Grant
from storage.redis.opening import RedisStores
from tests.contract.store.making import FIRST, GARDEN, GERMAN, KITCHEN, HandClock, Stores, Story

FIVE_MINUTES = timedelta(minutes=5)
NOOR, FELIX = (
    Actor(person=PersonId(name), standing=Standing.MEMBER, roles=frozenset({Role.MODERATOR}))
    for name in ("UNOOR", "UFELIX")
)


async def known(stores: Stores, scope: str) -> Panic:
    return (await stores.panics.panics()).get(scope, Panic(scope=scope))


async def stops(stores: Stores, clock: HandClock, scope: str = EVERYWHERE, *, key: str = "stop") -> None:
    panic = await known(stores, scope)
    decided = decide_panic(panic, NOOR, door=Door.SLASH_COMMAND, key=key, now=clock.now())
    assert decided is not None
    await stores.panics.switch(*decided)


async def resumes(stores: Stores, clock: HandClock, scope: str = EVERYWHERE) -> None:
    for actor in (NOOR, FELIX):
        panic = await known(stores, scope)
        key = f"resume {panic.revision}"
        decided = decide_resume(panic, actor, needed=2, door=Door.BUTTON, key=key, now=clock.now())
        assert decided is not None
        await stores.panics.switch(*decided)


async def a_case(stores: Stores, clock: HandClock, alias: Alias = KITCHEN) -> Case:
    story = Story(clock, alias)
    return await story.tell(stores.cases, story.asked())


async def granted(stores: Stores, case: Case) -> Grant:
    """A right to hear it, as the desk gives it now."""
    sharing = await stores.panics.sharing(case)
    return Grant(
        alias=case.alias,
        person=FIRST,
        epoch=case.sharing_epoch,
        scopes=scopes_of(case),
        panics=sharing.epoch,
    )


async def test_where_nothing_was_ever_stopped_everything_is_shared(stores: Stores, clock: HandClock) -> None:
    case = await a_case(stores, clock)

    assert await stores.panics.panics() == {}
    assert not (await stores.panics.sharing(case)).is_stopped


async def test_one_switch_reaches_every_case_and_touches_none(stores: Stores, clock: HandClock) -> None:
    cases = [await a_case(stores, clock, Alias(f"{KITCHEN[:8]}{number:02}")) for number in range(20)]

    await stops(stores, clock)

    for case in cases:
        assert (await stores.panics.sharing(case)).is_stopped
        assert (await stores.cases.load(case.alias)).case == case


async def test_a_running_session_and_an_unused_link_end_with_it(stores: Stores, clock: HandClock) -> None:
    grant = await granted(stores, await a_case(stores, clock))
    link = await stores.links.issue_link(grant, lifetime=FIVE_MINUTES)
    used = await stores.links.issue_link(grant, lifetime=FIVE_MINUTES)
    session = await stores.links.redeem_link(KITCHEN, used, lifetime=FIVE_MINUTES)
    assert session is not None
    assert await stores.links.holds(grant)

    await stops(stores, clock)

    assert not await stores.links.holds(grant)
    assert await stores.links.session(KITCHEN, session) is None
    assert await stores.links.peek_link(KITCHEN, link) is None
    assert await stores.links.redeem_link(KITCHEN, link, lifetime=FIVE_MINUTES) is None


async def test_links_from_before_it_stay_dead_after_it(stores: Stores, clock: HandClock) -> None:
    case = await a_case(stores, clock)
    before = await granted(stores, case)
    link = await stores.links.issue_link(before, lifetime=FIVE_MINUTES)

    await stops(stores, clock)
    await resumes(stores, clock)

    assert not await stores.links.holds(before)
    assert await stores.links.redeem_link(KITCHEN, link, lifetime=FIVE_MINUTES) is None
    assert await stores.links.holds(await granted(stores, case))


async def test_a_new_link_works_after_it(stores: Stores, clock: HandClock) -> None:
    case = await a_case(stores, clock)
    await stops(stores, clock)
    await resumes(stores, clock)

    link = await stores.links.issue_link(await granted(stores, case), lifetime=FIVE_MINUTES)

    assert await stores.links.redeem_link(KITCHEN, link, lifetime=FIVE_MINUTES) is not None


async def test_a_moderators_listening_to_a_withheld_clip_goes_on(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    """It is review, not sharing, and a panic is when moderators must find out what is wrong."""
    await story.tell(stores.cases, story.asked())
    case = await story.tell(stores.cases, *story.stopped())
    grant = Grant(alias=case.alias, person=FIRST, epoch=case.sharing_epoch, is_review=True)

    await stops(stores, clock)

    assert await stores.links.holds(grant)


async def test_a_panic_in_one_language_leaves_the_others_alone(stores: Stores, clock: HandClock) -> None:
    english = await a_case(stores, clock)
    german = Story(clock, GARDEN, language=GERMAN)
    other = await german.tell(stores.cases, german.asked())

    await stops(stores, clock, "language:de")

    assert not (await stores.panics.sharing(english)).is_stopped
    assert (await stores.panics.sharing(other)).is_stopped


async def test_the_end_of_one_panic_leaves_another_on(stores: Stores, clock: HandClock) -> None:
    case = await a_case(stores, clock)
    await stops(stores, clock)
    await stops(stores, clock, "store:sql", key="another")

    await resumes(stores, clock)

    assert (await stores.panics.sharing(case)).is_stopped


async def test_when_it_was_switched_last_is_known_to_the_millisecond(
    stores: Stores, clock: HandClock
) -> None:
    case = await a_case(stores, clock)
    await stops(stores, clock)
    clock.advance(minutes=7)
    await resumes(stores, clock)

    assert (await stores.panics.sharing(case)).since == clock.now()


async def test_of_two_that_switch_at_once_one_must_look_again(stores: Stores, clock: HandClock) -> None:
    fresh = Panic(scope=EVERYWHERE)
    decided = decide_panic(fresh, NOOR, door=Door.BUTTON, key="a press", now=clock.now())
    assert decided is not None

    outcomes = await asyncio.gather(
        *(stores.panics.switch(*decided) for _ in range(2)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes].count(Conflict) == 1
    assert (await known(stores, EVERYWHERE)).turn == 1


async def test_spreading_an_older_switch_late_undoes_no_newer_one(stores: Stores, clock: HandClock) -> None:
    case = await a_case(stores, clock)
    await stops(stores, clock)
    older = await known(stores, EVERYWHERE)
    await resumes(stores, clock)

    await stores.panics.spread(older)

    assert not (await stores.panics.sharing(case)).is_stopped


async def test_which_turn_the_cards_show_is_remembered(stores: Stores, clock: HandClock) -> None:
    await stops(stores, clock)
    panic = await known(stores, EVERYWHERE)
    assert panic.swept_turn == 0

    await stores.panics.record_swept(panic)

    assert (await known(stores, EVERYWHERE)).swept_turn == 1
    assert (await known(stores, EVERYWHERE)).revision == panic.revision


@pytest.fixture
async def told(redis_stores: RedisStores, clock: HandClock) -> list[PanicEvent]:
    await stops(redis_stores, clock)
    await resumes(redis_stores, clock)
    await stops(redis_stores, clock, "language:de", key="another")
    return [event for event, _ in await redis_stores.panics.log()]


async def test_every_switch_and_vote_stands_in_the_log(told: list[PanicEvent]) -> None:
    assert [(event.scope, event.deed.value, event.by) for event in told] == [
        ("all", "panic_started", "UNOOR"),
        ("all", "resume_voted", "UNOOR"),
        ("all", "panic_ended", "UFELIX"),
        ("language:de", "panic_started", "UNOOR"),
    ]


async def test_a_line_taken_out_of_the_log_is_noticed(
    redis_stores: RedisStores, told: list[PanicEvent]
) -> None:
    assert all(is_sound for _, is_sound in await redis_stores.panics.log())
    (lines,) = await redis_stores.server.ask(("XRANGE", "ear:{p00}:panic_log", "-", "+"))

    await redis_stores.server.ask(("XDEL", "ear:{p00}:panic_log", lines[1][0]))

    assert [is_sound for _, is_sound in await redis_stores.panics.log()] == [True, False, True]
    assert len(await redis_stores.panics.verify()) == 2


async def test_a_line_missing_at_the_end_is_noticed_too(
    redis_stores: RedisStores, told: list[PanicEvent]
) -> None:
    assert await redis_stores.panics.verify() == []
    (lines,) = await redis_stores.server.ask(("XRANGE", "ear:{p00}:panic_log", "-", "+"))

    await redis_stores.server.ask(("XDEL", "ear:{p00}:panic_log", lines[-1][0]))

    (problem,) = await redis_stores.panics.verify()
    assert "1 of 1 lines of language:de are missing" in problem
