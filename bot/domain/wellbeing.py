"""Care for moderators: how much of the worst they hear in a day, and what they need not hear at all."""

from collections.abc import Collection

from bot.domain import commands as cmd
from bot.domain.case import Case, Category
from bot.errors import UserError, Why
from bot.policy import Policy, WellbeingRules


def counts_as_critical_listen(case: Case, command: cmd.Asking) -> bool:
    """Whether this listen is one of those that are counted: an unexplained flag may be the worst of all."""
    return isinstance(command, cmd.ListenInReview) and case.is_hidden and case.is_grave


def refuse_tired(case: Case, command: cmd.Asking, policy: Policy, moment: cmd.Moment) -> None:
    """UserError when the person has heard as much of this as one day allows."""
    if not counts_as_critical_listen(case, command):
        return
    if moment.limits.critical_listens > policy.wellbeing.critical_listens_hard:
        raise UserError(Why.ENOUGH_FOR_TODAY, enough_for_today(policy.wellbeing))


def enough_for_today(rules: WellbeingRules) -> str:
    return (
        f"You have listened to {rules.critical_listens_hard} critical clips today, and that is enough for "
        "anyone. Choose “Someone else take it”; you can still decide by what the flags say."
    )


def is_spared(case: Case, spared: Collection[Category]) -> bool:
    """Whether the case is of a kind that the person has asked not to be given."""
    if case.has_unexplained_flag and Category.CRITICAL in spared:
        return True
    return any(flag.category in spared for flag in case.flags_that_count)
