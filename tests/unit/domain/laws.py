"""What must hold after any step of any case, and over all cases together. Each law raises AssertionError."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import Actor, Role
from bot.domain.case import Case, Category, FlagEntry, State, WriteState
from bot.domain.claim import claim_limit, places
from bot.domain.evolve import evolve
from bot.domain.listen import may_hear_in_review
from bot.domain.panic import REFUSED_IN_PANIC, Panic, PanicEvent
from bot.domain.reviewed import PageAction, Review
from bot.domain.tick import next_deadline
from bot.errors import UserError
from bot.policy import Policy

ACCEPTED_WHILE_HIDDEN = (
    cmd.Flag,
    cmd.DescribeFlag,
    cmd.Take,
    cmd.Uphold,
    cmd.ReleaseCase,
    cmd.Escalate,
    cmd.HandOver,
    cmd.RecordPage,
    cmd.RecordWriteBack,
    cmd.RenewWrite,
    cmd.RenewMark,
    cmd.ParkWrite,
    cmd.RetryWork,
    cmd.EndRequest,
    cmd.NoteMarks,
    cmd.CountCopies,
    cmd.NoticeLeak,
    cmd.CloseLeak,
    cmd.ClearLeak,
    cmd.ListenInReview,
    cmd.BeginHearing,
    cmd.RecordHearing,
    cmd.Tick,
)
WITH_OUTCOME = {State.AGREED, State.WRITTEN}


def check_step(
    before: Case, command: cmd.Command, happened: Sequence[ev.Event], after: Case, policy: Policy
) -> None:
    """The laws of one accepted command."""
    assert after.revision == before.revision + bool(happened)
    assert not before.is_hidden or isinstance(command, ACCEPTED_WHILE_HIDDEN)
    is_known_mark = isinstance(command, cmd.Flag) and any(
        command.mark and flag.mark == command.mark for flag in before.flags
    )
    assert after.is_hidden or is_known_mark or not isinstance(command, cmd.Flag | cmd.DescribeFlag)
    assert not is_known_mark or not happened
    assert after.sharing_epoch >= before.sharing_epoch
    assert after.store_mark_epoch >= before.store_mark_epoch
    _check_flags(before.flags, after.flags)
    assert after.decisions[: len(before.decisions)] == before.decisions
    _check_round_trips(after, happened)
    present = before
    for event in happened:
        assert event.by == command.actor.person or isinstance(
            event, ev.Agreed | ev.LeadNeeded | ev.ClaimEnded
        )
        if law := _LAW_OF.get(type(event)):
            law(present, event, policy)
        present = evolve(present, event)


def check_shared(before: Case, command: cmd.Command, sharing: cmd.Sharing) -> None:
    """While a panic holds a case, nothing that would bring it to people is accepted."""
    assert before.is_hidden or not sharing.is_stopped or command.act not in REFUSED_IN_PANIC


def check_refusal(command: cmd.Command, refusal: UserError) -> None:
    """A refusal has a sentence; and a timer, the store, the engine and a worker are never refused."""
    assert refusal.message.endswith((".", "`"))
    assert not isinstance(
        command, cmd.Tick | cmd.RecordWriteBack | cmd.RecordPage | cmd.Weigh | cmd.ParkWrite
    )


def _check_flags(before: Sequence[FlagEntry], after: Sequence[FlagEntry]) -> None:
    """Flags are never removed, and what one said is never changed; only what it did not say is added."""
    assert len(after) >= len(before)
    for old, new in zip(before, after, strict=False):
        assert (old.person, old.at, old.door) == (new.person, new.at, new.door)
        assert old.category in {None, new.category}


def _check_round_trips(case: Case, happened: Iterable[ev.Event]) -> None:
    assert Case.model_validate_json(case.model_dump_json()) == case
    for event in happened:
        assert ev.EVENT.validate_json(ev.EVENT.dump_json(event)) == event


def _claimed(case: Case, event: ev.Claimed, policy: Policy) -> None:
    assert places(case, policy) > 0
    assert event.by not in case.askers


def _claim_extended(case: Case, event: ev.ClaimExtended, policy: Policy) -> None:
    claim = case.claim_of(event.by)
    assert claim is not None
    assert claim.until > event.at, "a lease that is over is not extended"
    assert claim.extensions < policy.claim.extensions


def _claim_reminded(case: Case, event: ev.ClaimReminded, _policy: Policy) -> None:
    claim = case.claim_of(event.person)
    assert claim is not None
    assert not claim.is_reminded


def _claim_ended(case: Case, event: ev.ClaimEnded, _policy: Policy) -> None:
    assert case.claim_of(event.person), "a claim ends once"


def _suggested(case: Case, event: ev.Suggested, _policy: Policy) -> None:
    assert case.state is State.OPEN
    assert event.by not in case.askers


def _ask_joined(case: Case, event: ev.AskJoined, _policy: Policy) -> None:
    assert event.by not in {*case.askers, *(voice.person for voice in case.voices)}


def _agreed(case: Case, event: ev.Agreed, policy: Policy) -> None:
    assert len(set(event.people)) == len(event.people) >= policy.agreement.people_at_least
    heard = {voice.person: voice for voice in case.voices}
    assert set(event.people) <= set(heard) - set(case.askers)
    said = {word for person in event.people for word in heard[person].text.split()}
    assert set(event.text.split()) <= said, "every agreed word was said by somebody who is counted"


def _lead_needed(case: Case, event: ev.LeadNeeded, _policy: Policy) -> None:
    named = {person for word in event.words for person in word.people}
    named |= {person for word in event.words for other in word.others for person in other.people}
    assert named <= {voice.person for voice in case.voices}, "only who is counted is said to have said it"


def _settled(case: Case, event: ev.Settled, _policy: Policy) -> None:
    assert event.by not in {suggestion.person for suggestion in case.suggestions}
    assert event.by not in case.askers


def _reopened(case: Case, event: ev.Reopened, policy: Policy) -> None:
    assert case.closed_at is not None
    assert event.at <= case.closed_at + policy.reopen.within


def _written_back(case: Case, event: ev.WriteBackRecorded, _policy: Policy) -> None:
    assert case.outcome is not None
    assert case.outcome.number == event.number
    assert case.outcome.write is not WriteState.WRITTEN, "what was written stays written"


def _conflict_resolved(case: Case, event: ev.ConflictResolved, _policy: Policy) -> None:
    assert case.outcome is not None
    assert (case.outcome.number, case.outcome.write) == (event.number, WriteState.CONFLICT)


def _write_renewed(case: Case, event: ev.WriteRenewed, _policy: Policy) -> None:
    assert case.outcome is not None
    assert (case.outcome.number, case.outcome.write) == (event.number, WriteState.WRITTEN)


def _mark_renewed(case: Case, event: ev.MarkRenewed, _policy: Policy) -> None:
    assert 0 < event.epoch == case.store_mark_epoch == case.store_mark_wanted


def _write_parked(case: Case, event: ev.WriteParked, _policy: Policy) -> None:
    assert case.outcome is not None
    assert (case.outcome.number, case.outcome.write) == (event.number, WriteState.PENDING)
    assert case.outcome.parked_at is None, "people are told once"


def _listened(case: Case, event: ev.Listened, policy: Policy) -> None:
    if event.is_review:
        assert may_hear_in_review(case, event.by, event.at)
    else:
        assert not case.is_hidden
        assert case.plays_of(event.by) < policy.listen.plays_a_case


def _hearing_began(case: Case, event: ev.HearingBegan, _policy: Policy) -> None:
    assert not case.is_hidden or may_hear_in_review(case, event.person, event.at)


def _sharing_stopped(case: Case, event: ev.SharingStopped, _policy: Policy) -> None:
    assert not case.is_hidden
    assert event.epoch == case.sharing_epoch + 1


def _decided(case: Case, event: ev.Upheld | ev.ReleaseVoted | ev.SharingResumed, _policy: Policy) -> Review:
    """Whoever decides has the review, and their lease runs."""
    assert case.state is State.WITHHELD
    assert case.review is not None
    assert case.review.taken_by == event.by
    assert case.review.taken_until is not None
    assert case.review.taken_until > event.at
    return case.review


def _sharing_resumed(case: Case, event: ev.SharingResumed, policy: Policy) -> None:
    review = _decided(case, event, policy)
    assert review.acknowledged_at is not None, "nobody releases what they have not seen"
    moderators = {event.by, *(vote.person for vote in review.release_votes)}
    if case.gravest is Category.CRITICAL or case.has_unexplained_flag:
        assert len(moderators) >= policy.review.people_to_release_critical


def _review_escalated(case: Case, event: ev.ReviewEscalated, policy: Policy) -> None:
    assert event.level == case.level + 1 <= len(policy.escalation.levels), "each level is called once"
    assert event.has_pager == (policy.escalation.levels[event.level - 1].pagerduty is not None)


def _review_due(case: Case, event: ev.ReviewDue, _policy: Policy) -> None:
    assert event.acknowledge_by > event.at or event.acknowledge_by == (
        case.review and case.review.acknowledge_by
    )


def _page_recorded(case: Case, event: ev.PageRecorded, _policy: Policy) -> None:
    assert (event.epoch, event.level) in {(page.epoch, page.level) for page in case.pages}


# Each function takes the one event it is for.
_LAW_OF: dict[type[ev.Happened], Callable[[Case, Any, Policy], object]] = {
    ev.Claimed: _claimed,
    ev.ClaimExtended: _claim_extended,
    ev.ClaimReminded: _claim_reminded,
    ev.ClaimEnded: _claim_ended,
    ev.Suggested: _suggested,
    ev.AskJoined: _ask_joined,
    ev.Agreed: _agreed,
    ev.LeadNeeded: _lead_needed,
    ev.Settled: _settled,
    ev.Reopened: _reopened,
    ev.WriteBackRecorded: _written_back,
    ev.ConflictResolved: _conflict_resolved,
    ev.WriteRenewed: _write_renewed,
    ev.WriteParked: _write_parked,
    ev.MarkRenewed: _mark_renewed,
    ev.Listened: _listened,
    ev.HearingBegan: _hearing_began,
    ev.SharingStopped: _sharing_stopped,
    ev.Upheld: _decided,
    ev.ReleaseVoted: _decided,
    ev.SharingResumed: _sharing_resumed,
    ev.ReviewEscalated: _review_escalated,
    ev.ReviewDue: _review_due,
    ev.PageRecorded: _page_recorded,
}


def check_case(case: Case, policy: Policy) -> None:
    """The laws of a case at rest."""
    voices = [voice.person for voice in case.voices]
    assert len(set(voices)) == len(voices)
    assert not set(voices) & set(case.askers)
    claimants = [claim.person for claim in case.claims]
    assert len(set(claimants)) == len(claimants) <= policy.agreement.people_at_least
    assert not set(claimants) & {*case.askers, *voices}
    assert not claimants or case.state is State.OPEN
    assert places(case, policy) >= 0
    assert (case.review is not None) == (case.state is State.WITHHELD)
    assert case.state not in WITH_OUTCOME or case.outcome is not None
    assert case.state not in {State.OPEN, State.NEEDS_LEAD} or case.asks
    assert not case.disputed or State.NEEDS_LEAD in {case.state, case.withheld_from}
    assert not case.is_hidden or case.withheld_from is not None
    open_pages = [page for page in case.pages if page.wanted is not PageAction.RESOLVE]
    assert not open_pages or case.review is not None, "what is decided rings no more"
    is_written = State.WRITTEN in {case.state, case.withheld_from}
    assert not is_written or (case.outcome is not None and case.outcome.write is WriteState.WRITTEN)
    if case.outcome is not None and case.outcome.parked_at:
        assert case.outcome.write is WriteState.PENDING, "what the store answered waits for no operator"
    if case.outcome is not None and case.outcome.settled_by:
        assert case.outcome.settled_by not in case.outcome.people


def check_panic(before: Panic, after: Panic, event: PanicEvent, policy: Policy) -> None:
    """The laws of one switch or vote of a panic."""
    assert after.revision == before.revision + 1
    assert before.turn <= after.turn <= before.turn + 1
    assert Panic.model_validate_json(after.model_dump_json()) == after
    if before.is_on and not after.is_on:
        assert len(set(after.votes)) >= policy.review.people_to_resume, "nobody ends a panic alone"
        assert event.by in after.votes


def check_deadline_moved_on(case: Case, policy: Policy, now: datetime, sharing: cmd.Sharing) -> None:
    """After a tick nothing is due any more, or the timer would run hot."""
    deadline = next_deadline(case, policy, sharing)
    assert deadline is None or deadline > now


def check_leases(cases: Iterable[Case], people: Iterable[Actor], policy: Policy, now: datetime) -> None:
    """Nobody holds more running leases than they may."""
    running = [claim.person for case in cases for claim in case.claims if claim.until > now]
    for actor in people:
        assert running.count(actor.person) <= claim_limit(actor, policy.claim)
        assert actor.person not in running or actor.has_any(frozenset({Role.PEER, Role.LEAD}))
