"""Reads every Web API call that any simulator recorded during the test run."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.hall import MARK

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AUDIO_MARKS = ("RIFF", "fLaC", "OggS", "UklGR", ".wav", ".flac", ".mp3", ".ogg", "audio/")


def records() -> Iterator[tuple[str, str]]:
    """(where it was recorded, the call as text) of every call of the Web API, response_url and ack."""
    for path in sorted(_folder().glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            entry = json.loads(line)
            if entry["kind"] in {"api_call", "response_url", "ack"}:
                # What Slack answered is not what we said; only the call itself is looked at.
                said = {name: value for name, value in entry.items() if name not in {"response", "at", "n"}}
                yield f"{path.name}:{number}", json.dumps(said, ensure_ascii=False)


def _folder() -> Path:
    if "SECOND_EAR_RECORDS" not in os.environ:
        pytest.fail("SECOND_EAR_RECORDS is not set: run `scripts/test`, whose records this reads.")
    return Path(os.environ["SECOND_EAR_RECORDS"])


def private_facts() -> set[str]:
    """References, file names, serials and accounts of the example clips."""
    facts = set()
    for line in (EXAMPLES / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        clip = json.loads(line)
        path = Path(clip["audio_filepath"])
        facts |= {path.stem, path.name, str(path), clip["device_serial"], clip["account"]}
    return facts


def test_the_run_has_recorded_calls_at_all() -> None:
    assert sum(1 for _ in records()) > 100


def test_no_call_names_a_clip_a_file_a_serial_or_an_account() -> None:
    facts = [rf"(?<![\w-]){re.escape(fact)}(?![\w-])" for fact in private_facts()]
    forbidden = re.compile("|".join([*facts, re.escape(MARK)]))

    found = [(where, match.group()) for where, call in records() if (match := forbidden.search(call))]

    assert found == []


def test_no_call_carries_audio() -> None:
    found = [(where, mark) for where, call in records() for mark in AUDIO_MARKS if mark in call]

    assert found == []


def test_no_call_uploads_a_file() -> None:
    found = [where for where, call in records() if '"method": "files.' in call]

    assert found == []
