"""Turns at Slack: one post a second and channel, a pause when Slack asks for one, and stops first."""

import asyncio
import heapq
from dataclasses import dataclass, field
from itertools import count

POST = "chat.postMessage"
_BUCKETS = 5000
_EARLY_SECONDS = 0.001

_Waiter = tuple[int, int, asyncio.Future[None]]


@dataclass
class _Bucket:
    spacing_seconds: float
    free_at: float = 0.0
    waiting: list[_Waiter] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Pacing:
    """Buckets as Slack has them: a channel's for posts, and for any other method the workspace's."""

    def __init__(self, *, seconds_between_posts: float = 1.0, longest_wait_seconds: float = 3.0) -> None:
        self._spacing = seconds_between_posts
        self._longest = longest_wait_seconds
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._order = count()

    async def turn(
        self, method: str, channel: str, *, is_urgent: bool, patience_seconds: float | None = None
    ) -> float:
        """0 when it is the caller's turn; otherwise the wait, so long that it should come again then.

        `patience_seconds` is the longest that this caller waits here, where that is less than usual.
        """
        bucket = self._bucket(method, channel)
        loop = asyncio.get_running_loop()
        rank = 0 if is_urgent else 1
        ahead = sum(1 for waiter in bucket.waiting if waiter[0] <= rank)
        wait = max(bucket.free_at - loop.time(), 0.0) + ahead * bucket.spacing_seconds
        if wait == 0:
            bucket.free_at = loop.time() + bucket.spacing_seconds
            return 0.0
        if wait > (self._longest if patience_seconds is None else patience_seconds):
            return wait
        future: asyncio.Future[None] = loop.create_future()
        heapq.heappush(bucket.waiting, (rank, next(self._order), future))
        self._set_timer(bucket)
        await future
        return 0.0

    def hold(self, method: str, channel: str, seconds: float) -> None:
        """Slack asked to wait: nobody gets a turn in this bucket before that."""
        bucket = self._bucket(method, channel)
        bucket.free_at = max(bucket.free_at, asyncio.get_running_loop().time() + seconds)

    def _bucket(self, method: str, channel: str) -> _Bucket:
        is_post = method == POST
        key = (method, channel if is_post else "")
        if key not in self._buckets:
            if len(self._buckets) >= _BUCKETS:
                self._drop_idle()
            self._buckets[key] = _Bucket(self._spacing if is_post else 0.0)
        return self._buckets[key]

    def _drop_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if bucket.waiting or bucket.free_at > now
        }

    def _set_timer(self, bucket: _Bucket) -> None:
        if bucket.timer is None and bucket.waiting:
            loop = asyncio.get_running_loop()
            bucket.timer = loop.call_at(max(bucket.free_at, loop.time()), self._wake, bucket)

    def _wake(self, bucket: _Bucket) -> None:
        """Gives the turn to the most urgent of those who still wait."""
        bucket.timer = None
        now = asyncio.get_running_loop().time()
        while bucket.waiting and bucket.free_at <= now + _EARLY_SECONDS:
            _, _, future = heapq.heappop(bucket.waiting)
            if not future.done():
                bucket.free_at = now + bucket.spacing_seconds
                future.set_result(None)
        self._set_timer(bucket)
