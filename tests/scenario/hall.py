"""A hall of rooms: the whole bot as processes, and for each story a help channel with people of its own.

Nothing that one story leaves behind reaches the next: no queue, no claim, no limit of a person is shared.
Only the lead, the moderators and their channels are everybody's.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from redis.asyncio import Redis

from bot.demo.check import PARTITIONS, socket_url
from bot.demo.people import Json, Member, until
from bot.demo.stage import ROOT, Props, Stage, open_stage
from bot.domain.ids import Alias
from storage import keys
from tests.scenario.room import Room

MARK = "tst-ref-"
"""With this begin all references, serials and accounts of the clips here: nobody may see it anywhere."""

LUNCH = "C0LUNCH001"
"""A channel in which everybody of every room is, and which is for no language."""

CLIPS_A_ROOM = 4
PEOPLE_A_ROOM = 8
CROWD = 50
SECOND_ROOMS = 8
LONG_CLIP_BYTES = 64 * 1024 * 1024  # more than all buffers between two sockets hold
_CLIP = {"audio_filepath": "clips/en-01.wav", "duration": 2.532, "domain": "kitchen timer", "consent": True}
_numbers = count(1)


@dataclass(frozen=True)
class Ended:
    """A command of the command line that has ended."""

    code: int
    output: str


@dataclass(frozen=True)
class House:
    """What is different in a hall of its own; of the policy, lines with what stands in their places."""

    rules: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    user_tokens: Sequence[Json] = ()
    """What people have let the app do in their name, as the simulator's seed has it."""

    def policy(self) -> str:
        text = (ROOT / "policy.toml").read_text(encoding="utf-8")
        for line, instead in self.rules.items():
            assert f"\n{line}" in text, f"the policy has no line that begins with {line}"
            text = re.sub(f"(?m)^{re.escape(line)}.*$", instead, text, count=1)
        return text


@dataclass
class Hall:
    """A stage, and the rooms that no story has used yet; the first has a crowd of people in it."""

    stage: Stage
    crowd_room: Room
    _rooms: Iterator[Room]

    def room(self) -> Room:
        room = next(self._rooms, None)
        assert room is not None, "every room has a story already: open the hall with more of them"
        return room

    @property
    def lead(self) -> Member:
        return self.stage.workspace.member("U0TOMAS001")

    @property
    def moderators(self) -> tuple[Member, Member]:
        return self.stage.workspace.member("U0NOOR0001"), self.stage.workspace.member("U0FELIX001")

    async def deeds(self) -> list[tuple[str, str, str]]:
        """What people, not timers, have done so far: (alias, event, person) for each entry of the log."""
        return [
            (alias, event["kind"], event["by"])
            for alias, event in await self.log()
            if event["by"] != "second-ear"
        ]

    async def kinds(self, alias: str) -> list[str]:
        """The events of one case, in their order."""
        return [event["kind"] for logged, event in await self.log() if logged == alias]

    async def log(self) -> list[tuple[str, dict[str, Any]]]:
        """Every entry of the log as it stands in Valkey, sealed parts left out."""
        found = []
        async with self._server() as server:
            for partition in range(PARTITIONS):
                for _, entry in await server.xrange(f"ear:{{p{partition:02d}}}:log") or ():
                    fields = {str(name): str(value) for name, value in (entry or {}).items()}
                    found.append((fields["alias"], json.loads(fields["event"])))
        return found

    async def surfaces(self, alias: str) -> set[str]:
        """The places in Slack where the bot shows the clip, or is just about to."""
        async with self._server() as server:
            return {str(name) for name in await server.hkeys(keys.shown(Alias(alias)))}

    async def pause_store(self, *, milliseconds: int) -> None:
        """The store answers nobody for so long, and then everybody."""
        async with self._server() as server:
            await server.client_pause(milliseconds)

    async def until_past(self, moment: datetime) -> None:
        """Until it is later than that by the store's clock."""
        async with self._server() as server:

            async def look() -> bool | None:
                seconds, _ = await server.time()
                return int(seconds) > moment.timestamp() or None

            await until(look, f"the store's clock to pass {moment}")

    def _server(self) -> Redis:
        server: Redis = Redis.from_url(
            socket_url(self.stage.home), socket_timeout=5, decode_responses=True, legacy_responses=False
        )
        return server

    async def command_line(self, *arguments: str, home: Path | None = None) -> Ended:
        """`python -m bot …`, to its end; on another data directory than the stage's if there is one."""
        return await run_command_line(self.stage, *arguments, home=home)

    async def begin_minute(self) -> None:
        """Slack's limits from now on, as if the bot had called nothing yet."""
        await self.stage.workspace.post("limits", mode="slack")

    async def trouble(self, method: str, **fault: object) -> None:
        """The next calls of this method fail in this way."""
        await self.stage.workspace.post("faults", method=method, **fault)

    async def no_more_trouble(self) -> None:
        async with self.stage.session.delete(f"{self.stage.addresses.control}faults") as response:
            assert response.status == 200

    async def calls(self, method: str, *, after: int = 0) -> list[Json]:
        """The bot's calls that reached Slack, as Slack recorded them."""
        record = await self.stage.workspace.get("record", after=str(after), kind="api_call")
        calls = [entry for entry in record["entries"] if entry["method"] == method]
        return [call for call in calls if call["arguments"]]


async def run_command_line(stage: Stage, *arguments: str, home: Path | None = None) -> Ended:
    environment = {"PATH": os.environ["PATH"], **stage.environment}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=environment | ({"SECOND_EAR_DATA": str(home)} if home else {}),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await process.communicate()
    return Ended(process.returncode or 0, output.decode())


def rooms_for(session: pytest.Session, fixture: str) -> int:
    """The crowd's, one for each story that asks for the fixture, and some for stories that need a second."""
    stories = sum(fixture in getattr(item, "fixturenames", ()) for item in session.items)
    return 1 + stories + SECOND_ROOMS


@asynccontextmanager
async def open_hall(
    folder: Path, *, rooms: int, has_socket: bool = True, house: House | None = None
) -> AsyncIterator[Hall]:
    """Everything is started and stopped here. `folder` must be empty."""
    props = _props(folder, rooms=rooms, has_socket=has_socket, house=house or House())
    async with open_stage(folder / "data", props) as stage:
        if not has_socket:
            await stage.workspace.post("request_url", url=f"{stage.public_url}slack/events")
        crowd, *others = (_room(stage, number) for number in range(rooms))
        hall = Hall(stage, crowd, iter(others))
        yield hall


def _props(folder: Path, *, rooms: int, has_socket: bool, house: House) -> Props:
    shutil.copytree(ROOT / "examples" / "clips", folder / "audio" / "clips")
    with (folder / "audio" / "long.wav").open("wb") as long:
        long.truncate(LONG_CLIP_BYTES)
    files = {
        "workspace.yml": yaml.safe_dump(_seed(rooms) | {"user_tokens": list(house.user_tokens)}),
        "policy.toml": house.policy() + "".join(_help(room) for room in range(rooms)),
        "manifest.jsonl": "".join(f"{json.dumps(clip)}\n" for clip in _clips(rooms)),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Props(
        seed=folder / "workspace.yml",
        policy=folder / "policy.toml",
        manifest=folder / "manifest.jsonl",
        audio=folder / "audio",
        record=_record(folder),
        has_socket=has_socket,
        settings=house.settings,
    )


def _record(folder: Path) -> Path:
    """In the folder that the privacy tests read afterwards, if there is one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return Path(os.environ.get("SECOND_EAR_RECORDS", folder)) / f"{worker}-{next(_numbers)}.jsonl"


def _people(room: int) -> list[str]:
    return [f"U0R{room:03d}P{person:02d}" for person in range(CROWD if room == 0 else PEOPLE_A_ROOM)]


def _room(stage: Stage, number: int) -> Room:
    asker, *peers = (stage.workspace.member(person) for person in _people(number))
    return Room(
        stage=stage,
        language=_language(number),
        channel=_channel(number),
        asker=asker,
        peers=peers,
        clips=[f"{MARK}{number:03d}-{clip}" for clip in range(CLIPS_A_ROOM)],
        long_clip=f"{MARK}{number:03d}-long",
        private_clip=f"{MARK}{number:03d}-private",
    )


def _language(room: int) -> str:
    return f"en-r{room:03d}"


def _channel(room: int) -> str:
    return f"C0R{room:03d}HELP"


def _help(room: int) -> str:
    return (
        f'\n[[help]]\nlanguage = "{_language(room)}"\nname = "English of room {room}"\n'
        f'channel = "#help-{_language(room)}"\n'
    )


def _seed(rooms: int) -> Json:
    seed: Json = yaml.safe_load((ROOT / "examples" / "workspace.yml").read_text(encoding="utf-8"))
    everybody = [person for room in range(rooms) for person in _people(room)]
    seed["channels"].append({"id": LUNCH, "name": "lunch", "app": True, "members": everybody})
    reviewers = next(group for group in seed["usergroups"] if group["handle"] == "reviewers")
    for room in range(rooms):
        people = _people(room)
        seed["users"] += [
            {"id": person, "name": person.lower(), "real_name": f"Peer {person}"} for person in people
        ]
        reviewers["users"] += people
        members = [*people, "U0TOMAS001", "U0GUS00001", "U0OLGA0001"]
        name = f"help-{_language(room)}"
        seed["channels"].append({"id": _channel(room), "name": name, "app": True, "members": members})
    return seed


def _clips(rooms: int) -> Iterator[Json]:
    for room in range(rooms):
        private = {"device_serial": f"{MARK}sn-{room}", "account": f"{MARK}acc-{room}"}
        shared = {**_CLIP, **private, "lang": _language(room)}
        for clip in range(CLIPS_A_ROOM):
            yield {**shared, "reference": f"{MARK}{room:03d}-{clip}"}
        yield {**shared, "reference": f"{MARK}{room:03d}-long", "audio_filepath": "long.wav"}
        yield {**shared, "reference": f"{MARK}{room:03d}-private", "consent": False}
