"""A clip is agreed on without what it told itself, and in a causal run without what came later."""

import io

from benchmarks.agreement.progress import Progress
from benchmarks.agreement.skill import Clip, Method, with_all_known, with_earlier_known
from bot.agreement import AgreementPolicy, Heard, Skill

METHOD = Method(AgreementPolicy(language="en"))
TEXT = "the well behind the house has been dry since may"
WORSE = "the wall behind a house has bin dry"


def clip(audio: str, **heard: str) -> Clip:
    return Clip(audio, tuple(Heard(person=person, text=text) for person, text in heard.items()), fold=0)


def quiet() -> Progress:
    return Progress(io.StringIO())


def skill_of(person: str, suggestions: tuple[Heard, ...]) -> Skill:
    return next(heard.skill for heard in suggestions if heard.person == person)


CLIPS = [
    clip("1", ann=TEXT, ben=TEXT, cho=TEXT, dot=WORSE),
    clip("2", ann=TEXT, ben=TEXT, eva=TEXT, dot=WORSE),
    clip("3", ann=TEXT, ben=TEXT, fay=TEXT, dot=WORSE),
]


def test_who_errs_more_in_other_clips_is_known_to_err_more() -> None:
    ready = with_all_known(CLIPS, METHOD, quiet())

    for suggestions, _ in ready:
        assert skill_of("dot", suggestions).errors > skill_of("ann", suggestions).errors
        assert skill_of("ann", suggestions).words > 0


def test_nobody_is_known_from_the_clip_itself() -> None:
    ready = with_all_known(CLIPS, METHOD, quiet())

    only_once = [
        skill_of("cho", ready[0].suggestions),
        skill_of("eva", ready[1].suggestions),
        skill_of("fay", ready[2].suggestions),
    ]
    assert only_once == [Skill(), Skill(), Skill()]


def test_a_causal_run_knows_nobody_at_its_first_clip() -> None:
    ready = with_earlier_known(CLIPS, METHOD, quiet())

    assert {heard.skill for heard in ready[0].suggestions} == {Skill()}
    assert ready[0].usual == Skill()
    assert skill_of("dot", ready[1].suggestions).errors > 0


def test_of_everybody_together_all_that_the_other_clips_told_is_known() -> None:
    ready = with_all_known(CLIPS, METHOD, quiet())

    assert [known.usual.words for known in ready] == [2 * 4 * len(TEXT.split())] * 3
    errors = [skill_of("dot", known.suggestions).errors for known in ready]
    assert [known.usual.errors for known in ready] == errors


def test_a_causal_run_knows_of_everybody_what_earlier_clips_told() -> None:
    ready = with_earlier_known(CLIPS, METHOD, quiet())

    words = 4 * len(TEXT.split())
    assert [known.usual.words for known in ready] == [0, words, 2 * words]


def test_a_causal_run_knows_nothing_of_later_clips() -> None:
    later = clip("4", ann=WORSE, ben=WORSE, cho=WORSE, dot=TEXT)

    assert with_earlier_known([*CLIPS, later], METHOD, quiet())[:3] == with_earlier_known(
        CLIPS, METHOD, quiet()
    )


def test_texts_and_people_stay_as_they_are() -> None:
    for ready in (with_all_known(CLIPS, METHOD, quiet()), with_earlier_known(CLIPS, METHOD, quiet())):
        said = [[(heard.person, heard.text) for heard in each.suggestions] for each in ready]
        assert said == [[(heard.person, heard.text) for heard in each.suggestions] for each in CLIPS]
