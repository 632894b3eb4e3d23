"""Tasks with an owner: bounded, named in the log when they fail, and waited for at the end."""

import asyncio
from contextlib import suppress

from structlog.testing import capture_logs

from bot.background import Background, cancel

PATIENCE_SECONDS = 10.0


class Errand:
    """Goes on until it is let go, and says what became of it."""

    def __init__(self) -> None:
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.became = "not begun"

    async def run(self) -> None:
        self.has_begun.set()
        self.became = "begun"
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.became = "cancelled"
            raise
        self.became = "done"


async def fails() -> None:
    raise ZeroDivisionError("a bug")


async def test_a_task_goes_on_though_nobody_awaits_it() -> None:
    background, errand = Background(), Errand()

    background.start(errand.run(), name="errand")
    await asyncio.wait_for(errand.has_begun.wait(), PATIENCE_SECONDS)
    errand.may_end.set()
    await background.drain(seconds=PATIENCE_SECONDS)

    assert errand.became == "done"


async def test_past_its_bound_new_work_is_refused_and_logged_and_the_old_goes_on() -> None:
    background = Background(most=2)
    errands = [Errand() for _ in range(3)]

    with capture_logs() as logs:
        for number, errand in enumerate(errands):
            background.start(errand.run(), name=f"errand {number}")
    for errand in errands:
        errand.may_end.set()
    await background.drain(seconds=PATIENCE_SECONDS)

    assert [errand.became for errand in errands] == ["done", "done", "not begun"]
    assert [(line["event"], line["refused"], line["tasks"]) for line in logs] == [
        ("background.full", "errand 2", 2)
    ]


async def test_work_that_ended_makes_room_for_more() -> None:
    background = Background(most=1)
    first, second = Errand(), Errand()
    first.may_end.set()
    second.may_end.set()

    background.start(first.run(), name="first")
    await background.drain(seconds=PATIENCE_SECONDS)
    background.start(second.run(), name="second")
    await background.drain(seconds=PATIENCE_SECONDS)

    assert second.became == "done"


async def test_a_failure_is_logged_under_its_name_and_hurts_nobody_else() -> None:
    background, errand = Background(), Errand()
    errand.may_end.set()

    with capture_logs() as logs:
        background.start(fails(), name="clumsy")
        background.start(errand.run(), name="errand")
        await background.drain(seconds=PATIENCE_SECONDS)

    assert errand.became == "done"
    ((line),) = logs
    assert (line["event"], line["task"]) == ("background.failed", "clumsy")
    assert "ZeroDivisionError" in str(line["fault"])


async def test_draining_waits_for_what_is_under_way() -> None:
    background, errand = Background(), Errand()
    background.start(errand.run(), name="errand")

    draining = asyncio.create_task(background.drain(seconds=PATIENCE_SECONDS))
    await asyncio.wait_for(errand.has_begun.wait(), PATIENCE_SECONDS)
    assert not draining.done()
    errand.may_end.set()
    await draining

    assert errand.became == "done"


async def test_what_is_late_is_cancelled_and_its_end_is_waited_for_and_is_no_failure() -> None:
    background, errand = Background(), Errand()
    background.start(errand.run(), name="errand")
    await asyncio.wait_for(errand.has_begun.wait(), PATIENCE_SECONDS)

    with capture_logs() as logs:
        await background.drain(seconds=0)

    assert errand.became == "cancelled"
    assert logs == []


async def test_a_late_task_that_fails_while_it_is_cancelled_is_logged() -> None:
    background = Background()
    has_begun = asyncio.Event()

    async def fails_to_clean_up() -> None:
        has_begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await fails()

    background.start(fails_to_clean_up(), name="clumsy")
    await asyncio.wait_for(has_begun.wait(), PATIENCE_SECONDS)
    with capture_logs() as logs:
        await background.drain(seconds=0)

    assert [line["task"] for line in logs] == ["clumsy"]


async def test_draining_nothing_is_done_at_once() -> None:
    await Background().drain(seconds=PATIENCE_SECONDS)


async def test_a_task_that_loses_a_cancellation_is_cancelled_again() -> None:
    has_begun = asyncio.Event()

    async def forgets_the_first() -> None:
        has_begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(forgets_the_first())
    await asyncio.wait_for(has_begun.wait(), PATIENCE_SECONDS)

    await asyncio.wait_for(cancel([task]), PATIENCE_SECONDS)

    assert task.cancelled()
