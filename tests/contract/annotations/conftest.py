"""One world for every adapter: a new adapter adds itself to `WORLDS`; PostgreSQL needs a server besides."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.demo.label_studio_server import PROGRAM, Accounts
from tests.contract.annotations.label_studio_world import (
    Instance,
    LabelStudioWorld,
    fake_instance,
    label_studio_world,
)
from tests.contract.annotations.postgres import Postgres, needed_programs, running_postgres
from tests.contract.annotations.world import WORLDS, AnnotationWorld, SqlWorld, sql_world

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
# The real one takes a minute to start and a gigabyte to install, so it is asked for by name.
LABEL_STUDIOS = ["label-studio", *(["live-label-studio"] if os.environ.get(PROGRAM) else [])]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres(needed_programs()) as server:
        yield server


@pytest.fixture
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database: a file, or on PostgreSQL. A test says which by its parameter."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'annotations.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return await server.new_database()


both_databases = pytest.mark.parametrize("database_url", ["sqlite", ON_POSTGRES], indirect=True)


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[SqlWorld]:
    """The SQL store in it, with one clip."""
    async with sql_world(tmp_path, database_url) as opened:
        await opened.add_clip("lamp", b"sound")
        yield opened


async def _opened(request: pytest.FixtureRequest, stack: AsyncExitStack) -> Instance:
    if request.param == "live-label-studio":
        live: Accounts = request.getfixturevalue("live_accounts")
        return Instance(root=live.root, bot_token=live.bot_token, person_token=live.person_token)
    return await stack.enter_async_context(fake_instance())


@pytest.fixture(params=LABEL_STUDIOS)
async def instance(request: pytest.FixtureRequest) -> AsyncIterator[Instance]:
    """A Label Studio: the fake, and the real one when it is asked for."""
    async with AsyncExitStack() as stack:
        yield await _opened(request, stack)


@pytest.fixture
async def project(instance: Instance) -> AsyncIterator[LabelStudioWorld]:
    """An empty project in it, and the store on it."""
    async with label_studio_world(instance) as opened:
        yield opened


@pytest.fixture(params=[*sorted(WORLDS), *LABEL_STUDIOS, ON_POSTGRES])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnnotationWorld]:
    if request.param in LABEL_STUDIOS:
        async with AsyncExitStack() as stack:
            opened_instance = await _opened(request, stack)
            yield await stack.enter_async_context(label_studio_world(opened_instance))
        return
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        async with sql_world(tmp_path, await server.new_database()) as opened:
            yield opened
        return
    async with WORLDS[request.param](tmp_path) as opened:
        yield opened
