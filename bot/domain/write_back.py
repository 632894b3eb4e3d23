"""Bringing the outcome into the annotation store, and telling it when sharing stops or resumes."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, Outcome, State, WriteState
from bot.domain.stamp import stamp
from bot.policy import Policy

_ENDED = frozenset({State.UPHELD, State.ERASED})


def has_outcome_to_write(case: Case) -> bool:
    """Whether the store still has to get the outcome. A withheld one waits until it is released."""
    return (
        case.state is State.AGREED and case.outcome is not None and case.outcome.write is WriteState.PENDING
    )


def is_parked(outcome: Outcome | None) -> bool:
    """Whether the store did not take the outcome for so long that operators were told."""
    return outcome is not None and outcome.write is WriteState.PENDING and outcome.parked_at is not None


def has_mark_to_write(case: Case) -> bool:
    """Whether the store still has to be told that sharing stopped or resumed."""
    return case.store_mark_epoch < case.store_mark_wanted


def may_renew_write(case: Case, number: int) -> bool:
    """Whether this outcome counts as written, and could be written again."""
    outcome = case.outcome
    is_written = outcome is not None and outcome.number == number and outcome.write is WriteState.WRITTEN
    return is_written and State.WRITTEN in {case.state, case.withheld_from} and case.state not in _ENDED


def decide_renew_write(
    case: Case, command: cmd.RenewWrite, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    # Asked twice, or of an outcome that another has taken the place of, there is nothing to do.
    if not may_renew_write(case, command.number):
        return []
    return [ev.WriteRenewed(number=command.number, **stamp(command, moment))]


def may_renew_mark(case: Case, epoch: int) -> bool:
    """Whether this is the latest that the store was told of the clip's sharing, and could be told again."""
    is_latest = 0 < epoch == case.store_mark_epoch == case.store_mark_wanted
    return is_latest and case.state is not State.ERASED


def decide_renew_mark(
    case: Case, command: cmd.RenewMark, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    if not may_renew_mark(case, command.epoch):
        return []
    return [ev.MarkRenewed(epoch=command.epoch, **stamp(command, moment))]


def decide_record_write_back(
    case: Case, command: cmd.RecordWriteBack, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    made = stamp(command, moment)
    happened: list[ev.Event] = []
    if command.mark_epoch is not None and command.mark_epoch > case.store_mark_epoch:
        happened.append(ev.StoreMarked(epoch=command.mark_epoch, result=command.result, **made))
    outcome = case.outcome
    # What was written stays written, whatever a slower answer says.
    is_news = (
        outcome is not None
        and outcome.number == command.number
        and outcome.write not in {command.result, WriteState.WRITTEN}
    )
    if command.number is not None and is_news and command.result is not WriteState.PENDING:
        happened.append(ev.WriteBackRecorded(number=command.number, result=command.result, **made))
    return happened
