"""Having work tried again that was given up: the work is the same, and the log says who wanted it."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.ids import show_alias
from bot.domain.stamp import stamp
from bot.errors import UserError, Why
from bot.policy import Policy


def decide_retry_work(
    case: Case, command: cmd.RetryWork, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Also for a withheld clip: its stop, its receipt and its mark in the store are such work."""
    if not command.is_parked:
        raise UserError(Why.NOT_PARKED, nothing_parked(show_alias(case.alias)))
    return [ev.WorkRetried(work=command.work, **stamp(command, moment))]


def nothing_parked(name: str) -> str:
    return f"Nothing of this kind waits for you at {name} any more: it is done, or being tried again."
