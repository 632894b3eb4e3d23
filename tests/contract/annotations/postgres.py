"""PostgreSQL for the tests: a server of their own on a private socket, under a user without rights."""

import asyncio
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

START_SECONDS = 30.0
USER = "ear"


class Postgres:
    """A running server. Everybody who can reach its socket, which nobody else can, is its owner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count()

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://{USER}@/{database}?host={self.folder}"

    async def new_database(self) -> str:
        """The address of an empty database."""
        name = f"ear_{next(self._numbers)}"
        connection = await self.connect("postgres")
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
        finally:
            await connection.close()
        return self.url(name)

    async def connect(self, database: str) -> "asyncpg.Connection":
        return await asyncpg.connect(host=str(self.folder), user=USER, database=database)


def programs() -> Path | None:
    """The folder of the newest server's programs, where Debian or the path has them."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def needed_programs() -> Path:
    found = programs()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("there is no PostgreSQL here, and continuous integration needs it: .ci/run installs it")
    if found is None:
        pytest.skip("there is no PostgreSQL here: apt-get install postgresql")
    return found


@contextmanager
def running_postgres(bin_folder: Path, *, is_durable: bool = False) -> Iterator[Postgres]:
    # Below the system's folder for such things: a socket's path may have 107 characters, and pytest's
    # own folders let no other user in.
    with tempfile.TemporaryDirectory(prefix="ear-pg-") as name:
        folder = Path(name)
        owner = _owner()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        init = ["initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _as(owner, [str(bin_folder / init[0]), *init[1:]], folder).wait(timeout=START_SECONDS)
        settings = {"listen_addresses": "", "unix_socket_directories": name}
        if not is_durable:  # a test's data is worth nothing after it
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        server = _as(owner, [str(bin_folder / "postgres"), "-D", str(data), *options], folder)
        try:
            _wait_until_it_answers(bin_folder, folder, server)
            yield Postgres(folder)
        finally:
            server.send_signal(signal.SIGINT)  # closes what is open; SIGTERM would wait for it
            server.wait(timeout=START_SECONDS)


def _owner() -> pwd.struct_passwd | None:
    """Whom to run the server as: it refuses root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else None


def _as(owner: pwd.struct_passwd | None, command: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _wait_until_it_answers(bin_folder: Path, folder: Path, server: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + START_SECONDS
    ask = [str(bin_folder / "pg_isready"), "--quiet", "-h", str(folder)]
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > ends_at:
            log = (folder / "log").read_text("utf-8", "replace")
            raise RuntimeError(f"PostgreSQL did not start.\n{log}")
        time.sleep(0.05)


async def until_somebody_waits(connection: AsyncConnection) -> None:
    """Until a lock is asked for that this connection's transaction holds."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(10):
        while not await connection.scalar(waiting):
            await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
            await asyncio.sleep(0)
