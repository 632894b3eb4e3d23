"""A clip, its case and the player's routes, without Slack: what the tests of listening stand on."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from aiohttp import web

from bot.background import Background
from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Case, Category, Door, State
from bot.domain.events import Heard, HearingBegan, SharingResumed
from bot.domain.ids import SYSTEM, Alias, PersonId
from bot.policy import Policy, load_policy
from bot.ports import Commit, LinkStore, Result
from bot.services.clips import Clips
from bot.services.desk import Desk, Shelves
from handlers.listen import Ledger, Listeners, Recordings, listen_routes
from storage.annotations.records import ClipFacts
from storage.memory.opening import MemoryStores, open_memory
from storage.peaks import DecodedWaveforms, open_waveforms
from tests.contract.annotations.world import SqlWorld, sql_world

ROOT = Path(__file__).resolve().parents[2]
ALIAS = Alias("7K3QXM29TA")
REFERENCE = "device-SN1-0001"
ASTRID, BEN = PersonId("U0ASTRID"), PersonId("U0BEN")


@dataclass
class ListeningRoom:
    """The stores, and the hands of Slack and of a moderator on them."""

    stores: MemoryStores
    world: SqlWorld
    waveforms: DecodedWaveforms
    is_https: bool = False
    standing: Standing = Standing.MEMBER
    roles: frozenset[Role] = frozenset({Role.PEER})
    policy: Policy = field(default_factory=lambda: load_policy(ROOT / "policy.toml"))
    background: Background = field(default_factory=Background)
    _presses: Iterator[int] = field(default_factory=count)
    _sendings: Iterator[int] = field(default_factory=count)

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
                recordings=Recordings(annotations=self.world.store, waveforms=self.waveforms),
                ledger=Ledger(
                    desk=self.desk(),
                    background=self.background,
                    new_reference=lambda: f"sending {next(self._sendings)}",
                ),
                is_https=self.is_https,
                listeners=Listeners(
                    actor_of=self.actor_of, name_of=lambda person: {ASTRID: "Astrid <Berg>"}[person]
                ),
            )
        )
        return app

    def desk(self) -> Desk:
        clips = Clips(
            annotations=self.world.store, store=self.stores.cases, alias_key=b"k" * 32, policy=self.policy
        )
        shelves = Shelves(
            cases=self.stores.cases,
            people=self.stores.people,
            links=self.stores.links,
            panics=self.stores.panics,
            moderators=self.stores.moderators,
        )
        return Desk(shelves=shelves, clips=clips, policy=self.policy, clock=self.world.clock)

    async def link(self) -> str:
        """What pressing Listen in Slack answers with."""
        actor = await self.actor_of(ASTRID)
        path = await self.desk().listen(actor, ALIAS, door=Door.BUTTON, key=self._press())
        return f"/{path}"

    async def link_in_review(self) -> str:
        """What pressing Listen on the moderators' card answers with."""
        actor = await self.actor_of(ASTRID)
        path = await self.desk().listen_in_review(actor, ALIAS, door=Door.BUTTON, key=self._press())
        return f"/{path}"

    async def takes_review(self) -> None:
        """The listener is a moderator from now on, and has the review of the clip."""
        self.becomes(roles=frozenset({Role.MODERATOR}))
        actor = await self.actor_of(ASTRID)
        await self.desk().execute(ALIAS, cmd.Take(actor=actor, door=Door.BUTTON), key=self._press())

    async def upholds(self) -> None:
        actor = await self.actor_of(ASTRID)
        command = cmd.Uphold(actor=actor, door=Door.MODAL, reason="a name is said")
        await self.desk().execute(ALIAS, command, key=self._press())

    async def stop(self, *, note: str = "") -> None:
        """Somebody flags the clip."""
        actor = Actor(person=BEN, standing=Standing.MEMBER, roles=frozenset({Role.PEER}))
        command = cmd.Flag(actor=actor, door=Door.BUTTON, category=Category.SENSITIVE, note=note)
        await self.desk().execute(ALIAS, command, key=self._press())

    async def heard(self) -> list[HearingBegan | Heard]:
        """What the log says of listening, once all that is under way is written."""
        await self.background.drain(seconds=5)
        events = [entry.event for entry in self.stores.room.log]
        return [event for event in events if isinstance(event, HearingBegan | Heard)]

    def _press(self) -> str:
        return f"press {next(self._presses)}"

    async def resume(self) -> None:
        """The moderators release it."""
        before = (await self.stores.cases.load(ALIAS)).case
        assert before is not None
        changes = {"revision": before.revision + 1, "state": State.OPEN, "review": None}
        await self._commit(before, before.model_copy(update=changes))

    async def open_case(self) -> None:
        clip = await self.world.store.clip(REFERENCE)
        assert clip is not None
        await self._commit(None, Case(alias=ALIAS, revision=1, state=State.OPEN, clip=clip))

    async def _commit(self, before: Case | None, after: Case) -> None:
        event = SharingResumed(by=SYSTEM, at=self.world.clock.now(), door=Door.BUTTON, reason="")
        result = Result(alias=ALIAS, revision=after.revision)
        await self.stores.cases.commit(
            Commit(before=before, after=after, events=(event,), key=f"r{after.revision}", result=result)
        )


@asynccontextmanager
async def listening_room(
    folder: Path, audio: bytes, *, is_https: bool = False, suffix: str = ".wav", seconds: float = 2.5
) -> AsyncIterator[ListeningRoom]:
    """A clip about which somebody has asked; `seconds` is how long the annotation store says that it is."""
    async with sql_world(folder) as world, open_waveforms() as waveforms:
        (world.folder / f"{REFERENCE}{suffix}").write_bytes(audio)
        clip = ClipFacts(
            reference=REFERENCE,
            language="en",
            duration_seconds=seconds,
            audio_path=f"{REFERENCE}{suffix}",
            domain="lights",
        )
        await world.store.put_clips([clip])
        room = ListeningRoom(open_memory(world.clock), world, waveforms, is_https=is_https)
        await room.open_case()
        yield room
