"""A whole house in memory: real desk, real people, and a Slack that nobody answers at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from bot.domain.case import Case, Door
from bot.domain.events import Asked
from bot.ports import Commit, Result
from bot.services.clips import Clips
from bot.services.desk import Desk, Shelves
from bot.services.leaks import Leaks
from bot.services.parked import ParkedWork
from handlers.directory import Account
from handlers.errors import Excuses
from handlers.forms import OpenForms
from handlers.identity import Identity
from handlers.people import SlackPeople
from handlers.reception import Reception
from handlers.screen import Screen
from handlers.visit import House
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.audio import AudioFolder
from storage.memory.opening import MemoryStores, open_memory
from tests.unit.handlers.cases import AIKO, LENA, MIRA, NOOR, NOW, POLICY, RAVI

TEAM = "T0EAR0001"
PRINT_KEY = b"p" * 32
IDENTITY = Identity(team=TEAM, bot_user="U0BOT00001", bot="B0EAR00001")
# A port at which nothing listens: a test that comes to call Slack sees it refused at once.
NOWHERE = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class StillClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Furnished:
    house: House
    reception: Reception
    excuses: Excuses
    stores: MemoryStores
    client: AsyncWebClient

    async def put(self, case: Case) -> None:
        """Has the case be as it is, as its first revision."""
        result = Result(alias=case.alias, revision=1)
        after = case.model_copy(update={"revision": 1})
        asked = Asked(by=MIRA, at=NOW, door=Door.MODAL, clip=case.clip)
        await self.stores.cases.commit(
            Commit(before=None, after=after, events=(asked,), key="put", result=result)
        )


@asynccontextmanager
async def a_house(directory: Path) -> AsyncIterator[Furnished]:
    clock = StillClock(NOW)
    stores = open_memory(clock)
    engine = open_engine(f"sqlite+aiosqlite:///{directory / 'annotations.db'}")
    annotations = SqlAnnotationStore(engine, audio=AudioFolder(directory), clock=clock)
    await annotations.prepare()
    background = Background()
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-test", base_url=NOWHERE, session=session, retry_handlers=[])
        screen = Screen(client=client, session=session)
        clips = Clips(annotations=annotations, store=stores.cases, alias_key=b"k" * 32, policy=POLICY)
        desk = Desk(
            shelves=Shelves(
                cases=stores.cases,
                people=stores.people,
                links=stores.links,
                panics=stores.panics,
                moderators=stores.moderators,
            ),
            clips=clips,
            policy=POLICY,
            clock=clock,
        )
        house = House(
            desk=desk,
            leaks=Leaks(
                desk=desk,
                cases=stores.cases,
                due=stores.due,
                clips=clips,
                index=stores.leaks,
                print_key=PRINT_KEY,
            ),
            answers=stores.answers,
            parked=ParkedWork(desk=desk, due=stores.due),
            people=_people(client, stores, background),
            screen=screen,
            forms=OpenForms(log=stores.surfaces, cases=stores.cases, clock=clock, screen=screen),
            background=background,
            identity=IDENTITY,
            public_url="https://ear.example",
        )
        excuses = Excuses(new_reference=lambda: "reference-1")
        yield Furnished(house, Reception(house, excuses), excuses, stores, client)
        await background.drain(seconds=1)
    await annotations.close()


def _people(client: AsyncWebClient, stores: MemoryStores, background: Background) -> SlackPeople:
    people = SlackPeople(
        client=client, policy=POLICY, identity=IDENTITY, store=stores.people, background=background
    )
    directory = people._directory
    for person in (AIKO, LENA, MIRA, NOOR, RAVI):
        directory.add_account(Account(id=person, team_id=TEAM, real_name="A Person"))
    directory.add_channel("C0HELPEN01", "help-en", [AIKO, LENA, MIRA, RAVI])
    directory.add_group("S0REVIEW01", "reviewers", [MIRA])
    directory.add_group("S0MODS0001", "moderators", [NOOR])
    return people
