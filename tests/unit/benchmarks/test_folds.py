"""Folds are runs of neighbours, and a missing model is asked for."""

from pathlib import Path

import pytest

from benchmarks.agreement.crowd_file import BadFileError
from benchmarks.agreement.folds import FOLDS, fold_models, fold_of
from benchmarks.agreement.skill import Clip, Method
from bot.agreement import AgreementPolicy


@pytest.mark.parametrize("clips", [5, 6, 2703, 2864])
def test_folds_are_runs_of_nearly_equal_length(clips: int) -> None:
    folds = [fold_of(index, clips) for index in range(clips)]

    assert folds == sorted(folds)
    lengths = [folds.count(fold) for fold in range(FOLDS)]
    assert sum(lengths) == clips
    assert max(lengths) - min(lengths) <= 1


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "fold-0.npz").touch()

    with pytest.raises(BadFileError, match=r"has no fold-1\.npz, fold-2\.npz, .*run without --out-of-fold"):
        fold_models(tmp_path)


def test_a_clip_meets_the_model_that_was_trained_without_its_fold() -> None:
    models = fold_models()
    method = Method(AgreementPolicy(language="en"), models)

    assert [method.model(Clip("a", (), fold)) for fold in range(FOLDS)] == list(models)


def test_without_fold_models_the_shipped_one_is_used() -> None:
    assert Method(AgreementPolicy(language="en")).model(Clip("a", (), 0)) is None
