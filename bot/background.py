"""Tasks with an owner: what goes on after an ack is kept, logged when it fails, and waited for at the end."""

import asyncio
from collections.abc import Coroutine, Iterable

import structlog

from bot.log import fault_lines

_log = structlog.get_logger(__name__)

MOST_TASKS = 1000


_CANCEL_AGAIN_SECONDS = 0.5


async def cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Ends the tasks and waits for that.

    Before Python 3.12 `asyncio.wait_for` loses a cancellation that comes as its work is done, and redis-py
    sends by it; so whoever has not ended is told again.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_CANCEL_AGAIN_SECONDS)


class Background:
    """Holds every task that nobody awaits. Bounded: past `most` tasks, new work is refused and logged."""

    def __init__(self, *, most: int = MOST_TASKS) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._most = most

    def start(self, work: Coroutine[None, None, None], *, name: str) -> None:
        """Runs the work by itself; its failure is logged under its name."""
        if len(self._tasks) >= self._most:
            work.close()
            _log.error("background.full", refused=name, tasks=len(self._tasks))
            return
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def drain(self, *, seconds: float) -> None:
        """Waits for what is under way, at most so long, then cancels the rest and waits for that."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        await cancel(late)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("background.failed", task=task.get_name(), fault=fault_lines(error))
