"""An outcome that the store did not take because somebody changed the clip: whoever asked decides."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import Role
from bot.domain.case import Case, Outcome, State, WriteState
from bot.domain.ids import show_alias
from bot.domain.refusals import refuse_hidden
from bot.domain.stamp import stamp
from bot.domain.write_back import is_parked
from bot.errors import UserError, Why
from bot.policy import Policy


def has_conflict(case: Case) -> bool:
    """Whether somebody has to decide what becomes of the outcome."""
    is_refused = case.outcome is not None and case.outcome.write is WriteState.CONFLICT
    return is_refused and case.state is State.AGREED


def conflicts_of(outcome: Outcome) -> int:
    """How many conflicts the outcome has met so far."""
    return outcome.decided + (outcome.write is WriteState.CONFLICT)


def conflict_name(outcome: Outcome) -> str:
    """Tells the latest conflict of an outcome from every other."""
    return f"{outcome.number}.{conflicts_of(outcome)}"


def decide_resolve_conflict(
    case: Case, command: cmd.ResolveConflict, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    refuse_hidden(case)
    name = show_alias(case.alias)
    if not command.actor.has_any(frozenset({Role.LEAD})) and command.actor.person not in case.askers:
        raise UserError(
            Why.NOT_YOUR_ASK, f"Only the person who asked about {name}, or a lead, can decide about it."
        )
    outcome = case.outcome
    if outcome is None or not has_conflict(case):
        raise UserError(Why.NO_CONFLICT, _no_conflict(case, name))
    if command.conflict not in {None, conflict_name(outcome)}:
        raise UserError(
            Why.NO_CONFLICT,
            f"Somebody changed {name} in the store once more since that message. "
            "Please look there, and then decide in the latest message.",
        )
    return [
        ev.ConflictResolved(
            number=outcome.number,
            choice=command.choice,
            clip_version=command.clip_version,
            **stamp(command, moment),
        )
    ]


def _no_conflict(case: Case, name: str) -> str:
    """Why there is nothing to decide, and where the clip stands instead."""
    if case.outcome is None or case.state not in {State.AGREED, State.WRITTEN}:
        return f"There is nothing to decide about {name} now. `/clip status {name}` says where it stands."
    has_decided = "It was decided already" if case.outcome.decided_by else "There is nothing to decide"
    is_late = is_parked(case.outcome)
    stands = {
        WriteState.PENDING: (
            "the annotation store has not taken the outcome so far, and operators have been told."
            if is_late
            else "the outcome is on its way into the annotation store."
        ),
        WriteState.WRITTEN: "the outcome is in the annotation store.",
        WriteState.ELSEWHERE: "what somebody else wrote in the annotation store is kept.",
        WriteState.GONE: "the annotation store no longer has this clip.",
        WriteState.CONFLICT: "the store did not take the outcome.",
    }[case.outcome.write]
    return f"{has_decided} about {name}: {stands}"
