"""The scene of the benchmark: one workspace, two bots on one store, clips that many people listen to."""

import json
import re
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.demo.people import Member
from bot.demo.processes import start_bot
from bot.demo.stage import ROOT, Props, Stage, free_port, open_stage

HELP, LANGUAGE = "C0BENCH001", "en-bench"
ASKER = "U0BENCH000"
CLIP_SECONDS = 120
_RATE = 16_000
_ALIAS = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")

Json = dict[str, Any]


@asynccontextmanager
async def open_scene(home: Path, *, clips: int, people: int) -> AsyncIterator[Stage]:
    """A stage with two bots; every click goes to one or the other, as Slack likes."""
    async with open_stage(home / "data", _props(home, clips=clips, people=people)) as stage:
        port = free_port()
        environment = {**stage.environment, "SECOND_EAR_PORT": str(port)}
        second = await start_bot(environment=environment, log=home / "second-bot.log", port=port)
        try:
            yield stage
        finally:
            await second.stop()


def peer(stage: Stage, number: int) -> Member:
    return stage.workspace.member(_person(number + 1))


async def ask(stage: Stage, number: int) -> str:
    """Asks about a clip; its alias."""
    asker = stage.workspace.member(ASKER)
    answer = await asker.types(HELP, "/clip", f"ask bench-{number}")
    found = _ALIAS.search(str(answer))
    if found is None:
        raise RuntimeError(f"the bot did not take the ask: {answer}")
    return found.group()


def _person(number: int) -> str:
    return f"U0BENCH{number:03d}"


def _props(home: Path, *, clips: int, people: int) -> Props:
    audio = home / "audio"
    audio.mkdir()
    with wave.open(str(audio / "long.wav"), "wb") as sound:
        sound.setparams((1, 2, _RATE, 0, "NONE", ""))
        sound.writeframes(bytes(2 * _RATE * CLIP_SECONDS))
    files = {
        "workspace.yml": yaml.safe_dump(_seed(people)),
        "policy.toml": (ROOT / "policy.toml").read_text(encoding="utf-8") + _help_channel(),
        "manifest.jsonl": "".join(f"{json.dumps(_clip(number))}\n" for number in range(clips)),
    }
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    return Props(
        seed=home / "workspace.yml",
        policy=home / "policy.toml",
        manifest=home / "manifest.jsonl",
        audio=audio,
    )


def _help_channel() -> str:
    return f'\n[[help]]\nlanguage = "{LANGUAGE}"\nname = "Benchmark"\nchannel = "#help-bench"\n'


def _clip(number: int) -> Json:
    return {
        "reference": f"bench-{number}",
        "audio_filepath": "long.wav",
        "duration": CLIP_SECONDS,
        "lang": LANGUAGE,
        "text": "",
        "consent": True,
    }


def _seed(people: int) -> Json:
    seed: Json = yaml.safe_load((ROOT / "examples" / "workspace.yml").read_text(encoding="utf-8"))
    members = [_person(number) for number in range(people + 1)]
    seed["users"] += [{"id": person, "name": person.lower(), "real_name": person} for person in members]
    reviewers = next(group for group in seed["usergroups"] if group["handle"] == "reviewers")
    reviewers["users"] += members
    seed["channels"].append({"id": HELP, "name": "help-bench", "app": True, "members": members})
    return seed
