"""What of the agreement is compiled is compiled by the set-up, anew when it changes, and missed nowhere."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.agreement import kernel
from tests.project.checkout import finish, make_checkout, start
from tests.project.tree import ROOT

NO_COMPILER = "false"


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout with one module to compile."""
    make_checkout(tmp_path)
    shutil.copy(ROOT / "setup.py", tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "one-module"\nversion = "1"\n')
    (tmp_path / "requirements/build.lock").write_text("# Cython and setuptools are those of the tests\n")
    (tmp_path / "bot/agreement/kernel").mkdir(parents=True)
    write(tmp_path, "counted", answer=41)
    yield tmp_path
    shutil.rmtree(tmp_path / ".venv", ignore_errors=True)


def write(checkout: Path, name: str, *, answer: int) -> Path:
    source = checkout / f"bot/agreement/kernel/{name}.pyx"
    source.write_text(f"# cython: language_level=3\ndef answer():\n    return {answer}\n")
    return source


def set_up(checkout: Path, **variables: str) -> str:
    tools = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    command = f"PYTHON_CANDIDATES={sys.executable}; set_up runtime"
    return finish(start(checkout, command, PYTHONPATH=tools, **variables))


def settle(checkout: Path, **variables: str) -> str:
    """Of the set-up only what compiles, with the Python of the tests."""
    command = f"PYTHON={sys.executable}; is_kernel_settled || settle_kernel"
    return finish(start(checkout, command, **variables))


def compiled(checkout: Path) -> list[str]:
    return sorted(path.name.split(".")[0] for path in checkout.glob("bot/agreement/kernel/*.so"))


def answer(checkout: Path) -> str:
    program = "from bot.agreement.kernel.counted import answer; print(answer())"
    return subprocess.run(
        [".venv/bin/python", "-c", program],
        cwd=checkout,
        capture_output=True,
        check=True,
        text=True,
        timeout=30,
    ).stdout.strip()


@pytest.fixture(scope="module")
def compiler() -> None:
    looked = start(ROOT, f"PYTHON={sys.executable}; has_compiler")
    said, _ = looked.communicate(timeout=30)
    if looked.returncode != 0 and os.environ.get("CI") == "true":
        pytest.fail(f"no C compiler with Python's headers runs here, and .ci/run installs it: {said}")
    if looked.returncode != 0:
        pytest.skip("no C compiler with Python's headers runs here: apt-get install gcc python3-dev")


@pytest.mark.compiler
@pytest.mark.usefixtures("compiler")
def test_what_is_compiled_is_compiled_once_and_again_when_its_source_changes(checkout: Path) -> None:
    first = set_up(checkout)

    assert "Installing" in first
    assert "Compiling" in first
    assert answer(checkout) == "41"
    assert set_up(checkout) == ""

    write(checkout, "counted", answer=42)
    second = set_up(checkout)

    assert "Installing" not in second
    assert "Compiling" in second
    assert answer(checkout) == "42"


@pytest.mark.compiler
@pytest.mark.usefixtures("compiler")
def test_a_source_that_cannot_be_compiled_is_told_once_and_leaves_nothing_half_compiled(
    checkout: Path,
) -> None:
    write(checkout, "uncompilable", answer=1).write_text(
        '# cython: language_level=3\ncdef extern from "no-such-header.h":\n    int answer\nprint(answer)\n'
    )

    said = settle(checkout)

    assert "It could not be compiled (build/kernel.log says why)" in said
    assert "so agreements take more than twice as long" in said
    assert "no-such-header.h" in (checkout / "build/kernel.log").read_text()
    assert compiled(checkout) == []
    assert settle(checkout) == ""


def test_a_machine_without_a_compiler_is_told_once_and_set_up(checkout: Path) -> None:
    said = set_up(checkout, CC=NO_COMPILER)

    assert "No C compiler with Python's headers runs here" in said
    assert "apt-get install gcc python3-dev" in said
    assert "Set up." in said
    assert "Python.h" not in said
    assert (checkout / "build/kernel.log").read_text().startswith(NO_COMPILER)
    assert set_up(checkout, CC=NO_COMPILER) == ""


def test_a_package_is_built_without_a_compiler_too(checkout: Path) -> None:
    finish(start(checkout, f"PYTHON={sys.executable}; build_kernel", CC=NO_COMPILER))

    assert compiled(checkout) == []


def test_what_was_compiled_of_a_source_that_is_gone_goes_too(checkout: Path) -> None:
    (checkout / "bot/agreement/kernel/gone.so").touch()
    (checkout / "bot/agreement/kernel/gone.c").touch()

    settle(checkout, CC=NO_COMPILER)

    assert list(checkout.glob("bot/agreement/kernel/gone.*")) == []


@pytest.mark.compiler
@pytest.mark.skipif(
    not kernel.IS_BUILT and os.environ.get("CI") != "true",
    reason="bot/agreement/kernel is not built here; scripts/test builds it where a C compiler is",
)
def test_the_agreement_is_compiled_in_continuous_integration() -> None:
    assert kernel.IS_BUILT, "bot/agreement/kernel is not built; build/kernel.log says why"
