"""Work that was given up: whoever waits for an outcome is told, and a retry has it tried again.

The work is the same before and after; the log says when it was parked, and who wanted it tried again.
"""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.ids import show_alias
from bot.domain.stamp import stamp
from bot.domain.write_back import has_outcome_to_write, is_parked
from bot.errors import UserError, Why
from bot.policy import Policy

WRITE_WORK = "write"
"""What events call the work of bringing something into the annotation store."""


def decide_park_write(
    case: Case, command: cmd.ParkWrite, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Nothing when people know already, or when only a stop could not be told to the store."""
    outcome = case.outcome
    if outcome is None or not has_outcome_to_write(case) or is_parked(outcome):
        return []
    return [ev.WriteParked(number=outcome.number, **stamp(command, moment))]


def decide_retry_work(
    case: Case, command: cmd.RetryWork, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Also for a withheld clip: its stop, its receipt and its mark in the store are such work."""
    if not command.is_parked:
        raise UserError(Why.NOT_PARKED, nothing_parked(show_alias(case.alias)))
    return [ev.WorkRetried(work=command.work, **stamp(command, moment))]


def nothing_parked(name: str) -> str:
    return f"Nothing of this kind waits for you at {name} any more: it is done, or being tried again."
