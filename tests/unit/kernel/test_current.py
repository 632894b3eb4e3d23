"""What was compiled of an older source counts as not there."""

import os
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from bot.agreement.kernel import is_current

PULLED, COMPILED, PULLED_SINCE = 1_700_000_000, 1_700_000_060, 1_700_000_120


def made(folder: Path, name: str, at: int) -> None:
    (folder / name).touch()
    os.utime(folder / name, (at, at))


def compiled(folder: Path, *names: str) -> None:
    for name in names:
        made(folder, f"{name}.pyx", PULLED)
        made(folder, f"{name}{EXTENSION_SUFFIXES[0]}", COMPILED)
    made(folder, "letters.pxd", PULLED)


def test_what_was_compiled_after_its_source_came_is_current(tmp_path: Path) -> None:
    compiled(tmp_path, "clip", "nets")

    assert is_current(tmp_path)


def test_a_source_that_changed_since_makes_all_of_it_old(tmp_path: Path) -> None:
    compiled(tmp_path, "clip", "nets")
    made(tmp_path, "nets.pyx", PULLED_SINCE)

    assert not is_current(tmp_path)


def test_what_several_sources_share_makes_them_old_too(tmp_path: Path) -> None:
    compiled(tmp_path, "clip")
    made(tmp_path, "letters.pxd", PULLED_SINCE)

    assert not is_current(tmp_path)


def test_a_source_of_which_nothing_was_compiled_yet_makes_all_of_it_old(tmp_path: Path) -> None:
    compiled(tmp_path, "clip")
    made(tmp_path, "new.pyx", PULLED)

    assert not is_current(tmp_path)
