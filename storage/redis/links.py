"""Links to listen and the sessions that they open, in Redis: only hashes of their secrets are kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.ids import Alias, PersonId
from bot.ports import Clock, Grant
from storage import keys
from storage.keys import milliseconds, partition_of
from storage.redis.client import Argument, Command, Server
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
        standing = ("epoch", grant.epoch, "hidden", int(grant.is_review))
        fields = ("grant", grant.model_dump_json(), *standing, "until", self._end(lifetime))
        await self._server.together(("HSET", link, *fields), ("PEXPIRE", link, _milliseconds(lifetime)))
        return secret

    async def peek_link(self, alias: Alias, secret: str) -> Grant | None:
        return await self._grant(keys.link(alias, secret))

    async def redeem_link(self, alias: Alias, secret: str, *, lifetime: timedelta) -> str | None:
        session_secret = new_secret(self._entropy)
        session = keys.session(alias, session_secret)
        arguments: list[Argument] = [milliseconds(self._clock.now()), _milliseconds(lifetime), session]
        touched = [keys.link(alias, secret), session, keys.case(alias), keys.panic(partition_of(alias))]
        is_opened = bool(await self._server.run("redeem_link", touched, arguments))
        return session_secret if is_opened else None

    async def session(self, alias: Alias, secret: str) -> Grant | None:
        return await self._grant(keys.session(alias, secret))

    async def sharing_epoch(self, alias: Alias) -> int | None:
        (fields,) = await self._server.ask(("HMGET", keys.case(alias), "epoch", "hidden"))
        return _epoch(fields)

    async def holds(self, grant: Grant) -> bool:
        # In one transaction, so that no panic comes between the two.
        return _holds(grant, *await self._server.together(*_standing(grant.alias, grant.scopes)))

    async def take_play(self, person: PersonId, link: str, *, limit: int, until: datetime) -> bool:
        arguments: list[Argument] = [link, limit, milliseconds(self._clock.now()), milliseconds(until)]
        return int(await self._server.run("take_ticket", [keys.plays(person)], arguments)) >= 0

    async def give_back_play(self, person: PersonId, link: str) -> None:
        await self._server.ask(("ZREM", keys.plays(person), link))

    async def _grant(self, key: str) -> Grant | None:
        # How things stand is read after the grant, so that a stop between the two is seen.
        (found,) = await self._server.ask(("HMGET", key, *_GRANT_FIELDS))
        text, until, used_by = found
        if text is None or used_by is not None or int(until) <= milliseconds(self._clock.now()):
            return None
        grant = Grant.model_validate_json(text)
        return grant if await self.holds(grant) else None

    def _end(self, lifetime: timedelta) -> int:
        return milliseconds(self._clock.now() + lifetime)


def _standing(alias: Alias, scopes: Sequence[str]) -> list[Command]:
    """The reads that a grant is compared with."""
    case: Command = ("HMGET", keys.case(alias), "epoch", "hidden")
    return [case, ("HMGET", keys.panic(partition_of(alias)), *scopes)] if scopes else [case]


def _holds(grant: Grant, fields: list[str | None], panics: Sequence[str | None] = ()) -> bool:
    turns = [int(value.partition(":")[0]) for value in panics if value]
    is_on = any(turn % 2 for turn in turns)
    is_same = fields == [str(grant.epoch), str(int(grant.is_review))]
    return is_same and not is_on and sum(turns) == grant.panics


def _epoch(fields: list[str | None]) -> int | None:
    epoch, hidden = fields
    return int(epoch) if epoch is not None and hidden == "0" else None


def _milliseconds(lifetime: timedelta) -> int:
    return max(1, round(lifetime.total_seconds() * 1000))
