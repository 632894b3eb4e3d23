"""The compiled modules against numpy: the same places and words, and the same numbers but for rounding."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.agreement import Agreement, AgreementPolicy, Heard, Skill, agree, kernel
from bot.agreement.alignment import MARK
from bot.agreement.choice import Choice
from bot.agreement.confidence import Sureness
from bot.agreement.lexicon import Lexicon, lexicon
from bot.agreement.network import Network, Voice, lay_out, paths_of
from bot.agreement.table import Readings
from bot.agreement.tokens import read
from bot.agreement.trained import default
from bot.agreement.weighing import weigh
from tests.unit.agreement.counting import counted_by
from tests.unit.agreement.test_properties import anything, texts_only

T = TypeVar("T")

ROUNDING = 1e-5
"""Numpy counts in single precision."""
NEAR = 1e-4
"""Readings as close as this may be chosen one way or the other."""

keys = st.lists(
    st.sampled_from(
        ["a", "b", "ab", "abc", "bc", "消", "x" * 60, "x" * 59 + "y", MARK, f"{MARK}a", f"{MARK}ab"]
    ),
    max_size=8,
).map(tuple)
choruses = st.lists(keys, min_size=1, max_size=7, unique=True)
lexicons = st.sampled_from([lexicon("en"), Lexicon()])
HOPELESS = Skill(errors=20, words=1)
"""Of somebody who weighs a millionth of others, which single precision loses beside them."""
skills = st.builds(Skill, errors=st.floats(0, 50), words=st.floats(0, 200))


pytestmark = pytest.mark.skipif(
    not kernel.IS_BUILT, reason="the compiled modules are not built here; that needs a C compiler"
)


def by_both(count: Callable[[], T]) -> list[T]:
    """What comes out by the compiled modules, and what by numpy."""
    found = []
    for way in ("compiled", "numpy"):
        with counted_by(way):
            found.append(count())
    return found


def both(suggestions: list[Heard], known: Lexicon) -> list[tuple[Readings, Choice, Sureness]]:
    network = laid(suggestions)
    return by_both(lambda: weigh(network, known, default()))


def laid(suggestions: list[Heard]) -> Network:
    texts = read([heard.text for heard in suggestions], "en")
    return lay_out(
        Voice(tokens, heard.person, (heard.skill.errors, heard.skill.words))
        for tokens, heard in zip(texts, suggestions, strict=True)
    )


def with_skills(suggestions: list[Heard], known: list[Skill]) -> list[Heard]:
    return [
        heard.model_copy(update={"skill": skill}) for heard, skill in zip(suggestions, known, strict=False)
    ]


def has_words(suggestions: list[Heard]) -> bool:
    return any(token.is_heard and token.key for place in laid(suggestions).places for token in place)


@given(choruses)
def test_the_tokens_of_suggestions_stand_at_the_same_places(said: list[tuple[str, ...]]) -> None:
    found = by_both(lambda: [list(path) for path in paths_of(said)])

    assert found[0] == found[1]


@example(
    [
        Heard(person=person, text=text)
        for person, text in zip("ABCD", ("", "the [unclear]", "", ""), strict=True)
    ],
    [Skill(), Skill(), HOPELESS, HOPELESS],
    Lexicon(),
)
@given(texts_only.filter(has_words), st.lists(skills, min_size=9, max_size=9), lexicons)
def test_readings_are_the_same_and_belief_and_sureness_but_for_rounding(
    suggestions: list[Heard], known: list[Skill], words: Lexicon
) -> None:
    (said, choice, sure), (also_said, other, also_sure) = both(with_skills(suggestions, known), words)

    assert said == also_said
    assert choice.belief == pytest.approx(other.belief, abs=ROUNDING)
    assert choice.runner_up == pytest.approx(other.runner_up, abs=ROUNDING)
    contested = zip(choice.voice, other.voice, other.belief, other.runner_up, strict=True)
    assert all(one == another or belief - next_one < NEAR for one, another, belief, next_one in contested)
    if choice.voice == other.voice:
        assert sure.words == pytest.approx(also_sure.words, abs=ROUNDING)
        assert sure[1:] == pytest.approx(also_sure[1:], abs=ROUNDING)


def explained(agreement: Agreement) -> list[object]:
    return [(word.text, word.people, word.others) for word in agreement.words]


@given(anything, st.lists(skills, min_size=9, max_size=9))
def test_people_read_the_same_explanation_of_the_same_choice(
    suggestions: list[Heard], known: list[Skill]
) -> None:
    one, other = by_both(lambda: agree(with_skills(suggestions, known), AgreementPolicy(language="en")))

    if one.text == other.text:
        assert (explained(one), one.verdict) == (explained(other), other.verdict)
    assert len(one.words) == len(other.words)
    assert one.people == other.people


def test_a_word_too_long_for_a_quick_comparison_is_compared_as_well() -> None:
    long, alike, other = "a" * 70, "a" * 69 + "b", "b" * 70
    said = [(long, "x"), (alike, "x"), (other, "y", "x")]
    found = by_both(lambda: [list(path) for path in paths_of(said)])

    assert found[0] == found[1] == [[0, None, 1], [0, None, 1], [0, 1, 2]]
