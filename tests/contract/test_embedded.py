"""The bundled server: what it keeps, whom it outlives, and that there is only ever one on a directory."""

import asyncio
import os
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from storage.embedded import SOCKET_PATH_BYTES_MAX, EmbeddedServer, EmbeddedServerError, open_embedded

ROOT = Path(__file__).resolve().parents[2]

# A bot in its own process: says where its server is and waits for its end.
BOT = """
import asyncio, sys
from pathlib import Path
from storage.embedded import open_embedded

async def main():
    server = await open_embedded(Path(sys.argv[1]))
    print(server.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Short enough for a socket beside the data, which pytest's own directories are not always."""
    with tempfile.TemporaryDirectory(prefix="ear-") as path:
        yield Path(path)


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[EmbeddedServer]:
    server = await open_embedded(data_dir)
    try:
        yield server
    finally:
        await server.close(stop=True)


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(
        url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0), decode_responses=True
    )
    async with client:
        yield client


@asynccontextmanager
async def other_bot(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A bot in a process group of its own, with the address of its server."""
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", BOT, str(data_dir)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    assert bot.stdout is not None
    try:
        async with asyncio.timeout(20):
            url = (await bot.stdout.readline()).decode().strip()
        yield bot, url
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.wait()


async def process_of(url: str) -> int:
    async with client_of(url) as client:
        return int((await client.info("server"))["process_id"])


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.01)


def is_gone(process: int) -> bool:
    """A zombie that the container's first process has not collected is gone as well."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_it_answers_and_syncs_every_write_to_the_disk(data_dir: Path) -> None:
    async with running(data_dir) as server, client_of(server.url) as client:
        assert await client.ping()
        settings = await client.config_get("append*", "save", "maxmemory-policy", "port")

    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == "always"
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["save"] == ""
    assert settings["port"] == "0"


async def test_data_survives_an_orderly_stop(data_dir: Path) -> None:
    async with running(data_dir) as server, client_of(server.url) as client:
        await client.set("heard", "turn the lamp off")
        process = await process_of(server.url)
    await until(lambda: is_gone(process))

    async with running(data_dir) as server, client_of(server.url) as client:
        assert await client.get("heard") == "turn the lamp off"


async def test_data_survives_the_death_of_the_server(data_dir: Path) -> None:
    async with running(data_dir) as first:
        async with client_of(first.url) as client:
            await client.set("heard", "turn the lamp off")
        process = await process_of(first.url)
        os.kill(process, signal.SIGKILL)
        await until(lambda: is_gone(process))

        async with running(data_dir) as second, client_of(second.url) as client:
            assert await client.get("heard") == "turn the lamp off"
            assert await process_of(second.url) != process


async def test_the_server_of_a_killed_bot_is_adopted(data_dir: Path) -> None:
    async with other_bot(data_dir) as (bot, url):
        process = await process_of(url)
        bot.kill()
        await bot.wait()

    async with running(data_dir) as server:
        assert await process_of(server.url) == process
    await until(lambda: is_gone(process))


async def test_the_server_outlives_a_ctrl_c_in_the_bots_terminal(data_dir: Path) -> None:
    async with other_bot(data_dir) as (bot, url):
        process = await process_of(url)
        os.killpg(bot.pid, signal.SIGINT)
        await bot.wait()

        assert await process_of(url) == process
    async with running(data_dir):
        pass


async def test_a_server_that_another_bot_uses_is_not_stopped(data_dir: Path) -> None:
    async with other_bot(data_dir) as (_, url):
        async with running(data_dir) as server:
            assert server.url == url

        process = await process_of(url)
        assert not is_gone(process)
    async with running(data_dir) as server:
        assert await process_of(server.url) == process


async def test_closing_without_stop_leaves_the_server_to_the_next_bot(data_dir: Path) -> None:
    server = await open_embedded(data_dir)
    process = await process_of(server.url)

    await server.close(stop=False)

    async with running(data_dir) as server:
        assert await process_of(server.url) == process


async def test_closing_twice_is_harmless(data_dir: Path) -> None:
    server = await open_embedded(data_dir)

    await server.close(stop=True)
    await server.close(stop=True)

    async with running(data_dir) as server:
        assert await process_of(server.url)


async def test_bots_that_start_together_share_one_server(data_dir: Path) -> None:
    async with other_bot(data_dir) as (_, one), other_bot(data_dir) as (_, other), running(data_dir) as ours:
        processes = {await process_of(url) for url in (one, other, ours.url)}

    assert len(processes) == 1
    async with running(data_dir):
        pass


async def test_starts_that_race_in_one_process_share_one_server(data_dir: Path) -> None:
    servers = await asyncio.gather(*(open_embedded(data_dir) for _ in range(4)))

    processes = {await process_of(server.url) for server in servers}

    await asyncio.gather(*(server.close(stop=True) for server in servers))
    assert len(processes) == 1
    await until(lambda: is_gone(processes.pop()))


@pytest.mark.parametrize("name", ["with space", 'quote " and \\ backslash', "Grüße", "#hash 'single'"])
async def test_any_directory_name_works(data_dir: Path, name: str) -> None:
    async with running(data_dir / name) as server, client_of(server.url) as client:
        await client.set("heard", "yes")

    async with running(data_dir / name) as server, client_of(server.url) as client:
        assert await client.get("heard") == "yes"


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(data_dir: Path) -> None:
    deep = data_dir / ("d" * SOCKET_PATH_BYTES_MAX)

    async with running(deep) as server:
        socket = Path(server.url.removeprefix("unix://"))
        async with running(deep) as again:
            assert again.url == server.url
        assert len(os.fsencode(socket)) <= SOCKET_PATH_BYTES_MAX
        assert mode_of(socket.parent) == 0o700

    assert not socket.parent.exists()


async def test_a_copied_directory_gets_a_server_of_its_own(data_dir: Path) -> None:
    async with running(data_dir / "one") as first:
        note = (data_dir / "one/valkey/socket.path").read_bytes()
        (data_dir / "two/valkey").mkdir(parents=True)
        (data_dir / "two/valkey/socket.path").write_bytes(note)

        async with running(data_dir / "two") as second:
            assert await process_of(second.url) != await process_of(first.url)


async def test_nobody_else_on_the_machine_can_read_or_connect(data_dir: Path) -> None:
    async with running(data_dir) as server, client_of(server.url) as client:
        await client.set("heard", "yes")
        home = data_dir / "valkey"
        modes = {path.name: mode_of(path) for path in [home, *home.rglob("*")]}

    assert modes["valkey"] == 0o700
    assert modes["valkey.sock"] == 0o700
    assert {name for name, mode in modes.items() if mode & 0o077} == set()


async def test_a_server_that_cannot_start_says_what_its_log_says(data_dir: Path) -> None:
    async with running(data_dir) as server, client_of(server.url) as client:
        await client.set("heard", "yes")
    manifest = data_dir / "valkey/appendonlydir/appendonly.aof.manifest"
    manifest.write_text("not a manifest\n")

    with pytest.raises(EmbeddedServerError, match=r"ended at once.*REDIS_URL.*manifest"):
        await open_embedded(data_dir)


async def test_a_server_that_hangs_is_named_with_its_process(data_dir: Path) -> None:
    async with running(data_dir) as server:
        process = await process_of(server.url)
        os.kill(process, signal.SIGSTOP)
        try:
            with pytest.raises(EmbeddedServerError, match=f"0.3 s; end process {process}"):
                await open_embedded(data_dir, start_timeout_seconds=0.3)
        finally:
            os.kill(process, signal.SIGCONT)


async def test_a_place_that_cannot_be_used_is_an_error_with_advice(data_dir: Path) -> None:
    (data_dir / "valkey").write_text("a file where the directory should be")

    with pytest.raises(EmbeddedServerError, match="or set REDIS_URL"):
        await open_embedded(data_dir)
