"""The ports `Surfaces` and `Copies`, with a notice board in place of Slack."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime

from bot.domain.case import Case
from bot.domain.copies import Copy
from bot.domain.ids import Alias

PATIENCE_SECONDS = 10.0


class BoardSurfaces:
    """What hangs on the board can be read. As in Slack, nothing old is ever hung over something newer."""

    def __init__(self) -> None:
        self.board: dict[Alias, Case] = {}
        self.calls: list[tuple[Alias, bool]] = []
        """The case and whether it was urgent, for each call in order."""
        self.failures: deque[Exception] = deque()
        """What the next calls meet, one each."""
        self.trouble: Exception | None = None
        """What every call meets while it is set."""
        self.again_at: datetime | None = None
        """When the board wants to be looked at again, for one call."""
        self.most_at_once = 0
        """How many calls were under way at once for the same case, of the same urgency."""
        self._under_way: Counter[tuple[Alias, bool]] = Counter()
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._happened = asyncio.Condition()

    def hold(self) -> None:
        """Calls stay under way until `let_go`."""
        self._is_open.clear()

    def let_go(self) -> None:
        self._is_open.set()

    async def show(self, case: Case, *, is_urgent: bool) -> datetime | None:
        kind = (case.alias, is_urgent)
        self.calls.append(kind)
        self._under_way[kind] += 1
        self.most_at_once = max(self.most_at_once, self._under_way[kind])
        try:
            await self._tell()
            await self._is_open.wait()
            self._meet_trouble()
            return self._hang(case)
        finally:
            self._under_way[kind] -= 1
            await self._tell()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what a call brings about."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._happened:
            await self._happened.wait_for(condition)

    def _meet_trouble(self) -> None:
        if self.failures:
            raise self.failures.popleft()
        if self.trouble is not None:
            raise self.trouble

    def _hang(self, case: Case) -> datetime | None:
        shown = self.board.get(case.alias)
        if shown is None or shown.revision <= case.revision:
            self.board[case.alias] = case
        again_at, self.again_at = self.again_at, None
        return again_at

    async def _tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()


class BoardCopies:
    """Somebody counts what else hangs about; a test says what they find, and may change its mind."""

    def __init__(self) -> None:
        self.found: tuple[Copy, ...] = ()
        self.trouble: Exception | None = None

    async def count(self, _case: Case) -> tuple[Copy, ...]:
        if self.trouble is not None:
            raise self.trouble
        return self.found
