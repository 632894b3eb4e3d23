"""The sentences on the cards: harmless, complete, and true of the case."""

import json
from datetime import UTC, datetime

from bot.domain.case import Ask, Category, Door, State, WriteState
from bot.domain.ids import SYSTEM
from bot.domain.reviewed import Verdict
from handlers.blocks.ask import asker_message
from handlers.blocks.card import help_card
from handlers.blocks.claim import claim_message
from handlers.blocks.flag import flagger_message
from handlers.blocks.kit import Message
from handlers.blocks.notes import outcome_note
from handlers.blocks.review import release_view, review_card
from handlers.blocks.settle import lead_card
from handlers.blocks.status import help_reply, mine_reply, status_reply
from handlers.blocks.text import cut, cut_mrkdwn, escape, length, mentions, when
from tests.unit.handlers.cases import (
    AIKO,
    FELIX,
    JONAS,
    LENA,
    MIRA,
    NOOR,
    NOW,
    OWN_CLAIM,
    POLICY,
    SETTLED_BY_PEERS,
    SILENT_POLICY,
    TOMAS,
    case_in,
    decision,
    flag,
    in_conflict,
    minutes,
    not_taken,
    review,
    voice,
)


def buttons(message: Message) -> list[str]:
    elements = [element for block in message.blocks for element in block.get("elements", [])]
    return [element["text"]["text"] for element in elements if element.get("type") == "button"]


def more_of(message: Message) -> list[str]:
    elements = [element for block in message.blocks for element in block.get("elements", [])]
    options = next(element["options"] for element in elements if element.get("type") == "overflow")
    return [option["text"]["text"] for option in options]


def test_a_note_that_mentions_everybody_mentions_nobody() -> None:
    note = "<!channel> <@U0NOOR0001> <https://evil.example|the player> & more"
    card = help_card(case_in(State.OPEN, asks=(Ask(person=MIRA, at=NOW, note=note),)), POLICY)

    assert escape(note) in card.text
    assert "<!channel>" not in card.text
    quoted = next(block for block in card.blocks if block["type"] == "rich_text")
    assert quoted["elements"][1]["elements"] == [{"type": "text", "text": note}]


def test_an_agreed_text_that_mentions_everybody_mentions_nobody() -> None:
    outcome = SETTLED_BY_PEERS.model_copy(update={"text": "tell <!here> & <@U0NOOR0001>"})

    note = outcome_note(case_in(State.AGREED, outcome=outcome), POLICY)

    assert "Agreed text: tell &lt;!here&gt; &amp; &lt;@U0NOOR0001&gt;" in note.text


def test_an_agreed_text_of_3000_ampersands_fits_without_a_broken_end() -> None:
    outcome = SETTLED_BY_PEERS.model_copy(update={"text": "&" * 3000})

    note = outcome_note(case_in(State.AGREED, outcome=outcome), POLICY)

    assert len(note.text) <= 3900
    assert note.text.removesuffix("…").endswith("&amp;")


def test_cutting_never_divides_what_people_see_as_one_letter() -> None:
    family = "👩‍👩‍👧‍👦"

    assert cut(f"{family}{family}", 12) == f"{family}…"


def test_cutting_never_ends_inside_a_mention() -> None:
    assert cut_mrkdwn("by <@U0MIRA0001> and others", 12) == "by …"


def test_people_beyond_the_fifth_are_counted() -> None:
    assert mentions([MIRA]) == "<@U0MIRA0001>"
    assert mentions([MIRA, JONAS]) == "<@U0MIRA0001> and <@U0JONAS001>"
    assert mentions([MIRA, JONAS, AIKO, LENA, TOMAS, NOOR, FELIX]).endswith("<@U0TOMAS001> and 2 others")


def test_a_timer_is_not_mentioned_like_a_person() -> None:
    assert mentions([SYSTEM]) == "Second Ear"


def test_a_moment_has_words_for_clients_that_cannot_render_it() -> None:
    shown = when(datetime(2026, 1, 5, 9, 30, tzinfo=UTC))

    assert shown == "<!date^1767605400^{date_short_pretty} at {time}|2026-01-05 09:30 UTC>"


def test_lengths_are_spoken() -> None:
    assert [length(0.0), length(1.0), length(2.5), length(65.0)] == [
        "0 seconds",
        "1 second",
        "2.5 seconds",
        "1 minute 5 seconds",
    ]


def test_an_open_card_says_who_asks_what_is_hard_who_is_on_it_and_what_is_missing() -> None:
    card = help_card(case_in(State.OPEN), POLICY)

    assert "Clip 7K3QX-M29TA" in card.text
    assert "Open · English, 2.5 seconds" in card.text
    assert "Asked by <@U0MIRA0001>" in card.text
    assert "What is hard: HARD-PLACE" in card.text
    assert "2 voices of at least 3 so far." in card.text
    assert "On it: <@U0LENA0001> until <!date^" in card.text
    assert buttons(card) == ["Listen", "Suggest", "Flag"]
    assert more_of(card) == [
        "I can't tell either",
        "Give it back",
        "Withdraw the ask",
        "How to write it down",
    ]


def test_a_card_with_a_free_place_offers_it() -> None:
    card = help_card(case_in(State.OPEN, claims=(), suggestions=()), POLICY)

    assert "Nobody is on it yet. 3 more people can take it." in card.text
    assert buttons(card) == ["Listen", "I'll take it", "Suggest", "Flag"]


def test_voices_that_do_not_agree_yet_ask_for_another() -> None:
    voices = tuple(voice(person) for person in (AIKO, JONAS, LENA))

    card = help_card(case_in(State.OPEN, suggestions=voices, claims=()), POLICY)

    assert "3 voices so far, which do not agree yet; another one helps." in card.text


def test_a_closed_card_offers_no_claim() -> None:
    card = help_card(case_in(State.WRITTEN), POLICY)

    assert "Agreed by 3 people, confidence 92 %." in card.text
    assert buttons(card) == ["Listen", "Flag"]


def test_a_withdrawn_card_can_still_be_flagged() -> None:
    assert buttons(help_card(case_in(State.IDLE), POLICY)) == ["Flag"]


def test_an_outcome_that_nobody_can_tell_is_said_so() -> None:
    outcome = SETTLED_BY_PEERS.model_copy(update={"is_nobody_can_tell": True, "text": ""})

    note = outcome_note(case_in(State.AGREED, outcome=outcome), POLICY)

    assert "Nobody can tell what is said." in note.text
    assert "Agreed text" not in note.text


def test_an_outcome_that_a_lead_settled_names_the_lead() -> None:
    outcome = SETTLED_BY_PEERS.model_copy(update={"settled_by": TOMAS})

    assert "Settled by <@U0TOMAS001>" in outcome_note(case_in(State.AGREED, outcome=outcome), POLICY).text


def test_the_asker_learns_of_a_conflict_and_is_asked_to_decide() -> None:
    message = asker_message(in_conflict(case_in(State.AGREED)), POLICY, MIRA)

    assert "It was not written: somebody changed this clip in the annotation store" in message.text
    assert buttons(message) == ["Use theirs", "Add ours beside it", "Ask again", "Listen", "Flag"]
    assert "`/clip resolve 7K3QX-M29TA` with `theirs`, `beside` or `again`" in message.text


def test_everybody_who_looks_learns_that_the_store_did_not_take_it_and_that_operators_know() -> None:
    case = not_taken(case_in(State.AGREED))
    looks = [
        help_card(case, POLICY),
        outcome_note(case, POLICY),
        asker_message(case, POLICY, MIRA),
        status_reply(case, MIRA, POLICY),
        status_reply(case, LENA, POLICY),
    ]

    for message in looks:
        assert "It is not in the annotation store yet: the store did not take it so far." in message.text
        assert "Operators have been told, and nothing is lost." in message.text
        assert "being written" not in message.text


def test_a_list_of_ones_own_says_which_clip_the_store_did_not_take() -> None:
    agreed = case_in(State.AGREED)

    late, usual = (mine_reply([case], MIRA).text for case in (not_taken(agreed), agreed))

    assert "Agreed, not saved yet." in late
    assert "Agreed." in usual


def test_an_agreed_text_that_slack_may_not_see_is_said_to_be_in_the_store_only_when_it_is() -> None:
    agreed, written = (
        outcome_note(case_in(state), SILENT_POLICY).text for state in (State.AGREED, State.WRITTEN)
    )

    assert "The text is not shown in Slack." in agreed
    assert "The text is in the annotation store." in written


def test_only_askers_are_offered_the_choice_in_a_status() -> None:
    case = in_conflict(case_in(State.AGREED))

    assert buttons(status_reply(case, MIRA, POLICY))[:3] == ["Use theirs", "Add ours beside it", "Ask again"]
    assert buttons(status_reply(case, LENA, POLICY)) == ["Listen", "Ask again", "Flag"]


def test_what_was_decided_is_said_with_the_person_who_decided() -> None:
    changes = {"write": WriteState.ELSEWHERE, "decided": 1, "decided_by": TOMAS}
    outcome = SETTLED_BY_PEERS.model_copy(update=changes)

    message = asker_message(case_in(State.AGREED, outcome=outcome), POLICY, MIRA)

    assert "somebody else wrote in the annotation store is kept, as <@U0TOMAS001> decided." in message.text
    assert buttons(message) == ["Listen", "Ask again", "Flag"]


def test_nobody_is_offered_to_ask_again_while_the_outcome_is_on_its_way() -> None:
    agreed = case_in(State.AGREED)
    offered = [
        "Ask again" in json.dumps(shown.blocks)
        for case in (agreed, not_taken(agreed), case_in(State.WRITTEN))
        for shown in (
            asker_message(case, POLICY, MIRA),
            status_reply(case, MIRA, POLICY),
            mine_reply([case], MIRA),
        )
    ]

    assert offered == [False] * 6 + [True] * 3


def test_the_asker_of_an_unanswered_clip_learns_what_to_do() -> None:
    message = asker_message(case_in(State.UNRESOLVED), POLICY, MIRA)

    assert "nobody could settle it in time. You can ask again" in message.text
    assert "Ask again" in buttons(message)


def test_a_claim_that_was_extended_is_not_offered_more_time() -> None:
    extended = OWN_CLAIM.model_copy(update={"extensions": 1})

    assert buttons(claim_message(case_in(State.OPEN), OWN_CLAIM, POLICY)) == [
        "Suggest",
        "15 more minutes",
        "Give it back",
    ]
    assert buttons(claim_message(case_in(State.OPEN), extended, POLICY)) == ["Suggest", "Give it back"]


def test_the_leads_card_loses_its_button_when_the_case_is_settled() -> None:
    assert buttons(lead_card(case_in(State.NEEDS_LEAD), POLICY))[0] == "Compare and settle"
    assert buttons(lead_card(case_in(State.AGREED), POLICY)) == []


def test_a_review_says_category_clocks_and_that_nobody_has_it() -> None:
    card = review_card(case_in(State.WITHHELD), POLICY)

    assert "Category: Sensitive" in card.text
    assert "English, 2.5 seconds. Flagged by 1 person." in card.text
    assert "To be taken by <!date^" in card.text
    assert "To be decided by <!date^" in card.text
    assert buttons(card) == [
        "Take",
        "Listen",
        "Uphold",
        "Release",
        "Call the next level",
        "Someone else take it",
    ]


def test_a_flag_that_no_person_raised_is_said_to_be_nobodys() -> None:
    noticed = flag(SYSTEM, Category.MISUSE).model_copy(update={"door": Door.MESSAGE})
    called = flag(SYSTEM).model_copy(update={"door": Door.WEBHOOK})
    alone, both = (
        review_card(case_in(State.WITHHELD, flags=flags), POLICY).text
        for flags in ((noticed,), (flag(LENA), noticed, called))
    )

    assert "Flagged by Second Ear (it noticed a leak). It has" in alone
    assert "Flagged by 1 person and by Second Ear (it noticed a leak) and by another system." in both


def test_a_flag_that_nobody_explained_is_said_so() -> None:
    case = case_in(State.WITHHELD, flags=(flag(LENA, None), flag(AIKO, Category.MISUSE)))

    assert "Category: Misuse, and a flag that is not explained yet" in review_card(case, POLICY).text
    assert "Releasing it takes 2 different moderators." in review_card(case, POLICY).text


def test_a_missed_clock_is_said_in_words() -> None:
    late = review(is_acknowledgement_late=True, is_outcome_late=True)

    card = review_card(case_in(State.WITHHELD, review=late), POLICY)

    assert "Late: nobody has taken it. It was due by" in card.text
    assert "Late: it was to be decided by" in card.text


def test_a_taken_review_names_who_has_it_and_who_voted() -> None:
    votes = (decision(Verdict.RELEASED),)
    taken = review(taken_by=FELIX, taken_until=NOW + minutes(30), release_votes=votes, acknowledged_at=NOW)

    case = case_in(State.WITHHELD, review=taken, flags=(flag(LENA, Category.CRITICAL),))

    assert "<@U0FELIX001> has it until" in review_card(case, POLICY).text
    assert "<@U0NOOR0001> voted to release it; that takes 1 more moderator." in review_card(case, POLICY).text
    assert "Another moderator has voted for it already." in json.dumps(release_view(case))


def test_a_decided_review_has_no_buttons() -> None:
    card = review_card(case_in(State.UPHELD), POLICY)

    assert "Upheld by <@U0NOOR0001>" in card.text
    assert buttons(card) == []


def test_whoever_flagged_is_told_the_outcome_without_content() -> None:
    upheld = flagger_message(case_in(State.UPHELD))
    released = flagger_message(case_in(State.OPEN, decisions=(decision(Verdict.RELEASED),)))

    assert "It stays withheld." in upheld.text
    assert "found that it can be shared" in released.text
    assert "English" not in upheld.text + released.text


def test_the_help_shows_its_placeholders_as_they_are_typed() -> None:
    assert "/clip ask &lt;clip&gt; [note]" in help_reply().text
