"""Whether the world is as the story left it, looked at from outside the bot.

The store is looked at through its own door, Slack through the workspace's own Web API and record, the log
straight from Valkey. Nothing here asks the bot, nor uses its adapters.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel
from redis.asyncio import Redis

from bot.demo.people import Json, said
from bot.demo.played import Played
from bot.demo.stage import Stage
from bot.demo.stores import Written
from handlers import ids

PARTITIONS = 16
CALLS_AT_MOST = 5


class Counts(BaseModel):
    """What `--json` writes; the last four must be zero."""

    cases: int = 0
    agreed: int = 0
    written: int = 0
    nobody_can_tell: int = 0
    settled_by_lead: int = 0
    withheld: int = 0
    slack_calls: int = 0
    seconds: float = 0.0
    copies_left: int = 0
    double_posts: int = 0
    double_writes: int = 0
    lost: int = 0


class Findings(BaseModel):
    counts: Counts
    problems: list[str]


async def check(stage: Stage, played: Played, *, slack_calls: int) -> Findings:
    """The counts, and a sentence for each thing that is not as it must be. `slack_calls` is the bot's own."""
    log = await read_log(stage)
    seen = await stage.store.look(played)
    messages = await read_slack(stage)
    counts = count(played, log, seen.outcomes)
    counts.withheld = sum(bool(seen.marks.get(alias)) for alias in played.withheld)
    counts.copies_left = copies_left(messages, played)
    doubles = double_posts(messages)
    counts.double_posts = sum(doubles.values())
    counts.slack_calls = slack_calls
    problems = [*seen.problems, *_wrong_texts(played, seen.outcomes), *_wrong_numbers(counts, played, log)]
    problems += [f"posted more than once: {surface}" for surface in doubles]
    return Findings(counts=counts, problems=problems)


async def read_log(stage: Stage) -> dict[str, list[str]]:
    """The kinds of events of every case, in the order of the log."""
    found: dict[str, list[str]] = {}
    async with Redis.from_url(socket_url(stage.home), socket_timeout=5, decode_responses=True) as server:
        for partition in range(PARTITIONS):
            for _, entry in await server.xrange(f"ear:{{p{partition:02d}}}:log") or ():
                fields = {str(name): str(value) for name, value in (entry or {}).items()}
                found.setdefault(fields["alias"], []).append(json.loads(fields["event"])["kind"])
    return found


def socket_url(home: Path) -> str:
    folder = home / "valkey"
    noted = folder / "socket.path"
    socket = noted.read_text().strip() if noted.exists() else str(folder / "valkey.sock")
    return f"unix://{socket}"


async def read_slack(stage: Stage) -> list[Json]:
    """Every message in the app's channels, with their threads, and in its direct messages."""
    found: list[Json] = []
    listed = await call(stage, "conversations.list", types="public_channel,private_channel", limit="200")
    for channel in listed["channels"]:
        if channel.get("is_member"):
            found += await _read_channel(stage, channel["id"])
    # The app has no right to list direct messages; what stands in them is read over each member's shoulder.
    for user in (await stage.workspace.get("workspace"))["users"]:
        if user.get("team_id") == stage.team and not user.get("is_bot"):
            found += await stage.workspace.member(user["id"]).sees(user["id"])
    return found


async def _read_channel(stage: Stage, channel: str) -> list[Json]:
    found: list[Json] = []
    history = await call(
        stage, "conversations.history", channel=channel, limit="999", include_all_metadata="true"
    )
    for message in history["messages"]:
        found.append(message)
        if message.get("reply_count"):
            thread = await call(
                stage, "conversations.replies", channel=channel, ts=message["ts"], include_all_metadata="true"
            )
            found += thread["messages"][1:]
    return found


async def call(stage: Stage, method: str, **arguments: str) -> Json:
    """What Slack answers. The check shares the bot's limits, and waits as long as Slack says."""
    url, headers = stage.addresses.api + method, {"Authorization": f"Bearer {stage.addresses.bot_token}"}
    for _ in range(CALLS_AT_MOST):
        async with stage.session.get(url, params=arguments, headers=headers) as response:
            body: Json = await response.json()
        if body.get("ok"):
            return body
        if response.status != web.HTTPTooManyRequests.status_code:
            break
        await asyncio.sleep(float(response.headers["Retry-After"]))
    raise RuntimeError(f"{method}: {body.get('error')}")


async def count_calls(stage: Stage) -> int:
    entries = (await stage.workspace.get("record", after="0"))["entries"]
    return sum(entry["kind"] == "api_call" for entry in entries)


def count(played: Played, log: dict[str, list[str]], outcomes: Sequence[Written]) -> Counts:
    written = {outcome.alias for outcome in outcomes}
    per_outcome = Counter((outcome.alias, outcome.number) for outcome in outcomes)
    ended = written | set(played.withheld)
    return Counts(
        cases=len(log),
        agreed=sum("agreed" in kinds for kinds in log.values()),
        written=len(written),
        nobody_can_tell=sum(outcome.is_nobody_can_tell for outcome in outcomes),
        settled_by_lead=sum("settled" in kinds for kinds in log.values()),
        double_writes=sum(times - 1 for times in per_outcome.values()),
        lost=sum(alias not in ended for alias, kinds in log.items() if "asked" in kinds),
    )


def copies_left(messages: list[Json], played: Played) -> int:
    """How many messages still show anything of a withheld clip."""
    return sum(any(words in said(message) for words in played.forbidden) for message in messages)


def double_posts(messages: list[Json]) -> dict[str, int]:
    """How often each surface of a case stands in Slack beyond the first time."""
    surfaces = Counter(
        f"{payload['alias']} {payload['surface']}"
        for message in messages
        if (metadata := message.get("metadata")) and metadata.get("event_type") == ids.METADATA_EVENT
        for payload in [metadata["event_payload"]]
    )
    return {surface: times - 1 for surface, times in surfaces.items() if times > 1}


def _wrong_texts(played: Played, outcomes: Sequence[Written]) -> list[str]:
    texts = {outcome.alias: outcome.text for outcome in outcomes}
    return [
        f"{alias}: the store has {texts.get(alias)!r} and should have {text!r}"
        for alias, text in played.texts.items()
        if _folded(texts.get(alias)) != _folded(text)
    ]


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold().strip(" .!?")


def _wrong_numbers(counts: Counts, played: Played, log: dict[str, list[str]]) -> list[str]:
    written = len(played.written) + len(played.settled) + len(played.nobody_can_tell)
    wanted = {
        "cases": written + len(played.withheld),
        "written": written,
        "agreed": len(played.written) + len(played.nobody_can_tell),
        "settled_by_lead": len(played.settled),
        "nobody_can_tell": len(played.nobody_can_tell),
        "withheld": len(played.withheld),
        "copies_left": 0,
        "double_posts": 0,
        "double_writes": 0,
        "lost": 0,
    }
    found = counts.model_dump()
    problems = [
        f"{name} is {found[name]}, not {number}" for name, number in wanted.items() if found[name] != number
    ]
    heard_twice = [alias for alias in played.written if log.get(alias, []).count("suggested") != VOICES]
    problems += [f"{alias} has not exactly {VOICES} suggestions in its log" for alias in heard_twice]
    unstopped = [alias for alias in played.withheld if log.get(alias, []).count("sharing_stopped") != 1]
    return problems + [f"{alias} was not stopped exactly once" for alias in unstopped]


VOICES = 3
