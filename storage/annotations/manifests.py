"""Manifests in JSON Lines, as NeMo and others use them: clips come in, agreed transcriptions go out.

A line that comes in has `audio_filepath`, `duration` and `lang`, and may have `text`, `domain`, `consent`,
`reference` (otherwise the file's name without its ending), `needs_help` (true or what is hard asks for help,
false takes that back) and whatever else is known of the clip. What a line leaves out stays as the store knows
it; a new clip without `consent` counts as agreed to and is counted.

A line that goes out has `text` as agreed and `second_ear` with how it came about. Device, account and all
other facts stay in the store, and so do clips that are withheld or have no consent.
"""

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from storage.annotations.manifest_lines import LINE_BYTES_MAX, BadLine, parse_line
from storage.annotations.records import ClipFacts, ClipRecord, PutCounts
from storage.audio import AudioFolder

BATCH_LINES = 500
LINES_MAX = 1_000_000
PROBLEMS_MAX = 50


class ManifestStore(Protocol):
    """What an annotation store offers to manifests."""

    folder: AudioFolder

    async def put_clips(self, batch: list[ClipFacts]) -> PutCounts: ...

    async def records(self, *, after: str, limit: int) -> list[ClipRecord]: ...


class Stage(StrEnum):
    CHECKING = "checking"
    IMPORTING = "importing"


OnProgress = Callable[[Stage, int], None]
"""Told the stage and how many lines of it are done."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong in a line, and what to do; line 0 is the file itself."""

    line: int
    message: str


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import came to. With problems nothing was imported, unless the file changed meanwhile."""

    counts: PutCounts = field(default_factory=PutCounts)
    without_word_on_consent: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExportReport:
    lines: int = 0
    nobody_can_tell: int = 0
    withheld: int = 0
    without_consent: int = 0


@dataclass(frozen=True, kw_only=True)
class _Read:
    line: int
    facts: ClipFacts | None
    problem: str = ""


async def import_manifest(store: ManifestStore, path: Path, *, on_progress: OnProgress) -> ImportReport:
    """Brings a manifest's clips into the store; doing it again changes nothing.

    All lines are checked first, and with a single bad one nothing is imported.
    """
    try:
        checked = await _check(store, path, on_progress)
        return checked if checked.problems else await _put(store, path, on_progress, checked)
    except OSError as error:
        problem = Problem(line=0, message=f"{path} cannot be read ({error.strerror}); check the path")
        return ImportReport(problems=(problem,))


async def export_manifest(store: ManifestStore, target: Path | BinaryIO) -> ExportReport:
    """Writes one line for every clip with an outcome, in the order of their references.

    A file appears whole or not at all, and only its owner can read it.
    """
    if not isinstance(target, Path):
        return await _write_lines(store, target)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            report = await _write_lines(store, file)
            await asyncio.to_thread(_to_disk, file)
        await asyncio.to_thread(Path(name).replace, target)
    finally:
        await asyncio.to_thread(Path(name).unlink, missing_ok=True)
    return report


async def _check(store: ManifestStore, path: Path, on_progress: OnProgress) -> ImportReport:
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    silent = 0
    async for batch in _batches(store.folder, path):
        for read in batch:
            problem = read.problem or _double(read, first_lines)
            if problem:
                problems.append(Problem(line=read.line, message=problem))
            silent += read.facts is not None and read.facts.has_consent is None
        on_progress(Stage.CHECKING, batch[-1].line)
        if len(problems) >= PROBLEMS_MAX:
            more = Problem(line=batch[-1].line, message="more lines were not checked; mend these first")
            problems = [*problems[:PROBLEMS_MAX], more]
            break
    return ImportReport(without_word_on_consent=silent, problems=tuple(problems))


async def _put(
    store: ManifestStore, path: Path, on_progress: OnProgress, checked: ImportReport
) -> ImportReport:
    counts = PutCounts()
    async for batch in _batches(store.folder, path):
        bad = next((read for read in batch if read.problem), None)
        if bad is not None:
            changed = Problem(
                line=bad.line, message="the file or a recording changed meanwhile; import it again"
            )
            return ImportReport(counts=counts, problems=(changed,))
        counts = counts.plus(await store.put_clips([read.facts for read in batch if read.facts is not None]))
        on_progress(Stage.IMPORTING, batch[-1].line)
    return ImportReport(counts=counts, without_word_on_consent=checked.without_word_on_consent)


def _double(read: _Read, first_lines: dict[str, int]) -> str:
    """What to say when a reference came before in the same file; empty when it did not."""
    if read.facts is None:
        return ""
    first = first_lines.setdefault(read.facts.reference, read.line)
    if first == read.line:
        return ""
    return f"reference: line {first} has the same one; give each clip a reference of its own"


async def _batches(folder: AudioFolder, path: Path) -> AsyncIterator[list[_Read]]:
    """The lines, read and checked in another thread, because both look at the disk."""
    with await asyncio.to_thread(path.open, "rb") as file:
        lines = _lines(folder, path.parent, file)
        while batch := await asyncio.to_thread(lambda: list(islice(lines, BATCH_LINES))):
            yield batch


def _lines(folder: AudioFolder, base: Path, file: BinaryIO) -> Iterator[_Read]:
    # One byte above the limit is read to tell a line that is too long; there the reading ends.
    for number, raw in enumerate(iter(lambda: file.readline(LINE_BYTES_MAX + 1), b""), start=1):
        if number > LINES_MAX:
            message = f"a manifest has at most {LINES_MAX:,} lines; split it"
            yield _Read(line=number, facts=None, problem=message)
            return
        yield _read(number, raw, folder, base)
        if len(raw) > LINE_BYTES_MAX:
            return


def _read(number: int, raw: bytes, folder: AudioFolder, base: Path) -> _Read:
    try:
        return _Read(line=number, facts=parse_line(raw, folder=folder, base=base))
    except BadLine as bad:
        return _Read(line=number, facts=None, problem=str(bad))


async def _write_lines(store: ManifestStore, file: BinaryIO) -> ExportReport:
    report = ExportReport()
    after = ""
    while batch := await store.records(after=after, limit=BATCH_LINES):
        after = batch[-1].reference
        done = [record for record in batch if record.outcome is not None]
        shared = [record for record in done if record.has_consent and not record.is_withheld]
        await asyncio.to_thread(file.write, b"".join(map(_line, shared)))
        report = ExportReport(
            lines=report.lines + len(shared),
            nobody_can_tell=report.nobody_can_tell + sum(_is_nobody_can_tell(one) for one in shared),
            withheld=report.withheld + sum(one.is_withheld for one in done),
            without_consent=report.without_consent
            + sum(not one.has_consent and not one.is_withheld for one in done),
        )
    return report


def _is_nobody_can_tell(record: ClipRecord) -> bool:
    return record.outcome is not None and record.outcome.is_nobody_can_tell


def _line(record: ClipRecord) -> bytes:
    outcome = record.outcome
    assert outcome is not None  # noqa: S101 - only clips with an outcome come here
    line = {
        "audio_filepath": record.audio_path,
        "duration": record.duration_seconds,
        "text": outcome.text,
        "lang": record.language,
        "domain": record.domain,
        "consent": record.has_consent,
        "reference": record.reference,
        "second_ear": {
            "confidence": outcome.confidence,
            "method": outcome.method,
            "alias": outcome.alias,
            "people": outcome.people,
            "settled_by": outcome.settled_by,
            "is_nobody_can_tell": outcome.is_nobody_can_tell,
            "number": outcome.number,
            "revision": outcome.revision,
            "words": outcome.words,
            "disagreement": outcome.disagreement,
            "is_edited": outcome.is_edited,
            "written_at": outcome.written_at.isoformat(),
        },
    }
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
