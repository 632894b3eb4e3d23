"""How each event changes a case. Total: every event on every case gives a case."""

from collections.abc import Callable
from typing import Any

from bot.domain import events as ev
from bot.domain.case import (
    Ask,
    Case,
    Claim,
    ConflictChoice,
    FlagEntry,
    Outcome,
    Plays,
    State,
    Suggestion,
    WriteState,
)
from bot.domain.copies import Receipt
from bot.domain.ids import PersonId
from bot.domain.leaked import Leak
from bot.domain.retry import WRITE_WORK
from bot.domain.review_changes import REVIEW_CHANGES, Changes, review_changes


def evolve(case: Case, event: ev.Event) -> Case:
    """The case after the event. The revision is the commit's, and stays."""
    changes = _CHANGES[type(event)](case, event)
    return case.model_copy(update=changes)


def replay(case: Case, happened: list[ev.Event]) -> Case:
    for event in happened:
        case = evolve(case, event)
    return case


def _asked(_case: Case, event: ev.Asked) -> Changes:
    ask = Ask(person=event.by, at=event.at, note=event.note, guess=event.guess)
    return _opened(event) | {"asks": (ask,), "clip": event.clip}


def _opened(event: ev.Happened) -> Changes:
    return {
        "state": State.OPEN,
        "opened_at": event.at,
        "quiet_since": event.at,
        "is_nudged": False,
        "is_widened": False,
        "closed_at": None,
        "plays": (),
        "disputed": (),
    }


def _ask_joined(case: Case, event: ev.AskJoined) -> Changes:
    return {"asks": (*case.asks, Ask(person=event.by, at=event.at, note=event.note, guess=event.guess))}


def _ask_left(case: Case, event: ev.AskLeft) -> Changes:
    return {"asks": tuple(ask for ask in case.asks if ask.person != event.person)}


def _ask_withdrawn(_case: Case, event: ev.AskWithdrawn) -> Changes:
    return {"state": State.IDLE, "asks": (), "closed_at": event.at, "disputed": ()}


def _claimed(case: Case, event: ev.Claimed) -> Changes:
    return {
        "claims": (*_claims_without(case, event.by), Claim(person=event.by, at=event.at, until=event.until))
    }


def _claim_extended(case: Case, event: ev.ClaimExtended) -> Changes:
    return {
        "claims": tuple(
            claim.model_copy(
                update={"until": event.until, "extensions": claim.extensions + 1, "is_reminded": False}
            )
            if claim.person == event.by
            else claim
            for claim in case.claims
        )
    }


def _claim_reminded(case: Case, event: ev.ClaimReminded) -> Changes:
    return {
        "claims": tuple(
            claim.model_copy(update={"is_reminded": True}) if claim.person == event.person else claim
            for claim in case.claims
        )
    }


def _claim_ended(case: Case, event: ev.ClaimEnded) -> Changes:
    return {"claims": _claims_without(case, event.person)}


def _claims_without(case: Case, person: PersonId) -> tuple[Claim, ...]:
    return tuple(claim for claim in case.claims if claim.person != person)


def _suggested(case: Case, event: ev.Suggested) -> Changes:
    earlier = next((found for found in case.suggestions if found.person == event.by), None)
    suggestion = Suggestion(
        person=event.by,
        at=event.at,
        text=event.text,
        is_nobody_can_tell=event.is_nobody_can_tell,
        version=earlier.version + 1 if earlier else 1,
        round=case.round,
    )
    others = tuple(found for found in case.suggestions if found.person != event.by)
    return {"suggestions": (*others, suggestion), "quiet_since": event.at}


def _agreed(case: Case, event: ev.Agreed) -> Changes:
    outcome = Outcome(
        number=_next_number(case),
        text=event.text,
        is_nobody_can_tell=event.is_nobody_can_tell,
        words=event.words,
        confidence=event.confidence,
        method=event.method,
        people=event.people,
        at=event.at,
    )
    return {"state": State.AGREED, "outcome": outcome, "closed_at": event.at}


def _next_number(case: Case) -> int:
    return case.outcome.number + 1 if case.outcome else 1


def _lead_needed(_case: Case, event: ev.LeadNeeded) -> Changes:
    return {"state": State.NEEDS_LEAD, "quiet_since": event.at, "disputed": event.words}


def _settled(case: Case, event: ev.Settled) -> Changes:
    outcome = Outcome(
        number=_next_number(case),
        text=event.text,
        is_nobody_can_tell=event.is_nobody_can_tell,
        disputed=case.disputed,
        confidence=1.0,
        method="lead/1",
        people=event.people,
        settled_by=event.by,
        at=event.at,
    )
    return {"state": State.AGREED, "outcome": outcome, "closed_at": event.at, "disputed": ()}


def _closed_unresolved(_case: Case, event: ev.ClosedUnresolved) -> Changes:
    return {"state": State.UNRESOLVED, "closed_at": event.at, "disputed": ()}


def _listened(case: Case, event: ev.Listened) -> Changes:
    if event.is_review:
        return {}
    others = tuple(plays for plays in case.plays if plays.person != event.by)
    return {"plays": (*others, Plays(person=event.by, count=case.plays_of(event.by) + 1))}


def _flagged(case: Case, event: ev.Flagged) -> Changes:
    flag = FlagEntry(
        person=event.by,
        at=event.at,
        door=event.door,
        category=event.category,
        note=event.note,
        mark=event.mark,
    )
    return {"flags": (*case.flags, flag), "clip": event.clip} | _votes_void(case) | _store_to_be_told(case)


def _marks_noted(case: Case, event: ev.MarksNoted) -> Changes:
    return {
        "flags": tuple(
            flag if flag.mark in event.marks else flag.model_copy(update={"mark": ""}) for flag in case.flags
        )
    }


def _flag_described(case: Case, event: ev.FlagDescribed) -> Changes:
    flags = list(case.flags)
    for place, flag in enumerate(flags):
        if flag.person == event.by and flag.category is None:
            flags[place] = flag.model_copy(update={"category": event.category, "note": event.note})
    return {"flags": tuple(flags)} | _votes_void(case) | _store_to_be_told(case)


def _store_to_be_told(case: Case) -> Changes:
    """The store was told at the stop; a later word may change the category."""
    return {"store_mark_wanted": case.store_mark_wanted + 1} if case.state is State.WITHHELD else {}


def _votes_void(case: Case) -> Changes:
    # Whoever voted to release before this was said voted without knowing it.
    return review_changes(case, {"release_votes": ()})


def _sharing_stopped(case: Case, event: ev.SharingStopped) -> Changes:
    return {
        "state": State.WITHHELD,
        "withheld_from": case.state,
        "sharing_epoch": max(case.sharing_epoch, event.epoch),
        "store_mark_wanted": case.store_mark_wanted + 1,
    }


def _reopened(case: Case, event: ev.Reopened) -> Changes:
    asks = case.asks
    if event.by not in case.askers:
        asks = (*asks, Ask(person=event.by, at=event.at))
    return _opened(event) | {"round": case.round + 1, "asks": asks, "clip": event.clip}


def _write_back_recorded(case: Case, event: ev.WriteBackRecorded) -> Changes:
    if case.outcome is None or case.outcome.number != event.number:
        return {}
    written_at = event.at if event.result is WriteState.WRITTEN else None
    changes = {"write": event.result, "written_at": written_at, "parked_at": None}
    outcome = case.outcome.model_copy(update=changes)
    is_done = event.result is WriteState.WRITTEN
    state = State.WRITTEN if is_done and case.state is State.AGREED else case.state
    withheld_from = State.WRITTEN if is_done and case.withheld_from is State.AGREED else case.withheld_from
    return {"outcome": outcome, "state": state, "withheld_from": withheld_from}


def _conflict_resolved(case: Case, event: ev.ConflictResolved) -> Changes:
    if case.outcome is None or case.outcome.number != event.number:
        return {}
    changes: Changes = {
        "write": WriteState.ELSEWHERE,
        "decided": case.outcome.decided + 1,
        "decided_by": event.by,
    }
    if event.choice is ConflictChoice.BESIDE:
        changes |= {
            "write": WriteState.PENDING,
            "insisted": case.outcome.insisted + 1,
            "accepted_version": event.clip_version,
        }
    return {"outcome": case.outcome.model_copy(update=changes)}


def _write_renewed(case: Case, event: ev.WriteRenewed) -> Changes:
    if case.outcome is None or case.outcome.number != event.number:
        return {}
    changes = {"write": WriteState.PENDING, "written_at": None, "insisted": case.outcome.insisted + 1}
    return {
        "outcome": case.outcome.model_copy(update=changes),
        "state": _unwritten(case.state),
        "withheld_from": _unwritten(case.withheld_from),
    }


def _unwritten(state: State | None) -> State | None:
    return State.AGREED if state is State.WRITTEN else state


def _write_parked(case: Case, event: ev.WriteParked) -> Changes:
    if case.outcome is None or case.outcome.number != event.number:
        return {}
    return {"outcome": case.outcome.model_copy(update={"parked_at": event.at})}


def _work_retried(case: Case, event: ev.WorkRetried) -> Changes:
    if case.outcome is None or event.work != WRITE_WORK:
        return {}
    return {"outcome": case.outcome.model_copy(update={"parked_at": None})}


def _store_marked(case: Case, event: ev.StoreMarked) -> Changes:
    return {"store_mark_epoch": max(case.store_mark_epoch, event.epoch)}


def _mark_renewed(case: Case, event: ev.MarkRenewed) -> Changes:
    """A mark of its own: the store gives the key of the one before the answer that it gave then."""
    if case.store_mark_wanted != event.epoch:
        return {}
    return {"store_mark_wanted": event.epoch + 1}


def _copies_counted(_case: Case, event: ev.CopiesCounted) -> Changes:
    return {"receipt": Receipt(epoch=event.epoch, counted_at=event.at, copies=event.copies)}


def _leak_noticed(case: Case, event: ev.LeakNoticed) -> Changes:
    before = next((known for known in case.leaks if known.place == event.place), None)
    if before and not before.is_over and (before.kind, before.traces) == (event.leak, event.traces):
        return _leak_changed(case, event.place, {"is_asked": event.is_asked})
    leak = Leak(
        kind=event.leak,
        place=event.place,
        person=event.person,
        at=event.at,
        is_asked=event.is_asked,
        traces=event.traces,
        again=before.again + before.is_over if before else 0,
    )
    return {"leaks": (*(known for known in case.leaks if known.place != event.place), leak)}


def _leak_gone(case: Case, event: ev.LeakGone) -> Changes:
    return _leak_changed(case, event.place, {"gone_at": event.at})


def _leak_cleared(case: Case, event: ev.LeakCleared) -> Changes:
    return _leak_changed(case, event.place, {"cleared_at": event.at, "cleared_by": event.by})


def _leak_changed(case: Case, place: str, changes: Changes) -> Changes:
    return {
        "leaks": tuple(
            leak.model_copy(update=changes) if leak.place == place else leak for leak in case.leaks
        )
    }


def _nothing(_case: Case, _event: ev.Happened) -> Changes:
    return {}


# The functions take the one event they are for; the table is what makes that so.
_CHANGES: dict[type[ev.Happened], Callable[[Case, Any], Changes]] = {
    ev.Asked: _asked,
    ev.AskJoined: _ask_joined,
    ev.AskLeft: _ask_left,
    ev.AskWithdrawn: _ask_withdrawn,
    ev.Claimed: _claimed,
    ev.ClaimExtended: _claim_extended,
    ev.ClaimReminded: _claim_reminded,
    ev.ClaimEnded: _claim_ended,
    ev.Suggested: _suggested,
    ev.Agreed: _agreed,
    ev.LeadNeeded: _lead_needed,
    ev.Settled: _settled,
    ev.Nudged: lambda _case, _event: {"is_nudged": True},
    ev.Widened: lambda _case, _event: {"is_widened": True},
    ev.ClosedUnresolved: _closed_unresolved,
    ev.Listened: _listened,
    ev.HearingBegan: _nothing,
    ev.Heard: _nothing,
    ev.Flagged: _flagged,
    ev.RequestNoted: lambda _case, event: {"store_request": event.request},
    ev.MarksNoted: _marks_noted,
    ev.FlagDescribed: _flag_described,
    ev.SharingStopped: _sharing_stopped,
    **REVIEW_CHANGES,
    ev.Reopened: _reopened,
    ev.WriteBackRecorded: _write_back_recorded,
    ev.ConflictResolved: _conflict_resolved,
    ev.WriteRenewed: _write_renewed,
    ev.WriteParked: _write_parked,
    ev.WorkRetried: _work_retried,
    ev.StoreMarked: _store_marked,
    ev.MarkRenewed: _mark_renewed,
    ev.CopiesCounted: _copies_counted,
    ev.LeakNoticed: _leak_noticed,
    ev.LeakGone: _leak_gone,
    ev.LeakCleared: _leak_cleared,
}
