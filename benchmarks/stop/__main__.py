"""Measures a stop while Slack's limits are used up and two bots share the work.

`python -m benchmarks.stop [--flags N] [--updates N] [--json FILE]`

Twenty clips are played by somebody while cards change until two hundred wait for their update, which Slack's
limits let through at fifty a minute after a burst; then the twenty are flagged at once. Milliseconds count
from the moment at which the flag is typed: to the last byte of sound that reaches the listener, and to the
moment at which Slack has taken the card's content away.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.figures import publish
from benchmarks.stop.scene import ASKER, HELP, Json, ask, open_scene, peer
from bot.demo.people import Member, said, until
from bot.demo.stage import Stage
from handlers import ids

FLAGS, UPDATES = 20, 200
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/listen/[^'\"]+")
_SETTLING_SECONDS = 300.0
_GONE_SECONDS = 60.0
# Slack lets a burst of updates through before it makes them wait.
_CHANGES_AN_UPDATE = 2


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.stop",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--flags", type=int, default=FLAGS, help="clips that are flagged at once")
    parser.add_argument(
        "--updates", type=int, default=UPDATES, help="cards that wait for their update when the flags come"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    options = parser.parse_args()
    publish(asyncio.run(measure(options.flags, options.updates)), options.json)
    return 0


async def measure(flags: int, updates: int) -> Json:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="second-ear-bench-")))
        stage = await stack.enter_async_context(
            open_scene(home, clips=flags + _CHANGES_AN_UPDATE * updates, people=flags + 1)
        )
        aliases = await _ask_all(stage, flags + _CHANGES_AN_UPDATE * updates)
        cards = await _cards(stage, aliases)
        flagged_cards = [cards[alias] for alias in aliases[:flags]]
        listeners = await asyncio.gather(
            *(_listens(stack, peer(stage, number), card) for number, card in enumerate(flagged_cards))
        )
        await stage.workspace.post("limits", mode="slack")
        _say(f"cards change until {updates} wait for their update …")
        waiting = await _change(stage, aliases[flags:], helper=peer(stage, flags), until_waiting=updates)
        _say(f"{flags} people flag …")
        flagged = await asyncio.gather(
            *(_flags(peer(stage, number), alias) for number, alias in enumerate(aliases[:flags]))
        )
        heard = await asyncio.gather(*(listener.last_byte for listener in listeners))
        gone = await _gone(stage, flagged_cards, min(flagged))
        # Pieces come some tenths of a second apart, so that the last may have come before the flag.
        audio = [max(last - at, 0.0) * 1000 for last, at in zip(heard, flagged, strict=True)]
        card = [(last - at) * 1000 for last, at in zip(gone, flagged, strict=True)]
    return {
        "flags": flags,
        "audio_ms_p50": round(statistics.median(audio), 1),
        "audio_ms_max": round(max(audio), 1),
        "card_ms_p50": round(statistics.median(card), 1),
        "card_ms_max": round(max(card), 1),
        "waiting_updates": waiting,
        "bots": 2,
        "limits": "slack",
    }


async def _ask_all(stage: Stage, count: int) -> list[str]:
    """Asks without limits, for Slack would take minutes over so many cards and they are only the scene."""
    await stage.workspace.post("limits", mode="off")
    aliases = []
    for number in range(count):
        aliases.append(await ask(stage, number))
        if number % 20 == 19:  # noqa: PLR2004 - now and then
            _say(f"{number + 1} of {count} clips are asked about")
    return aliases


async def _cards(stage: Stage, aliases: Sequence[str]) -> dict[str, str]:
    """The ts of each clip's card, once all are posted."""
    asker = stage.workspace.member(ASKER)

    async def look() -> dict[str, str] | None:
        messages = [message for message in await asker.sees(HELP) if not message["is_ephemeral"]]
        shown = [(message["ts"], said(message)) for message in messages]
        found = {alias: ts for ts, text in shown for alias in aliases if alias in text}
        _say(f"{len(found)} of {len(aliases)} cards are posted")
        return found if len(found) == len(aliases) else None

    return await until(look, "the cards", seconds=_SETTLING_SECONDS)


class Listener:
    """Reads the sound as fast as it comes; `last_byte` is when the last of it came."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.last_byte = asyncio.ensure_future(self._read(response))

    async def _read(self, response: aiohttp.ClientResponse) -> float:
        last = time.time()
        try:
            async for _piece in response.content.iter_any():
                last = time.time()
        except (aiohttp.ClientError, OSError):
            # A stop cuts the stream short, which the client takes for an error.
            pass
        return last


async def _listens(stack: AsyncExitStack, who: Member, card: str) -> Listener:
    answer = await who.presses(HELP, card, ids.LISTEN_OPEN)
    if answer["outcome"] != "acked":
        raise RuntimeError(f"Listen was not answered: {answer}")
    window = await who.opened(ids.LISTEN_MODAL)
    found = _LINK.search(json.dumps(window))
    if found is None:
        raise RuntimeError("the window has no link")
    browser = await stack.enter_async_context(
        aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=None)
        )
    )
    async with browser.post(found.group()) as player:
        player.raise_for_status()
        address = str(player.url)
    response = await browser.get(f"{address}/audio")
    response.raise_for_status()
    listener = Listener(response)
    stack.callback(response.close)
    return listener


async def _change(stage: Stage, aliases: Sequence[str], *, helper: Member, until_waiting: int) -> int:
    """Somebody suggests for one clip after the other, so that cards change; how many changes wait then."""
    before = await _updates(stage)
    waiting = 0
    for changed, alias in enumerate(aliases, start=1):
        await helper.types(HELP, "/clip", f"suggest {alias} a word")
        if changed % 10 == 0:
            waiting = changed - (await _updates(stage) - before)
            if waiting >= until_waiting:
                return waiting
    raise RuntimeError(f"only {waiting} of {len(aliases)} changed cards wait; change more for each update")


async def _updates(stage: Stage) -> int:
    record = await stage.workspace.get("record", kind="api_call")
    return sum(_is_done(entry, "chat.update") for entry in record["entries"])


def _is_done(entry: dict[str, Any], method: str) -> bool:
    return entry["method"] == method and bool((entry["response"] or {}).get("ok"))


async def _flags(who: Member, alias: str) -> float:
    """When the flag was typed."""
    at = time.time()
    await who.types(HELP, "/clip", f"flag {alias} critical")
    return at


async def _gone(stage: Stage, cards: Sequence[str], since: float) -> list[float]:
    """When Slack took each card's content away: replaced by a notice, or deleted."""

    async def look() -> list[float] | None:
        entries = (await stage.workspace.get("record", kind="api_call"))["entries"]
        gone: dict[str, float] = {}
        for entry in entries:
            ts = str((entry["arguments"] or {}).get("ts", ""))
            is_gone = _is_done(entry, "chat.delete") or (
                _is_done(entry, "chat.update") and "withheld" in str(entry["arguments"].get("text"))
            )
            if ts in cards and entry["at"] >= since and is_gone:
                gone.setdefault(ts, entry["at"])
        return [gone[card] for card in cards] if len(gone) == len(cards) else None

    return await until(look, "the cards to go", seconds=_GONE_SECONDS)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
