"""The command line: `python -m bot run | demo | import | export | audit | work | writes`."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.app import open_bot, open_core
from bot.config import Settings, settings_from
from bot.demo.command import SQLITE, STORES, demo
from bot.domain.ids import parse_alias, show_alias
from bot.errors import ConfigurationError, SecondEarError
from bot.log import set_up_logs
from bot.policy import load_policy
from bot.ports import Kind
from bot.services.parked import ParkedWork
from bot.workers import Core, desk_of
from bot.writes import LOOKS_INTO_STORE, Books, add_writes, run_writes
from storage.annotations.manifests import Stage, export_manifest, import_manifest
from storage.annotations.sql import SqlAnnotationStore

_TIME = "%Y-%m-%d %H:%M:%S"

Run = Callable[[argparse.Namespace], Awaitable[int]]


def main() -> int:
    arguments = _parser().parse_args()
    run: Run = arguments.run
    try:
        return asyncio.run(_run(run, arguments))
    except SecondEarError as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130


async def _run(run: Run, arguments: argparse.Namespace) -> int:
    return await run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Second Ear, on the command line.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Run, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    command("run", run_bot, "Runs the bot until it is told to stop.")
    demonstration = command("demo", run_demo, "Plays the story on this machine; see scripts/demo.")
    demonstration.add_argument(
        "--store", choices=STORES, default=SQLITE, help="over which annotation store; %(default)s by default"
    )
    demonstration.add_argument("--once", action="store_true", help="end after the story")
    demonstration.add_argument("--json", type=Path, metavar="FILE", help="write the counts there")
    bring = command("import", run_import, "Brings the clips of a JSON Lines manifest into the store.")
    bring.add_argument("manifest", type=Path)
    send = command("export", run_export, "Writes what was agreed as a JSON Lines manifest.")
    send.add_argument("target", help="a file, or - for standard output")
    audit = command("audit", run_audit, "Proves the log, or shows the events or the stop receipt of a clip.")
    audit.add_argument("what", choices=["verify", "show", "receipt"])
    audit.add_argument("alias", nargs="?", help="with show and receipt: the clip's alias")
    work = command("work", run_work, "Lists work that was given up, or has it tried again.")
    work.add_argument("what", choices=["list", "retry"])
    work.add_argument("kind", nargs="?", choices=[kind.name.lower() for kind in Kind])
    work.add_argument("alias", nargs="?")
    add_writes(
        command("writes", run_write_backs, "What is on its way into the store, and what it still has.")
    )
    return parser


async def run_bot(_arguments: argparse.Namespace) -> int:
    settings = _settings()
    policy = load_policy(settings.policy_path)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(settings, policy) as bot:
        print(f"Second Ear is ready. Its pages are at {bot.address}. Ctrl-C ends it.", flush=True)
        failed = asyncio.create_task(bot.died.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({failed, stopped}, return_when=asyncio.FIRST_COMPLETED)
        failed.cancel()
        stopped.cancel()
        return 1 if bot.died.is_set() else 0


async def run_demo(arguments: argparse.Namespace) -> int:
    return await demo(store=arguments.store, is_once=arguments.once, json_path=arguments.json)


async def run_import(arguments: argparse.Namespace) -> int:
    def progress(stage: Stage, lines: int) -> None:
        print(f"{stage.value} … {lines:,} lines", file=sys.stderr)

    async with open_core(_settings()) as core:
        report = await import_manifest(await _tables(core), arguments.manifest, on_progress=progress)
    for problem in report.problems:
        print(f"line {problem.line}: {problem.message}", file=sys.stderr)
    if report.problems:
        print("Nothing was imported. Mend these lines and import again.", file=sys.stderr)
        return 1
    print(report.counts)
    if report.without_word_on_consent:
        print(f"{report.without_word_on_consent:,} new clips say nothing of consent, which counts as given.")
        print('A line with "consent": false keeps its clip from being shared.')
    return 0


async def run_export(arguments: argparse.Namespace) -> int:
    async with open_core(_settings()) as core:
        target = sys.stdout.buffer if arguments.target == "-" else Path(arguments.target)
        report = await export_manifest(await _tables(core), target)
    print(
        f"{report.lines:,} clips exported, {report.nobody_can_tell:,} of them as “nobody can tell”; "
        f"{report.withheld:,} withheld and {report.without_consent:,} without consent were left out.",
        file=sys.stderr,
    )
    return 0


async def run_audit(arguments: argparse.Namespace) -> int:
    async with open_core(_settings()) as core:
        if arguments.what == "show":
            return await _show_events(core, _needed(arguments.alias, "python -m bot audit show ALIAS"))
        if arguments.what == "receipt":
            return await _show_receipt(core, _needed(arguments.alias, "python -m bot audit receipt ALIAS"))
        verdict = await core.stores.log.verify()
        of_panics = await core.stores.panics.verify()
    for problem in of_panics:
        print(problem)
    for finding in verdict.findings:
        print(f"{finding.problem.value}: {finding.where} {finding.detail}".rstrip())
    findings = len(verdict.findings) + len(of_panics)
    print(f"{verdict.events:,} events of {verdict.cases:,} cases checked, {findings:,} findings.")
    return 1 if verdict.findings or of_panics else 0


async def _show_events(core: Core, alias: str) -> int:
    for logged in await core.stores.log.events_of(parse_alias(alias)):
        event = logged.event
        print(f"{logged.logged_at:{_TIME}}  {logged.revision:>4}  {event.kind:<20} {event.by}  {event.door}")
    return 0


async def _show_receipt(core: Core, alias: str) -> int:
    """Every known copy after the latest stop, also of a clip that is shared again by now."""
    case = (await core.stores.cases.load(parse_alias(alias))).case
    if case is None or case.receipt is None:
        print("There is no receipt: the clip was never stopped, or its copies are not counted yet.")
        return 1
    counted = f"{case.receipt.counted_at:{_TIME}}"
    print(f"Stop {case.receipt.epoch} of clip {show_alias(case.alias)}, counted {counted}")
    for copy in case.receipt.copies:
        removed = f"{copy.removed_at:{_TIME}.%f}" if copy.removed_at else ""
        refused = f"  ({copy.refusal})" if copy.refusal else ""
        print(f"{copy.state.value:<13} {removed:<26}  {copy.kind.value:<16} {copy.place}{refused}".rstrip())
    return 0


async def run_work(arguments: argparse.Namespace) -> int:
    async with open_core(_settings()) as core:
        if arguments.what == "list":
            for parked in await core.stores.due.parked():
                name = parked.kind.name.lower()
                print(f"{parked.at:{_TIME}}  {name:<8} {show_alias(parked.alias)}  {parked.reason}")
            return 0
        usage = "python -m bot work retry KIND ALIAS"
        kind = Kind[_needed(arguments.kind, usage).upper()]
        desk = desk_of(core, load_policy(core.settings.policy_path))
        work = ParkedWork(desk=desk, due=core.stores.due)
        is_found = await work.retry_typed(kind, parse_alias(_needed(arguments.alias, usage)))
    print("It is tried again now." if is_found else "There is no such work; `work list` shows what there is.")
    return 0 if is_found else 1


async def _tables(core: Core) -> SqlAnnotationStore:
    """The annotation store as a database, which alone can take a manifest and give one."""
    if not isinstance(core.annotations, SqlAnnotationStore):
        raise ConfigurationError("Label Studio imports and exports by itself; this is for a database.")
    await core.annotations.prepare()
    return core.annotations


async def run_write_backs(arguments: argparse.Namespace) -> int:
    async with open_core(_settings()) as core:
        if arguments.what in LOOKS_INTO_STORE:
            await core.annotations.prepare()
        books = Books(
            due=core.stores.due,
            cases=core.stores.cases,
            annotations=core.annotations,
            log=core.stores.log,
            desk=desk_of(core, load_policy(core.settings.policy_path)),
            pseudonym_key=core.secrets.pseudonym_key,
        )
        told = await run_writes(books, arguments, lambda line: print(line, file=sys.stderr))
    print("\n".join(told.lines))
    return told.code


def _needed(value: str | None, usage: str) -> str:
    if not value:
        raise ConfigurationError(f"Something is missing: `{usage}`")
    return value


def _settings() -> Settings:
    settings = settings_from(os.environ)
    set_up_logs(settings.log_level, is_pretty=sys.stderr.isatty())
    return settings


if __name__ == "__main__":
    sys.exit(main())
