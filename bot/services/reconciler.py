"""After the ack: for each due case, make Slack, the annotation store and the timers match the case."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.background import Background
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, CopyState, Door
from bot.domain.tick import next_deadline
from bot.errors import PagerRefused, SlackAway, SlackRefused, WorldError
from bot.policy import Policy
from bot.ports import CaseStore, Copies, DueWork, Kind, Lease, PeopleStore, Surfaces
from bot.services.desk import Desk
from bot.services.paging import Paging
from bot.services.recall import Recall
from bot.services.weigh import skill_shown
from bot.services.write_back import WriteBack

_log = structlog.get_logger(__name__)

# Longer than one call to Slack with its wait for a turn: when the lease of a bot that was killed runs out,
# what it had sent has either arrived or never will.
LEASE = timedelta(seconds=12)
AT_ONCE = 32
# Kept free for stops, so that a slow Slack, which holds every other place, does not hold them up.
FOR_STOPS = 8
ATTEMPTS = {Kind.STOP: 500, Kind.PRESENT: 50, Kind.TICK: 50, Kind.TALLY: 50, Kind.RECEIPT: 50, Kind.PAGE: 500}
_NAP = timedelta(seconds=0.2)
# What comes within one breath is looked for together, and the ack of the click that caused it goes first.
_BREATH_SECONDS = 0.02
_COUNT_AGAIN = timedelta(seconds=1)
_COUNT_AT = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""How long after a stop its copies are counted again when none of ours is left."""
_FIRST_DELAY_SECONDS = 0.5
_PANIC_NAP = timedelta(minutes=5)
_LONGEST_DELAY_SECONDS = 300.0
_LONGEST_DELAY_OF_A_STOP_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What is made to match a case, and where its copies are counted."""

    surfaces: Surfaces
    copies: Copies
    write_back: WriteBack
    paging: Paging
    recall: Recall


class Reconciler:
    """Lends itself due work and does it, many cases at once, each by one worker at a time."""

    def __init__(
        self,
        *,
        desk: Desk,
        store: CaseStore,
        due: DueWork,
        people: PeopleStore,
        outside: Outside,
    ) -> None:
        self._desk = desk
        self._store = store
        self._due = due
        self._people = people
        self._outside = outside
        self._work = Background(most=2 * AT_ONCE)
        self._lent = 0
        self._has_room = asyncio.Event()
        self._do: dict[Kind, Callable[[Case, Lease], Awaitable[datetime | None]]] = {
            Kind.STOP: self._show,
            Kind.PRESENT: self._show,
            Kind.PAGE: self._page,
            Kind.WRITE: self._write,
            Kind.TICK: self._tick,
            Kind.TALLY: self._tally,
            Kind.RECEIPT: self._count_copies,
        }

    async def run(self) -> None:
        """Works until it is cancelled. A store that is away is waited for."""
        delay = _FIRST_DELAY_SECONDS
        while True:
            try:
                found = await self._start_due()
                delay = _FIRST_DELAY_SECONDS
                if found == 0:
                    await self._due.wait_marked(_NAP)
                await asyncio.sleep(_BREATH_SECONDS)
            except WorldError as away:
                _log.warning("reconciler.store_away", error=type(away).__name__, seconds=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 5.0)

    async def close(self, *, seconds: float) -> None:
        """Lets what is under way finish, at most so long; what is cut off is found due by the next worker."""
        await self._work.drain(seconds=seconds)

    async def settle_all(self) -> int:
        """Does everything that is due now, and what becomes due by it; returns how many pieces. For tests."""
        done = 0
        while leases := await self._due.claim_due(limit=AT_ONCE, lease=LEASE):
            for lease in leases:
                await self.reconcile(lease)
            done += len(leases)
        return done

    async def _start_due(self) -> int:
        while self._lent >= AT_ONCE + FOR_STOPS:
            self._has_room.clear()
            await self._has_room.wait()
        is_full = self._lent >= AT_ONCE
        leases = await self._due.claim_due(
            limit=AT_ONCE + FOR_STOPS - self._lent if is_full else AT_ONCE - self._lent,
            lease=LEASE,
            up_to=Kind.STOP if is_full else Kind.RECEIPT,
        )
        for lease in leases:
            self._lent += 1
            self._work.start(self._reconcile_and_free(lease), name=f"{lease.kind.name}:{lease.alias}")
        return len(leases)

    async def _reconcile_and_free(self, lease: Lease) -> None:
        try:
            await self.reconcile(lease)
        except WorldError as away:
            # The store is away for the last word too: the lease runs out, and then the work is done again.
            _log.warning("work.unsettled", kind=lease.kind.name, case=lease.alias, error=type(away).__name__)
        finally:
            self._lent -= 1
            self._has_room.set()

    async def reconcile(self, lease: Lease) -> None:
        """One piece of due work: done, put off, failed, or parked."""
        if lease.attempt > _attempts(lease.kind, self._desk.policy):
            # The world's failures are parked where they are met; whoever did this work never came back.
            await self._park(lease, f"broke off {lease.attempt - 1} times; the log says why")
            return
        try:
            case = (await self._store.load(lease.alias)).case
            again_at = await self._do[lease.kind](case, lease) if case else None
        except (SlackRefused, PagerRefused) as refused:
            await self._park(lease, str(refused))
        except WorldError as away:
            await self._put_off(lease, away)
        else:
            await self._due.settle_due(lease, again_at=again_at)

    async def _put_off(self, lease: Lease, away: WorldError) -> None:
        now = self._desk.clock.now()
        if isinstance(away, SlackAway) and away.retry_after_seconds is not None:
            # Slack named its own time; that is nobody's failure and costs no attempt.
            await self._due.settle_due(lease, again_at=now + timedelta(seconds=away.retry_after_seconds))
            return
        if _is_spent(lease, self._desk.policy, now):
            await self._park(lease, f"{type(away).__name__}: {away}")
            return
        longest = _LONGEST_DELAY_OF_A_STOP_SECONDS if lease.kind is Kind.STOP else _LONGEST_DELAY_SECONDS
        seconds = min(_FIRST_DELAY_SECONDS * 2 ** min(lease.attempt, 20), longest)
        _log.warning(
            "work.put_off", kind=lease.kind.name, case=lease.alias, seconds=seconds, why=type(away).__name__
        )
        reason = f"{type(away).__name__}: {away}"
        await self._due.fail_due(lease, again_at=now + timedelta(seconds=seconds), reason=reason)

    async def _park(self, lease: Lease, reason: str) -> None:
        _log.error("work.parked", kind=lease.kind.name, case=lease.alias, reason=reason)
        await self._due.park_due(lease, reason=reason)

    async def _show(self, case: Case, lease: Lease) -> datetime | None:
        return await self._outside.surfaces.show(case, is_urgent=lease.kind is Kind.STOP)

    async def _write(self, case: Case, _lease: Lease) -> None:
        await self._outside.write_back.bring(case)

    async def _tick(self, case: Case, lease: Lease) -> datetime | None:
        # The lease's token is in the key: the same revision may need several ticks, each its own answer.
        key = f"tick:{case.alias}:{case.revision}:{lease.token}"
        answer = await self._desk.execute(case.alias, cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER), key=key)
        sharing = await self._desk.panics.sharing(answer.case)
        deadline = next_deadline(answer.case, self._desk.policy, sharing)
        if not sharing.is_stopped or answer.case.quiet_since is None:
            return deadline
        # Quiet cases wait for the end of a panic, of which nobody tells each of them.
        look_again = self._desk.clock.now() + _PANIC_NAP
        return min(deadline or look_again, look_again)

    async def _page(self, case: Case, lease: Lease) -> datetime | None:
        key = f"page:{case.alias}:{case.revision}:{lease.token}"
        is_more = await self._outside.paging.bring(case, key=key)
        return self._desk.clock.now() if is_more else None

    async def _tally(self, case: Case, _lease: Lease) -> None:
        await self._people.tally(case, skill_shown(case))
        await self._desk.reviewing.judge(case)
        await self._outside.recall.remember(case)

    async def _count_copies(self, case: Case, lease: Lease) -> datetime | None:
        if not case.is_hidden:
            return None
        epoch = case.sharing_epoch
        copies = await self._outside.copies.count(case)
        command = cmd.CountCopies(actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=epoch, copies=copies)
        await self._desk.execute(case.alias, command, key=f"copies:{case.alias}:{epoch}:{lease.token}")
        now = self._desk.clock.now()
        if any(copy.state is CopyState.WAITING for copy in copies):
            return now + _COUNT_AGAIN
        # People may go on writing about it in the clip's thread.
        stopped_at = case.stopped_at or now
        return next((stopped_at + age for age in _COUNT_AT if stopped_at + age > now), None)


def _is_spent(lease: Lease, policy: Policy, now: datetime) -> bool:
    """Whether the retry budget of this work is used up."""
    since = lease.first_failed_at if lease.kind is Kind.WRITE else None
    is_too_long = since is not None and now - since >= timedelta(hours=policy.write.park_after_hours)
    return is_too_long or lease.attempt >= _attempts(lease.kind, policy)


def _attempts(kind: Kind, policy: Policy) -> int:
    return policy.write.attempts if kind is Kind.WRITE else ATTEMPTS[kind]
