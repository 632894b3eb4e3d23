"""How fast outcomes reach the SQL annotation store, beside a bare client that only inserts rows.

`python -m benchmarks.write_back [--writes N] [--json FILE]`

`writes_per_s` is the whole way: due work lent, case loaded, outcome written once a key and checked for edits,
result committed through the desk, work settled. `adapter_writes_per_s` is the store's adapter alone, and
`bare_writes_per_s` one INSERT a transaction, all with as many at once on the same database in the same run.
Each is measured as the database is, and with every write taking 150 ms longer, as over a network. The figures
at the top are those of the lowest ratio. SQLite always; PostgreSQL where its programs are installed.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.figures import publish
from bot.annotation_ports import Report
from bot.background import cancel
from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Door, WriteState
from bot.domain.ids import Alias, Language, PersonId
from bot.log import set_up_logs
from bot.policy import load_policy
from bot.ports import Kind
from bot.services.clips import Clips
from bot.services.desk import Desk, Shelves
from bot.services.paging import Paging
from bot.services.recall import Recall
from bot.services.reconciler import AT_ONCE, Outside, Reconciler
from bot.services.write_back import WriteBack, report_of
from storage.annotations.records import ClipFacts
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.annotations.sql_tables import annotations
from storage.annotations.sql_versions import text_hash
from storage.audio import AudioFolder
from storage.embedded import open_embedded
from storage.redis.opening import RedisStores, open_redis
from storage.sealing import Secrets
from tests.contract.annotations.postgres import programs, running_postgres
from tests.fakes.surfaces import BoardCopies, BoardSurfaces

ROOT = Path(__file__).parents[1]
SLOW_SECONDS = 0.15
HEARD = "turn the kitchen lights off and set a timer for ten minutes"
KEY = b"a key for one run of a benchmark"
ROLES, LANGUAGES = frozenset({Role.REVIEWER, Role.PEER}), frozenset({Language("en")})
PEOPLE = [
    Actor(person=PersonId(name), standing=Standing.MEMBER, roles=ROLES, languages=LANGUAGES)
    for name in ("mira", "aiko", "ben", "chloe")
]

Item = TypeVar("Item")
Made = TypeVar("Made")
Write = Callable[[Report, str], Awaitable[WriteState]]


class SlowStore(SqlAnnotationStore):
    """The SQL store, each of its writes taking so much longer."""

    delay = 0.0
    writes = 0

    async def write(self, report: Report, *, key: str) -> WriteState:
        await asyncio.sleep(self.delay)
        state = await super().write(report, key=key)
        self.writes += 1
        return state


class Bench:
    """A desk and a reconciler over a Valkey of their own and one annotation store."""

    def __init__(self, stores: RedisStores, engine: AsyncEngine, folder: Path, name: str) -> None:
        self.stores = stores
        self.engine = engine
        self.store = SlowStore(engine, audio=AudioFolder(folder), clock=stores.redis_clock, name=name)
        self.desk = self._desk()
        self._batches = 0

    def _desk(self) -> Desk:
        policy = load_policy(ROOT / "policy.toml")
        stores = self.stores
        clips = Clips(annotations=self.store, store=stores.cases, alias_key=KEY, policy=policy)
        shelves = Shelves(
            cases=stores.cases,
            people=stores.people,
            links=stores.links,
            panics=stores.panics,
            moderators=stores.moderators,
        )
        return Desk(shelves=shelves, clips=clips, policy=policy, clock=stores.redis_clock)

    def reconciler(self) -> Reconciler:
        return Reconciler(
            desk=self.desk,
            store=self.stores.cases,
            due=self.stores.due,
            people=self.stores.people,
            outside=Outside(
                surfaces=BoardSurfaces(),
                copies=BoardCopies(),
                write_back=WriteBack(desk=self.desk, annotations=self.store, pseudonym_key=KEY),
                paging=Paging(desk=self.desk, pager=None),
                recall=Recall(
                    index=self.stores.leaks,
                    agreed=self.stores.agreed,
                    print_key=KEY,
                    policy=self.desk.policy,
                    clock=self.stores.redis_clock,
                ),
            ),
        )

    async def agree(self, count: int) -> list[Alias]:
        """So many new cases, each agreed by three people and due to be written."""
        self._batches += 1
        references = [f"{self.store.name}-{self._batches}-{number}" for number in range(count)]
        await self.store.put_clips(
            [
                ClipFacts(reference=name, language="en", duration_seconds=2.5, audio_path="clip.wav")
                for name in references
            ]
        )
        return await at_once(references, self._agree_one)

    async def _agree_one(self, reference: str) -> Alias:
        asker, *peers = PEOPLE
        asked = await self.desk.ask(asker, reference, door=Door.MODAL, key=f"ask {reference}")
        alias = asked.case.alias
        for peer in peers:
            command = cmd.Suggest(actor=peer, door=Door.MODAL, text=HEARD)
            await self.desk.execute(alias, command, key=f"{alias} {peer.person}")
        return alias

    async def reports(self, aliases: Sequence[Alias]) -> list[Report]:
        cases = [(await self.stores.cases.load(alias)).case for alias in aliases]
        return [report_of(case, case.outcome, KEY) for case in cases if case and case.outcome]

    async def whole_way(self, count: int) -> float:
        """Writes a second by the reconciler, until nothing is left to write."""
        aliases = await self.agree(count)
        reconciler = self.reconciler()
        wanted = self.store.writes + count
        started = time.perf_counter()
        running = asyncio.create_task(reconciler.run())
        await self._until_written(wanted)
        seconds = time.perf_counter() - started
        await cancel([running])
        await reconciler.close(seconds=10)
        await self._settle_the_rest()
        written = [(await self.stores.cases.load(alias)).case for alias in aliases]
        if not all(case and case.outcome and case.outcome.write is WriteState.WRITTEN for case in written):
            raise RuntimeError("not everything was written")
        return count / seconds

    async def _until_written(self, wanted: int) -> None:
        while True:
            # Asking the server costs the bot time, so it is asked only at the end.
            if self.store.writes >= wanted and not await self.stores.due.waiting(Kind.WRITE, limit=1):
                return
            await asyncio.sleep(0.01)

    async def bare(self, count: int) -> dict[str, float]:
        """The same without the bot: the adapter alone, and a row a transaction."""
        reports = await self.reports(await self.agree(count))
        await self._settle_the_rest()
        mark = f"bare-{self._batches}"
        return {
            "adapter": await self.direct(self.with_adapter, reports, prefix=f"{mark}-a"),
            "bare": await self.direct(self.insert_only, reports, prefix=f"{mark}-i"),
        }

    async def with_adapter(self, report: Report, key: str) -> WriteState:
        return await self.store.write(report, key=key)

    async def direct(self, write: Write, reports: Sequence[Report], *, prefix: str) -> float:
        """Writes a second by a client that has nothing else to do."""

        async def one(report: Report) -> None:
            await write(report, f"{prefix}:{report.alias}")

        started = time.perf_counter()
        await at_once(reports, one)
        return len(reports) / (time.perf_counter() - started)

    async def insert_only(self, report: Report, key: str) -> WriteState:
        await asyncio.sleep(self.store.delay)
        row = report.model_dump(mode="json", exclude={"clip_version", "insisted", "agreed_at"})
        row |= {"key": key, "author": "bare", "text_sha256": text_hash(report.text)}
        row["written_at"] = datetime.now(UTC)
        async with self.engine.begin() as connection:
            await connection.execute(insert(annotations).values(row))
        return WriteState.WRITTEN

    async def _settle_the_rest(self) -> None:
        """Takes what is due besides writes off the list, so that the next measurement begins with nothing."""
        while leases := await self.stores.due.claim_due(limit=500, lease=timedelta(seconds=30)):
            for lease in leases:
                await self.stores.due.settle_due(lease)


async def at_once(items: Sequence[Item], work: Callable[[Item], Awaitable[Made]]) -> list[Made]:
    """The work done for all, as many at a time as the reconciler does."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Made:
        async with room:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


async def measure(count: int) -> dict[str, Any]:
    runs: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ear-bench-")))
        urls = {"sqlite": f"sqlite+aiosqlite:///{folder / 'annotations.db'}"}
        where = programs()
        if where is not None:
            server = stack.enter_context(running_postgres(where, is_durable=True))
            urls["postgresql"] = await server.new_database()
        embedded = await open_embedded(folder)
        stack.push_async_callback(embedded.close, stop=True)
        stores = await open_redis(embedded.url, Secrets.of(KEY))
        stack.push_async_callback(stores.aclose)
        for name, url in urls.items():
            bench = Bench(stores, open_engine(url), folder, name)
            stack.push_async_callback(bench.store.close)
            await bench.store.prepare()
            runs += [
                {"database": name, **await _compare(bench, count, delay)} for delay in (0.0, SLOW_SECONDS)
            ]
    worst = min(runs, key=lambda run: float(run["ratio"]))
    return {**{name: worst[name] for name in ("writes_per_s", "bare_writes_per_s", "ratio")}, "runs": runs}


async def _compare(bench: Bench, count: int, delay: float) -> dict[str, Any]:
    bench.store.delay = delay
    # Before and after the bot, because the machine is not the same all the time.
    before = await bench.bare(count)
    whole = await bench.whole_way(count)
    after = await bench.bare(count)
    bare = {name: (before[name] + after[name]) / 2 for name in before}
    return {
        "slower_by_ms": round(delay * 1000),
        "at_once": AT_ONCE,
        "writes": count,
        "writes_per_s": round(whole, 1),
        "bare_writes_per_s": round(bare["bare"], 1),
        "ratio": round(whole / bare["bare"], 3),
        "adapter_writes_per_s": round(bare["adapter"], 1),
        "ratio_to_adapter": round(whole / bare["adapter"], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--writes", type=int, default=300, help="how many outcomes in each measurement")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    set_up_logs("warning", is_pretty=True)
    publish(asyncio.run(measure(arguments.writes)), arguments.json)


if __name__ == "__main__":
    main()
