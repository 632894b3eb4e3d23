"""The one way to the server: scripts by name, several commands in one round trip, its errors as ours."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from redis import exceptions as faults
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from bot.errors import StoreAway
from storage.redis.scripts import script

Argument = str | int
Command = Sequence[Argument]
Reply = Any
"""What the server answers; each adapter knows its shape."""

# A click has three seconds: two tries more and the pause between them must fit in.
SOCKET_TIMEOUT_SECONDS = 1.0
DEADLINE_SECONDS = 2.0
RETRIES = 2
BACKOFF_FIRST_SECONDS = 0.01
BACKOFF_LONGEST_SECONDS = 0.1
CONNECTIONS_MAX = 256
HEALTH_CHECK_SECONDS = 15

# Answers of a server that is there but cannot write or serve now; anything else it refuses is our mistake.
_AWAY = (
    "BUSY",
    "CLUSTERDOWN",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "NOREPLICAS",
    "OOM",
    "READONLY",
    "TRYAGAIN",
)


def connect(url: str) -> Redis:
    """A client with every limit stated; it connects with its first command."""
    client: Redis = Redis.from_url(
        url,
        socket_timeout=SOCKET_TIMEOUT_SECONDS,
        socket_connect_timeout=SOCKET_TIMEOUT_SECONDS,
        retry=Retry(
            ExponentialWithJitterBackoff(base=BACKOFF_FIRST_SECONDS, cap=BACKOFF_LONGEST_SECONDS), RETRIES
        ),
        max_connections=CONNECTIONS_MAX,
        health_check_interval=HEALTH_CHECK_SECONDS,
        legacy_responses=False,
        decode_responses=True,
    )
    return client


class Server:
    """A Redis or Valkey server. Every call ends within `deadline_seconds`; raises StoreAway.

    A command may reach the server twice when its answer was lost, so each of them can be repeated.
    """

    def __init__(self, redis: Redis, *, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._redis = redis
        self._deadline_seconds = deadline_seconds

    async def run(self, name: str, keys: Sequence[str], arguments: Sequence[Argument]) -> Reply:
        """What the script answers, in one round trip once the server knows it."""
        (reply,) = await self.run_each(name, [(keys, arguments)])
        return reply

    async def run_each(
        self, name: str, calls: Sequence[tuple[Sequence[str], Sequence[Argument]]]
    ) -> list[Reply]:
        """The script for each of the calls, all in one round trip; each call is atomic, not all together."""
        wanted = script(name)
        commands = [("EVALSHA", wanted.sha, len(keys), *keys, *arguments) for keys, arguments in calls]
        async with self._translated():
            replies = await self._send(commands)
            if any(isinstance(reply, faults.NoScriptError) for reply in replies):
                await self._redis.script_load(wanted.text)
                missed = [
                    number for number, reply in enumerate(replies) if isinstance(reply, faults.NoScriptError)
                ]
                for number, reply in zip(
                    missed, await self._send([commands[n] for n in missed]), strict=True
                ):
                    replies[number] = reply
            return _or_raise(replies)

    async def ask(self, *commands: Command) -> list[Reply]:
        """The answers to plain commands, all in one round trip."""
        async with self._translated():
            return _or_raise(await self._send(commands))

    async def together(self, *commands: Command) -> list[Reply]:
        """The same, all or none of them; their keys share a slot."""
        async with self._translated():
            return _or_raise(await self._send(commands, is_transaction=True))

    async def aclose(self) -> None:
        await self._redis.aclose()

    async def _send(self, commands: Sequence[Command], *, is_transaction: bool = False) -> list[Reply]:
        if len(commands) == 1:
            return [await self._send_one(commands[0])]
        async with self._redis.pipeline(transaction=is_transaction) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            return list(await pipeline.execute(raise_on_error=False))

    async def _send_one(self, command: Command) -> Reply:
        try:
            # The library leaves this one method without types.
            return await self._redis.execute_command(*command)  # type: ignore[no-untyped-call]
        except faults.NoScriptError as missing:
            return missing

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._deadline_seconds):
                yield
        except (faults.ConnectionError, faults.TimeoutError, faults.ClusterError) as exc:
            raise StoreAway(f"The store did not answer: {exc}") from exc
        except TimeoutError as exc:
            raise StoreAway(f"The store did not answer within {self._deadline_seconds:g} s") from exc
        except faults.RedisError as exc:
            if str(exc).startswith(_AWAY):
                raise StoreAway(f"The store cannot serve now: {exc}") from exc
            raise


def _or_raise(replies: list[Reply]) -> list[Reply]:
    for reply in replies:
        if isinstance(reply, faults.RedisError):
            raise reply
    return replies
