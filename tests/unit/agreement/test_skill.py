"""How far people were from an outcome: errors and words, with marks on either side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agreement import AgreementPolicy, Heard, Skill, learnt

POLICY = AgreementPolicy(language="en")
OUTCOME = "turn the kitchen lights off"
WORDS = ("turn", "the", "kitchen", "lights", "off")
MARKS = ("[unclear]", "[inaudible]", "[unclear: kitten]", "[foreign: de]")

plain = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
pieces = st.lists(st.sampled_from(WORDS + MARKS), max_size=5)
marked = pieces.map(" ".join)
wild = st.one_of(plain, marked, st.text(max_size=40))


def shown(text: str, outcome: str = OUTCOME) -> tuple[float, float] | None:
    """The errors and words of one person who said `text`, or None when nothing was learnt."""
    skill = learnt([Heard(person="U1", text=text)], outcome, POLICY).get("U1")
    return None if skill is None else (skill.errors, skill.words)


def test_who_typed_the_outcome_in_another_way_made_no_error() -> None:
    assert shown("Turn the KITCHEN lights off.") == (0, 5)


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("turn the kitten lights off", 1),
        ("turn the lights off", 1),
        ("now turn the kitchen lights off", 1),
        ("please turn the kitten light of", 4),
    ],
)
def test_a_word_replaced_left_out_or_put_in_is_an_error_each(text: str, errors: int) -> None:
    assert shown(text) == (errors, 5)


def test_errors_are_never_more_than_the_words() -> None:
    assert shown("a b c d e f g h i j", "off") == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("turn the [unclear] lights off", 4),
        ("turn [inaudible] off", 2),
        ("[crosstalk] turn the kitchen lights off", 5),
        ("turn the kitchen [noise]", 3),
        ("turn the [unclear: kitten] lights off", 4),
        ("turn the [unclear: kitchen] lights off", 4),
    ],
)
def test_a_mark_is_neither_right_nor_wrong_about_the_words_it_stands_for(text: str, words: int) -> None:
    assert shown(text) == (0, words)


def test_a_word_said_beside_a_mark_is_compared_all_the_same() -> None:
    assert shown("turn the [unclear] kitten lights off") == (1, 5)
    assert shown("turn [unclear] lamps") == (1, 2)


def test_a_mark_excuses_nothing_beyond_the_next_equal_word() -> None:
    assert shown("turn [unclear] kitchen off") == (1, 4)


def test_words_said_where_the_outcome_has_a_mark_are_no_errors() -> None:
    assert shown("turn the kitchen lights off", "turn the [inaudible] off") == (0, 3)
    assert shown("turn off", "turn the [inaudible] off") == (1, 3)


@pytest.mark.parametrize("outcome", ["", "[inaudible]", "[unclear: kitten]", "…"])
def test_an_outcome_without_words_teaches_nothing(outcome: str) -> None:
    assert shown(OUTCOME, outcome) is None


@pytest.mark.parametrize("text", ["", "[inaudible]", "[unclear: kitten]"])
def test_who_gave_no_words_shows_nothing(text: str) -> None:
    assert shown(text) is None


def test_who_could_not_tell_shows_nothing_beside_the_others() -> None:
    suggestions = [
        Heard(person="U1", text=OUTCOME),
        Heard(person="U2", text=OUTCOME, is_nobody_can_tell=True),
    ]

    assert learnt(suggestions, OUTCOME, POLICY) == {"U1": Skill(errors=0, words=5)}


def test_only_the_later_of_two_suggestions_by_one_person_counts() -> None:
    suggestions = [Heard(person="U1", text="turn of"), Heard(person="U1", text=OUTCOME)]

    assert learnt(suggestions, OUTCOME, POLICY) == {"U1": Skill(errors=0, words=5)}


def test_a_script_without_spaces_is_compared_grapheme_by_grapheme() -> None:
    assert shown("電気を消せ", "電気を消し") == (1, 5)


@given(wild, wild)
def test_there_are_never_more_errors_than_words_and_never_no_words(text: str, outcome: str) -> None:
    found = shown(text, outcome)

    assert found is None or 0 <= found[0] <= found[1] >= 1


@given(pieces, st.sampled_from(MARKS), pieces)
def test_one_mark_more_never_makes_one_error_more(before: list[str], mark: str, after: list[str]) -> None:
    without, with_mark = shown(" ".join(before + after)), shown(" ".join([*before, mark, *after]))

    assert without == with_mark or (without and with_mark and with_mark[0] <= without[0])


@given(plain, plain)
def test_without_marks_the_errors_are_the_fewest_changes_that_make_the_outcome(
    text: str, outcome: str
) -> None:
    found = shown(text, outcome)

    said, meant = text.split(), outcome.split()
    assert found == ((min(fewest_changes(said, meant), len(meant)), len(meant)) if said and meant else None)


def fewest_changes(said: list[str], meant: list[str]) -> int:
    """By trying everything, remembering what was tried: slow, and too simple to be wrong."""
    row = list(range(len(meant) + 1))
    for number, word in enumerate(said, start=1):
        above, row = row, [number]
        for place, other in enumerate(meant):
            row.append(min(above[place] + (word != other), above[place + 1] + 1, row[place] + 1))
    return row[-1]
