"""A desk and a reconciler over a Valkey of their own and one annotation store."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.write_back.sides import Side
from bot.annotation_ports import AnnotationStore, Report
from bot.background import cancel
from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Door, WriteState
from bot.domain.ids import Alias, Language, PersonId
from bot.policy import load_policy
from bot.ports import Kind
from bot.services.clips import Clips
from bot.services.desk import Desk, Shelves
from bot.services.paging import Paging
from bot.services.recall import Recall
from bot.services.reconciler import Outside, Reconciler
from bot.services.write_back import WriteBack, report_of
from storage.embedded import open_embedded
from storage.redis.opening import RedisStores, open_redis
from storage.sealing import Secrets
from tests.fakes.surfaces import BoardCopies, BoardSurfaces

ROOT = Path(__file__).parents[2]
HEARD = "turn the kitchen lights off and set a timer for ten minutes"
KEY = b"a key for one run of a benchmark"
_CLICKS_AT_ONCE = 16
_ROLES, _LANGUAGES = frozenset({Role.REVIEWER, Role.PEER}), frozenset({Language("en")})
# People of the example workspace, so that the simulator knows whom a card speaks of.
PEOPLE = [
    Actor(person=PersonId(name), standing=Standing.MEMBER, roles=_ROLES, languages=_LANGUAGES)
    for name in ("U0MIRA0001", "U0AIKO0001", "U0RAVI0001", "U0LENA0001")
]

Item = TypeVar("Item")
Made = TypeVar("Made")


class Office:
    """Agrees cases, has them written, and writes as much without the bot."""

    def __init__(self, stores: RedisStores, side: Side) -> None:
        self.side = side
        self._stores = stores
        self._desk = desk_of(stores, side.store, alias_key=KEY)
        self._rounds = 0

    async def whole_way(self, count: int) -> float:
        """Outcomes a second by the reconciler, until nothing is left to write."""
        aliases = await self._agree(count)
        reconciler = self._reconciler()
        wanted = self.side.store.writes + count
        started = time.perf_counter()
        running = asyncio.create_task(reconciler.run())
        while not await self._is_all_written(wanted):
            if running.done():
                await running
            await asyncio.sleep(0.01)
        seconds = time.perf_counter() - started
        await cancel([running])
        await reconciler.close(seconds=10)
        await self._settle_the_rest()
        await self._check_written(aliases)
        return count / seconds

    async def bare(self, reports: Sequence[Report]) -> float:
        """Writes a second by a client that has nothing else to do, as many at once."""
        self._rounds += 1
        started = time.perf_counter()
        await at_once(
            list(enumerate(reports)),
            lambda numbered: self.side.bare(numbered[1], f"{self._rounds}-{numbered[0]}"),
            most=self.side.at_once,
        )
        return len(reports) / (time.perf_counter() - started)

    async def reports(self, count: int) -> list[Report]:
        """Something to write, which is then due no more."""
        cases = [(await self._stores.cases.load(alias)).case for alias in await self._agree(count)]
        await self._settle_the_rest()
        return [report_of(case, case.outcome, KEY) for case in cases if case and case.outcome]

    async def _agree(self, count: int) -> list[Alias]:
        """So many new cases, each agreed by three people and due to be written."""
        references = await self.side.add_clips(count)
        return await at_once(references, lambda reference: agree(self._desk, reference), most=_CLICKS_AT_ONCE)

    def _reconciler(self) -> Reconciler:
        desk = self._desk
        return Reconciler(
            desk=desk,
            store=self._stores.cases,
            due=self._stores.due,
            people=self._stores.people,
            outside=Outside(
                surfaces=BoardSurfaces(),
                copies=BoardCopies(),
                write_back=WriteBack(desk=desk, annotations=self.side.store, pseudonym_key=KEY),
                paging=Paging(desk=desk, pager=None),
                recall=Recall(
                    index=self._stores.leaks,
                    agreed=self._stores.agreed,
                    print_key=KEY,
                    policy=desk.policy,
                    clock=self._stores.redis_clock,
                ),
            ),
        )

    async def _is_all_written(self, wanted: int) -> bool:
        # Asking the server costs the bot time, so it is asked only at the end.
        return self.side.store.writes >= wanted and not await self._stores.due.waiting(Kind.WRITE, limit=1)

    async def _check_written(self, aliases: Sequence[Alias]) -> None:
        cases = [(await self._stores.cases.load(alias)).case for alias in aliases]
        if not all(case and case.outcome and case.outcome.write is WriteState.WRITTEN for case in cases):
            raise RuntimeError("not everything was written")

    async def _settle_the_rest(self) -> None:
        """Takes what is due off the list, so that the next measurement begins with nothing."""
        due = self._stores.due
        while leases := await due.claim_due(limit=500, lease=timedelta(seconds=30)):
            for lease in leases:
                await due.settle_due(lease)


@asynccontextmanager
async def open_stores(home: Path) -> AsyncIterator[RedisStores]:
    """The stores on a Valkey that runs in this folder as long as they are open."""
    await asyncio.to_thread(home.mkdir)
    embedded = await open_embedded(home)
    try:
        stores = await open_redis(embedded.url, Secrets.of(KEY))
        try:
            yield stores
        finally:
            await stores.aclose()
    finally:
        await embedded.close(stop=True)


def desk_of(stores: RedisStores, annotations: AnnotationStore, *, alias_key: bytes) -> Desk:
    policy = load_policy(ROOT / "policy.toml")
    clips = Clips(annotations=annotations, store=stores.cases, alias_key=alias_key, policy=policy)
    shelves = Shelves(
        cases=stores.cases,
        people=stores.people,
        links=stores.links,
        panics=stores.panics,
        moderators=stores.moderators,
    )
    return Desk(shelves=shelves, clips=clips, policy=policy, clock=stores.redis_clock)


async def agree(desk: Desk, reference: str) -> Alias:
    """One person asks, and three others hear the same; repeated, it goes on where it broke off."""
    asker, *peers = PEOPLE
    asked = await desk.ask(asker, reference, door=Door.MODAL, key=f"ask {reference}")
    alias = asked.case.alias
    for peer in peers:
        command = cmd.Suggest(actor=peer, door=Door.MODAL, text=HEARD)
        await desk.execute(alias, command, key=f"{alias} {peer.person}")
    return alias


async def at_once(items: Sequence[Item], work: Callable[[Item], Awaitable[Made]], *, most: int) -> list[Made]:
    """The work done for all, at most so many at a time."""
    room = asyncio.Semaphore(most)

    async def one(item: Item) -> Made:
        async with room:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))
