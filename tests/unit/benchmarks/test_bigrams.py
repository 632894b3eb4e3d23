"""The file of bigrams holds those that tell most, and is read as it was written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreement.bigrams import Counted, most_telling, write
from bot.agreement.bigrams import LEAST, STEPS, WORDS_AT_MOST, load

BACK_OFF = -1.25
chances = st.floats(min_value=LEAST, max_value=0)
pairs = st.dictionaries(st.tuples(st.integers(0, 39), st.integers(0, 39)), chances, min_size=1)


def counted(known: dict[tuple[int, int], float], alone: list[float]) -> Counted:
    ordered = sorted(known)
    return Counted(
        words=[f"word{number}" for number in range(len(alone))],
        alone=np.array(alone),
        back_off=np.full(len(alone), BACK_OFF),
        pairs=np.array([first * WORDS_AT_MOST + second for first, second in ordered]),
        after=np.array([known[pair] for pair in ordered]),
    )


@given(pairs, st.lists(chances, min_size=40, max_size=40))
def test_what_was_written_is_read_but_for_rounding(
    known: dict[tuple[int, int], float], alone: list[float]
) -> None:
    made = counted(known, alone)
    with TemporaryDirectory() as folder:
        write(made, Path(folder) / "made.npz")
        read = load(Path(folder) / "made.npz")

    assert list(read.numbers) == made.words
    assert read.pairs.tolist() == made.pairs.tolist()
    assert read.after.tolist() == pytest.approx(made.after.tolist(), abs=0.51 / STEPS)
    assert read.alone.tolist() == pytest.approx(alone, abs=0.51 / STEPS)
    assert set(read.back_off.tolist()) == {BACK_OFF}


def test_a_bigram_that_is_as_likely_as_would_be_guessed_goes_first() -> None:
    alone = [-1.0, -2.0, -5.0]
    known = {(0, 1): alone[1] + BACK_OFF, (0, 2): -2.0, (1, 2): -9.0}

    kept = most_telling(counted(known, alone), 2)

    assert [divmod(pair, WORDS_AT_MOST) for pair in kept.pairs.tolist()] == [(0, 2), (1, 2)]
    assert kept.after.tolist() == [-2.0, -9.0]
