"""Errors are counted as in the paper, which the published outputs show."""

import csv
import os
from pathlib import Path

import pytest

from benchmarks.agreement.crowd_file import read_truth
from benchmarks.agreement.scoring import (
    Score,
    corpus_error_rate,
    exact_share,
    mean_error_rate,
    score,
    spoken_words,
    words_of,
)

REPOSITORY = Path(__file__).parents[3]


def crowdspeech() -> Path | None:
    """Where the files of CrowdSpeech are: under `SECOND_EAR_SHARED`, or beside the repository."""
    shared = os.environ.get("SECOND_EAR_SHARED")
    folder = (Path(shared) if shared else REPOSITORY.parent / "shared") / "data" / "crowdspeech"
    return folder if folder.is_dir() else None


@pytest.mark.shared
@pytest.mark.skipif(
    crowdspeech() is None and os.environ.get("CI") != "true",
    reason="the files of CrowdSpeech are not here; SECOND_EAR_SHARED names their folder",
)
@pytest.mark.parametrize(("split", "published"), [("dev-clean", 6.76), ("dev-other", 13.19)])
def test_the_published_rover_gets_its_published_error_rate(split: str, published: float) -> None:
    folder = crowdspeech()
    assert folder is not None, "set SECOND_EAR_SHARED to the folder that holds data/crowdspeech"
    truth = read_truth(folder / f"crowdspeech-{split}-gt.txt")
    with (folder / f"crowdspeech-{split}-baselines.tsv").open(encoding="utf-8", newline="") as file:
        published_texts = {row["audio"]: row["rover_result"] for row in csv.DictReader(file, delimiter="\t")}

    scores = [score(words_of(published_texts[audio]), words_of(text)) for audio, text in truth.items()]

    assert mean_error_rate(scores) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Good day, Sir!", ("good", "day", "sir")),
        ("well-known", ("wellknown",)),
        ("one - two", ("one", "two")),
        ("don't", ("don't",)),
        ("don\u2019t", ("don\u2019t",)),
        (" \t\r\n", ()),
    ],
)
def test_case_and_punctuation_do_not_count_but_the_apostrophe_does(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_abbreviations_and_digits_are_written_out_before_the_score() -> None:
    assert spoken_words("Mr. Brown has 20.") == ("mister", "brown", "has", "twenty")


def test_a_word_too_many_too_few_or_other_is_one_error_each() -> None:
    truth = words_of("the well behind the house")

    assert score(words_of("a well behind house now"), truth) == Score(errors=3, words=5)


def test_a_long_clip_weighs_more_in_the_corpus_than_in_the_mean() -> None:
    scores = [Score(errors=1, words=1), Score(errors=0, words=9)]

    assert mean_error_rate(scores) == 50
    assert corpus_error_rate(scores) == 10
    assert exact_share(scores) == 50
