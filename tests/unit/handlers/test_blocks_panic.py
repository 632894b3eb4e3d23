"""What people read of a panic, of a level that was called, and of their own day."""

import pytest

from bot.domain.case import Category, State
from bot.domain.panic import Panic
from bot.domain.reviewed import Verdict
from handlers import ids
from handlers.blocks.card import help_card
from handlers.blocks.escalation import escalation_note
from handlers.blocks.home import home_view
from handlers.blocks.panic import panic_note, panic_notice
from handlers.blocks.review import review_card, review_queue_reply, taken_reply
from handlers.blocks.wellbeing import kind_word, spare_view
from handlers.projection import Around, wanted_surfaces
from tests.unit.handlers.cases import (
    CALL,
    DAY,
    FELIX,
    LENA,
    NOOR,
    NOTE,
    NOW,
    OVER,
    PANIC,
    POLICY,
    case_in,
    decision,
    flag,
    home_of,
    minutes,
    review,
)

UPHELD_CRITICAL = decision(Verdict.UPHELD).model_copy(update={"is_critical": True, "person": FELIX})


def test_a_stopped_card_says_so_in_words_and_leaves_only_the_flag() -> None:
    card = help_card(case_in(State.OPEN), POLICY, is_stopped=True)

    assert "Sharing is stopped for now." in card.text
    assert NOTE not in card.text
    assert [part["action_id"] for block in card.blocks for part in block.get("elements", [])] == [
        ids.FLAG_RAISE
    ]


def test_a_withheld_card_stays_a_withheld_notice_in_a_panic() -> None:
    assert "was flagged and is withheld" in help_card(case_in(State.WITHHELD), POLICY, is_stopped=True).text


def test_moderators_read_who_did_it_and_what_resuming_takes() -> None:
    first = panic_note(PANIC.model_copy(update={"votes": ()}), POLICY).text

    assert f"<@{NOOR}> did it" in first
    assert "Resuming takes 2 different moderators." in first
    assert f"<@{FELIX}> wants to resume; that takes 1 more moderator." in panic_note(PANIC, POLICY).text
    assert "goes on again" in panic_note(OVER, POLICY).text


def test_a_help_channel_reads_nothing_of_who_or_why() -> None:
    notice = panic_notice(PANIC).text

    assert NOOR not in notice
    assert "flagging still works" in notice


@pytest.mark.parametrize(
    ("scope", "words"),
    [("all", "everywhere"), ("language:de", "in #help-de"), ("store:sql", "of the annotation store")],
)
def test_every_scope_has_words(scope: str, words: str) -> None:
    assert words in panic_note(Panic(scope=scope, turn=1), POLICY).text


def test_home_offers_to_stop_everything_unless_everything_is_stopped() -> None:
    one_channel = Panic(scope="language:en", turn=1)
    case = case_in(State.WITHHELD)

    shown = [
        str(home_view(home_of(case, NOOR, *panics), POLICY, NOW)) for panics in ((), (one_channel,), (PANIC,))
    ]

    assert ["Stop all sharing" in view for view in shown] == [True, True, False]
    assert ["'panic.resume'" in view for view in shown] == [False, True, True]


def test_the_button_that_stops_everything_asks_once_more() -> None:
    view = home_view(home_of(case_in(State.WITHHELD), NOOR), POLICY, NOW)
    buttons = [part for block in view["blocks"] for part in block.get("elements", [])]

    (stop,) = [found for found in buttons if found.get("action_id") == ids.PANIC_START]

    assert stop["confirm"]["confirm"]["text"] == "Stop it all"


def test_a_called_level_is_mentioned_and_told_why_without_content() -> None:
    case = case_in(State.WITHHELD, escalations=(CALL,))

    note = escalation_note(case, CALL, POLICY, "S0LEADS001").text

    assert note.startswith("<!subteam^S0LEADS001> Flagged clip 7K3QX-M29TA needs somebody")
    assert f"<@{NOOR}> asked for it" in note
    assert "SEALED" not in note


def test_a_card_names_the_levels_that_were_called() -> None:
    case = case_in(State.WITHHELD, escalations=(CALL,))

    assert f"Called: Leads (<@{NOOR}> asked for it)." in review_card(case, POLICY).text


def test_a_graver_flag_since_it_was_taken_is_said_on_the_card_and_in_the_queue() -> None:
    taken = review(taken_by=FELIX, taken_until=NOW + minutes(20), alarms=2)
    case = case_in(State.WITHHELD, review=taken, flags=(flag(LENA, Category.CRITICAL),))

    assert "A graver flag came in since" in review_card(case, POLICY).text
    assert "a graver flag came in since" in review_queue_reply([case], NOW).text


def test_a_new_alarm_is_a_new_card_and_the_old_one_points_to_it() -> None:
    names = [
        surface.name
        for alarms in (1, 2)
        for surface in wanted_surfaces(case_in(State.WITHHELD, review=review(alarms=alarms)), POLICY)
        if surface.name.startswith(ids.REVIEW_CARD)
    ]

    assert names == ["review_card:1", "review_card:1:2"]


def test_the_called_channel_has_a_note_and_a_level_that_is_gone_has_none() -> None:
    case = case_in(State.WITHHELD, escalations=(CALL, CALL.model_copy(update={"level": 9})))

    posted = {surface.name: surface.channel for surface in wanted_surfaces(case, POLICY, Around())}

    assert posted["escalation_note:1:1"] == "#leads"
    assert "escalation_note:1:9" not in posted


def test_support_is_sent_to_whoever_upheld_a_critical_case_only() -> None:
    critical = case_in(State.UPHELD, decisions=(UPHELD_CRITICAL,))
    other = case_in(State.UPHELD)

    sent = [
        [surface.channel for surface in wanted_surfaces(case, POLICY) if "support" in surface.name]
        for case in (critical, other)
    ]

    assert sent == [[FELIX], []]


def test_no_support_contact_no_message() -> None:
    wellbeing = POLICY.wellbeing.model_copy(update={"support": ""})
    policy = POLICY.model_copy(update={"wellbeing": wellbeing})
    critical = case_in(State.UPHELD, decisions=(UPHELD_CRITICAL,))

    assert [found for found in wanted_surfaces(critical, policy) if "support" in found.name] == []


@pytest.mark.parametrize(
    ("listens", "words"), [(4, ""), (5, "Take a break when you can"), (10, "enough for anyone")]
)
def test_a_kind_word_comes_from_the_soft_limit_on(listens: int, words: str) -> None:
    day = DAY.model_copy(update={"critical_listens": listens})

    word = kind_word(day, POLICY)

    assert words in word
    assert bool(word) == bool(words)


def test_the_kind_word_stands_under_what_was_taken() -> None:
    case = case_in(State.WITHHELD)

    assert "Take a break" in taken_reply(case, kind_word(DAY, POLICY)).text
    assert "Take a break" not in taken_reply(case).text


def test_what_is_spared_is_ticked_in_the_form() -> None:
    (boxes,) = [block["element"] for block in spare_view(DAY)["blocks"] if block["type"] == "input"]

    assert [option["value"] for option in boxes["initial_options"]] == ["misuse"]
