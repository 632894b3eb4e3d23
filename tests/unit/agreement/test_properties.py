"""What holds for any suggestions whatever."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.agreement import Agreement, AgreementPolicy, Heard, Verdict, agree, check_marks
from bot.agreement.tokens import tokenise

POLICY = AgreementPolicy(language="en")
ROUNDING = 1e-6
"""Of numbers in single precision."""
WORDS = ("the", "The,", "cat", "cats", "sat", "well-known", "don't", "消し", "ไฟ", "बत्ती")
MARKS = ("[unclear]", "[unclear: cat]", "[inaudible]", "[foreign: de]", "[oops]", "[")
PEOPLE = tuple(f"U{number}" for number in range(9))

plain = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
marked = st.lists(st.sampled_from(WORDS + MARKS), max_size=8).map(" ".join)
wild = st.one_of(marked, plain, st.text(max_size=40))


@st.composite
def voices(
    draw: st.DrawFn, texts: st.SearchStrategy[str] = wild, *, says_nobody: st.SearchStrategy[bool]
) -> list[Heard]:
    """One suggestion each of up to nine people; most of them repeat what one of a few texts says."""
    few = draw(st.lists(texts, min_size=1, max_size=4))
    few += [text.upper() for text in few]
    people = draw(st.lists(st.sampled_from(PEOPLE), max_size=9, unique=True))
    return [
        Heard(person=person, text=draw(st.sampled_from(few)), is_nobody_can_tell=draw(says_nobody))
        for person in people
    ]


anything = voices(says_nobody=st.sampled_from([False, False, True]))
texts_only = voices(says_nobody=st.just(value=False))
unmarked = voices(plain, says_nobody=st.just(value=False))


def all_said(agreement: Agreement) -> list[str]:
    return [word.text for word in agreement.words] + [
        other.text for word in agreement.words for other in word.others
    ]


def in_common_form(text: str) -> str:
    """What is compared, without the places of the words: what was joined may stand apart elsewhere."""
    return "".join(token.key for token in tokenise(text, POLICY.language))


def said_by(agreement: Agreement) -> str:
    return in_common_form(agreement.text)


@given(anything, st.randoms(use_true_random=False))
def test_the_order_of_suggestions_does_not_matter(suggestions: list[Heard], random: Random) -> None:
    shuffled = random.sample(suggestions, len(suggestions))

    assert agree(shuffled, POLICY) == agree(suggestions, POLICY)


@given(texts_only, st.permutations(PEOPLE))
def test_the_text_does_not_depend_on_who_said_what(suggestions: list[Heard], names: list[str]) -> None:
    other_name = dict(zip(PEOPLE, names, strict=True))
    renamed = [heard.model_copy(update={"person": other_name[heard.person]}) for heard in suggestions]

    before, after = agree(suggestions, POLICY), agree(renamed, POLICY)

    assert (after.text, after.verdict, after.confidence) == (before.text, before.verdict, before.confidence)


@given(anything)
def test_every_word_was_typed_by_the_people_who_are_named_with_it_or_guessed(
    suggestions: list[Heard],
) -> None:
    typed = " ".join(" ".join(heard.text.split()) for heard in suggestions)

    agreement = agree(suggestions, POLICY)

    assert all(" ".join(said.split()) in typed for said in all_said(agreement))
    if agreement.words:
        together = "".join("".join(word.text.split()) for word in agreement.words)
        assert "".join(agreement.text.split()) == together


@given(anything)
def test_nobody_is_counted_twice(suggestions: list[Heard]) -> None:
    agreement = agree(suggestions, POLICY)

    assert list(agreement.people) == sorted({heard.person for heard in suggestions})
    for word in agreement.words:
        votes = [*word.people, *(person for other in word.others for person in other.people)]
        assert len(votes) == len(set(votes))
        assert set(votes) <= set(agreement.people)


@given(anything, wild)
def test_who_suggests_again_counts_as_if_the_first_had_not_been(suggestions: list[Heard], text: str) -> None:
    again = [Heard(person=heard.person, text=text) for heard in suggestions[:1]]

    assert agree([*suggestions, *again], POLICY) == agree([*again, *suggestions[1:]], POLICY)


@given(anything)
def test_what_is_settled_has_enough_people_behind_it(suggestions: list[Heard]) -> None:
    agreement = agree(suggestions, POLICY)

    if agreement.verdict is Verdict.SETTLED:
        assert len(agreement.people) >= POLICY.people_at_least
        assert bool(agreement.text) is not agreement.is_nobody_can_tell


@given(anything)
def test_whatever_is_said_the_chances_are_chances(suggestions: list[Heard]) -> None:
    agreement = agree(suggestions, POLICY)

    assert 0 <= agreement.confidence <= 1
    assert all(0 <= word.confidence <= 1 for word in agreement.words)


@given(anything)
def test_below_the_least_number_of_people_it_asks_further_and_from_the_most_it_does_not(
    suggestions: list[Heard],
) -> None:
    verdict = agree(suggestions, POLICY).verdict

    if len(suggestions) < POLICY.people_at_least:
        assert verdict is Verdict.ASK_FURTHER
    if len(suggestions) >= POLICY.people_at_most:
        assert verdict is not Verdict.ASK_FURTHER


@given(unmarked, st.sampled_from(PEOPLE))
def test_one_more_voice_that_says_what_was_agreed_makes_no_word_less_sure(
    suggestions: list[Heard], name: str
) -> None:
    before = agree(suggestions, POLICY)
    twin = next(
        (heard for heard in suggestions if all(heard.person in word.people for word in before.words)), None
    )
    assume(twin is not None)
    assert twin is not None

    after = agree([*suggestions, Heard(person=f"{name} again", text=twin.text)], POLICY)

    assert len(after.words) == len(before.words)
    for word, surer in zip(before.words, after.words, strict=True):
        if in_common_form(word.text) == in_common_form(surer.text):
            assert surer.confidence >= word.confidence - ROUNDING


@given(unmarked, plain)
def test_three_quarters_with_equal_texts_are_believed(suggestions: list[Heard], text: str) -> None:
    same = [Heard(person=f"V{number}", text=text) for number in range(max(3, 3 * len(suggestions)))]

    agreement = agree([*suggestions, *same], POLICY)

    assert said_by(agreement) == in_common_form(text)


@given(texts_only)
def test_people_who_cannot_tell_change_no_word(suggestions: list[Heard]) -> None:
    lost = [Heard(person="V", text="", is_nobody_can_tell=True)]

    assert agree([*suggestions, *lost], POLICY).words == (
        agree(suggestions, POLICY).words if len(suggestions) else ()
    )


@given(st.text())
def test_the_check_of_marks_names_only_what_stands_in_the_text(text: str) -> None:
    assert all(wrong in text for wrong in check_marks(text))


def test_seven_people_who_each_miss_and_mistake_some_of_five_hundred_words_agree_on_all_of_them() -> None:
    random = Random(7)  # noqa: S311 - the same texts at every run, not a secret
    words = [f"word{random.randrange(300)}" for _ in range(500)]
    texts = [
        " ".join(random.choices((word, f"slip{person}", ""), (94, 3, 3))[0] for word in words)
        for person in range(7)
    ]

    agreement = agree([Heard(person=str(index), text=text) for index, text in enumerate(texts)], POLICY)

    assert agreement.text.split() == words


def test_five_hundred_words_from_seven_people_who_share_hardly_any_give_a_text() -> None:
    random = Random(7)  # noqa: S311 - the same texts at every run, not a secret
    texts = [" ".join(f"word{random.randrange(5000)}" for _ in range(500)) for _ in range(7)]

    agreement = agree([Heard(person=str(index), text=text) for index, text in enumerate(texts)], POLICY)

    assert agreement.verdict is Verdict.HOPELESS
    assert agreement.text
