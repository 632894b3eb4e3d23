"""Which work a commit makes due."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.case import Case
from bot.domain.events import (
    Event,
    Heard,
    HearingBegan,
    LeakCleared,
    LeakGone,
    LeakNoticed,
    Listened,
    SharingStopped,
    WorkRetried,
)
from bot.domain.paging import page_to_send
from bot.domain.tick import next_deadline
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write, is_parked
from bot.policy import Policy
from bot.ports import Kind, Mark

_UNSEEN = (Listened, HearingBegan, Heard, WorkRetried)
_ABOUT_LEAKS = (LeakNoticed, LeakGone, LeakCleared)
"""What changes the receipt of a clip that is stopped."""


def marks_of(
    before: Case, after: Case, happened: Sequence[Event], policy: Policy, now: datetime
) -> tuple[Mark, ...]:
    """What must be made to match the case now that this happened."""
    kinds = []
    if any(isinstance(event, SharingStopped) for event in happened):
        kinds += [Kind.STOP, Kind.RECEIPT]
    elif after.is_hidden and any(isinstance(event, _ABOUT_LEAKS) for event in happened):
        kinds.append(Kind.RECEIPT)
    if page_to_send(after):
        kinds.append(Kind.PAGE)
    if has_mark_to_write(after) or (has_outcome_to_write(after) and not _is_left_parked(before, after)):
        kinds.append(Kind.WRITE)
    if _is_seen(before, after, happened):
        kinds += [Kind.PRESENT, Kind.TALLY]
    marks = [Mark(kind=kind, due_at=now) for kind in kinds]
    deadline = next_deadline(after, policy)
    if deadline is not None and deadline != next_deadline(before, policy):
        marks.append(Mark(kind=Kind.TICK, due_at=deadline))
    return tuple(marks)


def _is_left_parked(before: Case, after: Case) -> bool:
    """Whether the outcome waits for an operator, as it did, or since now: nothing else has it tried again.

    What told the store of a stop in between has taken the work out of the operators' hands.
    """
    return is_parked(after.outcome) and not before.is_hidden


def _is_seen(before: Case, after: Case, happened: Sequence[Event]) -> bool:
    """Whether people see anything of it: of a retry they do when they were told that the store is late."""
    is_told_otherwise = is_parked(before.outcome) != is_parked(after.outcome)
    return is_told_otherwise or not all(isinstance(event, _UNSEEN) for event in happened)


def cleared_by(after: Case, policy: Policy) -> tuple[Kind, ...]:
    """Which marks no longer hold."""
    return (Kind.TICK,) if next_deadline(after, policy) is None else ()
