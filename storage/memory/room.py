"""What the memory adapters share: one room of dictionaries, as one server is to the Redis adapters."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.case import Case
from bot.domain.events import Event
from bot.domain.ids import Alias, PersonId
from bot.domain.panic import Panic, PanicEvent
from bot.ports import Clock, Grant, Kind, Parked, Result, Shown
from storage.bell import Bell

Member = tuple[Kind, Alias]


@dataclass
class Work:
    """A piece of work that is lent or has failed."""

    attempt: int = 1
    reason: str = ""
    first_failed_at: datetime | None = None
    token: int | None = None
    ends_at: datetime | None = None
    marked_at: datetime | None = None

    def is_lent(self, now: datetime) -> bool:
        return self.token is not None and self.ends_at is not None and self.ends_at > now


@dataclass(frozen=True)
class Logged:
    alias: Alias
    index: int
    revision: int
    event: Event


@dataclass
class Pass:
    """A link or a session; a link names the session that it became."""

    grant: Grant
    until: datetime
    used_by: str | None = None


@dataclass
class Room:
    clock: Clock
    bell: Bell = field(default_factory=Bell)
    cases: dict[Alias, Case] = field(default_factory=dict)
    waiting: set[Alias] = field(default_factory=set)
    log: list[Logged] = field(default_factory=list)
    answers: dict[tuple[Alias, str], tuple[Result, datetime]] = field(default_factory=dict)
    choices: dict[str, tuple[Alias, datetime]] = field(default_factory=dict)
    due: dict[Member, datetime] = field(default_factory=dict)
    work: dict[Member, Work] = field(default_factory=dict)
    parked: dict[Member, Parked] = field(default_factory=dict)
    fence: int = 0
    shown: dict[Alias, dict[str, Shown]] = field(default_factory=dict)
    tickets: dict[PersonId, dict[Alias, datetime]] = field(default_factory=dict)
    plays: dict[PersonId, dict[str, datetime]] = field(default_factory=dict)
    person_cases: dict[PersonId, dict[Alias, datetime]] = field(default_factory=dict)
    accepted: dict[PersonId, set[tuple[Alias, int]]] = field(default_factory=dict)
    panics: dict[str, Panic] = field(default_factory=dict)
    panic_log: list[PanicEvent] = field(default_factory=list)
    passes: dict[str, Pass] = field(default_factory=dict)

    def mark(self, member: Member, due_at: datetime, *, is_exact: bool = False) -> None:
        """Makes work due: an earlier time wins, an exact one is set; during a lease it waits for its end."""
        now = self.clock.now()
        work = self.work.get(member)
        if work and work.token is not None:
            work.marked_at = due_at if is_exact else _earlier(work.marked_at, due_at)
        if work and work.is_lent(now):
            return
        present = None if is_exact else self.due.get(member)
        self.due[member] = _earlier(present, due_at)

    def clear(self, member: Member) -> None:
        work = self.work.get(member)
        if work and work.is_lent(self.clock.now()):
            work.marked_at = None
            return
        self.due.pop(member, None)
        self.work.pop(member, None)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
