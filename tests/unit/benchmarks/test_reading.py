"""A crowd file and a truth file are read as they are, and a bad one says what to do."""

from pathlib import Path

import pytest

from benchmarks.agreement.crowd_file import BadFileError, Suggestion, in_both, read_crowd, read_truth

HEADER = "INPUT:audio\tOUTPUT:transcription\tASSIGNMENT:worker_id\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.tsv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_quoted_text_goes_over_several_lines_and_keeps_its_line_ends(tmp_path: Path) -> None:
    crowd = read_crowd(written(tmp_path, f'{HEADER}a\t"good ""old""\r\n\r\nday"\tp1\nb\tyes\tp2\n'))

    assert crowd.suggestions == {
        "a": (Suggestion("p1", 'good "old"\r\n\r\nday'),),
        "b": (Suggestion("p2", "yes"),),
    }


def test_none_is_a_text_and_so_is_nothing(tmp_path: Path) -> None:
    crowd = read_crowd(written(tmp_path, f"{HEADER}a\tNone\tp1\na\t\tp2\n"))

    assert [each.text for each in crowd.suggestions["a"]] == ["None", ""]


def test_blank_rows_and_other_columns_do_not_count(tmp_path: Path) -> None:
    header = "ASSIGNMENT:reward\tINPUT:audio\tOUTPUT:transcription\tASSIGNMENT:worker_id\n"

    crowd = read_crowd(written(tmp_path, f"{header}0.1\ta\tyes\tp1\n\n\t\t\t\n"))

    assert crowd.suggestions == {"a": (Suggestion("p1", "yes"),)}
    assert crowd.broken_rows == 0


def test_clips_and_people_keep_the_order_in_which_they_first_appear(tmp_path: Path) -> None:
    rows = "b\tone\tp9\na\ttwo\tp1\nb\tthree\tp2\na\tfour\tp0\n"

    crowd = read_crowd(written(tmp_path, HEADER + rows))

    assert list(crowd.suggestions) == ["b", "a"]
    assert [each.person for each in crowd.suggestions["b"]] == ["p9", "p2"]


def test_who_suggests_again_keeps_the_place_and_counts_with_the_later_text(tmp_path: Path) -> None:
    crowd = read_crowd(written(tmp_path, f"{HEADER}a\tearly\tp1\na\tother\tp2\na\tlate\tp1\n"))

    assert crowd.suggestions["a"] == (Suggestion("p1", "late"), Suggestion("p2", "other"))


def test_a_row_without_a_person_is_left_out_and_counted(tmp_path: Path) -> None:
    crowd = read_crowd(written(tmp_path, f"{HEADER}a\tyes\na\tyes\tp1\n"))

    assert crowd.suggestions == {"a": (Suggestion("p1", "yes"),)}
    assert crowd.broken_rows == 1


def test_the_truth_keeps_its_order_and_needs_no_header(tmp_path: Path) -> None:
    truth = read_truth(written(tmp_path, "\ufeffb\tgood day\r\n\na\tyes\n"))

    assert list(truth.items()) == [("b", "good day"), ("a", "yes")]


def test_only_clips_with_suggestions_and_words_of_truth_count() -> None:
    crowd = {"c": (), "a": (), "wordless": (), "untold": ()}

    assert in_both(crowd, {"a": "yes", "b": "no", "c": "well", "wordless": "..."}) == ("c", "a")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("audio\ttext\na\tyes\n", "has no column INPUT:audio, OUTPUT:transcription, ASSIGNMENT:worker_id"),
        ("", "has no column"),
        (HEADER.encode() + b"a\tcaf\xe9\tp1\n", "is not UTF-8"),
        (f'{HEADER}a\t"{"x" * 200_000}\tp1\n', "quotation mark that is never closed"),
    ],
    ids=["other columns", "empty", "latin-1", "open quote"],
)
def test_a_bad_crowd_file_says_why(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(BadFileError, match=said):
        read_crowd(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a\tyes\nb no\n", "line 2: no tab"),
        ("a\tyes\na\tno\n", "line 2: this clip has another text further up"),
        ("\n", "is empty"),
        (b"a\tcaf\xe9\n", "is not UTF-8"),
    ],
    ids=["no tab", "two texts", "empty", "latin-1"],
)
def test_a_bad_truth_file_says_why(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(BadFileError, match=said):
        read_truth(written(tmp_path, content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match=r"nowhere\.tsv cannot be read"):
        read_crowd(tmp_path / "nowhere.tsv")


def test_files_of_two_splits_are_recognised_by_having_no_clip_in_common() -> None:
    with pytest.raises(BadFileError, match=r"no clip in common.* 'a' in one and 'b' in the other"):
        in_both({"a": ()}, {"b": "yes"})
