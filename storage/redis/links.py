"""Links to listen and the sessions that they open, in Redis: only hashes of their secrets are kept."""

from datetime import timedelta

from bot.domain.ids import Alias
from bot.ports import Clock, Grant
from storage import keys
from storage.keys import milliseconds
from storage.redis.client import Argument, Server
from storage.sealing import Entropy
from storage.tokens import new_secret

_GRANT_FIELDS = ("grant", "until", "session")


class RedisLinkStore:
    """LinkStore in Redis. A grant of an epoch before the last stop is dead, whatever its lifetime."""

    def __init__(self, server: Server, clock: Clock, entropy: Entropy) -> None:
        self._server = server
        self._clock = clock
        self._entropy = entropy

    async def issue_link(self, grant: Grant, *, lifetime: timedelta) -> str:
        secret = new_secret(self._entropy)
        link = keys.link(grant.alias, secret)
        fields = ("grant", grant.model_dump_json(), "epoch", grant.epoch, "until", self._end(lifetime))
        await self._server.together(("HSET", link, *fields), ("PEXPIRE", link, _milliseconds(lifetime)))
        return secret

    async def peek_link(self, alias: Alias, secret: str) -> Grant | None:
        return await self._grant(alias, keys.link(alias, secret))

    async def redeem_link(self, alias: Alias, secret: str, *, lifetime: timedelta) -> str | None:
        session_secret = new_secret(self._entropy)
        session = keys.session(alias, session_secret)
        arguments: list[Argument] = [milliseconds(self._clock.now()), _milliseconds(lifetime), session]
        touched = [keys.link(alias, secret), session, keys.case(alias)]
        is_opened = bool(await self._server.run("redeem_link", touched, arguments))
        return session_secret if is_opened else None

    async def session(self, alias: Alias, secret: str) -> Grant | None:
        return await self._grant(alias, keys.session(alias, secret))

    async def sharing_epoch(self, alias: Alias) -> int | None:
        (fields,) = await self._server.ask(("HMGET", keys.case(alias), "epoch", "hidden"))
        return _epoch(fields)

    async def _grant(self, alias: Alias, key: str) -> Grant | None:
        # The epoch is read after the grant, so that a stop between the two is seen.
        found, present = await self._server.ask(
            ("HMGET", key, *_GRANT_FIELDS), ("HMGET", keys.case(alias), "epoch", "hidden")
        )
        text, until, used_by = found
        if text is None or used_by is not None or int(until) <= milliseconds(self._clock.now()):
            return None
        grant = Grant.model_validate_json(text)
        return grant if grant.epoch == _epoch(present) else None

    def _end(self, lifetime: timedelta) -> int:
        return milliseconds(self._clock.now() + lifetime)


def _epoch(fields: list[str | None]) -> int | None:
    epoch, hidden = fields
    return int(epoch) if epoch is not None and hidden == "0" else None


def _milliseconds(lifetime: timedelta) -> int:
    return max(1, round(lifetime.total_seconds() * 1000))
