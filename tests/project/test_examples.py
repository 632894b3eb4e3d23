"""The examples are what their manifest says, and their workspace has everybody whom the demo needs."""

import json
import wave
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.project.tree import ROOT

EXAMPLES = ROOT / "examples"
BYTES_MAX = 1_000_000
DURATION_ERROR_SECONDS_MAX = 0.05
FACTS = {"audio_filepath", "duration", "text", "lang", "domain", "device_serial", "account", "consent"}


def manifest() -> list[dict[str, Any]]:
    lines = (EXAMPLES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def workspace() -> dict[str, Any]:
    seed = yaml.safe_load((EXAMPLES / "workspace.yml").read_text(encoding="utf-8"))
    assert isinstance(seed, dict)
    return seed


def members_of(group: str) -> set[str]:
    return {
        user for found in workspace()["usergroups"] if found["handle"] == group for user in found["users"]
    }


def channel(name: str) -> dict[str, Any]:
    (found,) = [one for one in workspace()["channels"] if one["name"] == name]
    return dict(found)


@pytest.mark.parametrize("clip", manifest(), ids=lambda clip: Path(clip["audio_filepath"]).stem)
def test_a_clip_is_there_and_lasts_as_long_as_the_manifest_says(clip: dict[str, Any]) -> None:
    with wave.open(str(EXAMPLES / clip["audio_filepath"]), "rb") as audio:
        seconds = audio.getnframes() / audio.getframerate()
        shape = (audio.getnchannels(), audio.getsampwidth())

    assert abs(seconds - clip["duration"]) <= DURATION_ERROR_SECONDS_MAX
    assert shape == (1, 2)
    assert set(clip) == FACTS


def test_every_clip_on_the_disk_is_in_the_manifest() -> None:
    named = {EXAMPLES / clip["audio_filepath"] for clip in manifest()}

    assert set((EXAMPLES / "clips").iterdir()) == named


def test_there_are_at_least_ten_clips_in_three_languages() -> None:
    assert len(manifest()) >= 10
    assert {clip["lang"] for clip in manifest()} == {"en", "de", "es"}


def test_one_clip_may_not_be_asked_about() -> None:
    assert [clip["consent"] for clip in manifest()].count(False) == 1


def test_the_private_facts_of_each_clip_are_its_own() -> None:
    for fact in ("device_serial", "account"):
        assert len({clip[fact] for clip in manifest()}) == len(manifest())


def test_all_clips_together_stay_under_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in (EXAMPLES / "clips").iterdir()) < BYTES_MAX


def test_there_are_enough_voices_who_did_not_ask() -> None:
    asker = next(iter(members_of("reviewers")))

    assert len(members_of("reviewers") - {asker}) >= 3


def test_moderators_are_alone_in_their_channel_and_are_two() -> None:
    assert set(channel("moderators")["members"]) == members_of("moderators")
    assert len(members_of("moderators")) == 2
    assert channel("moderators")["is_private"]


def test_a_guest_and_a_stranger_see_a_help_channel_and_have_no_role() -> None:
    seed = workspace()
    guests = {user["id"] for user in seed["users"] if user.get("is_restricted")}
    strangers = {
        user["id"] for user in seed["users"] if user.get("team_id", seed["team"]["id"]) != seed["team"]["id"]
    }
    outsiders = guests | strangers

    assert len(guests) == len(strangers) == 1
    assert outsiders <= set(channel("help-en")["members"])
    assert not outsiders & {user for group in seed["usergroups"] for user in group["users"]}


def test_every_language_of_the_clips_has_a_help_channel_with_the_bot_in_it() -> None:
    for language in {clip["lang"] for clip in manifest()}:
        assert channel(f"help-{language}")["app"]


def test_the_labelling_config_of_the_documents_is_the_one_of_the_example() -> None:
    document = (ROOT / "docs/stores.md").read_text(encoding="utf-8")

    assert f"```xml\n{(EXAMPLES / 'label_studio.xml').read_text(encoding='utf-8')}```" in document
