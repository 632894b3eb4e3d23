"""How the events of a review change a case: its clocks, its levels, its pages, its decisions."""

from collections.abc import Callable
from typing import Any

from bot.domain import events as ev
from bot.domain.case import Case, Category, State
from bot.domain.reviewed import Cause, Decision, Escalation, Page, PageAction, Review, Verdict

Changes = dict[str, Any]


def _review_due(case: Case, event: ev.ReviewDue) -> Changes:
    review = case.review or Review(
        opened_at=event.at, acknowledge_by=event.acknowledge_by, outcome_by=event.outcome_by
    )
    times: Changes = {"acknowledge_by": event.acknowledge_by, "outcome_by": event.outcome_by}
    if ev.Clock.ACKNOWLEDGE in event.restarts:
        times |= {"acknowledged_at": None, "is_acknowledgement_late": False, "alarms": review.alarms + 1}
        times |= {"clock_started_at": event.at}
    if ev.Clock.OUTCOME in event.restarts:
        times |= {"is_outcome_late": False}
    return {"review": review.model_copy(update=times)}


def _review_clock_missed(case: Case, event: ev.ReviewClockMissed) -> Changes:
    is_first = event.clock is ev.Clock.ACKNOWLEDGE
    return review_changes(case, {"is_acknowledgement_late" if is_first else "is_outcome_late": True})


def _review_taken(case: Case, event: ev.ReviewTaken) -> Changes:
    acknowledged_at = (case.review.acknowledged_at if case.review else None) or event.at
    taken = {"taken_by": event.by, "taken_until": event.until, "acknowledged_at": acknowledged_at}
    return review_changes(case, taken) | _pages_told(case, PageAction.ACKNOWLEDGE)


def _review_lease_expired(case: Case, _event: ev.ReviewLeaseExpired) -> Changes:
    return review_changes(case, {"taken_by": None, "taken_until": None})


def _review_handed_over(case: Case, event: ev.ReviewHandedOver) -> Changes:
    if case.review is None:
        return {}
    passed_by = tuple(dict.fromkeys((*case.review.passed_by, event.by)))
    free = {"taken_by": None, "taken_until": None} if case.review.taken_by == event.by else {}
    return review_changes(case, free | {"passed_by": passed_by})


def _review_escalated(case: Case, event: ev.ReviewEscalated) -> Changes:
    escalation = Escalation(
        level=event.level,
        epoch=case.sharing_epoch,
        person=event.by,
        at=event.at,
        cause=event.cause,
        reason=event.reason,
    )
    changes: Changes = {"escalations": (*case.escalations, escalation)}
    if event.has_pager:
        page = Page(epoch=case.sharing_epoch, level=event.level, wanted=PageAction.TRIGGER)
        changes |= {"pages": (*case.pages, page)}
    if event.cause is Cause.ASKED:
        changes |= review_changes(case, {"taken_by": None, "taken_until": None})
    return changes


def _page_recorded(case: Case, event: ev.PageRecorded) -> Changes:
    return {
        "pages": tuple(
            page.model_copy(update={"told": event.action})
            if (page.epoch, page.level) == (event.epoch, event.level)
            else page
            for page in case.pages
        )
    }


def _upheld(case: Case, event: ev.Upheld) -> Changes:
    decision = Decision(
        person=event.by,
        at=event.at,
        verdict=Verdict.UPHELD,
        reason=event.reason,
        is_critical=case.gravest is Category.CRITICAL,
    )
    return {
        "state": State.UPHELD,
        "decisions": (*case.decisions, decision),
        "store_mark_wanted": case.store_mark_wanted + 1,
        **_closed(case),
    }


def _closed(case: Case) -> Changes:
    """The end of a review."""
    last_alarm = case.review.alarms if case.review else case.last_alarm
    return {"review": None, "last_alarm": last_alarm, **_pages_told(case, PageAction.RESOLVE)}


def _release_voted(case: Case, event: ev.ReleaseVoted) -> Changes:
    vote = Decision(person=event.by, at=event.at, verdict=Verdict.RELEASED, reason=event.reason)
    votes = (*case.review.release_votes, vote) if case.review else (vote,)
    return review_changes(case, {"release_votes": votes, "taken_by": None, "taken_until": None})


def _sharing_resumed(case: Case, event: ev.SharingResumed) -> Changes:
    decision = Decision(person=event.by, at=event.at, verdict=Verdict.RELEASED, reason=event.reason)
    earlier_votes = case.review.release_votes if case.review else ()
    return {
        "state": case.withheld_from or State.IDLE,
        "withheld_from": None,
        "decisions": (*case.decisions, *earlier_votes, decision),
        # The clocks of a quiet case start anew: nobody could help while it was withheld.
        "quiet_since": event.at,
        "store_mark_wanted": case.store_mark_wanted + 1,
        **_closed(case),
    }


def review_changes(case: Case, changes: Changes) -> Changes:
    return {"review": case.review.model_copy(update=changes)} if case.review else {}


def _pages_told(case: Case, action: PageAction) -> Changes:
    """What the pager should know from now on; what is resolved stays so."""
    if not case.pages:
        return {}
    return {
        "pages": tuple(
            page if page.wanted is PageAction.RESOLVE else page.model_copy(update={"wanted": action})
            for page in case.pages
        )
    }


# The functions take the one event they are for; the table is what makes that so.
REVIEW_CHANGES: dict[type[ev.Happened], Callable[[Case, Any], Changes]] = {
    ev.ReviewDue: _review_due,
    ev.ReviewClockMissed: _review_clock_missed,
    ev.ReviewTaken: _review_taken,
    ev.ReviewLeaseExpired: _review_lease_expired,
    ev.ReviewHandedOver: _review_handed_over,
    ev.ReviewEscalated: _review_escalated,
    ev.PageRecorded: _page_recorded,
    ev.Upheld: _upheld,
    ev.ReleaseVoted: _release_voted,
    ev.SharingResumed: _sharing_resumed,
}
