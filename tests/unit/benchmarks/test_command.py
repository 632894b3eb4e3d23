"""The command as a whole, on a small crowd of our own."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from benchmarks.agreement.__main__ import main
from tests.unit.benchmarks.made_up import CROWD, TRUTH

ROOT = Path(__file__).parents[3]
NAMED = {
    "clips",
    "people",
    "wer",
    "corpus_wer",
    "exact",
    "curve",
    "policy_mean_people",
    "policy_wer",
    "ece",
    "ms_p50",
    "ms_p99",
    "peak_mib",
    "crowdkit_ms_p50",
    "times_faster",
}


def figures(folder: Path, *more: str) -> dict[str, Any]:
    path = folder / "figures.json"
    assert main(["--crowd", str(CROWD), "--truth", str(TRUTH), "--json", str(path), *more]) == 0
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_figures_have_the_names_that_were_agreed(tmp_path: Path) -> None:
    found = figures(tmp_path)

    assert set(found) >= NAMED
    assert (found["clips"], found["people"], len(found["curve"])) == (6, 7, 7)
    assert found["curve"][-1] == found["wer"]
    assert 0 <= found["ece"] <= 1
    assert 1 <= found["policy_mean_people"] <= 7
    assert found["ms_p99"] >= found["ms_p50"] > 0
    assert (found["times_faster"] is None) == (find_spec("crowdkit") is None)


def test_seven_people_are_better_than_the_first_alone_here(tmp_path: Path) -> None:
    found = figures(tmp_path, "--people", "7")

    assert found["wer"] <= found["curve"][0] + 1e-9
    assert found["wer"] < 10


def test_fewer_people_make_a_shorter_curve_of_the_same_points(tmp_path: Path) -> None:
    found = figures(tmp_path, "--people", "3")

    assert (found["people"], len(found["curve"])) == (3, 3)
    assert found["policy_mean_people"] <= 3


def test_a_causal_run_says_so(tmp_path: Path) -> None:
    assert figures(tmp_path)["is_causal"] is False
    assert figures(tmp_path, "--causal")["is_causal"] is True


def test_an_out_of_fold_run_says_so(tmp_path: Path) -> None:
    assert figures(tmp_path, "--out-of-fold")["is_out_of_fold"] is True


def test_no_folder_is_given_away(tmp_path: Path) -> None:
    text = json.dumps(figures(tmp_path))

    assert str(CROWD.parent) not in text
    assert '"crowd": "crowd.tsv"' in text


def test_a_table_is_printed_and_progress_stays_off_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures(tmp_path)

    captured = capsys.readouterr()
    assert "mean WER" in captured.out
    assert "6 clips are in both files" in captured.err
    assert "in both files" not in captured.out


def test_clips_in_only_one_file_are_counted_and_left_out(tmp_path: Path) -> None:
    truth = tmp_path / "truth.txt"
    lines = TRUTH.read_text(encoding="utf-8").splitlines(keepends=True)
    truth.write_text("".join([*lines[1:], "elsewhere\tyes\n"]), encoding="utf-8")

    found = figures(tmp_path, "--truth", str(truth))

    assert (found["clips"], found["clips_without_truth"], found["clips_without_suggestions"]) == (5, 1, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--truth", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["--crowd", str(TRUTH)], "has no column INPUT:audio"),
    ],
    ids=["not there", "mixed up"],
)
def test_a_file_that_cannot_be_used_ends_with_2_and_a_word(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--crowd", str(CROWD), "--truth", str(TRUTH), *options]) == 2
    assert said in capsys.readouterr().err


def test_files_of_two_splits_end_with_2_and_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("elsewhere\tyes\n", encoding="utf-8")

    assert main(["--crowd", str(CROWD), "--truth", str(other)]) == 2
    assert "no clip in common" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--people", "0"], ["--json", "nowhere/figures.json"]])
def test_an_option_that_cannot_work_is_refused_at_once(options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--crowd", str(CROWD), "--truth", str(TRUTH), *options])

    assert ended.value.code == 2


def test_the_command_starts_as_a_module_and_the_script_lists_it() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "benchmarks.agreement", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    listed = subprocess.run(
        ["scripts/bench"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert started.returncode == 0, started.stderr
    assert "--out-of-fold" in started.stdout
    assert "  agreement\n" in listed.stdout + listed.stderr
