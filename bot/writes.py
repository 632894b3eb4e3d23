"""A part of the command line: `python -m bot writes …`, what is on its way into the store, or was."""

import argparse
from dataclasses import dataclass
from datetime import datetime

from bot.annotation_ports import AnnotationStore, Trace, WriteLog
from bot.domain.case import Case, Outcome
from bot.domain.ids import Alias, parse_alias, show_alias
from bot.domain.write_back import has_mark_to_write, has_outcome_to_write
from bot.errors import ConfigurationError
from bot.ports import CaseStore, DueWork, Kind
from bot.services.desk import Desk
from bot.services.parked import ParkedWork
from bot.services.store_check import StoreCheck
from bot.services.write_back import report_of
from bot.writes_check import Progress, Told, add_check, check_writes, write_again
from storage.annotations.sql import SqlAnnotationStore

MOST_LISTED = 200
LOOKS_INTO_STORE = frozenset({"show", "check", "again"})
"""What asks the annotation store; the rest goes on while that is away."""

_USAGE = "Something is missing: `python -m bot writes {what} ALIAS`"
_TIME = "%Y-%m-%d %H:%M:%S"
_TRACES = {
    Trace.THERE: "there",
    Trace.LOST: "missing: the store has lost it",
    Trace.REMOVED: "missing: somebody may have removed it",
    Trace.GONE: "the clip has gone",
}
_LINE = "{state:<8} {alias}  {attempts:>4} attempts  next {next_at:<19}  {what:<20} {error}"


def add_writes(writes: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    writes.add_argument("what", choices=["list", "retry", "show", "check", "again"])
    writes.add_argument("alias", nargs="?", help="with retry, show and again: the clip's alias")
    writes.add_argument("--all", action="store_true", help="with retry: everything that is parked")
    writes.add_argument("--text", action="store_true", help="with show: the agreed text as well")
    add_check(writes)


@dataclass(frozen=True, kw_only=True)
class Books:
    """What the command looks into."""

    due: DueWork
    cases: CaseStore
    annotations: AnnotationStore
    log: WriteLog
    desk: Desk
    pseudonym_key: bytes

    @property
    def check(self) -> StoreCheck:
        return StoreCheck(log=self.log, cases=self.cases, annotations=self.annotations, desk=self.desk)

    @property
    def parked(self) -> ParkedWork:
        return ParkedWork(desk=self.desk, due=self.due)


async def run_writes(books: Books, arguments: argparse.Namespace, progress: Progress) -> Told:
    if arguments.what == "check":
        return await check_writes(books.check, arguments, progress)
    if arguments.what == "list":
        return await list_writes(books)
    if arguments.what == "retry" and arguments.all:
        return await retry_all(books)
    if not arguments.alias:
        raise ConfigurationError(_USAGE.format(what=arguments.what))
    alias = parse_alias(arguments.alias)
    if arguments.what == "retry":
        return await retry(books, alias)
    if arguments.what == "again":
        return await write_again(books.check, (await books.cases.load(alias)).case)
    return await show(books, alias, has_text=arguments.text)


async def list_writes(books: Books) -> Told:
    """Parked writes, then pending ones by the time of their next try."""
    parked = [found for found in await books.due.parked() if found.kind is Kind.WRITE]
    lines = [
        await _line(books, one.alias, _Tries("parked", one.attempts, None), one.reason) for one in parked
    ]
    waiting = await books.due.waiting(Kind.WRITE, limit=MOST_LISTED)
    for work in waiting:
        tries = _Tries("pending", work.attempt - 1, work.due_at)
        if work.is_lent:
            tries = _Tries("writing", work.attempt, work.due_at)
        lines.append(await _line(books, work.alias, tries, work.reason))
    more = f" The first {MOST_LISTED} pending ones are shown." if len(waiting) == MOST_LISTED else ""
    return Told(lines=[*lines, f"{len(parked):,} parked, {len(waiting):,} pending.{more}"])


async def retry(books: Books, alias: Alias) -> Told:
    if await books.parked.retry_typed(Kind.WRITE, alias):
        return Told(lines=["It is tried again now."])
    case = (await books.cases.load(alias)).case
    if case is None or not (has_mark_to_write(case) or has_outcome_to_write(case)):
        return Told(lines=["There is nothing to write; `writes list` shows what there is."], code=1)
    await books.due.mark_due(Kind.WRITE, [alias])
    return Told(lines=["It was waiting, and is tried now."])


async def retry_all(books: Books) -> Told:
    parked = [found.alias for found in await books.due.parked() if found.kind is Kind.WRITE]
    retried = [alias for alias in parked if await books.parked.retry_typed(Kind.WRITE, alias)]
    return Told(lines=[f"{len(retried):,} are tried again now."])


async def show(books: Books, alias: Alias, *, has_text: bool = False) -> Told:
    """How the outcome of a clip came about, and how far it has come; what was said only if it is wanted."""
    case = (await books.cases.load(alias)).case
    if case is None or case.outcome is None:
        return Told(lines=["There is no outcome of this clip."], code=1)
    facts = await _facts(books, case, case.outcome)
    if has_text:
        facts["text"] = _text(case, case.outcome)
    return Told(lines=[f"{name:<14} {value}" for name, value in facts.items()])


@dataclass(frozen=True)
class _Tries:
    state: str
    count: int
    next_at: datetime | None


async def _line(books: Books, alias: Alias, tries: _Tries, error: str) -> str:
    case = (await books.cases.load(alias)).case
    return _LINE.format(
        state=tries.state,
        alias=show_alias(alias),
        attempts=tries.count,
        next_at="when retried" if tries.next_at is None else f"{tries.next_at:{_TIME}}",
        what=_what(case) if case else "unknown case",
        error=error,
    ).rstrip()


def _what(case: Case) -> str:
    """What the store has not heard of yet."""
    parts = [f"mark {case.store_mark_wanted}"] if has_mark_to_write(case) else []
    if case.outcome and has_outcome_to_write(case):
        parts.append(f"outcome {case.outcome.number}")
    return ", ".join(parts) or "nothing any more"


async def _facts(books: Books, case: Case, outcome: Outcome) -> dict[str, str]:
    """The provenance of an outcome, without a word that was said."""
    report = report_of(case, outcome, books.pseudonym_key)
    return {
        "clip": show_alias(case.alias),
        "state": f"{outcome.write.value}, case {case.state.value}",
        "on its way": _what(case),
        "number": str(report.number),
        "revision": str(report.revision),
        "method": report.method,
        "confidence": f"{report.confidence:.3f}",
        "people": ", ".join(report.people) or "none",
        "settled by": report.settled_by or "nobody alone",
        "agreed at": f"{report.agreed_at:{_TIME}}",
        "written at": f"{outcome.written_at:{_TIME}}" if outcome.written_at else "not yet",
        "words": str(len(report.words)),
        "confidences": " ".join(f"{confidence:.2f}" for _, confidence in report.words),
        "disagreement": " ".join(f"{share:.2f}" for share in report.disagreement),
        "in the store": await _in_store(books, case, outcome),
    }


async def _in_store(books: Books, case: Case, outcome: Outcome) -> str:
    """What became of the outcome, and in a database of its text, by the hash that was written with it."""
    checked = await books.check.look_at(case, outcome)
    if checked is None:
        return "not looked up"
    if checked.trace is not Trace.THERE or not isinstance(books.annotations, SqlAnnotationStore):
        return _TRACES[checked.trace]
    record = await books.annotations.record(case.clip.reference)
    is_edited = record is not None and record.outcome is not None and record.outcome.is_edited
    return "edited by somebody since" if is_edited else "as it was written"


def _text(case: Case, outcome: Outcome) -> str:
    if case.is_hidden:
        return "withheld"
    return "nobody can tell" if outcome.is_nobody_can_tell else outcome.text
