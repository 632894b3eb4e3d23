"""After the ack: for each due case, make Slack, the annotation store and the timers match the case."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.background import Background, cancel
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door
from bot.domain.copies import CopyState
from bot.domain.tick import next_deadline
from bot.errors import PagerRefused, SlackAway, SlackRefused, WorldError
from bot.policy import Policy
from bot.ports import EVERY_KIND, CaseStore, Copies, DueWork, Kind, Lease, PeopleStore, Surfaces
from bot.services.desk import Desk
from bot.services.paging import Paging
from bot.services.places import Places
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
# Begun so often, one at a time, while there are more writes than the store takes at once.
BESIDE_WRITES_SECONDS = 0.1
_WRITES = frozenset({Kind.WRITE})
_OTHERS = EVERY_KIND - _WRITES
_BEFORE_WRITES = frozenset(kind for kind in Kind if kind < Kind.WRITE)
_AFTER_WRITES = _OTHERS - _BEFORE_WRITES
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
        # Writes have places of their own: a slow store holds up no card, and a slow Slack no write. There are
        # three times as many as the store is given, because some wait for it and some are being recorded.
        at_once = outside.write_back.at_once
        self._reserve = max(1, at_once // 2)
        self._writes = Places(3 * at_once, enough=self._reserve)
        self._others = Places(AT_ONCE + FOR_STOPS)
        self._beside_at = 0.0
        self._work = Background(most=2 * (self._writes.most + self._others.most))
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
        loops = [
            asyncio.create_task(self._go_on(self._start_writes, self._nap)),
            asyncio.create_task(self._go_on(self._start_others, self._nap_until_marked)),
        ]
        try:
            await asyncio.gather(*loops)
        finally:
            await cancel(loops)

    async def _go_on(self, start: Callable[[], Awaitable[int]], nap: Callable[[], Awaitable[None]]) -> None:
        delay = _FIRST_DELAY_SECONDS
        while True:
            try:
                found = await start()
                delay = _FIRST_DELAY_SECONDS
                if found == 0:
                    await nap()
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

    async def _start_writes(self) -> int:
        free = await self._writes.wait_free()
        return await self._start(self._writes, limit=free, kinds=_WRITES)

    async def _start_others(self) -> int:
        free = await self._others.wait_free()
        if free <= FOR_STOPS:
            return await self._start(self._others, limit=free, kinds={Kind.STOP})
        free -= FOR_STOPS
        if self._writes.taken < self._outside.write_back.at_once + self._reserve:
            return await self._start(self._others, limit=free, kinds=_OTHERS)
        # Many writes: what is less urgent than they are comes little by little, and it does come.
        found = await self._start(self._others, limit=free, kinds=_BEFORE_WRITES)
        now = asyncio.get_running_loop().time()
        if found or now < self._beside_at:
            return found
        self._beside_at = now + BESIDE_WRITES_SECONDS
        return await self._start(self._others, limit=1, kinds=_AFTER_WRITES)

    async def _start(self, places: Places, *, limit: int, kinds: Collection[Kind]) -> int:
        leases = await self._due.claim_due(limit=limit, lease=LEASE, kinds=kinds)
        for lease in leases:
            places.take()
            self._work.start(self._reconcile_and_free(lease, places), name=f"{lease.kind.name}:{lease.alias}")
        return len(leases)

    async def _nap(self) -> None:
        """Nobody waits for a write as for a card, and the bell calls one who waits."""
        await asyncio.sleep(_NAP.total_seconds())

    async def _nap_until_marked(self) -> None:
        await self._due.wait_marked(_NAP)

    async def _reconcile_and_free(self, lease: Lease, places: Places) -> None:
        try:
            await self.reconcile(lease)
        except WorldError as away:
            # The store is away for the last word too: the lease runs out, and then the work is done again.
            _log.warning("work.unsettled", kind=lease.kind.name, case=lease.alias, error=type(away).__name__)
        finally:
            places.give_back()

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
        if lease.kind is Kind.WRITE:
            # First: a worker that is cut off here leaves its lease to run out, and the next one parks it.
            await self._tell_parked(lease)
        await self._due.park_due(lease, reason=reason)

    async def _tell_parked(self, lease: Lease) -> None:
        """Whoever waits for the outcome learns that operators have to see to it."""
        case = (await self._store.load(lease.alias)).case
        if case is not None:
            command = cmd.ParkWrite(actor=SYSTEM_ACTOR, door=Door.TIMER)
            await self._desk.execute_on(case, command, key=f"parked:{lease.alias}:{lease.token}")

    async def _show(self, case: Case, lease: Lease) -> datetime | None:
        return await self._outside.surfaces.show(case, is_urgent=lease.kind is Kind.STOP)

    async def _write(self, case: Case, _lease: Lease) -> datetime | None:
        is_told = await self._outside.write_back.bring(case)
        return None if is_told else self._desk.clock.now()

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
