"""How long a click waits for its ack: the whole bot, with its commit, beside a bare Bolt app that only acks.

`python -m benchmarks.ack [--seconds N] [--json FILE]`

Both are separate processes behind signed HTTP on loopback, with the same load from this one. The command is
`/clip suggest`, which loads a case, decides, asks the agreement engine and commits; the server writes to disk
before it answers. Ratios travel between machines, milliseconds do not.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from benchmarks.figures import publish
from bot.demo.processes import ProcessFailed, Running
from bot.demo.stage import ROOT, Props, Stage, free_port, open_stage

CASES = 50
WARM_UP_SECONDS = 0.5
ALIAS = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
CHANNEL, ASKER, PEER = "C0HELPEN01", "U0MIRA0001", "U0AIKO0001"


class Load:
    """Signed slash commands to one address, as many at a time as it is told."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._session = session
        self._url = url
        self._signer = SignatureVerifier(secret)
        self._count = 0

    async def send(self, user: str, text: str) -> float:
        """Seconds until the ack. RuntimeError when it is none."""
        self._count += 1
        body = urlencode(_command(user, text, trigger=f"{self._count}.{time.monotonic_ns()}.bench"))
        stamp = str(int(time.time()))
        signature = self._signer.generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        started = time.perf_counter()
        async with self._session.post(self._url, data=body, headers=headers) as response:
            answer = await response.text()
        if response.status != aiohttp.web.HTTPOk.status_code or "can't save" in answer:
            raise RuntimeError(f"{response.status}: {answer[:200]}")
        return time.perf_counter() - started

    async def measure(self, texts: list[str], *, at_once: int, seconds: float) -> dict[str, float]:
        """Milliseconds and commands a second, each of the senders on a case of its own."""
        times: list[float] = []

        async def sender(number: int, until: float, keep: Callable[[float], None]) -> None:
            turn = 0
            while time.monotonic() < until:
                turn += 1
                keep(await self.send(PEER, f"{texts[number % len(texts)]} {turn}"))

        async def run(length: float, keep: Callable[[float], None]) -> None:
            until = time.monotonic() + length
            await asyncio.gather(*(sender(number, until, keep) for number in range(at_once)))

        await run(WARM_UP_SECONDS, lambda _: None)
        await run(seconds, times.append)
        cuts = statistics.quantiles(times, n=100)
        return {
            "p50_ms": round(statistics.median(times) * 1000, 3),
            "p99_ms": round(cuts[98] * 1000, 3),
            "per_second": round(len(times) / seconds, 1),
        }


def _command(user: str, text: str, *, trigger: str) -> dict[str, str]:
    return {
        "token": "x",
        "team_id": "T0EAR0001",
        "team_domain": "second-ear",
        "channel_id": CHANNEL,
        "channel_name": "help-en",
        "user_id": user,
        "user_name": "someone",
        "command": "/clip",
        "text": text,
        "response_url": "http://127.0.0.1:9/unused",
        "trigger_id": trigger,
        "api_app_id": "A0BENCH001",
        "is_enterprise_install": "false",
    }


async def measure(seconds: float) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="second-ear-bench-")))
        stage = await stack.enter_async_context(open_stage(home, _props(home)))
        secret = stage.addresses.signing_secret
        whole = Load(stage.session, f"{stage.public_url}slack/events", secret)
        # The load is a hundred times what Slack's limits let one workspace see; only the ack counts here.
        await stage.workspace.post("limits", mode="off")
        await stage.workspace.post("request_url", url=f"{stage.public_url}slack/events")
        texts = await _ask(stage)
        bare = Load(stage.session, await _open_bare(home, secret, stack), secret)
        figures: dict[str, Any] = {}
        for at_once in (1, CASES):
            own = await whole.measure(texts, at_once=at_once, seconds=seconds)
            other = await bare.measure(texts, at_once=at_once, seconds=seconds)
            figures[f"at_once_{at_once}"] = {
                "bot": own,
                "bare_bolt": other,
                "p50_times": round(own["p50_ms"] / other["p50_ms"], 2),
                "throughput_share": round(own["per_second"] / other["per_second"], 2),
            }
        return figures


def _props(home: Path) -> Props:
    manifest = home / "manifest.jsonl"
    clip = {
        "audio_filepath": str(ROOT / "examples/clips/en-01.wav"),
        "duration": 2.532,
        "lang": "en",
        "text": "",
    }
    lines = [json.dumps({**clip, "reference": f"bench-{number}"}) for number in range(CASES)]
    manifest.write_text("\n".join(lines), encoding="utf-8")
    return Props(manifest=manifest, has_socket=False)


async def _ask(stage: Stage) -> list[str]:
    """One open case for each sender; the texts of their commands, without what is heard."""
    asker = stage.workspace.member(ASKER)
    texts = []
    for number in range(CASES):
        answer = await asker.types(CHANNEL, "/clip", f"ask bench-{number}")
        found = ALIAS.search(str(answer["response"]["text"]))
        if found is None:
            raise RuntimeError(f"no alias in {answer['response']}")
        texts.append(f"suggest {found.group()} what is heard, turn")
    return texts


async def _open_bare(home: Path, secret: str, stack: AsyncExitStack) -> str:
    port = free_port()
    log = home / "bare.log"
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.bare_bolt",
            str(port),
            secret,
            stdout=sink,
            stderr=sink,
            cwd=ROOT,
        )
    running = Running(process, log)
    stack.push_async_callback(running.stop)
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return f"http://127.0.0.1:{port}/slack/events"
    raise ProcessFailed(f"The bare app did not start.\n{running.tail()}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    publish(asyncio.run(measure(arguments.seconds)), arguments.json)


if __name__ == "__main__":
    main()
