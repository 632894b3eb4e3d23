"""Due work in Redis: a set per partition, leases with fencing tokens, and what was parked."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel

from bot.domain.document import Document
from bot.domain.ids import Alias
from bot.ports import EVERY_KIND, Clock, Kind, Lease, Parked, Waiting
from storage import keys
from storage.bell import Bell
from storage.keys import PARTITIONS, milliseconds, moment, partition_of
from storage.redis.client import Argument, Reply, Server
from storage.sealing import Entropy

_CLAIM_NAME_BYTES = 8
# Other workers may take what we saw first; then we look again, a few times.
_LOOKS_MAX = 3


class Reason(Document):
    """What is kept of parked work beside its name."""

    reason: str
    at: datetime
    attempts: int = 0


class Entry(BaseModel):
    """What the scripts keep of work that is lent or has failed; numbers stand as text."""

    attempt: int = 1
    failed: float | None = None
    why: str = ""
    token: int | None = None
    ends: float = 0.0


class RedisDueWork:
    """DueWork in Redis. One round trip when nothing is due, two when something is."""

    def __init__(self, server: Server, clock: Clock, entropy: Entropy, bell: Bell) -> None:
        self._server = server
        self._clock = clock
        self._entropy = entropy
        self._bell = bell

    async def claim_due(
        self, *, limit: int, lease: timedelta, kinds: Collection[Kind] = EVERY_KIND
    ) -> list[Lease]:
        """As the port says; `attempt` counts from 1, and a lease that ran out counts as an attempt."""
        for _ in range(_LOOKS_MAX):
            members = await self._peek(limit, kinds)
            if not members:
                return []
            leases = await self._claim(members, lease)
            if leases:
                return leases
        return []

    async def settle_due(self, lease: Lease, *, again_at: datetime | None = None) -> bool:
        again = "" if again_at is None else keys.due_score(lease.kind, again_at)
        at = partition_of(lease.alias)
        touched = [keys.due(at), keys.work(at), keys.parked(at)]
        return bool(await self._server.run("settle_due", touched, [_member(lease), lease.token, again]))

    async def fail_due(self, lease: Lease, *, again_at: datetime, reason: str = "") -> bool:
        at = partition_of(lease.alias)
        arguments: list[Argument] = [
            _member(lease),
            lease.token,
            keys.due_score(lease.kind, again_at),
            self._now(),
            reason,
        ]
        return bool(await self._server.run("fail_due", [keys.due(at), keys.work(at)], arguments))

    async def park_due(self, lease: Lease, *, reason: str) -> bool:
        at = partition_of(lease.alias)
        touched = [keys.due(at), keys.work(at), keys.parked(at)]
        why = Reason(reason=reason, at=self._clock.now(), attempts=lease.attempt).model_dump_json()
        return bool(await self._server.run("park_due", touched, [_member(lease), lease.token, why]))

    async def mark_due(self, kind: Kind, aliases: Sequence[Alias]) -> None:
        now = self._clock.now()
        wanted: dict[int, list[Argument]] = {}
        for alias in aliases:
            wanted.setdefault(partition_of(alias), []).append(keys.due_member(kind, alias))
        head: list[Argument] = [milliseconds(now), keys.due_score(kind, now)]
        calls = [([keys.due(at), keys.work(at)], [*head, *members]) for at, members in wanted.items()]
        if calls:
            await self._server.run_each("mark_due", calls)
        self._bell.ring()

    async def parked(self) -> list[Parked]:
        """Oldest first."""
        replies = await self._server.ask(*(("HGETALL", keys.parked(at)) for at in range(PARTITIONS)))
        found = [_parked(member, why) for reply in replies for member, why in reply.items()]
        return sorted(found, key=lambda parked: (parked.at, parked.alias, parked.kind))

    async def parked_work(self, kind: Kind, alias: Alias) -> Parked | None:
        member = keys.due_member(kind, alias)
        (why,) = await self._server.ask(("HGET", keys.parked(partition_of(alias)), member))
        return _parked(member, why) if why else None

    async def retry_parked(self, kind: Kind, alias: Alias) -> bool:
        at = partition_of(alias)
        score = keys.due_score(kind, self._clock.now())
        touched = [keys.due(at), keys.work(at), keys.parked(at)]
        arguments: list[Argument] = [keys.due_member(kind, alias), score, self._now()]
        is_found = bool(await self._server.run("retry_parked", touched, arguments))
        if is_found:
            self._bell.ring()
        return is_found

    async def wait_marked(self, timeout: timedelta) -> bool:  # noqa: ASYNC109 - the end of a nap is no error
        """As the port says; true at once for a mark made since the last wait."""
        return await self._bell.wait(timeout)

    async def waiting(self, kind: Kind, *, limit: int) -> list[Waiting]:
        """Work of a kind that is not parked, by the time of its next try."""
        low, high = kind * keys.URGENCY_BAND, f"({(kind + 1) * keys.URGENCY_BAND}"
        replies = await self._server.ask(
            *(
                ("ZRANGE", keys.due(at), low, high, "BYSCORE", "LIMIT", 0, limit, "WITHSCORES")
                for at in range(PARTITIONS)
            )
        )
        found = sorted((float(score), member) for reply in replies for member, score in reply)[:limit]
        entries = await self._server.ask(
            *(("HGET", keys.work(partition_of(keys.parse_due_member(one)[1])), one) for _, one in found)
        )
        return [
            _waiting(member, moment(score - low), raw, self._now())
            for (score, member), raw in zip(found, entries, strict=True)
        ]

    async def overdue(self) -> dict[Kind, int]:
        """How many pieces of work of each kind are due now and not lent."""
        now = self._clock.now()
        commands = [
            ("ZCOUNT", keys.due(at), kind * keys.URGENCY_BAND, keys.due_score(kind, now))
            for kind in Kind
            for at in range(PARTITIONS)
        ]
        counts = iter(await self._server.ask(*commands))
        return {kind: sum(next(counts) for _ in range(PARTITIONS)) for kind in Kind}

    async def _peek(self, limit: int, kinds: Collection[Kind]) -> list[str]:
        """The most urgent members over all partitions, fairly: by kind, then by time."""
        arguments: list[Argument] = [self._now(), limit, *sorted(map(int, kinds))]
        replies = await self._server.run_each(
            "peek_due", [([keys.due(at)], arguments) for at in range(PARTITIONS)]
        )
        found = sorted((float(score), member) for reply in replies for member, score in _pairs(reply))
        return [member for _, member in found[:limit]]

    async def _claim(self, members: list[str], lease: timedelta) -> list[Lease]:
        now = self._clock.now()
        until = now + lease
        head: list[Argument] = [
            milliseconds(now),
            milliseconds(until),
            self._entropy(_CLAIM_NAME_BYTES).hex(),
        ]
        wanted: dict[int, list[str]] = {}
        for member in members:
            _, alias = keys.parse_due_member(member)
            wanted.setdefault(partition_of(alias), []).append(member)
        calls = [
            ([keys.due(at), keys.work(at), keys.fence(at)], [*head, *those]) for at, those in wanted.items()
        ]
        replies = await self._server.run_each("claim_due", calls)
        leases = {found: lent for reply in replies for found, lent in _leases(reply, until)}
        return [leases[member] for member in members if member in leases]

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _member(lease: Lease) -> str:
    return keys.due_member(lease.kind, lease.alias)


def _parked(member: str, why: str) -> Parked:
    kind, alias = keys.parse_due_member(member)
    reason = Reason.model_validate_json(why)
    return Parked(kind=kind, alias=alias, reason=reason.reason, at=reason.at, attempts=reason.attempts)


def _waiting(member: str, at: datetime, raw: str | None, now: int) -> Waiting:
    kind, alias = keys.parse_due_member(member)
    entry = Entry.model_validate_json(raw) if raw else Entry()
    return Waiting(
        kind=kind,
        alias=alias,
        due_at=at,
        attempt=entry.attempt,
        first_failed_at=moment(entry.failed) if entry.failed else None,
        reason=entry.why,
        is_lent=entry.token is not None and entry.ends > now,
    )


def _leases(reply: Reply, until: datetime) -> Iterator[tuple[str, Lease]]:
    parts = iter(reply)
    for member, token, attempt, failed in zip(parts, parts, parts, parts, strict=True):
        kind, alias = keys.parse_due_member(member)
        yield (
            member,
            Lease(
                kind=kind,
                alias=alias,
                token=int(token),
                attempt=int(attempt),
                first_failed_at=moment(float(failed)) if failed else None,
                until=until,
            ),
        )


def _pairs(reply: Reply) -> Iterator[tuple[str, str]]:
    parts = iter(reply)
    return zip(parts, parts, strict=True)
