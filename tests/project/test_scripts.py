"""The scripts do their own set-up, once, and two at a time."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.checkout import finish, make_checkout, start
from tests.project.tree import ROOT

SCRIPTS = [ROOT / "scripts" / name for name in ("demo", "test", "check", "bench", "lock", "pictures")]


UNKNOWN = "label-studio==9.9.9 --hash=sha256:" + "0" * 64


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    yield make_checkout(tmp_path)
    shutil.rmtree(tmp_path / ".venv", ignore_errors=True)


def set_up(checkout: Path, kind: str) -> str:
    return finish(start(checkout, f"set_up {kind}"))


@pytest.mark.parametrize(
    "script", [*SCRIPTS, ROOT / "examples/make_clips.sh", ROOT / ".ci/run"], ids=lambda p: p.name
)
def test_a_script_can_be_started_and_stops_at_its_first_error(script: Path) -> None:
    text = script.read_text(encoding="utf-8")

    assert os.access(script, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text


def test_set_up_happens_once_and_again_when_a_lock_changes(checkout: Path) -> None:
    assert "Set up." in set_up(checkout, "runtime")
    assert set_up(checkout, "runtime") == ""

    (checkout / "requirements/runtime.lock").write_text("# still nothing, said otherwise\n")

    assert "Set up." in set_up(checkout, "runtime")
    assert "Set up." in set_up(checkout, "dev")
    assert set_up(checkout, "runtime") == ""


def test_two_set_ups_at_once_make_one_environment(checkout: Path) -> None:
    both = [start(checkout, "set_up dev") for _ in range(2)]

    output = "".join(finish(process) for process in both)

    assert output.count("Making .venv") == 1
    assert output.count("Set up.") == 1


def test_packages_that_cannot_be_installed_are_not_said_to_be_set_up(checkout: Path) -> None:
    (checkout / "requirements/runtime.lock").write_text(UNKNOWN)

    process = start(checkout, "set +e; set_up runtime", PIP_NO_INDEX="1")
    output, _ = process.communicate(timeout=120)

    assert process.returncode != 0
    assert "Installing failed" in output
    assert "Set up." not in output


def test_a_python_that_is_there_and_does_not_run_is_passed_over(checkout: Path) -> None:
    shim = checkout / "shims/python3.13"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)

    found = finish(start(checkout, "find_python", PATH=f"{shim.parent}:{os.environ['PATH']}"))

    assert found.strip() != ""
    assert not found.startswith(str(shim.parent))


def test_a_machine_without_a_fit_python_is_told_what_to_install(checkout: Path) -> None:
    process = start(checkout, "PYTHON_CANDIDATES=no-such-python; set_up runtime")
    output, _ = process.communicate(timeout=30)

    assert process.returncode != 0
    assert "No Python of 3.11 or newer" in output
    assert not (checkout / ".venv").exists()


LABEL_STUDIO = ". scripts/label_studio.sh; "


def test_label_studio_is_not_begun_on_a_disk_without_room(checkout: Path) -> None:
    (checkout / "requirements/label-studio.lock").write_text(UNKNOWN)
    command = f"{LABEL_STUDIO} LABEL_STUDIO_MEGABYTES=999999999; set_up_label_studio"

    process = start(checkout, command, SECOND_EAR_CACHE=str(checkout / "cache"))
    output, _ = process.communicate(timeout=30)

    assert process.returncode != 0
    assert "Label Studio needs 999999999 MB" in output
    assert "SECOND_EAR_CACHE" in output


def test_label_studio_that_cannot_be_installed_says_where_the_log_is_and_is_begun_anew(
    checkout: Path,
) -> None:
    (checkout / "requirements/label-studio.lock").write_text(UNKNOWN)
    command = f"{LABEL_STUDIO} set_up_label_studio"

    for _ in range(2):
        process = start(checkout, command, SECOND_EAR_CACHE=str(checkout / "cache"), PIP_NO_INDEX="1")
        output, _ = process.communicate(timeout=120)

        assert process.returncode != 0
        (log,) = (checkout / "cache").glob("*.log")
        assert f"All that pip says is in {log}" in output
        assert "ERROR" in log.read_text()


def test_label_studio_that_is_installed_is_found_until_its_lock_changes(checkout: Path) -> None:
    lock = checkout / "requirements/label-studio.lock"
    lock.write_text(UNKNOWN)
    name = '"$("$(find_python)" -c "import sys; print(sys.executable)")"'
    cache = {"SECOND_EAR_CACHE": str(checkout / "cache")}
    folder = Path("cache") / finish(start(checkout, f"{LABEL_STUDIO} name_of_label_studio {name}")).strip()
    (checkout / folder / "bin").mkdir(parents=True)
    shutil.copy("/bin/true", checkout / folder / "bin/label-studio")
    (checkout / folder / "second-ear.stamp").touch()
    found = f"{LABEL_STUDIO} set_up_label_studio; echo $SECOND_EAR_LABEL_STUDIO"

    assert finish(start(checkout, found, **cache)).strip() == str(checkout / folder / "bin/label-studio")
    lock.write_text(UNKNOWN + " \n")
    process = start(checkout, found, PIP_NO_INDEX="1", **cache)
    output, _ = process.communicate(timeout=120)

    assert "could not be installed" in output
    assert (checkout / folder / "second-ear.stamp").exists()
