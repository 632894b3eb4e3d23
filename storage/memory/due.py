"""Due work in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.domain.ids import Alias
from bot.ports import EVERY_KIND, Kind, Lease, Parked, Waiting
from storage.memory.room import Member, Room, Work


class MemoryDueWork:
    """DueWork in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def claim_due(
        self, *, limit: int, lease: timedelta, kinds: Collection[Kind] = EVERY_KIND
    ) -> list[Lease]:
        """As the port says; `attempt` counts from 1, and a lease that ran out counts as an attempt."""
        now = self._now()
        due = sorted(
            (member[0], at, member[1])
            for member, at in self._room.due.items()
            if at <= now and member[0] in kinds
        )
        return [self._lend((kind, alias), now, now + lease) for kind, _, alias in due[: max(0, limit)]]

    async def settle_due(self, lease: Lease, *, again_at: datetime | None = None) -> bool:
        work = self._held(lease)
        if work is None:
            return False
        member = (lease.kind, lease.alias)
        del self._room.work[member]
        self._put(member, work.marked_at, again_at)
        if again_at is None:
            self._room.parked.pop(member, None)
        return True

    async def fail_due(self, lease: Lease, *, again_at: datetime, reason: str = "") -> bool:
        work = self._held(lease)
        if work is None:
            return False
        member = (lease.kind, lease.alias)
        failed_at = work.first_failed_at or self._now()
        self._room.work[member] = Work(attempt=work.attempt + 1, reason=reason, first_failed_at=failed_at)
        self._put(member, work.marked_at, again_at)
        return True

    async def park_due(self, lease: Lease, *, reason: str) -> bool:
        work = self._held(lease)
        if work is None:
            return False
        member = (lease.kind, lease.alias)
        del self._room.work[member]
        self._put(member, work.marked_at, None)
        self._room.parked[member] = Parked(
            kind=lease.kind, alias=lease.alias, reason=reason, at=self._now(), attempts=work.attempt
        )
        return True

    async def mark_due(self, kind: Kind, aliases: Sequence[Alias]) -> None:
        for alias in aliases:
            self._room.mark((kind, alias), self._now())
        self._room.bell.ring()

    async def parked(self) -> list[Parked]:
        """Oldest first."""
        return sorted(self._room.parked.values(), key=lambda parked: (parked.at, parked.alias, parked.kind))

    async def parked_work(self, kind: Kind, alias: Alias) -> Parked | None:
        return self._room.parked.get((kind, alias))

    async def retry_parked(self, kind: Kind, alias: Alias) -> bool:
        if self._room.parked.pop((kind, alias), None) is None:
            return False
        self._room.mark((kind, alias), self._now())
        self._room.bell.ring()
        return True

    async def wait_marked(self, timeout: timedelta) -> bool:  # noqa: ASYNC109 - the end of a nap is no error
        """As the port says; true at once for a mark made since the last wait."""
        return await self._room.bell.wait(timeout)

    async def waiting(self, kind: Kind, *, limit: int) -> list[Waiting]:
        """Work of a kind that is not parked, by the time of its next try."""
        now = self._now()
        due = sorted((at, alias) for (found, alias), at in self._room.due.items() if found is kind)
        works = [(at, alias, self._room.work.get((kind, alias), Work())) for at, alias in due[:limit]]
        return [
            Waiting(
                kind=kind,
                alias=alias,
                due_at=at,
                attempt=work.attempt,
                first_failed_at=work.first_failed_at,
                reason=work.reason,
                is_lent=work.is_lent(now),
            )
            for at, alias, work in works
        ]

    async def overdue(self) -> dict[Kind, int]:
        """How many pieces of work of each kind are due now and not lent."""
        now = self._now()
        due = [kind for (kind, _), at in self._room.due.items() if at <= now]
        return {kind: due.count(kind) for kind in Kind}

    def _lend(self, member: Member, now: datetime, until: datetime) -> Lease:
        work = self._room.work.setdefault(member, Work())
        if work.token is not None:
            # The holder before never came back: that counts as a failure, or work that kills its worker would
            # go on for ever.
            work.attempt += 1
            work.first_failed_at = work.first_failed_at or now
        if work.marked_at is not None and work.marked_at <= now:
            work.marked_at = None
        self._room.fence += 1
        work.token, work.ends_at = self._room.fence, until
        self._room.due[member] = until
        return Lease(
            kind=member[0],
            alias=member[1],
            token=work.token,
            attempt=work.attempt,
            first_failed_at=work.first_failed_at,
            until=until,
        )

    def _held(self, lease: Lease) -> Work | None:
        work = self._room.work.get((lease.kind, lease.alias))
        return work if work is not None and work.token == lease.token else None

    def _put(self, member: Member, *times: datetime | None) -> None:
        wanted = [at for at in times if at is not None]
        if wanted:
            self._room.due[member] = min(wanted)
        else:
            self._room.due.pop(member, None)

    def _now(self) -> datetime:
        return self._room.clock.now()
