"""What lies on the disk: no speech and no reference in the clear, and a log that shows when it was edited."""

import shutil
from pathlib import Path

import pytest

from handlers import ids
from tests.scenario.hall import MARK, Hall
from tests.scenario.room import Room, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKERS = [f"zinnober-{word}" for word in ("note", "guess", "voice", "agreed", "flag", "reason", "old")]
NOTE, GUESS, VOICE, AGREED, FLAG, REASON, OLD = MARKERS


def files(home: Path) -> list[Path]:
    """All that the bot keeps, but for the annotation store, where transcriptions belong."""
    found = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in found if not path.name.startswith("annotations.db")]


def found_in(home: Path, words: list[str]) -> list[str]:
    return [
        f"{path.name}: {word}" for path in files(home) for word in words if word.encode() in path.read_bytes()
    ]


async def a_life(hall: Hall, room: Room) -> str:
    """Every text that a person can type about a clip, typed once."""
    await hall.stage.workspace.post("shortcut", user=room.asker.user, callback_id=ids.SHORTCUT_ASK)
    form = await room.asker.opened(ids.ASK_MODAL)
    await room.asker.submits(form["id"], values(ASK_CLIP=room.clips.pop(0), ASK_NOTE=NOTE, ASK_GUESS=GUESS))
    alias = await room.alias_of_latest_card()
    await room.suggests(room.peers[0], alias, OLD)
    for peer, word in zip(room.peers, (AGREED, VOICE, AGREED), strict=False):
        await room.suggests(peer, alias, f"please turn off all the lights in {word}")
    await room.card(alias, "Agreed and saved")
    await room.types(room.peers[0], f"flag {alias} sensitive {FLAG}")
    moderator, _ = hall.moderators
    for line in (f"take {alias}", f"release {alias} {REASON}"):
        await room.types(moderator, line, command=ids.CLIP_REVIEW, channel="C0MODS0001")
    await room.card(alias, "Agreed and saved")
    return alias


async def test_nothing_that_people_type_and_no_reference_lies_on_the_disk_in_the_clear(
    hall: Hall, room: Room
) -> None:
    alias = await a_life(hall, room)

    home = hall.stage.home
    assert found_in(home, [*MARKERS, MARK]) == []
    assert found_in(home, [bare(alias)]) != []
    assert AGREED.encode() in b"".join(path.read_bytes() for path in home.glob("annotations.db*"))


async def test_the_log_of_a_working_bot_is_proven(hall: Hall, room: Room) -> None:
    await room.asks()

    ended = await hall.command_line("audit", "verify")

    assert ended.code == 0
    assert ", 0 findings." in ended.output


async def test_a_log_in_which_somebody_else_was_put_is_not_proven(
    hall: Hall, room: Room, tmp_path: Path
) -> None:
    alias = await room.asks()
    await room.types(room.peers[0], f"claim {alias}")
    copy = copied(hall, tmp_path)
    untouched = await hall.command_line("audit", "verify", home=copy)

    edit(copy, room.peers[0].user, room.peers[1].user)
    ended = await hall.command_line("audit", "verify", home=copy)

    assert (untouched.code, ended.code) == (0, 1)
    assert f"altered: {bare(alias)} event 2" in ended.output


async def test_a_log_in_which_something_else_happened_is_not_proven(
    hall: Hall, room: Room, tmp_path: Path
) -> None:
    alias = await room.asks()
    copy = copied(hall, tmp_path)

    edit(copy, '"kind":"asked"', '"kind":"moved"')
    ended = await hall.command_line("audit", "verify", home=copy)

    assert ended.code == 1
    assert bare(alias) in ended.output


async def test_the_events_of_a_clip_can_be_shown_without_its_words(hall: Hall, room: Room) -> None:
    alias = await room.asks(NOTE)
    await room.suggests(room.peers[0], alias, VOICE)

    ended = await hall.command_line("audit", "show", alias)

    assert ended.code == 0
    assert ["asked" in ended.output, "suggested" in ended.output, room.peers[0].user in ended.output] == [
        True
    ] * 3
    assert [word for word in (NOTE, VOICE, MARK) if word in ended.output] == []


def copied(hall: Hall, folder: Path) -> Path:
    """The data directory as it is now, which the bot goes on using, without its locks and sockets."""
    copy = folder / "copy"
    shutil.copytree(
        hall.stage.home, copy, ignore=shutil.ignore_patterns("*.lock", "*.sock", "*.pid", "socket.path")
    )
    return copy


def edit(home: Path, before: str, after: str) -> None:
    """What somebody with a hex editor does: the same length, so that the server still loads the file."""
    assert len(before) == len(after)
    (log,) = (home / "valkey" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes().replace(before.encode(), after.encode()))
