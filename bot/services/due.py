"""Which work a commit makes due."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.case import Case
from bot.domain.events import (
    Event,
    Heard,
    HearingBegan,
    LeakGone,
    LeakNoticed,
    Listened,
    SharingStopped,
    WorkRetried,
)
from bot.domain.paging import page_to_send
from bot.domain.tick import next_deadline
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.policy import Policy
from bot.ports import Kind, Mark


def marks_of(
    before: Case, after: Case, happened: Sequence[Event], policy: Policy, now: datetime
) -> tuple[Mark, ...]:
    """What must be made to match the case now that this happened."""
    kinds = []
    if any(isinstance(event, SharingStopped) for event in happened):
        kinds += [Kind.STOP, Kind.RECEIPT]
    elif after.is_hidden and any(isinstance(event, LeakNoticed | LeakGone) for event in happened):
        kinds.append(Kind.RECEIPT)
    if page_to_send(after):
        kinds.append(Kind.PAGE)
    if has_outcome_to_write(after) or has_mark_to_write(after):
        kinds.append(Kind.WRITE)
    if not all(isinstance(event, Listened | HearingBegan | Heard | WorkRetried) for event in happened):
        kinds += [Kind.PRESENT, Kind.TALLY]
    marks = [Mark(kind=kind, due_at=now) for kind in kinds]
    deadline = next_deadline(after, policy)
    if deadline is not None and deadline != next_deadline(before, policy):
        marks.append(Mark(kind=Kind.TICK, due_at=deadline))
    return tuple(marks)


def cleared_by(after: Case, policy: Policy) -> tuple[Kind, ...]:
    """Which marks no longer hold."""
    return (Kind.TICK,) if next_deadline(after, policy) is None else ()
