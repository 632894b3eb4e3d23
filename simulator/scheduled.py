"""Messages that wait for their time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from simulator.clock import Clock
from simulator.messages import Message

# docs.slack.dev/reference/methods/chat.scheduleMessage: in one channel, within five minutes.
LARGEST_CROWD = 30
CROWD_SECONDS = 300
# docs.slack.dev/reference/methods/chat.deleteScheduledMessage: the last minute is too late to hold it back.
LOCKED_SECONDS = 60


@dataclass(frozen=True)
class Scheduled:
    id: str
    channel: str
    post_at: int
    created: int
    message: Message


class ScheduledMessages:
    """What is still to be posted, by id; each has a task of its own that waits on the workspace's clock."""

    def __init__(self) -> None:
        self._waiting: dict[str, Scheduled] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def add(self, scheduled: Scheduled, clock: Clock, post: Callable[[Scheduled], None]) -> None:
        """Posts the message when the clock reaches its time."""
        self._waiting[scheduled.id] = scheduled
        self._tasks[scheduled.id] = asyncio.create_task(self._when_due(scheduled, clock, post))

    def find(self, scheduled_id: str) -> Scheduled | None:
        return self._waiting.get(scheduled_id)

    def withdraw(self, scheduled_id: str) -> None:
        del self._waiting[scheduled_id]
        self._tasks.pop(scheduled_id).cancel()

    def all(self) -> list[Scheduled]:
        return sorted(self._waiting.values(), key=lambda scheduled: (scheduled.post_at, scheduled.id))

    def would_crowd(self, channel: str, post_at: int) -> bool:
        """Whether one more at this time would be too many within five minutes."""
        near = [
            known.post_at
            for known in self._waiting.values()
            if known.channel == channel and abs(known.post_at - post_at) < CROWD_SECONDS
        ]
        times = sorted([*near, post_at])
        first_and_last = zip(times, times[LARGEST_CROWD:], strict=False)
        return any(last - first < CROWD_SECONDS for first, last in first_and_last)

    async def _when_due(self, scheduled: Scheduled, clock: Clock, post: Callable[[Scheduled], None]) -> None:
        await clock.sleep(scheduled.post_at - clock.now())
        del self._waiting[scheduled.id]
        del self._tasks[scheduled.id]
        post(scheduled)
