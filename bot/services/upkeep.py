"""Looking after work that was given up: operators are told, and what repeats safely is tried again."""

from bot.ports import DueWork, Kind, Operators

SELF_HEALING = frozenset({Kind.STOP, Kind.PRESENT, Kind.TICK, Kind.TALLY, Kind.RECEIPT, Kind.PAGE})
"""Repeating these is harmless. A write-back waits for an operator, who knows what is wrong with the store."""


class Upkeep:
    def __init__(self, *, due: DueWork, operators: Operators) -> None:
        self._due = due
        self._operators = operators

    async def look(self) -> None:
        """One round: whatever keeps Slack from being told, the work itself is tried again first."""
        parked = await self._due.parked()
        for work in parked:
            if work.kind in SELF_HEALING:
                await self._due.retry_parked(work.kind, work.alias)
        await self._operators.tell(parked)
