"""Panics in memory."""

from bot.domain.case import Case
from bot.domain.commands import Sharing
from bot.domain.panic import Panic, PanicEvent, sharing_of
from bot.errors import Conflict
from storage.memory.room import Room


class MemoryPanicStore:
    """PanicStore in a dictionary."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def panics(self) -> dict[str, Panic]:
        return dict(self._room.panics)

    async def switch(self, after: Panic, event: PanicEvent) -> None:
        present = self._room.panics.get(after.scope, Panic(scope=after.scope))
        if present.revision != after.revision - 1:
            raise Conflict(f"{after.scope} was switched meanwhile")
        self._room.panics[after.scope] = after.model_copy(update={"swept_turn": present.swept_turn})
        self._room.panic_log.append(event)

    async def spread(self, panic: Panic) -> None:
        """Nothing to do: the checks read the same dictionary."""

    async def sharing(self, case: Case) -> Sharing:
        return sharing_of(case, self._room.panics)

    async def record_swept(self, panic: Panic) -> None:
        present = self._room.panics[panic.scope]
        self._room.panics[panic.scope] = present.model_copy(update={"swept_turn": panic.turn})
