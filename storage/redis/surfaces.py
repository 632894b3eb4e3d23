"""What each surface of a case shows, in Redis."""

from bot.domain.ids import Alias
from bot.ports import Clock, Kind, Shown
from storage import keys
from storage.bell import Bell
from storage.keys import milliseconds, partition_of
from storage.redis.client import Argument, Server


class RedisSurfaceLog:
    """SurfaceLog in Redis."""

    def __init__(self, server: Server, clock: Clock, bell: Bell) -> None:
        self._server = server
        self._clock = clock
        self._bell = bell

    async def shown(self, alias: Alias) -> dict[str, Shown]:
        (found,) = await self._server.ask(("HGETALL", keys.shown(alias)))
        return {name: Shown.model_validate_json(text) for name, text in found.items()}

    async def record_shown(self, alias: Alias, shown: Shown) -> bool:
        """As the port says; presenting is also due again when the case has moved on from `shown.revision`."""
        now = self._clock.now()
        at = partition_of(alias)
        touched = [keys.shown(alias), keys.case(alias), keys.due(at), keys.work(at)]
        present: list[Argument] = [keys.due_member(Kind.PRESENT, alias), keys.due_score(Kind.PRESENT, now)]
        arguments: list[Argument] = [
            shown.name,
            shown.revision,
            shown.model_dump_json(),
            milliseconds(now),
            *present,
        ]
        is_kept = bool(await self._server.run("record_shown", touched, arguments))
        if not is_kept:
            self._bell.ring()
        return is_kept

    async def forget_shown(self, alias: Alias, name: str) -> None:
        await self._server.ask(("HDEL", keys.shown(alias), name))
