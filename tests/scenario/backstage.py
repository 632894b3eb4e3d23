"""A stage of one story's own, for what would disturb others: its policy, its database, its operators."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.check import socket_url
from bot.demo.people import Member
from bot.demo.stage import ROOT, Props, Stage, open_stage
from bot.domain.ids import Alias
from bot.ports import Kind, Parked
from handlers.messages import SlackMessages
from handlers.operators import SlackOperators
from handlers.pacing import Pacing
from storage import keys
from tests.scenario.hall import Ended, run_command_line
from tests.scenario.room import Room

OPERATORS = "C0EAROPS01"


@dataclass
class Backstage:
    stage: Stage
    room: Room

    @property
    def operator(self) -> Member:
        return self.stage.workspace.member("U0TOMAS001")

    @property
    def guest(self) -> Member:
        """Somebody who may do nothing, wherever they are."""
        return self.stage.workspace.member("U0GUS00001")

    async def command_line(self, *arguments: str) -> Ended:
        return await run_command_line(self.stage, *arguments)

    def somebody_annotates(self, reference: str, text: str) -> None:
        """A person writes a transcription of their own into the database."""
        annotate(self.stage.annotations, reference, text)

    def texts(self) -> list[tuple[str, str]]:
        """Whose, and what: every annotation in the database."""
        with closing(sqlite3.connect(self.stage.annotations, timeout=10)) as database:
            found = database.execute("SELECT author, text FROM annotations ORDER BY id")
            return [(str(author), str(text)) for author, text in found]

    def marks(self) -> list[tuple[str, str, str]]:
        """Of which clip, which, and why: every mark in the database."""
        with closing(sqlite3.connect(self.stage.annotations, timeout=10)) as database:
            found = database.execute("SELECT reference, flag, category FROM marks ORDER BY id")
            return [(str(clip), str(flag), str(category)) for clip, flag, category in found]

    async def parked(self, alias: Alias) -> Parked | None:
        """The write of this clip when it was given up, as it stands in Valkey."""
        server: Redis = Redis.from_url(
            socket_url(self.stage.home), socket_timeout=5, decode_responses=True, legacy_responses=False
        )
        async with server:
            place = keys.parked(keys.partition_of(alias))
            kept = await server.hget(place, keys.due_member(Kind.WRITE, alias))
        return Parked(kind=Kind.WRITE, alias=alias, **json.loads(kept)) if kept else None

    async def show_operators(self, parked: Parked) -> None:
        """Their card, which the bot itself brings once a minute."""
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                token=self.stage.addresses.bot_token, base_url=self.stage.addresses.api, session=session
            )
            messages = SlackMessages(client=client, pacing=Pacing(seconds_between_posts=0.01))
            card = SlackOperators(messages=messages, channel="#ear-ops", channels=lambda _name: OPERATORS)
            await card.tell([parked])


def annotate(database: Path, reference: str, text: str) -> None:
    row = (reference, text, "", "maria", "2026-11-23 08:00:00", "[]", "[]")
    columns = "reference, text, text_sha256, author, written_at, people, words"
    rest = "number, is_nobody_can_tell, confidence, method, alias, revision"
    with closing(sqlite3.connect(database, timeout=10)) as opened, opened:
        opened.execute(
            f"INSERT INTO annotations ({columns}, {rest}) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0, 1, '', '', 0)",  # noqa: S608 - names of ours
            row,
        )


@asynccontextmanager
async def open_backstage(folder: Path, *, attempts: int = 400) -> AsyncIterator[Backstage]:
    """`attempts` is how often the bot tries to write before it gives up."""
    text = (ROOT / "policy.toml").read_text(encoding="utf-8")
    policy = folder / "policy.toml"
    policy.write_text(text.replace("attempts = 400", f"attempts = {attempts}"), encoding="utf-8")
    async with open_stage(folder / "data", Props(policy=policy)) as stage:
        asker, *peers = (
            stage.workspace.member(person)
            for person in ("U0MIRA0001", "U0AIKO0001", "U0RAVI0001", "U0LENA0001")
        )
        yield Backstage(
            stage,
            Room(
                stage=stage,
                language="en",
                channel="C0HELPEN01",
                asker=asker,
                peers=peers,
                clips=["en-01", "en-02", "en-03"],
                long_clip="",
                private_clip="",
            ),
        )
