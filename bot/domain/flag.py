"""A flag: anyone's statement that a clip must not be shared. It stops sharing first and asks afterwards."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, Category, State
from bot.domain.claim import end_claims
from bot.domain.escalation import acknowledge_within, alarmed, gravity, off_duty
from bot.domain.evolve import replay
from bot.domain.ids import show_alias
from bot.domain.stamp import stamp
from bot.domain.text import FLAG_NOTE_CHARACTERS, NOTE_CHARACTERS, clean_optional, salvaged
from bot.errors import UserError, Why
from bot.policy import Policy


def decide_flag(case: Case, command: cmd.Flag, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    if command.mark and any(flag.mark == command.mark for flag in case.flags):
        return []
    note = salvaged(command.note, limit=FLAG_NOTE_CHARACTERS)
    made = stamp(command, moment)
    flagged = ev.Flagged(clip=case.clip, category=command.category, note=note, mark=command.mark, **made)
    if case.is_hidden:
        return [flagged, *_tightened(case, flagged, policy, moment, command)]
    is_grave = gravity(command.category) == 0
    stopped: list[ev.Event] = [
        flagged,
        *end_claims(case, ev.ClaimEnd.STOPPED, made),
        ev.SharingStopped(epoch=case.sharing_epoch + 1, **made),
        ev.ReviewDue(
            acknowledge_by=moment.now + acknowledge_within(policy.review, is_grave=is_grave),
            outcome_by=moment.now + policy.review.outcome,
            **made,
        ),
    ]
    return [*stopped, *off_duty(replay(case, stopped), policy, made)]


def decide_describe_flag(
    case: Case, command: cmd.DescribeFlag, policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    own = [flag for flag in case.flags if flag.person == command.actor.person and flag.category is None]
    if not own:
        raise UserError(
            Why.ALREADY,
            f"Your flag on {show_alias(case.alias)} was already described. Use `/clip flag` to add another.",
        )
    note = clean_optional(command.note, what="The note", limit=NOTE_CHARACTERS)
    described = ev.FlagDescribed(category=command.category, note=note, **stamp(command, moment))
    if not case.is_hidden:
        # Moderators released it before they could read this, so it stops sharing as any new flag does.
        again = cmd.Flag(actor=command.actor, door=command.door, category=command.category, note=command.note)
        return [described, *decide_flag(case, again, policy, moment)]
    return [described, *_tightened(case, described, policy, moment, command)]


def _tightened(
    case: Case,
    said: ev.Flagged | ev.FlagDescribed,
    policy: Policy,
    moment: cmd.Moment,
    command: cmd.Asking,
) -> list[ev.Event]:
    """The clock after more about a flag: shorter for a graver one, longer only once all are explained."""
    review = case.review
    if case.state is not State.WITHHELD or review is None:
        return []
    is_clock_over = review.acknowledged_at is not None or review.is_acknowledgement_late
    if is_clock_over and gravity(said.category) < _gravity_so_far(case):
        # Whoever took it took something lesser, so somebody must see this within a clock of its own.
        return alarmed(replay(case, [said]), review, policy, stamp(command, moment))
    if gravity(said.category) == 0:
        acknowledge_by = min(review.acknowledge_by, moment.now + policy.review.acknowledge_critical)
    elif isinstance(command, cmd.DescribeFlag) and _is_last_to_explain(case, command):
        acknowledge_by = (review.clock_started_at or review.opened_at) + policy.review.acknowledge
    else:
        return []
    # A clock that is over already stays where it was: it was missed.
    if acknowledge_by == review.acknowledge_by or acknowledge_by <= moment.now:
        return []
    return [
        ev.ReviewDue(acknowledge_by=acknowledge_by, outcome_by=review.outcome_by, **stamp(command, moment))
    ]


def _gravity_so_far(case: Case) -> int:
    return min((gravity(flag.category) for flag in case.flags_that_count), default=len(Category))


def _is_last_to_explain(case: Case, command: cmd.DescribeFlag) -> bool:
    """Whether, after this description, every flag is explained and none of them is critical."""
    person = command.actor.person
    others = [flag for flag in case.flags_that_count if flag.category is None and flag.person != person]
    return not others and case.gravest is not Category.CRITICAL
