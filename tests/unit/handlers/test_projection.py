"""Which messages a case should have in Slack, and what becomes of those that it should have no more."""

from datetime import datetime

import pytest

from bot.domain.case import Ask, Case, Category, Claim, State, WriteState
from bot.domain.ids import SYSTEM, Language
from bot.domain.reviewed import Verdict
from bot.ports import Shown
from handlers.blocks.notice import retired_notice
from handlers.projection import Step, content_hash, leftover, plan, wanted_surfaces
from tests.unit.handlers.cases import (
    AGREED,
    AIKO,
    JONAS,
    LENA,
    MIRA,
    NOTE,
    NOW,
    OWN_CLAIM,
    POLICY,
    SETTLED_BY_PEERS,
    case_in,
    decision,
    flag,
    in_conflict,
    minutes,
    review,
)

OPENING = str(int(NOW.timestamp()))
CARD = f"help_card:{OPENING}"


def posted(case: Case) -> dict[str, str]:
    """The surfaces that would be posted if nothing were shown yet, and where."""
    return {
        surface.name: surface.channel
        for surface in wanted_surfaces(case, POLICY)
        if not surface.is_only_updated
    }


def shown(name: str, content: str = "", *, ts: str = "1.1", at: datetime = NOW) -> Shown:
    return Shown(name=name, channel="C1", ts=ts, content_hash=content, revision=1, at=at)


def steps(case: Case, *known: Shown) -> dict[str, Step]:
    return {step.name: step for step in plan(case, POLICY, {found.name: found for found in known})}


def test_an_open_case_is_a_card_in_the_channel_of_its_language() -> None:
    assert posted(case_in(State.OPEN)) == {CARD: "#help-en"}


def test_a_regional_language_falls_back_to_the_channel_of_its_language() -> None:
    case = case_in(State.OPEN)
    regional = case.clip.model_copy(update={"language": Language("de-AT")})

    assert posted(case.model_copy(update={"clip": regional}))[CARD] == "#help-de"


def test_an_agreed_case_has_a_note_in_the_cards_thread_and_a_message_to_the_asker() -> None:
    wanted = {surface.name: surface for surface in wanted_surfaces(case_in(State.AGREED), POLICY)}

    assert wanted["outcome_note:1"].thread_of == CARD
    assert not wanted["outcome_note:1"].is_only_updated
    assert wanted[f"asker_message:{MIRA}:{OPENING}"].channel == MIRA


def test_every_asker_who_is_a_person_gets_a_message() -> None:
    asks = (Ask(person=MIRA, at=NOW), Ask(person=JONAS, at=NOW), Ask(person=SYSTEM, at=NOW))

    assert {
        channel for channel in posted(case_in(State.UNRESOLVED, asks=asks)).values() if channel != "#help-en"
    } == {
        MIRA,
        JONAS,
    }


def test_a_quiet_case_is_nudged_where_the_whole_channel_sees_it() -> None:
    wanted = {
        surface.name: surface for surface in wanted_surfaces(case_in(State.OPEN, is_nudged=True), POLICY)
    }

    nudge = wanted[f"nudge_note:{OPENING}"]
    assert nudge.is_broadcast
    assert nudge.thread_of == CARD


@pytest.mark.parametrize(
    "case", [case_in(State.NEEDS_LEAD), case_in(State.OPEN, is_widened=True)], ids=["needs_lead", "widened"]
)
def test_a_case_that_waits_for_a_lead_has_a_card_among_the_leads(case: Case) -> None:
    assert posted(case)[f"lead_card:{OPENING}"] == "#leads"


def test_only_a_claim_that_was_reminded_of_has_a_message() -> None:
    fresh = Claim(person=AIKO, at=NOW, until=NOW + minutes(15))

    found = posted(case_in(State.OPEN, claims=(OWN_CLAIM, fresh)))

    assert [name for name in found if name.startswith("claim_message")] == [f"claim_message:{LENA}"]


def test_a_flagged_case_has_a_card_among_the_moderators_and_a_notice_for_the_asker() -> None:
    assert posted(case_in(State.WITHHELD)) == {
        "review_card:1": "#moderators",
        f"asker_message:{MIRA}:{OPENING}": MIRA,
    }


def test_an_asker_who_flagged_the_clip_gets_no_message_that_it_was_flagged() -> None:
    assert posted(case_in(State.WITHHELD, flags=(flag(MIRA),))) == {"review_card:1": "#moderators"}


def test_a_clip_flagged_by_the_store_before_anyone_asked_shows_only_the_review() -> None:
    case = case_in(State.WITHHELD, asks=(), opened_at=None, flags=(flag(SYSTEM),))

    assert posted(case) == {"review_card:1": "#moderators"}


def test_whoever_flagged_hears_of_the_decision() -> None:
    assert posted(case_in(State.UPHELD))[f"flagger_message:{LENA}:1"] == LENA


def test_whoever_flagged_again_after_a_decision_waits_for_the_next() -> None:
    again = flag(LENA, Category.MISUSE, at=NOW + minutes(60))
    decided = (decision(Verdict.RELEASED),)

    case = case_in(State.WITHHELD, flags=(flag(LENA), again), decisions=decided, review=review())

    assert [name for name in posted(case) if name.startswith("flagger_message")] == []


def test_a_second_flag_is_a_new_card_because_an_edit_notifies_nobody() -> None:
    case = case_in(State.WITHHELD, sharing_epoch=2)

    first = steps(case, shown("review_card:1"), shown("review_card:2"))

    assert "review_card:2" in posted(case)
    assert first["review_card:1"].wanted is None


def test_a_case_that_is_asked_about_again_is_a_new_card() -> None:
    later = case_in(State.OPEN, opened_at=NOW + minutes(90))

    found = steps(later, shown(CARD))

    old, new = found.pop(CARD), next(iter(found.values()))
    assert old.message == retired_notice(later)
    assert new.name.startswith("help_card")
    assert new.wanted is not None


def test_an_outcome_that_could_not_be_written_is_news_to_the_asker() -> None:
    lost = SETTLED_BY_PEERS.model_copy(update={"write": WriteState.CONFLICT})

    found = steps(case_in(State.AGREED, outcome=lost), shown(f"asker_message:{MIRA}:{OPENING}"))

    assert found[f"asker_message:{MIRA}:{OPENING}:conflict"].wanted is not None


def test_what_was_decided_about_a_conflict_is_told_in_the_message_that_asked() -> None:
    decided = {"write": WriteState.ELSEWHERE, "decided": 1, "decided_by": MIRA}
    case = case_in(State.AGREED, outcome=SETTLED_BY_PEERS.model_copy(update=decided))
    asked = f"asker_message:{MIRA}:{OPENING}:conflict"

    message = steps(case, shown(asked))[asked].message

    assert message is not None
    assert "is kept, as <@U0MIRA0001> decided" in message.text


def test_a_second_conflict_of_an_outcome_is_news_again() -> None:
    again = {"write": WriteState.CONFLICT, "decided": 1, "insisted": 1}
    case = case_in(State.AGREED, outcome=SETTLED_BY_PEERS.model_copy(update=again))

    found = steps(case, shown(f"asker_message:{MIRA}:{OPENING}:conflict"))

    assert found[f"asker_message:{MIRA}:{OPENING}:conflict:2"].wanted is not None
    assert found[f"asker_message:{MIRA}:{OPENING}:conflict"].message == retired_notice(case)


def test_where_nobody_in_slack_asked_the_leads_are_asked_to_decide() -> None:
    case = in_conflict(case_in(State.AGREED, asks=(Ask(person=SYSTEM, at=NOW),)))

    wanted = {surface.name: surface for surface in wanted_surfaces(case, POLICY)}

    note = wanted["conflict_note:1"]
    assert (note.channel, note.is_only_updated) == ("#leads", False)
    assert "Whoever asked decides" in note.message.text


def test_leads_are_not_asked_to_decide_what_an_asker_is_asked() -> None:
    assert "conflict_note:1" not in posted(in_conflict(case_in(State.AGREED)))


@pytest.mark.parametrize("state", [State.WITHHELD, State.UPHELD, State.ERASED])
def test_whatever_is_shown_of_a_hidden_case_becomes_a_notice(state: State) -> None:
    names = [
        CARD,
        "outcome_note:1",
        f"nudge_note:{OPENING}",
        f"lead_card:{OPENING}",
        f"claim_message:{AIKO}",
        "help_card:1",
    ]

    found = steps(case_in(state), *(shown(name) for name in names))

    for name in names:
        message = found[name].message
        assert message is not None
        assert NOTE not in message.text
        assert AGREED not in message.text
        assert len(message.blocks) == 1


def test_of_a_hidden_case_what_is_out_there_comes_first() -> None:
    found = plan(case_in(State.WITHHELD), POLICY, {CARD: shown(CARD)})

    assert found[0].name == CARD


@pytest.mark.parametrize("name", [f"claim_message:{AIKO}", f"nudge_note:{OPENING}"])
def test_a_reminder_that_is_over_goes_away(name: str) -> None:
    assert leftover(case_in(State.AGREED), name) is None


def test_what_is_shown_as_it_should_be_is_left_alone() -> None:
    case = case_in(State.OPEN)
    card = next(surface for surface in wanted_surfaces(case, POLICY) if surface.name == CARD)

    assert steps(case, shown(CARD, content_hash(card.message))) == {}


def test_a_post_whose_outcome_is_unknown_is_never_left_alone() -> None:
    case = case_in(State.OPEN)
    card = next(surface for surface in wanted_surfaces(case, POLICY) if surface.name == CARD)

    assert list(steps(case, shown(CARD, content_hash(card.message), ts=""))) == [CARD]


def test_a_withdrawn_ask_that_was_never_shown_is_not_shown() -> None:
    assert steps(case_in(State.IDLE)) == {}
