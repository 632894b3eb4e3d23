"""The bounds of a file and of a function, and what a package must say about itself."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.project.tree import ROOT, files, shown

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
FUNCTION_LINES_P90_MAX = 20
PRODUCT = ("bot", "handlers", "storage", "simulator")


def function_lengths(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        f"{shown(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_file_is_longer_than_400_lines() -> None:
    sources = files(".py", ".pyx", ".pxd")
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    lengths = {name: lines for path in files(".py") for name, lines in function_lengths(path).items()}

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


@pytest.mark.parametrize("package", PRODUCT)
def test_nine_functions_in_ten_have_at_most_20_lines(package: str) -> None:
    lengths = [
        lines
        for path in files(".py")
        if path.is_relative_to(ROOT / package)
        for lines in function_lengths(path).values()
    ]

    assert len(lengths) > 1, f"{package} has no functions yet"
    assert statistics.quantiles(lengths, n=10, method="inclusive")[-1] <= FUNCTION_LINES_P90_MAX


def test_every_package_says_what_lives_in_it() -> None:
    packages = [path for path in files(".py") if path.name == "__init__.py"]

    silent = [shown(path) for path in packages if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert silent == []


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {path.parent for path in files(".py")} - {ROOT, ROOT / "scripts"}

    assert [shown(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
