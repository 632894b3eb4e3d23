"""The rules by which a log is true: pure, over lines and snapshots that `log.py` reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.case import State
from bot.domain.ids import Alias
from bot.errors import ConfigurationError
from storage.chain import Line, mac_of
from storage.codec import Place, Stored, decode_case, public_case, public_event
from storage.sealing import CaseKeys, Unreadable


class Problem(StrEnum):
    ALTERED = "altered"
    """A line does not carry the code that its content and the line before it give."""
    MISSING = "missing"
    REORDERED = "reordered"
    """A line stands after a later one, or twice."""
    CUT_OFF = "cut_off"
    """The case knows later events than the log has."""
    ROLLED_BACK = "rolled_back"
    """The log has later events than the case knows, or a case that is gone."""
    OTHER_SNAPSHOT = "other_snapshot"
    """The case as it is kept was edited, or does not end where the log ends."""
    OTHER_TIME = "other_time"
    """The event's own time is far from the server's."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Finding:
    problem: Problem
    where: str
    """The alias and the number of the event, or the id in the stream."""
    detail: str = ""


@dataclass(frozen=True)
class Verdict:
    """How much was checked, and what was wrong with it."""

    events: int = 0
    cases: int = 0
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.events + other.events, self.cases + other.cases, (*self.findings, *other.findings)
        )


@dataclass(frozen=True)
class Seen:
    """A line as it stands in the stream."""

    id: str
    logged_at: datetime
    line: Line
    mac: str


@dataclass(frozen=True)
class Snapshot:
    """A case as it is kept, with what the script wrote beside it."""

    stored: Stored
    wrapped_key: str
    revision: int
    epoch: int
    is_hidden: bool
    mac: str
    events: int

    @property
    def end(self) -> tuple[str, int]:
        return self.mac, self.revision


@dataclass
class _Chain:
    """How far a case's events have been followed."""

    index: int = 0
    end: tuple[str, int] = ("", 0)
    """The code of the last event, and the revision that it made."""
    earlier_ends: dict[int, tuple[str, int]] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)


class Links:
    """Follows the chains of one partition's cases, line by line, remembering only their ends."""

    def __init__(self, chain_key: bytes, tolerance: timedelta) -> None:
        self._chain_key = chain_key
        self._tolerance = tolerance
        self._findings: list[Finding] = []
        self._is_remembering = False
        self.seen: dict[Alias, _Chain] = {}
        self.events = 0

    def remember_ends(self) -> None:
        """From now on, where each chain ended before each further line is kept as well."""
        self._is_remembering = True

    def add_unreadable(self, identifier: str) -> None:
        self._findings.append(Finding(Problem.UNREADABLE, identifier))

    def add(self, seen: Seen) -> None:
        self.events += 1
        line = seen.line
        chain = self.seen.setdefault(line.alias, _Chain())
        self._check_time(seen)
        if line.index <= chain.index:
            chain.missing.discard(line.index)
            self._find(Problem.REORDERED, line, f"comes after event {chain.index}")
            return
        if line.index > chain.index + 1:
            # Without the line before, this one's code cannot be checked; the chain goes on from it.
            chain.missing.update(range(chain.index + 1, line.index))
        elif seen.mac != mac_of(self._chain_key, chain.end[0], line):
            self._find(Problem.ALTERED, line)
        if self._is_remembering:
            chain.earlier_ends[chain.index] = chain.end
        chain.index, chain.end = line.index, (seen.mac, line.revision)

    def findings(self) -> list[Finding]:
        missing = [
            Finding(Problem.MISSING, f"{alias} event {index}")
            for alias, chain in self.seen.items()
            for index in sorted(chain.missing)
        ]
        return [*self._findings, *missing]

    def compare(self, alias: Alias, snapshot: Snapshot | None, case_keys: CaseKeys) -> Iterator[Finding]:
        """What does not fit between the end of the log and the case as it is kept."""
        chain = self.seen.get(alias, _Chain())
        if snapshot is None:
            yield Finding(Problem.ROLLED_BACK, alias, f"the log has {chain.index} events, the case is gone")
            return
        if snapshot.events > chain.index:
            yield Finding(
                Problem.CUT_OFF, f"{alias} event {snapshot.events}", f"the log ends at {chain.index}"
            )
        ends = chain.earlier_ends | {chain.index: chain.end}
        if snapshot.events < min(ends):
            yield Finding(Problem.ROLLED_BACK, alias, f"the case ends at event {snapshot.events}")
        elif ends.get(snapshot.events, snapshot.end) != snapshot.end:
            yield Finding(Problem.OTHER_SNAPSHOT, alias, "it does not end with the last line of the log")
        fault = _fault_in(alias, snapshot, case_keys)
        if fault:
            yield Finding(Problem.OTHER_SNAPSHOT, alias, fault)

    def _check_time(self, seen: Seen) -> None:
        away = abs(public_event(seen.line.event.public).at - seen.logged_at)
        if away > self._tolerance:
            self._find(Problem.OTHER_TIME, seen.line, f"{away} from the server's time")

    def _find(self, problem: Problem, line: Line, detail: str = "") -> None:
        self._findings.append(Finding(problem, f"{line.alias} event {line.index}", detail))


def _fault_in(alias: Alias, snapshot: Snapshot, case_keys: CaseKeys) -> str:
    """Whether the kept case still opens with its seal, and the fields beside it say the same."""
    try:
        if snapshot.wrapped_key:
            key = case_keys.unwrap(alias, snapshot.wrapped_key)
            case = decode_case(snapshot.stored, Place(alias, "case", snapshot.revision), key=key)
        else:
            case = public_case(snapshot.stored.public)
            if case.state is not State.ERASED:
                return "its key is gone, but it was not erased"
    except (Unreadable, ConfigurationError, ValueError) as unreadable:
        return str(unreadable)
    if (case.sharing_epoch, case.is_hidden) != (snapshot.epoch, snapshot.is_hidden):
        return "its sharing fields differ from its document"
    return ""
