"""Outcomes on their way into a store that is slow and fails, by a bot that is killed: none lost or doubled.

`python -m benchmarks.write_back_campaign [--cases N] [--kills N] [--seed N] [--json FILE]`

Everything is a process of its own: the bot as `python -m bot run` starts it, Valkey, the simulated workspace
with its limits off, and the fake Label Studio. There an annotation takes 150 ms, and every fifth of the bot's
calls fails: status 500, an HTML page, a connection cut before it was done or after, or silence after it was
written, which lasts until the bot's own time limit. Every seventh task has an annotation of a person's.
This process agrees the cases through a desk of its own, which asks the same failing store for the clips, and
not by clicks in Slack. Meanwhile it kills the bot (SIGKILL) as soon as the store has so many annotations, as
the seed says, and starts it again.

At the end the store is asked through a person's own account what it has: `annotations` of ours on all tasks,
tasks with `not_exactly_one` of them, and tasks where an annotation of somebody else's was `touched`.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.figures import publish
from benchmarks.write_back.office import agree, at_once, desk_of
from benchmarks.write_back.sides import add_tasks, label_studio_process
from bot.demo.people import Workspace
from bot.demo.processes import ProcessFailed, Running, start_bot, start_simulator
from bot.demo.stage import ROOT, free_port
from bot.domain.case import WriteState
from bot.domain.ids import Alias
from bot.errors import AnnotationStoreAway
from bot.log import set_up_logs
from bot.ports import Clock, Kind
from bot.services.desk import Desk
from storage.annotations.label_studio import LabelStudioAnnotationStore, open_label_studio
from storage.embedded import open_embedded
from storage.redis.opening import RedisStores, open_redis
from storage.sealing import Secrets
from tests.contract.annotations.label_studio_world import CONFIG, Instance, LabelStudioWorld, hands_on

SLOW_MS = 150.0
FAILING = 0.2
PERSONS_EVERY = 7
PATIENCE_SECONDS = 1800.0
_MASTER_KEY = "5e" * 32
_AT_ONCE = 16
_AGREED_AT_ONCE = 64
"""Many people suggest at once, so that what the store does not answer holds few of them up."""
_TRIES = 100
_LOOK_SECONDS = 0.05
_CALL = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True, kw_only=True)
class Plan:
    cases: int
    kills: int
    seed: int


@dataclass(kw_only=True)
class Campaign:
    """All that runs, and what is known of it from outside."""

    plan: Plan
    world: LabelStudioWorld
    tasks: list[str]
    theirs: dict[str, list[dict[str, Any]]]
    """The people's annotations by task, as they were before."""
    stores: RedisStores
    desk: Desk
    environment: dict[str, str]
    home: Path
    bot: Running | None = None
    starts: int = 0

    async def annotations(self) -> int:
        project = await self.world.hands.ask("GET", f"projects/{self.world.project}/")
        return int(project["total_annotations_number"]) - sum(len(found) for found in self.theirs.values())

    async def start_bot(self) -> None:
        """It looks at the store when it starts, and that can fail too; whoever runs it starts it again."""
        for _ in range(_TRIES):
            self.starts += 1
            log = self.home / f"bot-{self.starts}.log"
            port = free_port()
            with suppress(ProcessFailed):
                self.bot = await start_bot(
                    environment={**self.environment, "SECOND_EAR_PORT": str(port)}, log=log, port=port
                )
                return
        raise RuntimeError("the bot does not start")

    async def kill_bot(self) -> None:
        if self.bot:
            await self.bot.kill()

    async def agree_all(self) -> tuple[list[Alias], float]:
        started = time.monotonic()
        aliases = await at_once(self.tasks, self._agree_one, most=_AGREED_AT_ONCE)
        return aliases, time.monotonic() - started

    async def _agree_one(self, task: str) -> Alias:
        for _ in range(_TRIES):
            with suppress(AnnotationStoreAway):
                return await agree(self.desk, task)
        raise RuntimeError(f"the store never told of task {task}")

    async def kill_now_and_then(self) -> list[int]:
        """How many annotations there were at each time."""
        chance = random.Random(self.plan.seed)  # noqa: S311 - a game of chance that can be repeated
        moments = sorted(
            chance.sample(range(1, max(self.plan.kills + 2, self.plan.cases - 1)), self.plan.kills)
        )
        killed = []
        for moment in moments:
            count = await self._reached(moment)
            await self.kill_bot()
            killed.append(count)
            _say(f"killed at {count} annotations")
            await self.start_bot()
        return killed

    async def _reached(self, wanted: int) -> int:
        count = await self.annotations()
        while count < wanted:
            await asyncio.sleep(_LOOK_SECONDS)
            count = await self.annotations()
        return count

    async def until_nothing_waits(self) -> None:
        while await self.stores.due.waiting(Kind.WRITE, limit=1):
            _say(f"{await self.annotations()} annotations")
            await asyncio.sleep(2)

    async def count(self) -> dict[str, int]:
        """What the store has, by its own word."""

        async def look(task: str) -> tuple[int, bool]:
            ours = len(await self.world.notes(task))
            return ours, await self.world.theirs(task) != self.theirs.get(task, [])

        looks = await at_once(self.tasks, look, most=_AT_ONCE)
        return {
            "annotations": sum(ours for ours, _ in looks),
            "not_exactly_one": sum(ours != 1 for ours, _ in looks),
            "touched": sum(is_touched for _, is_touched in looks),
        }

    async def recorded(self, aliases: Sequence[Alias]) -> int:
        cases = [(await self.stores.cases.load(alias)).case for alias in aliases]
        return sum(bool(case and case.outcome and case.outcome.write is WriteState.WRITTEN) for case in cases)


async def run_campaign(plan: Plan) -> dict[str, Any]:
    """The figures; nothing that it started is left running."""
    async with asyncio.timeout(PATIENCE_SECONDS), AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ear-campaign-")))
        campaign = await _open(plan, folder, stack)
        started = time.monotonic()
        await campaign.start_bot()
        killing = asyncio.create_task(campaign.kill_now_and_then())
        try:
            aliases, agreed_seconds = await campaign.agree_all()
            _say(f"{len(aliases)} cases agreed in {agreed_seconds:.1f} s")
            killed = await killing
        finally:
            killing.cancel()
        await campaign.until_nothing_waits()
        seconds = time.monotonic() - started
        return {
            "seed": plan.seed,
            "cases": plan.cases,
            "agreed_within_s": round(agreed_seconds, 1),
            "all_written_within_s": round(seconds, 1),
            "slower_by_ms": SLOW_MS,
            "failing_share": FAILING,
            "killed_at_annotations": killed,
            "starts": campaign.starts,
            **await campaign.count(),
            "people_s_annotations": sum(len(found) for found in campaign.theirs.values()),
            "recorded_as_written": await campaign.recorded(aliases),
            "parked": sum(parked.kind is Kind.WRITE for parked in await campaign.stores.due.parked()),
        }


async def _open(plan: Plan, folder: Path, stack: AsyncExitStack) -> Campaign:
    instance = await stack.enter_async_context(
        label_studio_process(slow_ms=SLOW_MS, failing=FAILING, seed=plan.seed)
    )
    hands = await stack.enter_async_context(hands_on(instance))
    project = await hands.make_project(CONFIG)
    embedded = await open_embedded(folder)
    stack.push_async_callback(embedded.close, stop=True)
    secrets = Secrets.of(bytes.fromhex(_MASTER_KEY))
    stores = await open_redis(embedded.url, secrets)
    stack.push_async_callback(stores.aclose)
    url = f"label-studio+{instance.root}/projects/{project}?language=en"
    store = await stack.enter_async_context(_patient_store(url, instance, stores.redis_clock))
    world = LabelStudioWorld(hands, project, store)
    tasks = await add_tasks(hands, project, plan.cases)
    _say(f"seed {plan.seed}: {len(tasks)} tasks, every {PERSONS_EVERY}th with an annotation of a person's")
    campaign = Campaign(
        plan=plan,
        world=world,
        tasks=tasks,
        theirs=await _annotated(world, tasks[::PERSONS_EVERY]),
        stores=stores,
        desk=desk_of(stores, store, alias_key=secrets.alias_key),
        environment={
            **await _workspace(folder, stack),
            "REDIS_URL": embedded.url,
            "ANNOTATIONS_URL": url,
            "LABEL_STUDIO_TOKEN": instance.bot_token,
            "SECOND_EAR_DATA": str(folder / "data"),
            "SECOND_EAR_POLICY": str(ROOT / "policy.toml"),
            "SECOND_EAR_MASTER_KEY": _MASTER_KEY,
            "PYTHONPATH": str(ROOT),
        },
        home=folder,
    )
    stack.push_async_callback(campaign.kill_bot)
    return campaign


async def _annotated(world: LabelStudioWorld, tasks: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The tasks after a person has annotated each of them."""

    async def annotate(task: str) -> list[dict[str, Any]]:
        await world.somebody_annotates(task, "turn it off")
        return await world.theirs(task)

    found = await at_once(tasks, annotate, most=_AT_ONCE)
    return dict(zip(tasks, found, strict=True))


async def _workspace(folder: Path, stack: AsyncExitStack) -> dict[str, str]:
    """The settings that lead to a simulated workspace without limits."""
    simulator, addresses = await start_simulator(
        manifest=ROOT / "manifest.yml",
        seed=ROOT / "examples" / "workspace.yml",
        log=folder / "simulator.log",
        record=folder / "slack.jsonl",
    )
    stack.push_async_callback(simulator.stop)
    async with aiohttp.ClientSession(timeout=_CALL) as session:
        await Workspace(session, addresses.control).post("limits", mode="off")
    return {
        "SLACK_API_URL": addresses.api,
        "SLACK_BOT_TOKEN": addresses.bot_token,
        "SLACK_APP_TOKEN": addresses.app_token,
    }


@asynccontextmanager
async def _patient_store(
    url: str, instance: Instance, clock: Clock
) -> AsyncIterator[LabelStudioAnnotationStore]:
    """The store, opened as often as its first look at the project fails."""
    async with AsyncExitStack() as stack:
        for _ in range(_TRIES):
            with suppress(AnnotationStoreAway):
                store = await stack.enter_async_context(
                    open_label_studio(url, instance.bot_token, clock=clock)
                )
                break
        else:
            raise RuntimeError("the store never let us in")
        yield store


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    told = parser.parse_args()
    set_up_logs("warning", is_pretty=True)
    figures = asyncio.run(run_campaign(Plan(cases=told.cases, kills=told.kills, seed=told.seed)))
    publish(figures, told.json)
    if figures["not_exactly_one"] or figures["touched"] or figures["recorded_as_written"] != told.cases:
        sys.exit(1)


if __name__ == "__main__":
    main()
