"""Calling the next level: when a moderator asks, when a clock is missed, and when nobody is on duty."""

from datetime import timedelta

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, Category
from bot.domain.duty import is_on_duty
from bot.domain.evolve import replay
from bot.domain.ids import show_alias
from bot.domain.reviewed import Cause, Review
from bot.domain.stamp import Stamp, stamp
from bot.domain.text import NOTE_CHARACTERS, clean_text
from bot.errors import UserError, Why
from bot.policy import EscalationLevel, Policy, ReviewRules

_ORDER = {category: number for number, category in enumerate(Category)}


def gravity(category: Category | None) -> int:
    """0 for the gravest. An unexplained flag may be anything, so it counts as that."""
    return _ORDER[category] if category else 0


def acknowledge_within(rules: ReviewRules, *, is_grave: bool) -> timedelta:
    return rules.acknowledge_critical if is_grave else rules.acknowledge


def level_of(number: int, policy: Policy) -> EscalationLevel | None:
    """Level `number`, counted from 1, if the policy still has it."""
    levels = policy.escalation.levels
    return levels[number - 1] if 0 < number <= len(levels) else None


def called(case: Case, cause: Cause, policy: Policy, made: Stamp, *, reason: str = "") -> list[ev.Event]:
    """What calling the next level makes happen; nothing when there is no further one."""
    number = case.level + 1
    level = level_of(number, policy)
    if level is None:
        return []
    has_pager = level.pagerduty is not None
    return [ev.ReviewEscalated(level=number, cause=cause, reason=reason, has_pager=has_pager, **made)]


def alarmed(case: Case, review: Review, policy: Policy, made: Stamp) -> list[ev.Event]:
    """A new acknowledgement clock; while nobody is on duty, the next level is called at once."""
    now = made["at"]
    within = acknowledge_within(policy.review, is_grave=case.is_grave)
    again = ev.ReviewDue(
        acknowledge_by=now + within, outcome_by=review.outcome_by, restarts=(ev.Clock.ACKNOWLEDGE,), **made
    )
    return [again, *off_duty(case, policy, made)]


def off_duty(case: Case, policy: Policy, made: Stamp) -> list[ev.Event]:
    """The call of the next level when no moderator is there to see a card."""
    if is_on_duty(made["at"], policy.duty):
        return []
    return called(case, Cause.OFF_DUTY, policy, made)


def missed(case: Case, clock: ev.Clock, policy: Policy, made: Stamp) -> list[ev.Event]:
    """A clock that ran out: the next level is called and gets a clock of its own, if there is one."""
    cause = Cause.NOT_TAKEN if clock is ev.Clock.ACKNOWLEDGE else Cause.NOT_DECIDED
    call = called(case, cause, policy, made)
    happened: list[ev.Event] = [ev.ReviewClockMissed(clock=clock, **made), *call]
    review = case.review
    if not call or review is None:
        return happened
    now = made["at"]
    is_free = not review.is_leased(now)
    restarts = (ev.Clock.ACKNOWLEDGE,) if is_free or clock is ev.Clock.ACKNOWLEDGE else ()
    acknowledge_by = review.acknowledge_by
    if restarts:
        acknowledge_by = now + acknowledge_within(policy.review, is_grave=case.is_grave)
    outcome_by = review.outcome_by
    if clock is ev.Clock.OUTCOME:
        restarts, outcome_by = (*restarts, ev.Clock.OUTCOME), now + policy.review.outcome
    again = ev.ReviewDue(acknowledge_by=acknowledge_by, outcome_by=outcome_by, restarts=restarts, **made)
    return [*happened, again]


def escalated(
    case: Case, review: Review, command: cmd.Escalate, policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """A moderator asks for the next level: they let the review go, and its clock begins anew."""
    reason = clean_text(
        command.reason, what="The reason", limit=NOTE_CHARACTERS, hint="Write a sentence for the next level."
    )
    made = stamp(command, moment)
    call = called(case, Cause.ASKED, policy, made, reason=reason)
    if not call:
        raise UserError(Why.CLOSED, _no_further(case, policy))
    free = replay(case, call)
    within = acknowledge_within(policy.review, is_grave=case.is_grave)
    again = ev.ReviewDue(
        acknowledge_by=moment.now + within,
        outcome_by=(free.review or review).outcome_by,
        restarts=(ev.Clock.ACKNOWLEDGE,),
        **made,
    )
    return [*call, again]


def _no_further(case: Case, policy: Policy) -> str:
    name = show_alias(case.alias)
    level = level_of(case.level, policy)
    if level is None:
        return f"The policy names nobody above the moderators, so {name} stays with you."
    return f"{name} is with {level.name} already, and the policy names nobody above."
