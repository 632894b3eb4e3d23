"""Turns at Slack: spaced, held when Slack asks, and the stop before everybody else."""

import asyncio

from handlers.pacing import POST, Pacing

SPACING = 0.05
UPDATE = "chat.update"


async def test_the_first_post_of_a_channel_does_not_wait() -> None:
    pacing = Pacing(seconds_between_posts=SPACING)

    assert await pacing.turn(POST, "C1", is_urgent=False) == 0
    assert await pacing.turn(POST, "C2", is_urgent=False) == 0


async def test_posts_in_one_channel_are_spaced() -> None:
    pacing = Pacing(seconds_between_posts=SPACING)
    clock = asyncio.get_running_loop().time
    began = clock()

    for _ in range(4):
        assert await pacing.turn(POST, "C1", is_urgent=False) == 0

    assert clock() - began >= 3 * SPACING * 0.95


async def test_a_stop_goes_ahead_of_those_who_waited_longer() -> None:
    pacing = Pacing(seconds_between_posts=SPACING)
    order: list[str] = []

    async def take(name: str, *, is_urgent: bool) -> None:
        await pacing.turn(POST, "C1", is_urgent=is_urgent)
        order.append(name)

    await pacing.turn(POST, "C1", is_urgent=False)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(take("card", is_urgent=False))
        tasks.create_task(take("note", is_urgent=False))
        tasks.create_task(take("stop", is_urgent=True))

    assert order == ["stop", "card", "note"]


async def test_a_wait_that_would_be_long_is_told_instead_of_waited() -> None:
    pacing = Pacing(longest_wait_seconds=1.0)

    pacing.hold(UPDATE, "C1", 30.0)

    assert 29 < await pacing.turn(UPDATE, "C1", is_urgent=False) <= 30


async def test_a_hold_on_updates_is_the_workspaces_and_one_on_posts_the_channels() -> None:
    pacing = Pacing()

    pacing.hold(UPDATE, "C1", 30.0)
    pacing.hold(POST, "C1", 30.0)

    assert await pacing.turn(UPDATE, "C2", is_urgent=True) > 29
    assert await pacing.turn(POST, "C1", is_urgent=True) > 29
    assert await pacing.turn(POST, "C2", is_urgent=True) == 0


async def test_everybody_who_waits_gets_a_turn_after_a_hold() -> None:
    pacing = Pacing()
    pacing.hold(UPDATE, "C1", SPACING)

    waits = await asyncio.gather(*(pacing.turn(UPDATE, "C1", is_urgent=False) for _ in range(20)))

    assert waits == [0.0] * 20


async def test_one_who_stops_waiting_takes_nobodys_turn() -> None:
    pacing = Pacing(seconds_between_posts=SPACING)
    await pacing.turn(POST, "C1", is_urgent=False)
    leaver = asyncio.create_task(pacing.turn(POST, "C1", is_urgent=False))
    stayer = asyncio.create_task(pacing.turn(POST, "C1", is_urgent=False))
    await asyncio.sleep(0)

    leaver.cancel()

    assert await asyncio.wait_for(stayer, 1.0) == 0
