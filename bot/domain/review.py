"""Moderators' work on a withheld case: take it, then uphold, release or escalate with a reason."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.escalation import alarmed, escalated
from bot.domain.evolve import replay
from bot.domain.ids import show_alias
from bot.domain.refusals import ahead
from bot.domain.reviewed import Review
from bot.domain.stamp import stamp
from bot.domain.text import NOTE_CHARACTERS, clean_text
from bot.errors import UserError, Why
from bot.policy import Policy


def decide_take(case: Case, command: cmd.Take, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    review = _under_review(case)
    person = command.actor.person
    name = show_alias(case.alias)
    if person in _release_voters(review):
        raise UserError(
            Why.ALREADY, f"You already voted to release {name}; it needs another moderator's eyes now."
        )
    is_leased = review.is_leased(moment.now)
    if is_leased and review.taken_by != person:
        until = ahead(moment.now, review.taken_until or moment.now)
        raise UserError(
            Why.TAKEN, f"<@{review.taken_by}> has {name}; it is free again {until} at the latest."
        )
    return [ev.ReviewTaken(until=moment.now + policy.review.lease, **stamp(command, moment))]


def decide_uphold(case: Case, command: cmd.Uphold, _policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    review = _under_review(case)
    _refuse_untaken(case, review, command, moment)
    return [ev.Upheld(reason=_reason(command.reason), **stamp(command, moment))]


def decide_release_case(
    case: Case, command: cmd.ReleaseCase, policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    review = _under_review(case)
    _refuse_untaken(case, review, command, moment)
    if review.acknowledged_at is None:
        raise UserError(
            Why.NOT_TAKEN,
            f"A graver flag came in after you took {show_alias(case.alias)}. "
            "Take it again when you have seen that, then decide.",
        )
    reason = _reason(command.reason)
    if len({*_release_voters(review), command.actor.person}) < release_votes_needed(case, policy):
        return [ev.ReleaseVoted(reason=reason, **stamp(command, moment))]
    return [ev.SharingResumed(reason=reason, **stamp(command, moment))]


def release_votes_needed(case: Case, policy: Policy) -> int:
    """How many different moderators a release takes; an unexplained flag counts as the gravest."""
    return policy.review.people_to_release_critical if case.is_grave else 1


def decide_escalate(case: Case, command: cmd.Escalate, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    review = _under_review(case)
    _refuse_untaken(case, review, command, moment)
    return escalated(case, review, command, policy, moment)


def decide_hand_over(case: Case, command: cmd.HandOver, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    """Nobody is asked why; who had the review lets it go, and others are called anew."""
    review = _under_review(case)
    person = command.actor.person
    is_leased = review.is_leased(moment.now)
    if is_leased and review.taken_by != person:
        raise UserError(Why.ALREADY, f"<@{review.taken_by}> has {show_alias(case.alias)} already.")
    if not is_leased and person in review.passed_by:
        raise UserError(Why.ALREADY, "Noted already: somebody else takes it.")
    made = stamp(command, moment)
    happened: list[ev.Event] = [ev.ReviewHandedOver(**made)]
    return [*happened, *alarmed(replay(case, happened), review, policy, made)] if is_leased else happened


def _release_voters(review: Review) -> set[str]:
    return {vote.person for vote in review.release_votes}


def _under_review(case: Case) -> Review:
    if case.state is State.WITHHELD and case.review is not None:
        return case.review
    name = show_alias(case.alias)
    if case.state is State.UPHELD:
        raise UserError(Why.CLOSED, f"{name} was already upheld and stays withheld.")
    raise UserError(Why.NOT_WITHHELD, f"{name} is not withheld, so there is nothing to review.")


def _refuse_untaken(case: Case, review: Review, command: cmd.Asking, moment: cmd.Moment) -> None:
    name = show_alias(case.alias)
    is_leased = review.is_leased(moment.now)
    if is_leased and review.taken_by == command.actor.person:
        return
    if is_leased:
        raise UserError(Why.TAKEN, f"<@{review.taken_by}> has {name} now, so the decision is theirs.")
    raise UserError(Why.NOT_TAKEN, f"Take {name} first, so that two moderators don't decide at once.")


def _reason(raw: str) -> str:
    return clean_text(
        raw, what="The reason", limit=NOTE_CHARACTERS, hint="Write a sentence that explains the decision."
    )
