"""What is installed is pinned and hashed, and the same in tests as in service."""

import re
import tomllib
from typing import Any

import pytest

from tests.project.tree import ROOT

LOCKS = ("runtime", "dev", "label-studio", "build")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock_text(lock: str) -> str:
    return (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normalised(match[0]) for text in requirements if (match := NAME.match(text))}


def pins(lock: str) -> dict[str, str]:
    return {normalised(name): version for name, version in PIN.findall(lock_text(lock))}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock_text(lock).strip())
    requirements = [entry for entry in entries if not entry.startswith("#")]

    assert [entry.splitlines()[0] for entry in requirements if "--hash=sha256:" not in entry] == []
    assert [entry.splitlines()[0] for entry in requirements if not PIN.match(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert re.findall(r"\S*(?:://|--index|--find-links)\S*", lock_text(lock)) == []


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_every_dependency_of_the_project_is_locked(lock: str) -> None:
    assert names(pyproject()["project"]["dependencies"]) - pins(lock).keys() == set()


@pytest.mark.parametrize("group", ["dev", "label-studio", "build"])
def test_everything_of_a_group_is_locked(group: str) -> None:
    assert names(pyproject()["dependency-groups"][group]) - pins(group).keys() == set()


def test_tests_run_on_the_versions_that_serve() -> None:
    dev = pins("dev")

    assert {name: dev.get(name) for name in pins("runtime")} == pins("runtime")


def test_developers_compile_with_the_versions_that_set_up_compiles_with() -> None:
    dev = pins("dev")

    assert {name: dev.get(name) for name in pins("build")} == pins("build")


def test_a_wheel_is_built_with_what_set_up_compiles_with() -> None:
    project = pyproject()

    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]
