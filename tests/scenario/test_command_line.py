"""`python -m bot`, while the bot runs: clips come in, transcriptions go out."""

import json
from pathlib import Path

import pytest

from tests.scenario.hall import MARK, Hall
from tests.scenario.room import TRUTH, Room, alias_in

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_clips_that_are_imported_can_be_asked_about_at_once(
    hall: Hall, room: Room, tmp_path: Path
) -> None:
    reference = f"{MARK}more-{room.language}"
    path = tmp_path / "more.jsonl"
    clip = {"audio_filepath": "clips/en-02.wav", "duration": 2.9, "lang": room.language, "consent": True}
    path.write_text(json.dumps({**clip, "reference": reference}), encoding="utf-8")

    ended = await hall.command_line("import", str(path))
    answer = await room.types(room.asker, f"ask {reference}")

    await room.card(alias_in(answer), "2.9 seconds")
    assert ended.code == 0


async def test_a_manifest_with_a_bad_line_imports_nothing_and_names_the_line(
    hall: Hall, room: Room, tmp_path: Path
) -> None:
    path = tmp_path / "bad.jsonl"
    good = {"audio_filepath": "clips/en-02.wav", "duration": 2.9, "lang": room.language, "consent": True}
    lines = [{**good, "reference": f"{MARK}bad-{room.language}"}, {**good, "duration": -1, "reference": "x"}]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    ended = await hall.command_line("import", str(path))
    answer = await room.types(room.asker, f"ask {MARK}bad-{room.language}")

    assert ended.code == 1
    assert "line 2: duration" in ended.output
    assert "The store doesn't know that clip" in answer


async def test_an_export_has_what_was_agreed_and_nothing_that_is_withheld(hall: Hall, room: Room) -> None:
    agreed, withheld = room.clips[:2]
    await room.agrees(await room.asks())
    alias = await room.asks()
    await room.agrees(alias)
    await room.types(room.peers[0], f"flag {alias} sensitive")
    await room.card(alias, "is withheld")

    ended = await hall.command_line("export", "-")

    assert ended.code == 0
    assert agreed in ended.output
    assert TRUTH in ended.output
    assert withheld not in ended.output


async def test_an_outcome_can_be_followed_into_the_store_without_a_word_of_it(hall: Hall, room: Room) -> None:
    alias = await room.asks()
    await room.agrees(alias)

    async def shown() -> str:
        return (await hall.command_line("writes", "show", alias)).output

    told = await room.until_said(shown, "as it was written")
    listed = await hall.command_line("writes", "list")

    assert TRUTH not in told
    assert listed.code == 0
    assert alias not in listed.output
