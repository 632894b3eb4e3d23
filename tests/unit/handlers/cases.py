"""Cases in every state, full of marked strings, so that a test sees whatever should not come through."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.case import (
    AgreedWord,
    Ask,
    Case,
    Category,
    Claim,
    Clip,
    ConflictChoice,
    Door,
    FlagEntry,
    Outcome,
    State,
    Suggestion,
    Variant,
    WriteState,
)
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.leaked import Leak, LeakKind
from bot.domain.panic import Panic
from bot.domain.reviewed import Cause, Decision, Escalation, Review, Verdict
from bot.operator_ports import Lack, StoreTrouble
from bot.policy import ShowRules, load_policy
from bot.ports import CaseLine, Kind, Parked
from bot.services.reviewing import Wellbeing
from handlers.blocks.ask import ask_view, asked_reply, asker_message
from handlers.blocks.card import help_card
from handlers.blocks.claim import claim_message, claimed_reply
from handlers.blocks.conflict import conflict_note, resolved_reply
from handlers.blocks.escalation import (
    escalate_view,
    escalated_reply,
    escalation_note,
    handed_over_reply,
    superseded_card,
    support_message,
)
from handlers.blocks.flag import flag_view, flagged_reply, flagger_message
from handlers.blocks.home import HomePage, home_view
from handlers.blocks.kit import Message, View
from handlers.blocks.leak import cleared_reply, leak_note, leak_request, superseded_leak
from handlers.blocks.listen import listen_view, review_listen_view
from handlers.blocks.notes import nudge_note, outcome_note
from handlers.blocks.notice import notice_view, retired_notice, withheld_notice, withheld_view
from handlers.blocks.operators import parked_note, parked_view, retried_reply
from handlers.blocks.panic import panic_note, panic_notice, panic_over, panics_reply
from handlers.blocks.review import (
    decided_reply,
    release_view,
    review_card,
    review_queue_reply,
    taken_reply,
    uphold_view,
)
from handlers.blocks.settle import lead_card, settle_view
from handlers.blocks.status import help_reply, mine_reply, queue_reply, status_reply
from handlers.blocks.suggest import how_to_write_view, suggest_view, suggested_reply
from handlers.blocks.wellbeing import spare_view, spared_reply

POLICY = load_policy(Path(__file__).parents[3] / "policy.toml")
SILENT_POLICY = POLICY.model_copy(update={"show": ShowRules(agreed_text=False)})
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ALIAS = Alias("7K3QXM29TA")
MIRA, JONAS = PersonId("U0MIRA0001"), PersonId("U0JONAS001")
AIKO, RAVI, LENA = PersonId("U0AIKO0001"), PersonId("U0RAVI0001"), PersonId("U0LENA0001")
TOMAS, NOOR, FELIX = PersonId("U0TOMAS001"), PersonId("U0NOOR0001"), PersonId("U0FELIX001")

NOTE, AGREED = "HARD-PLACE", "AGREED-WORDS"
SEALED = (
    "SEALED-REFERENCE",
    "SEALED-STORE",
    "SEALED-DOMAIN",
    "SEALED-VERSION",
    "SEALED-GUESS",
    "SEALED-VOICE",
    "SEALED-VARIANT",
    "SEALED-FLAG",
    "SEALED-REASON",
)
CLIP = Clip(
    store="SEALED-STORE",
    reference="SEALED-REFERENCE",
    language=Language("en"),
    duration_seconds=2.5,
    domain="SEALED-DOMAIN",
    version="SEALED-VERSION",
)
DISPUTED = (
    AgreedWord(
        text="SEALED-VOICE",
        confidence=0.5,
        people=(AIKO,),
        others=(Variant(text="SEALED-VARIANT", people=(RAVI,)),),
    ),
)
SETTLED_BY_PEERS = Outcome(
    number=1,
    text=AGREED,
    words=(AgreedWord(text="SEALED-VOICE", confidence=0.9, people=(AIKO, RAVI)),),
    confidence=0.92,
    method="chosen-words/3",
    people=(AIKO, RAVI, LENA),
    at=NOW,
)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def voice(by: PersonId, text: str = "SEALED-VOICE", **more: object) -> Suggestion:
    return Suggestion.model_validate({"person": by, "at": NOW, "text": text, **more})


def flag(
    person: PersonId, category: Category | None = Category.SENSITIVE, *, at: datetime = NOW
) -> FlagEntry:
    return FlagEntry(person=person, at=at, door=Door.BUTTON, category=category, note="SEALED-FLAG")


def review(**changes: object) -> Review:
    times = {"opened_at": NOW, "acknowledge_by": NOW + minutes(15), "outcome_by": NOW + minutes(1440)}
    return Review.model_validate(times | changes)


DECIDED_AT = NOW + minutes(20)


def decision(verdict: Verdict, *, at: datetime = DECIDED_AT) -> Decision:
    return Decision(person=NOOR, at=at, verdict=verdict, reason="SEALED-REASON")


def case_in(state: State, **changes: object) -> Case:
    """A case that has come to this state by the usual way, changed as the test says."""
    case = Case(
        alias=ALIAS,
        revision=7,
        state=state,
        clip=CLIP,
        asks=(Ask(person=MIRA, at=NOW, note=NOTE, guess="SEALED-GUESS"),),
        opened_at=NOW,
        quiet_since=NOW,
        suggestions=(voice(AIKO), voice(RAVI, is_nobody_can_tell=True, text="")),
    )
    return case.model_copy(update=_USUAL[state] | changes)


_FLAGGED = {
    "flags": (flag(LENA),),
    "sharing_epoch": 1,
    "withheld_from": State.OPEN,
    "outcome": SETTLED_BY_PEERS.model_copy(update={"words": DISPUTED, "disputed": DISPUTED}),
    "disputed": DISPUTED,
}
_USUAL: dict[State, dict[str, object]] = {
    State.IDLE: {"asks": (), "closed_at": NOW},
    State.OPEN: {"claims": (Claim(person=LENA, at=NOW, until=NOW + minutes(15)),)},
    State.AGREED: {"outcome": SETTLED_BY_PEERS, "closed_at": NOW},
    State.WRITTEN: {
        "outcome": SETTLED_BY_PEERS.model_copy(update={"write": WriteState.WRITTEN, "written_at": NOW}),
        "closed_at": NOW,
    },
    State.NEEDS_LEAD: {"disputed": DISPUTED},
    State.UNRESOLVED: {"closed_at": NOW},
    State.WITHHELD: {**_FLAGGED, "review": review()},
    State.UPHELD: {**_FLAGGED, "decisions": (decision(Verdict.UPHELD),)},
    State.ERASED: _FLAGGED,
}
EVERY_STATE = list(State)


def in_conflict(case: Case) -> Case:
    """The same with an outcome, if it has one, that the store did not take."""
    if case.outcome is None:
        return case
    refused = case.outcome.model_copy(update={"write": WriteState.CONFLICT})
    return case.model_copy(update={"outcome": refused})


def not_taken(case: Case) -> Case:
    """The same with an outcome, if it has one, that waits for an operator."""
    if case.outcome is None:
        return case
    return case.model_copy(update={"outcome": case.outcome.model_copy(update={"parked_at": NOW})})


PARKED = Parked(kind=Kind.WRITE, alias=ALIAS, reason="AnnotationStoreAway: it rests", at=NOW, attempts=400)
AWAY = StoreTrouble(lack=Lack.AWAY, reason="Label Studio cannot be reached.", since=NOW)
WRONG = StoreTrouble(lack=Lack.WRONG, reason="It has no project <7>.", since=NOW)
LINE = CaseLine(
    alias=ALIAS, state=State.OPEN, language=Language("en"), duration_seconds=2.5, opened_at=NOW, places=2
)
CALL = Escalation(level=1, epoch=1, person=NOOR, at=NOW, cause=Cause.ASKED, reason="SEALED-REASON")
LEAK = Leak(kind=LeakKind.QUOTE, place="C0LUNCH001/1700000000.000100", person=AIKO, at=NOW, is_asked=True)
LEAK_GONE = LEAK.model_copy(update={"gone_at": NOW})
LEAK_CLEARED = LEAK.model_copy(update={"cleared_at": NOW, "cleared_by": NOOR})
LEAK_URL = "https://ear.slack.com/archives/C0LUNCH001/p1700000000000100"
PANIC = Panic(scope="all", turn=1, started_by=NOOR, switched_at=NOW, votes=(FELIX,))
OVER = Panic(scope="language:en", turn=2, started_by=NOOR, switched_at=NOW, votes=(FELIX, NOOR))
DAY = Wellbeing(critical_listens=5, soft=5, hard=10, spared=frozenset({Category.MISUSE}))
OWN_CLAIM = Claim(person=LENA, at=NOW, until=NOW + minutes(15), is_reminded=True)

MESSAGES: dict[str, Callable[[Case], Message]] = {
    "help_card": lambda case: help_card(case, POLICY),
    "outcome_note": lambda case: outcome_note(case, POLICY),
    "nudge_note": lambda case: nudge_note(case, POLICY),
    "lead_card": lambda case: lead_card(case, POLICY),
    "review_card": lambda case: review_card(case, POLICY),
    "asker_message": lambda case: asker_message(case, POLICY, MIRA),
    "claim_message": lambda case: claim_message(case, OWN_CLAIM, POLICY),
    "flagger_message": flagger_message,
    "withheld_notice": withheld_notice,
    "retired_notice": retired_notice,
    "asked_reply": lambda case: asked_reply(case, POLICY),
    "claimed_reply": lambda case: claimed_reply(case, LENA, POLICY),
    "suggested_reply": suggested_reply,
    "flagged_reply": flagged_reply,
    "taken_reply": taken_reply,
    "decided_reply": decided_reply,
    "status_reply": lambda case: status_reply(case, LENA, POLICY),
    "mine_reply": lambda case: mine_reply([case], MIRA),
    "mine_reply_of_a_claimant": lambda case: mine_reply([case], LENA),
    "queue_reply": lambda _case: queue_reply([LINE], POLICY),
    "review_queue_reply": lambda case: review_queue_reply([case], NOW),
    "help_reply": lambda _case: help_reply(),
    "escalation_note": lambda case: escalation_note(case, CALL, POLICY, "S0LEADS001"),
    "escalated_reply": lambda case: escalated_reply(case, POLICY),
    "handed_over_reply": handed_over_reply,
    "superseded_card": superseded_card,
    "support_message": lambda case: support_message(case, POLICY),
    "spared_reply": lambda _case: spared_reply(DAY),
    "asker_message_in_conflict": lambda case: asker_message(in_conflict(case), POLICY, MIRA),
    "status_reply_in_conflict": lambda case: status_reply(in_conflict(case), MIRA, POLICY),
    "conflict_note": lambda case: conflict_note(in_conflict(case), POLICY),
    "resolved_reply": lambda case: resolved_reply(case, ConflictChoice.BESIDE),
    "help_card_not_taken": lambda case: help_card(not_taken(case), POLICY),
    "asker_message_not_taken": lambda case: asker_message(not_taken(case), POLICY, MIRA),
    "outcome_note_not_taken": lambda case: outcome_note(not_taken(case), POLICY),
    "mine_reply_not_taken": lambda case: mine_reply([not_taken(case)], MIRA),
    "parked_note": lambda _case: parked_note([PARKED] * 12),
    "parked_note_without_a_store": lambda _case: parked_note([PARKED], AWAY),
    "waited_for_note": lambda _case: parked_note([], WRONG),
    "retried_reply": lambda _case: retried_reply(Kind.WRITE, ALIAS),
    "stopped_card": lambda case: help_card(case, POLICY, is_stopped=True),
    "leak_note": lambda case: leak_note(case, LEAK, LEAK_URL),
    "leak_note_after": lambda case: leak_note(case, LEAK_GONE, LEAK_URL),
    "leak_request": lambda case: leak_request(case, LEAK, LEAK_URL),
    "leak_note_cleared": lambda case: leak_note(case, LEAK_CLEARED, LEAK_URL),
    "leak_request_cleared": lambda case: leak_request(case, LEAK_CLEARED, LEAK_URL),
    "cleared_reply": lambda case: cleared_reply(case, LEAK_CLEARED, NOOR),
    "superseded_leak": lambda _case: superseded_leak(),
    "leak_request_after": lambda case: leak_request(case, LEAK_GONE, LEAK_URL),
    "stopped_outcome_note": lambda case: outcome_note(case, POLICY, is_stopped=True),
    "stopped_asker_message": lambda case: asker_message(case, POLICY, MIRA, is_stopped=True),
}
ABOUT_PANICS: dict[str, Callable[[Case], Message]] = {
    "panic_note": lambda _case: panic_note(PANIC, POLICY),
    "panic_note_after": lambda _case: panic_note(OVER, POLICY),
    "panic_notice": lambda _case: panic_notice(PANIC),
    "panic_over": lambda _case: panic_over(),
    "panics_reply": lambda _case: panics_reply([PANIC, OVER], POLICY),
}
"""Messages about no clip."""
MESSAGES |= ABOUT_PANICS
VIEWS: dict[str, Callable[[Case], View]] = {
    "ask_view": lambda _case: ask_view(),
    "suggest_view": lambda case: suggest_view(case, None),
    "suggest_view_again": lambda case: suggest_view(case, voice(LENA, "own words")),
    "suggest_view_of_one_who_could_not_tell": lambda case: suggest_view(
        case, voice(LENA, "", is_nobody_can_tell=True)
    ),
    "how_to_write_view": lambda _case: how_to_write_view(),
    "flag_view": flag_view,
    "uphold_view": uphold_view,
    "release_view": release_view,
    "listen_view": lambda case: listen_view(case, "https://ear.example/listen/7K3QXM29TA/x", POLICY),
    "review_listen_view": lambda case: review_listen_view(
        case, "https://ear.example/listen/7K3QXM29TA/x", POLICY
    ),
    "parked_view": lambda _case: parked_view(PARKED),
    "notice_view": lambda _case: notice_view("Second Ear", "One moment."),
    "withheld_view": withheld_view,
    "home_view": lambda case: home_view(home_of(case, MIRA), POLICY, NOW),
    "escalate_view": lambda case: escalate_view(case, POLICY),
    "spare_view": lambda _case: spare_view(DAY),
    "home_view_in_a_panic": lambda case: home_view(home_of(case, NOOR, PANIC), POLICY, NOW),
    "home_view_of_a_claimant": lambda case: home_view(home_of(case, LENA), POLICY, NOW),
}
LEAD_VIEWS: dict[str, Callable[[Case], View]] = {"settle_view": settle_view}


def home_of(case: Case, person: PersonId, *panics: Panic) -> HomePage:
    return HomePage(person=person, cases=[case], open=[LINE], reviews=[case], day=DAY, panics=panics)
