"""Documents name only what exists, and no file gives away where it was made."""

import re
from pathlib import Path

import pytest

from tests.project.tree import ROOT, files, project_files, shown

# What may lie at the top of the repository; a path in a document that starts with one of these must exist.
TOP = (
    "bot",
    "handlers",
    "storage",
    "simulator",
    "examples",
    "tests",
    "benchmarks",
    "docs",
    "scripts",
    "requirements",
)
REPOSITORY_PATH = re.compile(rf"(?:{'|'.join(TOP)}|\.ci)/[\w./*-]*")
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

# Written in parts, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.~)}\]-])/(?:work|root|home|Users)/\w")
REGISTRY = re.compile(
    "|".join(
        (
            r"https?://\S+/simple\b",
            "index-" + r"url[= ]+\S*://",
            "files.python" + "hosted",
            "pypi" + r"\.org/simple",
        )
    )
)


def documents() -> list[Path]:
    folders = (ROOT, ROOT / "docs", ROOT / "docs/adr")
    return [path for path in files(".md") if path.parent in folders]


def named_paths(text: str) -> set[str]:
    """Repository paths in code spans outside fenced blocks: `bot/app.py`, `storage/redis/scripts/*.lua`."""
    words = [word for span in IN_BACKTICKS.findall(FENCE.sub("", text)) for word in span.split()]
    return {
        word.rstrip("/")
        for word in (word.split("::")[0] for word in words)
        if REPOSITORY_PATH.fullmatch(word)
    }


def test_a_path_between_backticks_is_recognised() -> None:
    text = (
        "`bot/app.py`, `scripts/test tests/unit/`, `tests/a.py::test_b`, `docs/*.md`; not `/clip ask`, `a/b`"
    )

    assert named_paths(text) == {"bot/app.py", "scripts/test", "tests/unit", "tests/a.py", "docs/*.md"}


@pytest.mark.parametrize("document", documents(), ids=shown)
def test_a_document_names_only_files_that_exist(document: Path) -> None:
    named = named_paths(document.read_text(encoding="utf-8"))

    assert [name for name in sorted(named) if not any(ROOT.glob(name))] == []


@pytest.mark.parametrize("document", documents(), ids=shown)
def test_a_document_links_only_to_files_that_exist(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]

    assert [target for target in local if not (document.parent / target).exists()] == []


PICTURE_BYTES_MAX = 150_000
PICTURE_WIDTH_MAX = 1280
PICTURE = re.compile(r"!\[([^]]*)\]\(([^)\s]+)\)")


def test_every_picture_is_shown_in_words_too_and_is_of_modest_size() -> None:
    shown_in = {
        (document.parent / place).resolve(): words
        for document in documents()
        for words, place in PICTURE.findall(document.read_text(encoding="utf-8"))
    }
    pictures = {path: path.read_bytes() for path in files(".png") if path.is_relative_to(ROOT / "docs")}

    assert {shown(path) for path in pictures if len(shown_in.get(path, "").split()) < 8} == set()
    assert {shown(path) for path, content in pictures.items() if len(content) > PICTURE_BYTES_MAX} == set()
    widths = {path: int.from_bytes(content[16:20]) for path, content in pictures.items()}
    assert {shown(path): width for path, width in widths.items() if width > PICTURE_WIDTH_MAX} == {}


def text_files() -> list[Path]:
    return [path for path in project_files() if b"\0" not in path.read_bytes()[:8192]]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_tells_where_it_was_made(pattern: re.Pattern[str]) -> None:
    found = {
        shown(path): match[0]
        for path in text_files()
        if (match := pattern.search(path.read_text("utf-8", "replace")))
    }

    assert found == {}
