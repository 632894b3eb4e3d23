"""What a lead compares: the different texts, whose differing words are marked and not only by colour."""

import json
from itertools import permutations

from bot.domain.case import State
from handlers import ids
from handlers.blocks.differing import differing_runs
from handlers.blocks.kit import View
from handlers.blocks.settle import candidates, picked_text, settle_view
from handlers.blocks.voices import letters_of, voices_named
from tests.unit.handlers.cases import AIKO, FELIX, JONAS, LENA, NOOR, RAVI, case_in, voice

SAID = (
    voice(AIKO, "turn the boiler off"),
    voice(RAVI, "turn the broiler off"),
    voice(LENA, "Turn the boiler off."),
)


def options(view: View) -> list[dict[str, object]]:
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == ids.SETTLE_PICK)
    return list(element["options"])


def test_the_same_words_are_one_candidate_with_several_voices() -> None:
    case = case_in(State.NEEDS_LEAD, suggestions=SAID)
    letters = letters_of(case)

    agreeing, alone = candidates(case)

    assert agreeing.text.casefold().startswith("turn the boiler off")
    assert agreeing.title == voices_named(sorted((letters[AIKO], letters[LENA])))
    assert (alone.title, alone.text) == (f"Voice {letters[RAVI]}", "turn the broiler off")


def test_of_texts_with_as_many_voices_the_order_does_not_say_who_came_first() -> None:
    said = [voice(AIKO, "one"), voice(RAVI, "two"), voice(LENA, "three")]

    shown = [
        [found.text for found in candidates(case_in(State.NEEDS_LEAD, suggestions=tuple(arrived)))]
        for arrived in permutations(said)
    ]

    assert shown == [shown[0]] * 6


def test_only_the_words_that_differ_are_marked() -> None:
    assert differing_runs(["turn the boiler off", "turn the broiler off"]) == [
        [("turn the ", False), ("boiler ", True), ("off ", False)],
        [("turn the ", False), ("broiler ", True), ("off ", False)],
    ]


def test_a_word_that_only_some_heard_is_marked_where_it_stands() -> None:
    runs = differing_runs(["please stop", "please stop now"])

    assert runs[1] == [("please stop ", False), ("now ", True)]


def test_what_one_alone_heard_is_not_marked() -> None:
    assert differing_runs(["turn it off"]) == [[("turn it off ", False)]]


def test_differing_words_are_bold_and_in_brackets() -> None:
    view = settle_view(case_in(State.NEEDS_LEAD, suggestions=SAID))

    quotes = [block["elements"][1]["elements"] for block in view["blocks"] if block["type"] == "rich_text"]
    assert {"type": "text", "text": "[broiler] ", "style": {"bold": True}} in quotes[1]
    assert {"type": "text", "text": "turn the "} in quotes[1]


def test_an_uncertainty_mark_gets_no_second_brackets() -> None:
    said = (voice(AIKO, "turn the [unclear] off"), voice(RAVI, "turn the broiler off"))

    assert "[[" not in json.dumps(settle_view(case_in(State.NEEDS_LEAD, suggestions=said)))


def test_a_mark_beside_other_words_stands_apart_from_them() -> None:
    assert differing_runs(["turn the [unclear] off", "burn a broiler off"])[0] == [
        ("turn the ", True),
        ("[unclear] ", True),
        ("off ", False),
    ]


def test_the_form_names_no_peer_and_holds_no_text_in_its_values() -> None:
    view = settle_view(case_in(State.NEEDS_LEAD, suggestions=SAID))

    assert [person for person in (AIKO, RAVI, LENA) if person in json.dumps(view)] == []
    assert [option for option in options(view) if "boiler" in str(option["value"])] == []


def test_there_are_never_more_than_ten_choices() -> None:
    people = [f"U0PEER{number:04d}" for number in range(15)]
    said = tuple(voice(AIKO, f"word{number}", person=person) for number, person in enumerate(people))

    view = settle_view(case_in(State.NEEDS_LEAD, suggestions=said))

    assert len(options(view)) == 10


def test_a_choice_finds_its_text_though_another_voice_came_first() -> None:
    before = case_in(State.OPEN, suggestions=SAID[:2])
    picked = candidates(before)[1].value

    after = before.model_copy(
        update={"suggestions": (voice(JONAS, "x"), voice(NOOR, "x"), voice(FELIX, "x"), *SAID[:2])}
    )

    assert picked_text(after, picked) == "turn the broiler off"


def test_a_choice_finds_the_very_text_that_was_shown_though_others_write_the_same_words() -> None:
    said = (voice(AIKO, "stop"), voice(RAVI, "Stop"), voice(NOOR, "stop."), voice(FELIX, "STOP"))
    picked = {first.text: candidates(case_in(State.OPEN, suggestions=(first,)))[0].value for first in said}

    after = case_in(State.OPEN, suggestions=said)

    assert {text: picked_text(after, value) for text, value in picked.items()} == {
        text: text for text in picked
    }


def test_a_choice_that_nobody_says_any_more_has_no_text() -> None:
    picked = candidates(case_in(State.OPEN, suggestions=SAID[:1]))[0].value

    assert picked_text(case_in(State.OPEN, suggestions=(voice(RAVI, "else"),)), picked) is None


def test_those_who_could_not_tell_are_counted() -> None:
    silent = voice(RAVI, "", is_nobody_can_tell=True)

    view = settle_view(case_in(State.NEEDS_LEAD, suggestions=(voice(AIKO, "stop"), silent)))

    assert "1 person said that nobody can tell." in json.dumps(view)
