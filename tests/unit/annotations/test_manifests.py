"""Manifests: what comes in, what is refused and why, and what goes out."""

import io
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.annotation_ports import StoreFlag
from storage.annotations.manifests import ImportReport, Stage, export_manifest, import_manifest
from storage.annotations.records import PutCounts
from storage.annotations.sql_tables import clips
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import SqlWorld, sql_world

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
GOOD = {"audio_filepath": "audio/lamp.wav", "duration": 2.5, "lang": "en"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SqlWorld]:
    async with sql_world(tmp_path) as opened:
        for name in ("lamp", "ramp", "camp"):
            (opened.folder / f"{name}.wav").write_bytes(b"sound")
        yield opened


def manifest(world: SqlWorld, *lines: dict[str, Any] | bytes) -> Path:
    path = world.folder.parent / "manifest.jsonl"
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


async def imported(world: SqlWorld, *lines: dict[str, Any] | bytes) -> ImportReport:
    return await import_manifest(
        world.store, manifest(world, *lines), on_progress=lambda _stage, _lines: None
    )


async def exported(world: SqlWorld) -> list[dict[str, Any]]:
    target = io.BytesIO()
    await export_manifest(world.store, target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


async def agreed(world: SqlWorld, reference: str, text: str, *, number: int = 1) -> None:
    report = await report_on(world.store, reference, text, number=number)
    await world.store.write(report, key=f"{reference}-{number}")


async def row_of(world: SqlWorld, reference: str) -> Any:  # noqa: ANN401 - a row has the columns of its table
    async with world.engine.connect() as connection:
        return (await connection.execute(select(clips).where(clips.c.reference == reference))).one()


async def test_the_examples_come_in_with_all_that_is_known_of_them(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    async with sql_world(tmp_path) as world:
        world.store.folder.root = EXAMPLES

        report = await import_manifest(
            world.store, EXAMPLES / "manifest.jsonl", on_progress=lambda _stage, _lines: None
        )

        assert report == ImportReport(counts=PutCounts(added=13))
        row = await row_of(world, "de-04")
        assert (row.language, row.domain, row.has_consent) == ("de", "shopping list", False)
        assert row.text == "setz Mehl und Milch auf die Einkaufsliste"
        assert row.facts == {"device_serial": "SN-71C3-0911", "account": "ACC-331988"}
        assert await world.store.audio("de-04") is not None


async def test_importing_again_changes_nothing(world: SqlWorld) -> None:
    await imported(world, GOOD)
    before = await world.store.clip("lamp")
    world.clock.passes(hours=1)

    report = await imported(world, GOOD)

    assert report.counts == PutCounts(unchanged=1)
    assert await world.store.clip("lamp") == before


async def test_a_line_that_says_something_new_changes_the_clip_and_its_version(world: SqlWorld) -> None:
    await imported(world, GOOD | {"domain": "lights"})
    before = await world.store.clip("lamp")

    report = await imported(world, GOOD | {"text": "turn the lamp"})

    after = await world.store.clip("lamp")
    assert report.counts == PutCounts(changed=1)
    assert before is not None
    assert after is not None
    assert (after.domain, after.version != before.version) == ("lights", True)


async def test_what_a_line_leaves_out_stays_as_the_store_knows_it(world: SqlWorld) -> None:
    await imported(world, GOOD | {"consent": False, "text": "turn", "device_serial": "SN-1"})

    report = await imported(world, GOOD | {"account": "ACC-1"})

    row = await row_of(world, "lamp")
    assert (row.has_consent, row.text) == (False, "turn")
    assert row.facts == {"device_serial": "SN-1", "account": "ACC-1"}
    assert report.without_word_on_consent == 1


async def test_a_reference_of_its_own_comes_before_the_name_of_the_file(world: SqlWorld) -> None:
    await imported(world, GOOD | {"reference": "clip/2026/0001"})

    assert await world.store.clip("clip/2026/0001") is not None
    assert await world.store.clip("lamp") is None


async def test_one_bad_line_keeps_all_others_out(world: SqlWorld) -> None:
    report = await imported(world, GOOD, GOOD | {"reference": "two", "duration": -1})

    assert [problem.line for problem in report.problems] == [2]
    assert report.counts == PutCounts()
    assert await world.store.clip("lamp") is None


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (b"not json", "one object a line"),
        (b"[1, 2]", "write {"),
        (b'{"text": "\xff"}', "UTF-8"),
        (b"[" * 60_000, "is no JSON"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "longer than 65536 bytes"),
        ({"duration": 1, "lang": "en"}, "audio_filepath: give the path"),
        (GOOD | {"duration": "2.5"}, "duration: give the length in seconds"),
        (GOOD | {"duration": float("nan")}, "is no JSON"),
        (GOOD | {"duration": 10**400}, "duration: give the length"),
        (GOOD | {"lang": "English please"}, "lang: give a language tag"),
        (GOOD | {"consent": "yes"}, "consent: give true or false"),
        (GOOD | {"reference": "a\nb"}, "reference: give a name"),
        (GOOD | {"needs_help": 1}, "needs_help: give true, false, or what is hard"),
        (GOOD | {"needs_help": "x" * 501}, "needs_help: give true, false, or what is hard"),
        (GOOD | {"text": "\ud800"}, "text: give what is known"),
        (GOOD | {"audio_filepath": "audio/none.wav"}, "audio_filepath: there is no such file"),
        (GOOD | {"audio_filepath": "audio/\x00.wav"}, "audio_filepath: there is no such file"),
        (GOOD | {"audio_filepath": "manifest.jsonl"}, "lies outside the audio folder"),
        (GOOD | {"audio_filepath": "audio"}, "name the recording itself"),
    ],
)
async def test_a_bad_line_is_named_with_what_to_do(
    world: SqlWorld, line: dict[str, Any] | bytes, advice: str
) -> None:
    report = await imported(world, b"", GOOD, line)

    assert [problem.line for problem in report.problems] == [3]
    assert advice in report.problems[0].message


async def test_a_message_never_repeats_what_was_said(world: SqlWorld) -> None:
    report = await imported(world, GOOD | {"text": ["my pin is four two"], "consent": "four two"})

    assert "four two" not in report.problems[0].message


async def test_two_lines_with_one_reference_are_refused_and_both_named(world: SqlWorld) -> None:
    report = await imported(world, GOOD, b"", GOOD)

    assert [problem.line for problem in report.problems] == [3]
    assert "line 1" in report.problems[0].message


async def test_after_many_bad_lines_the_checking_ends_and_says_so(world: SqlWorld) -> None:
    report = await imported(world, *[b"{}"] * 2000)

    assert len(report.problems) == 51
    assert "were not checked" in report.problems[-1].message


async def test_a_missing_manifest_is_a_problem_and_no_traceback(world: SqlWorld) -> None:
    path = world.folder / "none.jsonl"

    report = await import_manifest(world.store, path, on_progress=lambda _stage, _lines: None)

    assert report.problems[0].line == 0
    assert "check the path" in report.problems[0].message


async def test_progress_is_told_for_both_stages(world: SqlWorld) -> None:
    lines = [GOOD | {"reference": f"clip-{number}"} for number in range(1100)]
    told: list[tuple[Stage, int]] = []

    await import_manifest(
        world.store, manifest(world, *lines), on_progress=lambda stage, done: told.append((stage, done))
    )

    assert told == [(stage, done) for stage in Stage for done in (500, 1000, 1100)]


async def test_only_clips_with_an_outcome_go_out_with_the_latest_text(world: SqlWorld) -> None:
    await imported(world, GOOD, GOOD | {"audio_filepath": "audio/ramp.wav"})
    await agreed(world, "lamp", "turn the lamp on", number=2)
    await agreed(world, "lamp", "turn the ramp on", number=1)

    (line,) = await exported(world)

    assert line["reference"] == "lamp"
    assert (line["text"], line["lang"], line["duration"]) == ("turn the lamp on", "en", 2.5)
    assert line["audio_filepath"] == "lamp.wav"
    assert line["second_ear"]["people"] == ["p-1", "p-2", "p-3"]
    assert (line["second_ear"]["confidence"], line["second_ear"]["method"]) == (0.9, "vote")
    assert (line["second_ear"]["alias"], line["second_ear"]["number"]) == ("7K3QXM29TA", 2)


async def test_nobody_can_tell_goes_out_as_such(world: SqlWorld) -> None:
    await imported(world, GOOD)
    await agreed(world, "lamp", "")

    (line,) = await exported(world)

    assert line["text"] == ""
    assert line["second_ear"]["is_nobody_can_tell"] is True


async def test_device_and_account_never_go_out(world: SqlWorld) -> None:
    await imported(world, GOOD | {"device_serial": "SN-1", "account": "ACC-1", "note": "of Mr. Smith"})
    await agreed(world, "lamp", "turn the lamp off")

    (line,) = await exported(world)

    assert [secret for secret in ("SN-1", "ACC-1", "Smith") if secret in json.dumps(line)] == []
    assert set(line) == {
        *("audio_filepath", "duration", "text", "lang", "domain", "consent", "reference", "second_ear")
    }


async def test_withheld_clips_and_clips_without_consent_stay_in(world: SqlWorld) -> None:
    names = ("lamp", "ramp", "camp")
    await imported(world, *[GOOD | {"audio_filepath": f"audio/{name}.wav"} for name in names])
    for name in names:
        await agreed(world, name, f"turn the {name} off")
    await world.store.mark("lamp", StoreFlag.WITHHELD, None, key="1")
    await world.store.mark("camp", StoreFlag.WITHHELD, None, key="2")
    await world.store.mark("camp", StoreFlag.RELEASED, None, key="3")
    await imported(world, GOOD | {"audio_filepath": "audio/ramp.wav", "consent": False})

    report = await export_manifest(world.store, target := io.BytesIO())

    assert [json.loads(line)["reference"] for line in target.getvalue().splitlines()] == ["camp"]
    assert (report.lines, report.withheld, report.without_consent) == (1, 1, 1)


async def test_an_exported_manifest_can_come_in_again(world: SqlWorld, tmp_path: Path) -> None:
    await imported(world, GOOD | {"device_serial": "SN-1"})
    await agreed(world, "lamp", "turn the lamp off")
    target = tmp_path / "out.jsonl"
    await export_manifest(world.store, target)

    report = await import_manifest(world.store, target, on_progress=lambda _stage, _lines: None)

    assert report.problems == ()
    row = await row_of(world, "lamp")
    assert (row.text, row.facts) == ("turn the lamp off", {"device_serial": "SN-1"})


async def test_an_exported_file_is_its_owners_alone_and_leaves_nothing_beside_it(
    world: SqlWorld, tmp_path: Path
) -> None:
    await imported(world, GOOD)
    folder = tmp_path / "exports"
    folder.mkdir()

    await export_manifest(world.store, folder / "out.jsonl")

    (only,) = folder.iterdir()
    assert only.name == "out.jsonl"
    assert stat.S_IMODE(only.stat().st_mode) == 0o600


async def test_an_export_goes_on_past_one_page_of_clips(world: SqlWorld) -> None:
    lines = [GOOD | {"reference": f"clip-{number:04}"} for number in range(501)]
    await imported(world, *lines)
    await agreed(world, "clip-0500", "turn the lamp off")

    assert [line["reference"] for line in await exported(world)] == ["clip-0500"]
