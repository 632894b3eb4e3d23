"""Who said what where voices differ: in words alone, short, and by letters that name nobody."""

import json
import re

import pytest

from bot.domain.case import AgreedWord, Case, Outcome, State, Variant
from bot.domain.ids import PersonId
from handlers.blocks.differing import said_where
from handlers.blocks.kit import Message
from handlers.blocks.notes import outcome_note
from handlers.blocks.settle import candidates, settle_view
from handlers.blocks.voices import letters_of, voices_named
from simulator.block_kit import check_blocks, check_view
from tests.unit.handlers.cases import (
    AIKO,
    JONAS,
    LENA,
    NOOR,
    NOW,
    POLICY,
    RAVI,
    SETTLED_BY_PEERS,
    SILENT_POLICY,
    TOMAS,
    case_in,
    voice,
)

SAID = (
    voice(AIKO, "turn the boiler off"),
    voice(RAVI, "turn the broiler off now"),
    voice(LENA, "turn the boiler off"),
)


def word(text: str, *people: PersonId, sure: float = 1.0, **others: tuple[PersonId, ...]) -> AgreedWord:
    """Others by what they said; `nothing` is for those who heard no word."""
    variants = tuple(
        Variant(text="" if said == "nothing" else said, people=by) for said, by in others.items()
    )
    return AgreedWord(text=text, confidence=sure, people=people, others=variants)


ALL = (AIKO, RAVI, LENA)
BOILER = (
    word("turn", *ALL),
    word("the", *ALL),
    word("boiler", AIKO, LENA, sure=0.72, broiler=(RAVI,)),
    word("off", *ALL),
    word("", AIKO, LENA, sure=0.65, now=(RAVI,)),
)


def waiting(*words: AgreedWord, **changes: object) -> Case:
    return case_in(State.NEEDS_LEAD, **({"suggestions": SAID, "disputed": words} | changes))


def agreed(*words: AgreedWord, **changes: object) -> Case:
    outcome = SETTLED_BY_PEERS.model_copy(update={"text": "turn the boiler off", "words": words} | changes)
    return case_in(State.AGREED, suggestions=SAID, outcome=outcome)


def lines(case: Case, *words: AgreedWord, most: int = 12) -> list[str]:
    part = said_where("Where voices differ", case, words, most=most)
    return part.spoken.splitlines() if part else []


def by(case: Case, *people: PersonId) -> str:
    letters = letters_of(case)
    return voices_named(sorted(letters[person] for person in people))


def texts_of(blocks: object) -> str:
    """Every text element inside, one after the other, as a screen reader comes upon them."""
    return "".join(re.findall(r'"text": "((?:[^"\\]|\\.)*)"', json.dumps(blocks, ensure_ascii=False)))


def test_each_place_says_what_was_heard_between_which_words_by_whom_and_how_sure_the_winner_is() -> None:
    case = waiting(*BOILER)

    two, one = by(case, AIKO, LENA), by(case, RAVI)
    assert lines(case, *BOILER) == [
        "Where voices differ:",
        f"1. Between “the” and “off”: “boiler” (likely, 72 %) by {two}; “broiler” by {one}.",
        f"2. After “off”: nothing (likely, 65 %) by {two}; “now” by {one}.",
    ]


def test_whoever_heard_no_word_heard_nothing() -> None:
    case = waiting()

    shown = lines(case, word("please", AIKO, LENA, sure=0.5, nothing=(RAVI,)), word("stop", *ALL))

    assert shown[1] == (
        f"1. Before “stop”: “please” (uncertain, 50 %) by {by(case, AIKO, LENA)}; "
        f"nothing by {by(case, RAVI)}."
    )


def test_a_place_alone_has_no_neighbours() -> None:
    case = waiting()

    assert lines(case, word("stop", AIKO, sure=0.3, top=(RAVI,)))[1].startswith("1. “stop” (doubtful, 30 %)")


def test_whoever_marked_what_is_unclear_left_the_place_open() -> None:
    case = waiting(suggestions=(*SAID, voice(JONAS, "turn the [unclear] off"), voice(NOOR, "turn it off")))

    assert lines(case, *BOILER)[1].endswith(f"“broiler” by {by(case, RAVI)}; left open by {by(case, JONAS)}.")


def test_nobody_who_is_counted_at_a_place_left_it_open() -> None:
    case = waiting(suggestions=(*SAID[:2], voice(LENA, "turn the [unclear: boiler] off")))

    assert [line for line in lines(case, *BOILER) if "left open" in line] == []


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "almost certain, 99 %"),
        (0.9, "almost certain, 90 %"),
        (0.6, "likely, 60 %"),
        (0.4, "uncertain, 40 %"),
        (0.1, "doubtful, 10 %"),
    ],
)
def test_sureness_is_said_in_words_and_as_a_number(confidence: float, words: str) -> None:
    assert f"({words})" in lines(waiting(), word("stop", AIKO, sure=confidence, top=(RAVI,)))[1]


def test_words_in_a_row_that_the_same_few_heard_are_one_place() -> None:
    case = waiting()
    words = [
        word("off", *ALL),
        word("", AIKO, LENA, sure=0.7, at=(RAVI,)),
        word("", AIKO, LENA, sure=0.6, noon=(RAVI,)),
        word("", AIKO, sure=0.5, today=(RAVI,)),
    ]

    shown = lines(case, *words)

    assert len(shown) == 3
    assert shown[1].startswith("1. After “off”: nothing (likely, 60 %) by ")
    assert shown[1].endswith(f"; “at noon” by {by(case, RAVI)}.")
    assert "“today”" in shown[2]


def test_words_in_a_row_that_different_people_heard_are_places_of_their_own() -> None:
    words = [word("", AIKO, at=(RAVI,), on=(LENA,)), word("", AIKO, noon=(RAVI, LENA))]

    assert len(lines(waiting(), *words)) == 3


def test_where_all_heard_the_same_nothing_is_said() -> None:
    assert said_where("Where voices differ", waiting(), [word("stop", *ALL)], most=12) is None


def test_of_many_places_the_least_sure_are_shown_in_the_order_of_speaking() -> None:
    words = [word(f"w{n}", AIKO, sure=0.5 + n % 5 / 10, **{f"v{n}": (RAVI,)}) for n in range(10)]

    shown = lines(waiting(), *words, most=4)

    assert re.findall(r": “(w\d)”", "\n".join(shown[1:5])) == ["w0", "w1", "w5", "w6"]
    assert shown[5:] == ["And 6 more places."]


def test_a_place_with_very_many_readings_counts_those_it_leaves_out() -> None:
    readings = {f"v{n}": (PersonId(f"U0PEER{n:04d}"),) for n in range(9)}

    assert "; and 3 more readings." in lines(waiting(), word("stop", AIKO, sure=0.1, **readings))[1]


def test_the_block_says_all_that_is_spoken_and_the_winner_not_by_bold_alone() -> None:
    case = waiting(*BOILER)
    part = said_where("Where voices differ", case, BOILER, most=12)
    assert part is not None

    bare = re.sub(r"(?m)^\d+\. ", "", part.spoken).replace("\n", "")

    assert texts_of(part.blocks) == bare
    assert check_blocks(list(part.blocks), "message") == []
    assert set(re.findall(r'"type": "(\w+)"', json.dumps(part.blocks))) == {
        "rich_text",
        "rich_text_section",
        "rich_text_list",
        "text",
    }


def test_the_leads_form_shows_who_said_what_by_the_letters_of_the_candidates() -> None:
    case = waiting(*BOILER)

    shown = texts_of(settle_view(case)["blocks"])

    titles = {found.text: found.title for found in candidates(case)}
    assert f"“boiler” (likely, 72 %) by {titles['turn the boiler off']}; " in shown
    assert f"; “broiler” by {titles['turn the broiler off now']}." in shown
    assert check_view(settle_view(case)) == []


def test_the_leads_form_shows_at_most_twelve_places() -> None:
    many = [word(f"w{n}", AIKO, sure=0.5, other=(RAVI,)) for n in range(30)]

    shown = texts_of(settle_view(waiting(*many))["blocks"])

    assert shown.count("“other”") == 12
    assert "And 18 more places." in shown


def test_the_note_of_what_peers_agreed_shows_where_they_differed() -> None:
    note = outcome_note(agreed(*BOILER), POLICY)

    assert "Where voices differed:\n1. Between “the” and “off”: “boiler” (likely, 72 %) by" in note.text
    assert "“broiler”" in texts_of(note.blocks)


def test_the_note_of_what_a_lead_settled_shows_what_the_lead_saw() -> None:
    case = waiting(*BOILER)
    outcome = Outcome(
        number=1,
        text="turn the broiler off",
        disputed=BOILER,
        confidence=1.0,
        method="lead/1",
        people=ALL,
        settled_by=TOMAS,
        at=NOW,
    )
    settled = case.model_copy(update={"state": State.AGREED, "outcome": outcome, "disputed": ()})

    note = outcome_note(settled, POLICY)

    assert "Where voices differed before the lead decided:" in note.text
    assert lines(case, *BOILER)[1] in note.text


def test_the_note_is_short() -> None:
    many = [word(f"w{n}", AIKO, sure=0.5, other=(RAVI,)) for n in range(30)]

    note = outcome_note(agreed(*many), POLICY)

    assert note.text.count("“other”") == 5
    assert note.text.endswith("And 25 more places.")


def said_in(message: Message) -> str:
    return message.text + json.dumps(message.blocks, ensure_ascii=False)


@pytest.mark.parametrize(
    "case",
    [
        agreed(*BOILER[:2]),
        agreed(*BOILER, is_nobody_can_tell=True, text=""),
        agreed(*BOILER, settled_by=TOMAS),
        agreed(*BOILER).model_copy(update={"state": State.OPEN, "round": 2}),
        agreed(*BOILER).model_copy(update={"state": State.WITHHELD, "withheld_from": State.AGREED}),
    ],
    ids=["all agree", "nobody can tell", "a lead of an open case", "asked again", "withheld"],
)
def test_a_note_without_a_disagreement_to_show_shows_none(case: Case) -> None:
    assert "differed" not in said_in(outcome_note(case, POLICY))
    assert "broiler" not in said_in(outcome_note(case, POLICY))


def test_where_the_text_stays_out_of_slack_so_does_every_word_of_it() -> None:
    shown = said_in(outcome_note(agreed(*BOILER), SILENT_POLICY))

    assert [found for found in ("differed", "boiler", "broiler", "Voice ") if found in shown] == []


def test_neither_form_nor_note_names_a_peer() -> None:
    shown = json.dumps(settle_view(waiting(*BOILER))) + said_in(outcome_note(agreed(*BOILER), POLICY))

    assert [person for person in ALL if person in shown] == []


def test_a_word_that_mentions_everybody_mentions_nobody() -> None:
    note = outcome_note(agreed(word("<!channel>", AIKO, sure=0.5, **{"<@U0NOOR0001>": (RAVI,)})), POLICY)

    assert "“&lt;!channel&gt;” (uncertain, 50 %)" in note.text
    assert "<!channel>" not in note.text
    assert "<@U0NOOR0001>" not in note.text


def test_a_word_as_long_as_a_text_is_cut_and_the_rest_of_the_note_stays() -> None:
    long = "ก" * 3000
    words = [word(long, AIKO, sure=0.5, **{long[1:]: (RAVI,)}) for _ in range(9)]

    note = outcome_note(agreed(*words, text=long), POLICY)

    assert len(texts_of(note.blocks[-1])) < 5 * 300
    assert len(note.text) <= 3900
    assert "It is being written to the annotation store." in note.text
    assert check_blocks(note.blocks, "message") == []
