"""What each surface of a case shows, in memory."""

from bot.domain.ids import Alias
from bot.ports import Kind, Shown
from storage.memory.room import Room


class MemorySurfaceLog:
    """SurfaceLog in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def shown(self, alias: Alias) -> dict[str, Shown]:
        return dict(self._room.shown.get(alias, {}))

    async def record_shown(self, alias: Alias, shown: Shown) -> bool:
        """As the port says; presenting is also due again when the case has moved on from `shown.revision`."""
        surfaces = self._room.shown.setdefault(alias, {})
        recorded = surfaces.get(shown.name)
        if recorded is not None and recorded.revision > shown.revision:
            surfaces[shown.name] = recorded.model_copy(update={"content_hash": ""})
            self._present_again(alias)
            self._room.bell.ring()
            return False
        surfaces[shown.name] = shown
        case = self._room.cases.get(alias)
        if case is not None and case.revision > shown.revision:
            self._present_again(alias)
        return True

    async def forget_shown(self, alias: Alias, name: str) -> None:
        self._room.shown.get(alias, {}).pop(name, None)

    def _present_again(self, alias: Alias) -> None:
        self._room.mark((Kind.PRESENT, alias), self._room.clock.now())
