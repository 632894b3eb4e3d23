"""Leaks in words: kind to the author, exact for moderators, and on the stop receipt."""

import pytest

from bot.domain.case import State
from bot.domain.copies import Copy, CopyKind, CopyState, Receipt
from bot.domain.leaked import LeakKind
from bot.ports import Shown
from handlers import ids
from handlers.blocks.ask import asker_message
from handlers.blocks.leak import cleared_reply, leak_note, leak_request
from handlers.blocks.notes import outcome_note
from handlers.blocks.receipt import receipt_note
from handlers.projection import Around, content_hash, kind_of_copy, plan, wanted_surfaces
from tests.unit.handlers.cases import (
    AGREED,
    AIKO,
    LEAK,
    LEAK_CLEARED,
    LEAK_GONE,
    LEAK_URL,
    MIRA,
    NOOR,
    NOW,
    POLICY,
    SETTLED_BY_PEERS,
    case_in,
    minutes,
)

OPEN = case_in(State.OPEN)


@pytest.mark.parametrize("kind", list(LeakKind))
def test_the_author_is_told_which_message_what_kind_and_how_to_remove_it(kind: LeakKind) -> None:
    words = leak_request(OPEN, LEAK.model_copy(update={"kind": kind}), LEAK_URL).text

    assert words.startswith("Could you remove a message of yours in <#C0LUNCH001>, please?")
    assert f"<{LEAK_URL}|Open the message>" in words
    assert "Delete" in words
    assert "7K3QX-M29TA" in words


def test_moderators_read_who_where_and_when_and_can_settle_it_or_stop_the_clip() -> None:
    note = leak_note(OPEN, LEAK, LEAK_URL)

    assert f"<@{AIKO}> posted words that were agreed on as its text in <#C0LUNCH001>, <!date^" in note.text
    assert "is asked to remove it" in note.text
    assert [part["action_id"] for block in note.blocks for part in block.get("elements", [])] == [
        ids.LEAK_CLEAR,
        ids.FLAG_RAISE,
    ]


def test_a_note_about_a_withheld_clip_offers_no_flag() -> None:
    note = leak_note(case_in(State.WITHHELD), LEAK.model_copy(update={"is_asked": False}), LEAK_URL)

    assert "The clip is withheld." in note.text
    assert "is asked" not in note.text
    assert ids.LEAK_CLEAR in str(note.blocks)
    assert ids.FLAG_RAISE not in str(note.blocks)


def test_once_it_is_gone_both_say_so_and_lead_nowhere() -> None:
    for message in (leak_note(OPEN, LEAK_GONE, LEAK_URL), leak_request(OPEN, LEAK_GONE, LEAK_URL)):
        assert LEAK_URL not in str(message.blocks)
    assert "gone since" in leak_note(OPEN, LEAK_GONE, LEAK_URL).text
    assert "All settled" in leak_request(OPEN, LEAK_GONE, LEAK_URL).text


def test_a_note_of_what_is_none_says_who_decided_and_when_and_has_no_button() -> None:
    note = leak_note(OPEN, LEAK_CLEARED, LEAK_URL)

    assert note.text.startswith(f"No leak of clip 7K3QX-M29TA: <@{NOOR}> decided so, <!date^")
    assert f"<@{AIKO}> is told that it is settled." in note.text
    assert "Noticed was words that were agreed on as its text" in note.text
    assert "elements" not in str(note.blocks)


def test_nobody_is_said_to_be_told_who_was_not_asked() -> None:
    quiet = LEAK_CLEARED.model_copy(update={"is_asked": False})

    assert "is told" not in leak_note(OPEN, quiet, LEAK_URL).text
    assert "is told" not in cleared_reply(OPEN, quiet, NOOR).text


def test_the_author_reads_kindly_that_it_is_settled_and_nothing_is_to_do() -> None:
    words = leak_request(OPEN, LEAK_CLEARED, LEAK_URL).text

    assert words.startswith("All settled: a moderator looked at your message in <#C0LUNCH001>")
    assert "nothing for you to do" in words
    assert "remove" not in words


def test_the_second_moderator_reads_who_was_quicker() -> None:
    assert "Thank you. The note about clip 7K3QX-M29TA says so now" in (
        cleared_reply(OPEN, LEAK_CLEARED, NOOR).text
    )
    assert cleared_reply(OPEN, LEAK_CLEARED, MIRA).text.startswith(f"<@{NOOR}> has decided so already")


def test_what_is_noticed_again_is_a_new_message_and_the_old_one_leads_to_it() -> None:
    again = case_in(State.OPEN, leaks=(LEAK.model_copy(update={"again": 1}),))
    names = [f"leak_note:{LEAK.place}", f"leak_request:{LEAK.place}"]
    known = {
        name: Shown(name=name, channel="D1", ts="1.1", content_hash="old", revision=1, at=NOW)
        for name in names
    }

    steps = {step.name: step for step in plan(again, POLICY, known) if step.name.startswith("leak_")}

    assert set(steps) == {*names, *(f"{name}:1" for name in names)}
    for name in names:
        (old, new) = (steps[name].message, steps[f"{name}:1"].wanted)
        assert old is not None
        assert "What it holds now stands below." in old.text
        assert new is not None


def test_a_receipt_counts_what_is_none_by_itself() -> None:
    none = Copy(kind=CopyKind.LEAKED_QUOTE, place=LEAK.place, state=CopyState.NO_COPY)
    link = Copy(kind=CopyKind.LINK, place="", state=CopyState.REMOVED, removed_at=NOW)

    shown = receipt(link, none)

    assert "all 1 known copy removed" in shown
    assert "Moderators looked at a message elsewhere and decided that it is no leak of it." in shown
    assert "Still there" not in shown


@pytest.mark.parametrize("state", [State.OPEN, State.WITHHELD, State.UPHELD])
def test_a_leak_has_a_note_for_moderators_and_a_message_to_its_author_whatever_the_case_is(
    state: State,
) -> None:
    case = case_in(state, leaks=(LEAK,))

    wanted = {surface.name: surface for surface in wanted_surfaces(case, POLICY)}

    assert wanted[f"leak_note:{LEAK.place}"].channel == "#moderators"
    assert wanted[f"leak_request:{LEAK.place}"].channel == AIKO


def test_of_a_leak_that_is_over_moderators_read_and_its_author_is_not_asked_any_more() -> None:
    name = f"leak_request:{LEAK.place}"
    over = case_in(State.OPEN, leaks=(LEAK_GONE,))
    known = Shown(name=name, channel="D1", ts="1.1", content_hash="old", revision=1, at=NOW)

    posted = [step.name for step in plan(over, POLICY, {}) if step.name.startswith("leak_")]
    (changed,) = [step for step in plan(over, POLICY, {name: known}) if step.name == name]

    assert posted == [f"leak_note:{LEAK.place}"]
    assert changed.message is not None
    assert "All settled" in changed.message.text


def test_of_several_clips_in_one_message_one_asks_the_author() -> None:
    case = case_in(State.OPEN, leaks=(LEAK.model_copy(update={"is_asked": False}),))

    assert not [found for found in wanted_surfaces(case, POLICY) if found.name.startswith("leak_request")]


def test_neither_counts_as_a_copy_of_the_clip() -> None:
    assert kind_of_copy(f"leak_note:{LEAK.place}") is None
    assert kind_of_copy(f"leak_request:{LEAK.place}") is None


def test_in_a_panic_agreed_texts_are_put_away_and_come_back_after_it() -> None:
    case = case_in(State.AGREED, outcome=SETTLED_BY_PEERS)
    calm = {surface.name: surface.message for surface in wanted_surfaces(case, POLICY)}
    stopped = {
        surface.name: surface.message for surface in wanted_surfaces(case, POLICY, Around(is_stopped=True))
    }

    showing = {name for name, message in calm.items() if AGREED in str(message)}
    assert len(showing) == 2
    assert not [name for name, message in stopped.items() if AGREED in str(message)]
    assert {content_hash(calm[name]) for name in showing}.isdisjoint(
        {content_hash(stopped[name]) for name in showing}
    )


def test_what_takes_the_place_of_a_text_says_why() -> None:
    case = case_in(State.AGREED, outcome=SETTLED_BY_PEERS)

    for message in (
        outcome_note(case, POLICY, is_stopped=True),
        asker_message(case, POLICY, MIRA, is_stopped=True),
    ):
        assert "text is put away until that goes on" in message.text


def receipt(*copies: Copy) -> str:
    case = case_in(State.WITHHELD, receipt=Receipt(epoch=1, counted_at=NOW, copies=copies))
    return receipt_note(case).text


def test_a_receipt_names_what_is_still_elsewhere_and_counts_what_is_gone() -> None:
    place = LEAK.place
    shown = receipt(
        Copy(kind=CopyKind.LEAKED_QUOTE, place=place, state=CopyState.MEMBERS_OWN),
        Copy(kind=CopyKind.LEAKED_UPLOAD, place=place, state=CopyState.GONE, removed_at=NOW + minutes(1)),
    )

    assert "1 of 2 known copies still there" in shown
    assert "Still there: a quote of it elsewhere in <#C0LUNCH001>" in shown
    assert "Removed: 1 recording uploaded elsewhere" in shown


def test_answers_that_nobody_can_recall_are_counted_by_themselves() -> None:
    answer = Copy(kind=CopyKind.ANSWER, place=AIKO, state=CopyState.BEYOND_RECALL)
    link = Copy(kind=CopyKind.LINK, place="", state=CopyState.REMOVED, removed_at=NOW)

    shown = receipt(link, answer, answer.model_copy(update={"place": MIRA}))

    assert "all 1 known copy removed" in shown
    assert "2 people have an answer about it that only they see" in shown
    assert AIKO not in shown


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("cant_delete_message", "its owner may not delete it."),
        ("channel_not_found", "its owner does not see that channel."),
        ("token_revoked", "it does not work any more. An operator can set another one."),
        ("missing_scope", "it lacks the scope `chat:write`."),
        ("ekm_access_denied", "Slack says `ekm_access_denied`."),
    ],
)
def test_a_receipt_says_why_an_admins_token_did_not_remove_a_message(word: str, why: str) -> None:
    copy = Copy(kind=CopyKind.MEMBERS_MESSAGE, place=LEAK.place, state=CopyState.MEMBERS_OWN, refusal=word)

    assert f"The admin's token that Second Ear has did not remove it: {why}" in receipt(copy)
    assert "admin's token" not in receipt(copy.model_copy(update={"refusal": ""}))
