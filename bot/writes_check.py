"""Command line: `python -m bot writes check|again`, what the store still has of what it took."""

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.annotation_ports import Brought, Trace
from bot.domain.case import Case
from bot.domain.ids import show_alias
from bot.errors import AnnotationStoreAway
from bot.services.store_check import Checked, StoreCheck, Stretch

MOST_LISTED = 200
MOST_CHECKED = 100_000
_PROGRESS = 1_000

_TIME = "%Y-%m-%d %H:%M:%S"
_LOST = """\
Lost: the store remembers nothing of these writings, as when an older backup was put in its place.
The first was written at {first}, the last at {last}; {within} others of that time are still there{odd}."""
_ODD = ", which a backup alone does not explain: look at some of the lost ones first"
_WRITE_AGAIN = "`python -m bot writes check --again` has them written again."
_REMOVED = """\
Removed: the store knows of the time after these writings, so somebody may have taken them out on purpose.
They are left alone; `python -m bot writes again ALIAS` writes one of them again."""
_GONE = "Gone: the store has no such clip any more. Import the clips, and check again."
_NAMES = {Brought.OUTCOME: "written outcomes", Brought.MARK: "marks of stops and releases"}
_REFUSALS = {
    Trace.THERE: "It is in the store; there is nothing to write again.",
    Trace.GONE: "The store no longer has this clip. Import it first.",
}

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the command prints, and how it ends."""

    lines: list[str]
    code: int = 0


@dataclass
class Tally:
    """What was found so far; of what is there, the number alone is kept."""

    lines: int = 0
    there: Counter[Brought] = field(default_factory=Counter)
    missing: list[Checked] = field(default_factory=list)
    within: int = 0
    """How many between the first and the last lost one are there."""
    until: datetime | None = None
    _there_at_first_loss: int | None = None

    @property
    def checked(self) -> int:
        return self.there.total() + len(self.missing)

    def of(self, trace: Trace, what: Brought | None = None) -> list[Checked]:
        return [found for found in self.missing if found.trace is trace and what in {None, found.what}]

    def add(self, stretch: Stretch) -> None:
        self.lines += stretch.lines
        self.until = stretch.until
        for checked in stretch.checked:
            if checked.trace is Trace.THERE:
                self.there[checked.what] += 1
                continue
            self.missing.append(checked)
            if checked.trace is Trace.LOST:
                before = self._there_at_first_loss
                self._there_at_first_loss = self.there.total() if before is None else before
                self.within = self.there.total() - self._there_at_first_loss


def add_check(writes: argparse.ArgumentParser) -> None:
    """The arguments of `check`."""
    writes.add_argument("--again", action="store_true", help="with check: has what is lost written again")
    writes.add_argument(
        "--since", type=_moment, metavar="TIME", help="with check: what was written since, in UTC"
    )
    writes.add_argument(
        "--limit", type=_count, default=MOST_CHECKED, help=f"with check: at most so many ({MOST_CHECKED:,})"
    )


async def check_writes(check: StoreCheck, arguments: argparse.Namespace, progress: Progress) -> Told:
    """Compares all that counts as written with the store; changes nothing unless it is told to."""
    tally = Tally()
    try:
        async for stretch in check.stretches(since=arguments.since, limit=arguments.limit):
            tally.add(stretch)
            if tally.lines % _PROGRESS == 0:
                progress(f"{tally.checked:,} checked, up to {stretch.until:{_TIME}}")
    except AnnotationStoreAway as away:
        return Told(lines=[*_report(tally), str(away), *_go_on(tally, arguments.since)], code=2)
    is_all = tally.lines < arguments.limit
    return await _told(check, tally, is_again=arguments.again, is_all=is_all)


async def write_again(check: StoreCheck, case: Case | None) -> Told:
    """One clip, because an operator says so, whatever became of its outcome and its mark in the store."""
    found = await check.of(case) if case else []
    if not found:
        return Told(lines=["Nothing of this clip counts as written; `writes show` tells more."], code=1)
    missing = [checked for checked in found if checked.trace not in _REFUSALS]
    if not missing:
        return Told(lines=[_REFUSALS[found[0].trace]], code=1)
    for checked in missing:
        await check.renew(checked)
    return Told(lines=[f"Written again now: {_what(checked)}." for checked in missing])


async def _told(check: StoreCheck, tally: Tally, *, is_again: bool, is_all: bool) -> Told:
    lines, lost = _report(tally), tally.of(Trace.LOST)
    rest = [] if is_all else _go_on(tally, None)
    if lost and is_again:
        renewed = [checked for checked in lost if await check.renew(checked)]
        marks = sum(checked.what is Brought.MARK for checked in renewed)
        are_marks = f", {marks:,} of them marks" if marks else ""
        lines.append(
            f"{len(renewed):,} are written again now{are_marks}; `writes list` shows what is on its way."
        )
        return Told(lines=[*lines, *rest])
    if lost:
        lines.append(_WRITE_AGAIN)
    return Told(lines=[*lines, *rest], code=1 if lost else 0)


def _report(tally: Tally) -> list[str]:
    lost, removed, gone = (tally.of(trace) for trace in (Trace.LOST, Trace.REMOVED, Trace.GONE))
    has_marks = tally.there[Brought.MARK] > 0 or any(each.what is Brought.MARK for each in tally.missing)
    lines = [_counted(tally, Brought.OUTCOME), *([_counted(tally, Brought.MARK)] if has_marks else [])]
    lines += [f"{each.trace.value:<8} {_named(each)}" for each in tally.missing[:MOST_LISTED]]
    if len(tally.missing) > MOST_LISTED:
        lines.append(f"and {len(tally.missing) - MOST_LISTED:,} more.")
    if lost:
        first, last = (f"{each.written_at:{_TIME}}" for each in (lost[0], lost[-1]))
        odd = _ODD if tally.within else ""
        lines.append(_LOST.format(first=first, last=last, within=f"{tally.within:,}", odd=odd))
    return [*lines, *([_REMOVED] if removed else []), *([_GONE] if gone else [])]


def _counted(tally: Tally, what: Brought) -> str:
    lost, removed, gone = (len(tally.of(trace, what)) for trace in (Trace.LOST, Trace.REMOVED, Trace.GONE))
    there = tally.there[what]
    found = f"{there:,} there, {lost:,} lost, {removed:,} removed, {gone:,} without clip"
    return f"{there + lost + removed + gone:,} {_NAMES[what]} checked: {found}."


def _named(found: Checked) -> str:
    return f"{show_alias(found.alias)}  {_what(found)}, written {found.written_at:{_TIME}}"


def _what(found: Checked) -> str:
    if found.flag is not None:
        return f"mark {found.number} ({found.flag.value})"
    return f"outcome {found.number}"


def _go_on(tally: Tally, since: datetime | None) -> list[str]:
    reached = tally.until or since
    return [f"Go on with --since {reached:%Y-%m-%dT%H:%M:%S.%f}"] if reached else []


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a time looks like 2026-11-22 or 2026-11-22T14:30") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
