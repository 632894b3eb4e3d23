"""Reads what a crowd heard and what was truly said, in the format of CrowdSpeech.

The crowd file has tab-separated columns under a header; its texts may be quoted and go over several lines,
and a text that reads "None" is a text.
The truth file has a clip, a tab and its text on each line, and no header.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TextIO

from benchmarks.agreement.scoring import words_of

AUDIO, TEXT, PERSON = "INPUT:audio", "OUTPUT:transcription", "ASSIGNMENT:worker_id"
COLUMNS = (AUDIO, TEXT, PERSON)


class BadFileError(Exception):
    """A file cannot be used; the message says why and what to do."""


class Suggestion(NamedTuple):
    person: str
    text: str


class CrowdFile(NamedTuple):
    """Each clip's suggestions, clips and people in the order in which they first appear.

    Who suggested twice for a clip keeps the place and counts with the later text, as in the bot.
    """

    suggestions: dict[str, tuple[Suggestion, ...]]
    broken_rows: int


def read_crowd(path: Path) -> CrowdFile:
    heard: dict[str, dict[str, str]] = {}
    broken = 0
    with _opened(path) as file:
        for row in _rows(file, path):
            audio, text, person = (row[column] for column in COLUMNS)
            if not audio or text is None or not person:
                broken += 1
                continue
            heard.setdefault(audio, {})[person] = text
    suggestions = {
        audio: tuple(Suggestion(*each) for each in texts.items()) for audio, texts in heard.items()
    }
    return CrowdFile(suggestions, broken)


def read_truth(path: Path) -> dict[str, str]:
    """The text of each clip, in the order of the file."""
    truth: dict[str, str] = {}
    with _opened(path) as file:
        for number, line in _lines(file, path):
            audio, tab, text = line.partition("\t")
            if not tab:
                raise BadFileError(
                    f"{path.name}, line {number}: no tab. Each line of a truth file is the clip, a tab and "
                    "the text that was said."
                )
            if truth.setdefault(audio, text) != text:
                raise BadFileError(
                    f"{path.name}, line {number}: this clip has another text further up. Keep one of them."
                )
    if not truth:
        raise BadFileError(f"{path.name} is empty. Give the truth file of the same split as the crowd file.")
    return truth


def in_both(crowd: Mapping[str, object], truth: Mapping[str, str]) -> tuple[str, ...]:
    """The clips that can be scored, in the order of the crowd file. BadFileError when there is none."""
    clips = tuple(audio for audio in crowd if words_of(truth.get(audio, "")))
    if not clips:
        raise BadFileError(
            "The two files have no clip in common. Give the crowd file and the truth file of the same split; "
            f"a clip is called {_first(crowd)} in one and {_first(truth)} in the other."
        )
    return clips


def _first(clips: Iterable[str]) -> str:
    return next((repr(clip) for clip in clips), "nothing")


def _opened(path: Path) -> TextIO:
    try:
        # The csv module sees the line ends inside quoted texts only if nobody translates them before.
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise BadFileError(f"{path} cannot be read ({error.strerror}). Check the path.") from error


def _rows(file: TextIO, path: Path) -> Iterator[dict[str, str | None]]:
    reader = csv.DictReader(file, delimiter="\t")
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise BadFileError(
                f"{path.name} has no column {', '.join(missing)}. The first line of a crowd file names its "
                f"columns, with tabs between them: {', '.join(COLUMNS)}."
            )
        for row in reader:
            if any(row[column] for column in COLUMNS):
                yield row
    except UnicodeDecodeError as error:
        raise _not_utf_8(path) from error
    except csv.Error as error:
        raise BadFileError(
            f"{path.name}, line {reader.line_num}: {error}. Look for a quotation mark that is never closed."
        ) from error


def _lines(file: TextIO, path: Path) -> Iterator[tuple[int, str]]:
    try:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _not_utf_8(path) from error


def _not_utf_8(path: Path) -> BadFileError:
    return BadFileError(f"{path.name} is not UTF-8. Save it as UTF-8; `iconv -t UTF-8` does that.")
