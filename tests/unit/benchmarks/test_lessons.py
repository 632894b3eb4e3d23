"""Which readings of a network the trainer counts as right."""

import pytest

from benchmarks.agreement import lessons
from benchmarks.agreement.lessons import laid, read_split, readings_right
from benchmarks.agreement.scoring import Words, words_of
from bot.agreement import Heard
from tests.unit.benchmarks.made_up import CROWD, TRUTH


def right(truth: str, *texts: str) -> list[set[str]]:
    """The right forms at each place of the network over these texts."""
    network = laid([Heard(person=f"p{number}", text=text) for number, text in enumerate(texts)], {})
    words: Words = words_of(truth)
    return [set(forms) for forms in readings_right(network, words)]


def test_what_was_truly_said_is_right_even_if_only_one_heard_it() -> None:
    assert right("the well is dry", "the bell is dry", "the bell is dry", "the well is dry") == [
        {"the"},
        {"well"},
        {"is"},
        {"dry"},
    ]


def test_a_phrase_is_right_only_as_the_truth_writes_it() -> None:
    texts = ("the air tight room", "the airtight room", "the airtight room")

    assert right("the air tight room", *texts) == [{"the"}, {"air tight"}, {"room"}]
    assert right("the airtight room", *texts) == [{"the"}, {"airtight"}, {"room"}]


def test_silence_is_right_where_somebody_added_a_word() -> None:
    assert right("the well", "the old well", "the well") == [{"the"}, {""}, {"well"}]


def test_silence_that_nobody_kept_is_not_right() -> None:
    assert right("the well", "the old well", "the odd well") == [{"the"}, set(), {"well"}]


def test_nothing_is_right_where_nobody_heard_the_word() -> None:
    assert right("the well is dry", "the bell is dry", "the ball is dry") == [{"the"}, set(), {"is"}, {"dry"}]


def test_a_word_that_all_missed_leaves_its_neighbours_right() -> None:
    assert right("the old well", "the well", "the well") == [{"the"}, {"well"}]


def test_digits_are_right_where_the_truth_has_words() -> None:
    assert right("twenty wells", "20 wells", "many wells") == [{"twenty"}, {"wells"}]


def test_a_word_that_some_said_twice_is_right_once_where_nobody_left_it_out() -> None:
    assert right("well very", "well very", "well very very") == [{"well"}, {"very"}, {""}]


def test_people_are_asked_one_by_one_in_several_orders_of_which_more_leave_the_first_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(orders: int) -> dict[int, list[tuple[int, int, list[str]]]]:
        """For each order, which clip it is, how many were asked, and who."""
        monkeypatch.setattr(lessons, "ORDERS", orders)
        found: dict[int, list[tuple[int, int, list[str]]]] = {}
        for each in lessons.examples(read_split(CROWD, TRUTH), 0.15, (), seed=3, first_clip=0):
            people = sorted(voice.person for voice in each.network.voices)
            found.setdefault(each.order, []).append((each.clip, each.run, people))
        return found

    alone, together = asked(1), asked(3)

    assert alone[0] == together[0]
    assert sorted(together) == [0, 1, 2]
    assert [run for _, run, _ in together[1]] == [*range(1, 8)] * 6
    assert together[1] != together[2]
