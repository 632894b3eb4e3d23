"""How fast the simulated workspace is: 20 clients that post 200 messages a second, and a channel of 10,000.

`python -m benchmarks.simulator [--seconds N] [--json FILE]`

The workspace is a process of its own with its limits off; all clients are official ones in this process.
Posting is measured twice: at the pace of 200 a second, where the waits count, and as fast as it goes.
Milliseconds hang on the machine; that the pace is kept and that a long channel opens at once does not.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.figures import publish
from bot.demo.processes import Addresses, start_simulator
from bot.demo.stage import ROOT

CLIENTS = 20
PACE_PER_SECOND = 200
LONG_CHANNEL_MESSAGES = 10_000
OPENINGS = 5
READER = "U0B0000000"
_BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Help wanted* with a clip of 4.2 s"}}]


@dataclass(frozen=True)
class Hall:
    """A running workspace with a channel for each client, and one that grows long."""

    addresses: Addresses
    session: aiohttp.ClientSession

    def client(self) -> AsyncWebClient:
        return AsyncWebClient(
            self.addresses.bot_token, base_url=self.addresses.api, session=self.session, timeout=30
        )


def _channel(number: int) -> str:
    return f"C0B{number:07d}"


LONG_CHANNEL = _channel(CLIENTS)


@asynccontextmanager
async def open_hall(home: Path) -> AsyncIterator[Hall]:
    seed = home / "workspace.yml"
    seed.write_text(yaml.safe_dump(_seed()), encoding="utf-8")
    simulator, addresses = await start_simulator(
        manifest=ROOT / "manifest.yml", seed=seed, log=home / "simulator.log", record=home / "slack.jsonl"
    )
    connector = aiohttp.TCPConnector(limit=CLIENTS)
    try:
        async with aiohttp.ClientSession(connector=connector) as session:
            async with session.post(f"{addresses.control}limits", json={"mode": "off"}) as response:
                response.raise_for_status()
            yield Hall(addresses, session)
    finally:
        await simulator.stop()


def _seed() -> dict[str, Any]:
    channels = [
        {"id": _channel(number), "name": f"bench-{number}", "app": True, "members": [READER]}
        for number in range(CLIENTS + 1)
    ]
    users = [{"id": READER, "name": "reader", "real_name": "A Reader"}]
    return {
        "team": {"id": "T0BENCH001", "name": "Bench", "domain": "bench"},
        "users": users,
        "channels": channels,
    }


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return (time.perf_counter() - started) * 1000


async def post_at_pace(hall: Hall, seconds: float) -> dict[str, float]:
    """Each client posts at its own times, whether or not the last post was answered yet."""
    times: list[float] = []
    interval = CLIENTS / PACE_PER_SECOND

    async def post(client: AsyncWebClient, number: int, turn: int) -> None:
        times.append(
            await _timed(
                lambda: client.chat_postMessage(channel=_channel(number), text=f"{turn}", blocks=_BLOCKS)
            )
        )

    async def keep_posting(number: int, started: float) -> None:
        client = hall.client()
        async with asyncio.TaskGroup() as posts:
            for turn in range(int(seconds / interval)):
                due = started + turn * interval + number * interval / CLIENTS
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                posts.create_task(post(client, number, turn))

    started = time.perf_counter()
    await asyncio.gather(*(keep_posting(number, started) for number in range(CLIENTS)))
    took = time.perf_counter() - started
    return _figures(times) | {"wanted_per_second": PACE_PER_SECOND, "per_second": round(len(times) / took, 1)}


async def post_as_fast_as_it_goes(hall: Hall, channel_of: Callable[[int], str], messages: int) -> float:
    """Messages a second, each client one after the other."""
    numbers = count(1)

    async def keep_posting(number: int) -> None:
        client = hall.client()
        while (turn := next(numbers)) <= messages:
            await client.chat_postMessage(channel=channel_of(number), text=f"Message {turn}", blocks=_BLOCKS)

    took_ms = await _timed(lambda: asyncio.gather(*(keep_posting(number) for number in range(CLIENTS))))
    return round(messages / took_ms * 1000, 1)


async def open_long_channel(hall: Hall) -> dict[str, Any]:
    client = hall.client()

    async def page() -> None:
        query = {"user": READER, "channel": LONG_CHANNEL}
        async with hall.session.get(hall.addresses.page, params=query) as response:
            response.raise_for_status()
            await response.read()

    async def sees() -> None:
        query = {"user": READER, "channel": LONG_CHANNEL}
        async with hall.session.get(f"{hall.addresses.control}sees", params=query) as response:
            response.raise_for_status()
            await response.read()

    async def first_page() -> None:
        history = await client.conversations_history(channel=LONG_CHANNEL, limit=100)
        if len(history["messages"]) != 100 or not history["has_more"]:  # noqa: PLR2004 - the page asked for
            raise RuntimeError("the history has no full first page")

    async def update() -> None:
        posted = await client.chat_postMessage(channel=LONG_CHANNEL, text="One more")
        await client.chat_update(channel=LONG_CHANNEL, ts=str(posted["ts"]), text="One more, changed")

    works = {"history_first_page": first_page, "page": page, "post_and_update": update, "control_sees": sees}
    return {name: _figures([await _timed(work) for _ in range(OPENINGS)]) for name, work in works.items()}


def _figures(times_ms: list[float]) -> dict[str, float]:
    ordered = sorted(times_ms)
    return {
        "p50_ms": round(statistics.median(ordered), 2),
        "p99_ms": round(ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)], 2),
        "count": len(ordered),
    }


async def measure(seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="second-ear-bench-") as folder:
        async with open_hall(Path(folder)) as hall:
            await post_as_fast_as_it_goes(hall, _channel, CLIENTS * 10)
            paced = await post_at_pace(hall, seconds)
            fast = await post_as_fast_as_it_goes(hall, _channel, int(PACE_PER_SECOND * seconds))
            filled = await post_as_fast_as_it_goes(hall, lambda _: LONG_CHANNEL, LONG_CHANNEL_MESSAGES)
            return {
                "clients": CLIENTS,
                "paced": paced,
                "as_fast_as_it_goes_per_second": fast,
                "long_channel": {
                    "messages": LONG_CHANNEL_MESSAGES,
                    "filled_per_second": filled,
                    **await open_long_channel(hall),
                },
            }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the paced posting lasts")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    publish(asyncio.run(measure(arguments.seconds)), arguments.json)


if __name__ == "__main__":
    main()
