"""All adapters of one server, checked and wired together."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import ConfigurationError
from bot.ports import Clock
from storage import keys
from storage.bell import Bell
from storage.redis.cases import RedisCaseStore
from storage.redis.client import Server, connect
from storage.redis.clock import RedisClock
from storage.redis.due import RedisDueWork
from storage.redis.feed import RedisCaseWalk, RedisFeedStore
from storage.redis.leaks import RedisAgreedIndex, RedisAnswerLog, RedisLeakIndex
from storage.redis.links import RedisLinkStore
from storage.redis.log import RedisLog
from storage.redis.moderators import RedisModeratorStore
from storage.redis.panics import RedisPanicStore
from storage.redis.people import RedisPeopleStore
from storage.redis.surfaces import RedisSurfaceLog
from storage.sealing import CaseKeys, Entropy, Secrets

FORMAT = 1


@dataclass(frozen=True)
class RedisStores:
    """Every port that Redis implements; the caller closes it."""

    cases: RedisCaseStore
    due: RedisDueWork
    surfaces: RedisSurfaceLog
    people: RedisPeopleStore
    links: RedisLinkStore
    panics: RedisPanicStore
    moderators: RedisModeratorStore
    leaks: RedisLeakIndex
    answers: RedisAnswerLog
    agreed: RedisAgreedIndex
    feed: RedisFeedStore
    walk: RedisCaseWalk
    log: RedisLog
    redis_clock: RedisClock
    server: Server

    async def check(self) -> None:
        """Raises StoreAway when the server does not answer."""
        await self.server.ask(("PING",))

    async def aclose(self) -> None:
        await self.server.aclose()


async def open_redis(
    url: str,
    secrets: Secrets,
    *,
    entropy: Entropy = os.urandom,
    clock: Clock | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> RedisStores:
    """The stores on the server at `url`, by the server's own time unless a clock is given.

    Raises StoreAway, and ConfigurationError when the store was made with other secrets or another layout.
    """
    server = Server(connect(url))
    redis_clock = RedisClock(server, monotonic=monotonic)
    try:
        await check_layout(server, secrets)
        await redis_clock.refresh()
    except BaseException:
        await server.aclose()
        raise
    return wire(server, secrets, redis_clock, clock=clock or redis_clock, entropy=entropy)


def wire(
    server: Server, secrets: Secrets, redis_clock: RedisClock, *, clock: Clock, entropy: Entropy
) -> RedisStores:
    bell = Bell()
    case_keys = CaseKeys(secrets, entropy)
    return RedisStores(
        cases=RedisCaseStore(server, secrets, case_keys, clock, bell),
        due=RedisDueWork(server, clock, entropy, bell),
        surfaces=RedisSurfaceLog(server, clock, bell),
        people=RedisPeopleStore(server, clock),
        links=RedisLinkStore(server, clock, entropy),
        panics=RedisPanicStore(server, secrets),
        moderators=RedisModeratorStore(server, clock),
        leaks=RedisLeakIndex(server, clock),
        answers=RedisAnswerLog(server, clock),
        agreed=RedisAgreedIndex(server, clock),
        feed=RedisFeedStore(server, case_keys, clock),
        walk=RedisCaseWalk(server),
        log=RedisLog(server, secrets, case_keys),
        redis_clock=redis_clock,
        server=server,
    )


async def check_layout(server: Server, secrets: Secrets) -> None:
    """Fixes the layout in a new store; raises ConfigurationError when an old one has another."""
    wanted = {
        "partitions": str(keys.PARTITIONS),
        "format": str(FORMAT),
        "secrets": secrets.fingerprint,
    }
    writes = [("HSETNX", keys.LAYOUT, name, value) for name, value in wanted.items()]
    *_, found = await server.together(*writes, ("HGETALL", keys.LAYOUT))
    if found["secrets"] != wanted["secrets"]:
        raise ConfigurationError(
            "This store was made with another master key. Start with that key; with this one nothing in the "
            "store could be read, and clips would get new aliases."
        )
    if found != wanted:
        raise ConfigurationError(f"This store has the layout {found}; this version needs {wanted}.")
