"""A clip, its case and the player's routes, without Slack: what the tests of listening stand on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Case, Clip, Door, State
from bot.domain.events import SharingResumed, SharingStopped
from bot.domain.ids import SYSTEM, Alias, PersonId
from bot.policy import load_policy
from bot.ports import Commit, Grant, LinkStore, Result
from handlers.listen import Listeners, listen_routes
from storage.memory.opening import MemoryStores, open_memory
from tests.contract.annotations.world import SqlWorld, sql_world

ROOT = Path(__file__).resolve().parents[2]
ALIAS = Alias("7K3QXM29TA")
REFERENCE = "device-SN1-0001"
ASTRID = PersonId("U0ASTRID")
LINK_LIFETIME = timedelta(minutes=5)


@dataclass
class ListeningRoom:
    """The stores, and the hands of Slack and of a moderator on them."""

    stores: MemoryStores
    world: SqlWorld
    is_https: bool = False
    standing: Standing = Standing.MEMBER
    roles: frozenset[Role] = frozenset({Role.PEER})

    def becomes(
        self, *, standing: Standing = Standing.MEMBER, roles: frozenset[Role] = frozenset({Role.PEER})
    ) -> None:
        """What Slack and the policy make of the listener from now on."""
        self.standing, self.roles = standing, roles

    async def actor_of(self, person: PersonId) -> Actor:
        return Actor(person=person, standing=self.standing, roles=self.roles)

    def app(self, links: LinkStore | None = None) -> web.Application:
        app = web.Application()
        app.add_routes(
            listen_routes(
                links=links or self.stores.links,
                cases=self.stores.cases,
                annotations=self.world.store,
                policy=load_policy(ROOT / "policy.toml"),
                is_https=self.is_https,
                listeners=Listeners(
                    actor_of=self.actor_of, name_of=lambda person: {ASTRID: "Astrid <Berg>"}[person]
                ),
            )
        )
        return app

    async def link(self) -> str:
        """What pressing Listen in Slack answers with."""
        epoch = await self.stores.links.sharing_epoch(ALIAS)
        assert epoch is not None
        grant = Grant(alias=ALIAS, person=ASTRID, epoch=epoch)
        return f"/listen/{ALIAS}/{await self.stores.links.issue_link(grant, lifetime=LINK_LIFETIME)}"

    async def stop(self) -> None:
        """Somebody flags the clip."""
        await self._change(
            lambda case: {"state": State.WITHHELD, "sharing_epoch": case.sharing_epoch + 1}, is_stop=True
        )

    async def resume(self) -> None:
        """The moderators release it."""
        await self._change(lambda _case: {"state": State.OPEN}, is_stop=False)

    async def open_case(self) -> None:
        clip = await self.world.store.clip(REFERENCE)
        assert clip is not None
        await self._commit(None, _open_case(clip), is_stop=False)

    async def _change(self, change: Callable[[Case], dict[str, object]], *, is_stop: bool) -> None:
        before = (await self.stores.cases.load(ALIAS)).case
        assert before is not None
        after = before.model_copy(update={"revision": before.revision + 1, **change(before)})
        await self._commit(before, after, is_stop=is_stop)

    async def _commit(self, before: Case | None, after: Case, *, is_stop: bool) -> None:
        at = self.world.clock.now()
        event = (
            SharingStopped(by=SYSTEM, at=at, door=Door.BUTTON, epoch=after.sharing_epoch)
            if is_stop
            else SharingResumed(by=SYSTEM, at=at, door=Door.BUTTON, reason="")
        )
        result = Result(alias=ALIAS, revision=after.revision)
        await self.stores.cases.commit(
            Commit(before=before, after=after, events=(event,), key=f"r{after.revision}", result=result)
        )


def _open_case(clip: Clip) -> Case:
    return Case(alias=ALIAS, revision=1, state=State.OPEN, clip=clip)


@asynccontextmanager
async def listening_room(
    folder: Path, audio: bytes, *, is_https: bool = False
) -> AsyncIterator[ListeningRoom]:
    async with sql_world(folder) as world:
        await world.add_clip(REFERENCE, audio)
        room = ListeningRoom(open_memory(world.clock), world, is_https=is_https)
        await room.open_case()
        yield room
