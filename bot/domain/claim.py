"""A claim: a peer's lease on one of the places of a case. A courtesy, not a lock."""

from datetime import datetime

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import Actor, Role
from bot.domain.case import Case, State
from bot.domain.evolve import replay
from bot.domain.ids import show_alias
from bot.domain.refusals import ahead, refuse_closed, refuse_hidden
from bot.domain.stamp import Stamp, stamp
from bot.errors import UserError, Why
from bot.policy import ClaimRules, Policy


def claim_limit(actor: Actor, rules: ClaimRules) -> int:
    """How many claims a person may hold at once."""
    if Role.LEAD in actor.roles:
        return rules.at_once_lead
    is_experienced = actor.accepted_suggestions >= rules.experienced_after_suggestions
    return rules.at_once_experienced if is_experienced else rules.at_once_newcomer


def places(case: Case, policy: Policy) -> int:
    """How many more people can claim the case now: the voices it still needs, less those that are coming."""
    if case.state is not State.OPEN:
        return 0
    needed = max(policy.agreement.people_at_least - len(case.voices), 1)
    return max(needed - len(case.claims), 0)


def decide_claim(case: Case, command: cmd.Claim, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    # A lease that is over frees its place now, even if the timer that says so comes later.
    over = end_claims(case, ev.ClaimEnd.EXPIRED, stamp(command, moment), over_at=moment.now)
    _refuse_claim(replay(case, over), command, policy, moment)
    return [*over, ev.Claimed(until=moment.now + policy.claim.lease, **stamp(command, moment))]


def _refuse_claim(case: Case, command: cmd.Claim, policy: Policy, moment: cmd.Moment) -> None:
    refuse_closed(case)
    refuse_stranger_to_language(case, command.actor, policy)
    name = show_alias(case.alias)
    actor = command.actor
    if actor.person in case.askers:
        raise UserError(Why.OWN_ASK, "This is your own ask; it needs ears other than yours.")
    if case.voice_of(actor.person):
        raise UserError(
            Why.ALREADY, f"You already said what you hear in {name}. You can still change it on the card."
        )
    if own := case.claim_of(actor.person):
        raise UserError(
            Why.ALREADY, f"You already have {name}; it is yours {ahead(moment.now, own.until)[3:]} longer."
        )
    if places(case, policy) == 0:
        on_it = " and ".join(f"<@{claim.person}>" for claim in case.claims)
        raise UserError(
            Why.FULL,
            f"{name} has enough people for now ({on_it}). `/clip claim` gives you the next one that waits.",
        )
    limit = claim_limit(actor, policy.claim)
    if moment.limits.claims_elsewhere >= limit:
        raise UserError(Why.TOO_MANY_CLAIMS, too_many_claims(limit))


def too_many_claims(limit: int) -> str:
    clips = "one clip" if limit == 1 else f"{limit} clips"
    return f"You can have {clips} at a time. Finish or give back what you have; `/clip mine` lists it."


def refuse_stranger_to_language(case: Case, actor: Actor, policy: Policy) -> None:
    """UserError when the person is not in the help channel of the clip's language."""
    channel = policy.help_channel(case.clip.language)
    if channel and channel.language not in actor.languages and Role.LEAD not in actor.roles:
        raise UserError(
            Why.OTHER_LANGUAGE,
            f"This clip is in {channel.name}. Join {channel.channel} if you speak it, then try again.",
        )


def decide_extend_claim(
    case: Case, command: cmd.ExtendClaim, policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    refuse_closed(case)
    name = show_alias(case.alias)
    claim = case.claim_of(command.actor.person)
    if claim is None or claim.until <= moment.now:
        raise UserError(Why.NO_CLAIM, f"You don't have {name} now. `/clip claim {name}` takes it again.")
    if claim.extensions >= policy.claim.extensions:
        raise UserError(
            Why.ALREADY, f"{name} was already extended. Say what you hear, or choose “can't tell”; both help."
        )
    return [ev.ClaimExtended(until=claim.until + policy.claim.lease, **stamp(command, moment))]


def decide_release(case: Case, command: cmd.Release, _policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    person = command.actor.person
    if case.claim_of(person) is None:
        raise UserError(
            Why.NO_CLAIM, f"You don't have {show_alias(case.alias)}, so there is nothing to give back."
        )
    return [ev.ClaimEnded(person=person, why=ev.ClaimEnd.RELEASED, **stamp(command, moment))]


def end_claims(
    case: Case, why: ev.ClaimEnd, made: Stamp, *, over_at: datetime | None = None
) -> list[ev.Event]:
    """The end of every claim of the case, or only of those whose lease is over at `over_at`."""
    return [
        ev.ClaimEnded(person=claim.person, why=why, **made)
        for claim in case.claims
        if over_at is None or claim.until <= over_at
    ]
