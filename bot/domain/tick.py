"""What time alone brings about: leases that end, nudges, quiet cases that close, clocks that are missed."""

from datetime import datetime

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.claim import end_claims
from bot.domain.escalation import missed
from bot.domain.evolve import replay
from bot.domain.hours import after_awake
from bot.domain.stamp import stamp
from bot.policy import Policy

NO_PANIC = cmd.Sharing()


def next_deadline(case: Case, policy: Policy, sharing: cmd.Sharing = NO_PANIC) -> datetime | None:
    """When a Tick will next have something to do, or None."""
    times = [*_claim_times(case, policy), *_quiet_times(case, policy, sharing).values(), *_review_times(case)]
    return min(times, default=None)


def decide_tick(case: Case, command: cmd.Tick, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    claims = _due_claims(case, command, policy, moment)
    # A case that closes ends only the claims that did not end just now by themselves.
    quiet = _due_quiet(replay(case, claims), command, policy, moment)
    return [*claims, *quiet, *_due_review(case, command, policy, moment)]


def _claim_times(case: Case, policy: Policy) -> list[datetime]:
    ends = [claim.until for claim in case.claims]
    return ends + [
        claim.until - policy.claim.lease + policy.claim.remind_after
        for claim in case.claims
        if not claim.is_reminded and policy.claim.remind_after < policy.claim.lease
    ]


def _due_claims(case: Case, command: cmd.Tick, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    happened: list[ev.Event] = []
    for claim in case.claims:
        remind_at = claim.until - policy.claim.lease + policy.claim.remind_after
        if claim.until <= moment.now:
            happened.append(
                ev.ClaimEnded(person=claim.person, why=ev.ClaimEnd.EXPIRED, **stamp(command, moment))
            )
        elif remind_at <= moment.now and not claim.is_reminded:
            happened.append(ev.ClaimReminded(person=claim.person, **stamp(command, moment)))
    return happened


def _quiet_times(case: Case, policy: Policy, sharing: cmd.Sharing) -> dict[str, datetime]:
    if sharing.is_stopped or case.state not in {State.OPEN, State.NEEDS_LEAD} or case.quiet_since is None:
        return {}
    # Nobody could help during a panic, so the clocks start anew after it.
    since = max(case.quiet_since, sharing.since or case.quiet_since)
    channel = policy.help_channel(case.clip.language)
    rules = policy.quiet
    times = {"close": after_awake(since, rules.close_after, channel)}
    if case.state is State.OPEN and not case.is_nudged:
        times["nudge"] = after_awake(since, rules.nudge_after, channel)
    if case.state is State.OPEN and not case.is_widened:
        times["widen"] = after_awake(since, rules.widen_after, channel)
    return times


def _due_quiet(case: Case, command: cmd.Tick, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    due = {what for what, at in _quiet_times(case, policy, moment.sharing).items() if at <= moment.now}
    made = stamp(command, moment)
    if "close" in due:
        return [*end_claims(case, ev.ClaimEnd.CLOSED, made), ev.ClosedUnresolved(**made)]
    happened: list[ev.Event] = []
    if "nudge" in due:
        happened.append(ev.Nudged(**made))
    if "widen" in due:
        happened.append(ev.Widened(**made))
    return happened


def _review_times(case: Case) -> list[datetime]:
    review = case.review
    if case.state is not State.WITHHELD or review is None:
        return []
    times = [review.taken_until] if review.taken_until else []
    if review.acknowledged_at is None and not review.is_acknowledgement_late:
        times.append(review.acknowledge_by)
    if not review.is_outcome_late:
        times.append(review.outcome_by)
    return times


def _due_review(case: Case, command: cmd.Tick, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    review = case.review
    if case.state is not State.WITHHELD or review is None:
        return []
    made = stamp(command, moment)
    happened: list[ev.Event] = []
    if review.taken_by and review.taken_until and review.taken_until <= moment.now:
        happened.append(ev.ReviewLeaseExpired(person=review.taken_by, **made))
    is_unseen = review.acknowledged_at is None and not review.is_acknowledgement_late
    if is_unseen and review.acknowledge_by <= moment.now:
        happened += missed(replay(case, happened), ev.Clock.ACKNOWLEDGE, policy, made)
    if not review.is_outcome_late and review.outcome_by <= moment.now:
        happened += missed(replay(case, happened), ev.Clock.OUTCOME, policy, made)
    return happened
