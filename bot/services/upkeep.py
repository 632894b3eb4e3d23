"""Looking after work that was given up: operators are told, and what repeats safely is tried again."""

import asyncio
from collections.abc import Callable

from bot.operator_ports import Operators, StoreTrouble
from bot.ports import DueWork, Kind

SELF_HEALING = frozenset({Kind.STOP, Kind.PRESENT, Kind.TICK, Kind.TALLY, Kind.RECEIPT, Kind.PAGE})
"""Repeating these is harmless. A write-back waits for an operator, who knows what is wrong with the store."""


class Upkeep:
    def __init__(
        self, *, due: DueWork, operators: Operators, trouble: Callable[[], StoreTrouble | None]
    ) -> None:
        self._due = due
        self._operators = operators
        self._trouble = trouble
        self._turn = asyncio.Lock()

    async def look(self) -> None:
        """One round: whatever keeps Slack from being told, the work itself is tried again first."""
        # Two at once would tell operators in two messages.
        async with self._turn:
            parked = await self._due.parked()
            for work in parked:
                if work.kind in SELF_HEALING:
                    await self._due.retry_parked(work.kind, work.alias)
            await self._operators.tell(parked, self._trouble())
