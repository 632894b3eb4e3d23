"""What a test leaves in the server: every key has an end or a reason, and no speech stands in clear."""

from storage.keys import PERMANENT
from storage.redis.client import Server
from tests.contract.store.making import SPEECH

_NO_LIFETIME = -1
_READS = {
    "string": ("GET",),
    "hash": ("HGETALL",),
    "zset": ("ZRANGE", 0, -1, "WITHSCORES"),
    "stream": ("XRANGE", "-", "+"),
}


async def every_key(server: Server) -> list[str]:
    (names,) = await server.ask(("KEYS", "*"))
    return sorted(names)


async def everything_in(server: Server) -> dict[str, str]:
    """Every key with its whole value, as text."""
    found = {}
    for name in await every_key(server):
        (kind,) = await server.ask(("TYPE", name))
        command, *rest = _READS[kind]
        (value,) = await server.ask((str(command), name, *rest))
        found[name] = repr(value)
    return found


async def assert_everything_has_an_end(server: Server) -> None:
    for name in await every_key(server):
        (lifetime,) = await server.ask(("PTTL", name))
        is_listed = any(pattern.fullmatch(name) for pattern in PERMANENT)

        assert is_listed == (lifetime == _NO_LIFETIME), f"{name} has a lifetime of {lifetime} ms"


async def assert_nothing_in_clear(server: Server) -> None:
    kept = await everything_in(server)

    assert [(name, text) for name, value in kept.items() for text in SPEECH if text in name + value] == []
