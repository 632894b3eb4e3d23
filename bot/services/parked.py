"""Work that was given up, as an operator meets it: looked at, and tried again under their name."""

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Act, Actor, require
from bot.domain.case import Door
from bot.domain.ids import Alias, show_alias
from bot.domain.retry import nothing_parked
from bot.errors import UserError, Why
from bot.ports import DueWork, Kind, Parked
from bot.services.desk import Desk


class ParkedWork:
    def __init__(self, *, desk: Desk, due: DueWork) -> None:
        self._desk = desk
        self._due = due

    async def retry(self, actor: Actor, kind: Kind, alias: Alias, *, door: Door, key: str) -> None:
        """Has it tried now; UserError when it is not parked. The case's log says who wanted it."""
        require(actor, Act.RETRY_WORK)
        is_parked = await self._due.parked_work(kind, alias) is not None
        command = cmd.RetryWork(actor=actor, door=door, work=kind.name.lower(), is_parked=is_parked)
        await self._desk.execute(alias, command, key=key)
        # Whoever is cut off here finds the work parked as before, and asks again.
        await self._due.retry_parked(kind, alias)

    async def retry_typed(self, kind: Kind, alias: Alias) -> bool:
        """The same from the command line, where nobody has a name; False when it is not parked."""
        found = await self._due.parked_work(kind, alias)
        if found is None:
            return False
        key = f"retry:{kind.name}:{alias}:{found.at.isoformat()}"
        await self.retry(SYSTEM_ACTOR, kind, alias, door=Door.COMMAND_LINE, key=key)
        return True

    async def details(self, actor: Actor, kind: Kind, alias: Alias) -> Parked:
        require(actor, Act.LOOK_AT_WORK)
        found = await self._due.parked_work(kind, alias)
        if found is None:
            raise UserError(Why.NOT_PARKED, nothing_parked(show_alias(alias)))
        return found
