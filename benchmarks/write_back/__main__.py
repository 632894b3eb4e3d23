"""How fast outcomes reach the annotation store, beside a bare client that writes and does nothing else.

`python -m benchmarks.write_back [--writes N] [--rounds N] [--json FILE]`

`writes_per_s` is the bot's whole way: due work lent, case loaded, outcome written once a key and checked for
edits, result committed through the desk, work settled; cards and tallies are due beside it, as always.
`bare_writes_per_s` is a client in the same process that inserts such a row, a transaction each, or posts
such an annotation, as many at once. They take turns, and the figures are medians of their rounds.

The stores are SQLite, PostgreSQL where its programs are installed, and the fake Label Studio as a process
of its own, with every write taking 150 ms longer, as on a busy server; the databases also as fast as they
are. Whether the store is the limit and not the bot is asked of a slow store, and 150 ms a write is the slow
store that the bot is built for: so the figures at the top are those of the lowest ratio among the slow ones,
and `runs` has all. Where a database on the same machine takes a row in a millisecond, the limit is the bot,
which commits to its log what became of each outcome: that is what the ratios of the fast ones show.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import publish
from benchmarks.write_back.office import Office, open_stores
from benchmarks.write_back.sides import Side, label_studio_side, sql_side
from bot.log import set_up_logs
from storage.redis.opening import RedisStores
from tests.contract.annotations.postgres import Postgres, programs, running_postgres

SLOW_SECONDS = 0.15


async def measure(count: int, rounds: int) -> dict[str, Any]:
    runs: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ear-bench-")))
        where = programs()
        server = stack.enter_context(running_postgres(where, is_durable=True)) if where else None
        for delay in (SLOW_SECONDS, 0.0):
            for name in ("sqlite", *(["postgresql"] if server else []), "label-studio"):
                home = folder / f"{name}-{delay:g}"
                async with (
                    open_stores(home) as stores,
                    await _open(name, home, server, stores, delay) as side,
                ):
                    found = await _compare(Office(stores, side), count, rounds)
                runs.append({"store": name, "slower_by_ms": round(delay * 1000), **found})
                print(runs[-1], file=sys.stderr)
    worst = min((run for run in runs if run["slower_by_ms"]), key=lambda run: float(run["ratio"]))
    return {**{name: worst[name] for name in ("writes_per_s", "bare_writes_per_s", "ratio")}, "runs": runs}


async def _open(
    name: str, folder: Path, server: Postgres | None, stores: RedisStores, delay: float
) -> AbstractAsyncContextManager[Side]:
    clock = stores.redis_clock
    if name == "label-studio":
        return label_studio_side(clock, delay_seconds=delay)
    url = await server.new_database() if server and name == "postgresql" else None
    url = url or f"sqlite+aiosqlite:///{folder / 'annotations.db'}"
    return sql_side(url, folder, clock, name=name, delay_seconds=delay)


async def _compare(office: Office, count: int, rounds: int) -> dict[str, Any]:
    reports = await office.reports(count)
    bare, whole = [await office.bare(reports)], []
    for _ in range(rounds):
        whole.append(await office.whole_way(count))
        bare.append(await office.bare(reports))
    return {
        "at_once": office.side.at_once,
        "writes_per_s": round(median(whole), 1),
        "bare_writes_per_s": round(median(bare), 1),
        "ratio": round(median(whole) / median(bare), 3),
        "writes": count,
        "rounds": {"bot": [round(one, 1) for one in whole], "bare": [round(one, 1) for one in bare]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--writes", type=int, default=500, help="how many outcomes in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    set_up_logs("warning", is_pretty=True)
    publish(asyncio.run(measure(arguments.writes, arguments.rounds)), arguments.json)


if __name__ == "__main__":
    main()
