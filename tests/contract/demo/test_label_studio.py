"""The story over Label Studio, here the fake, and what its check notices when something is not as it must."""

from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.check import Counts, check
from bot.demo.label_studio import WRITTEN_BEFORE, LabelStudioProject, open_project
from bot.demo.label_studio_server import Accounts
from bot.demo.label_studio_story import LABEL_STUDIO_SCENES
from bot.demo.people import until
from bot.demo.played import Played
from bot.demo.stage import Props, Stage, open_stage
from bot.demo.story import play
from tests.contract.annotations.label_studio_world import fake_instance
from tests.fakes.label_studio import FakeLabelStudio

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True, kw_only=True)
class Evening:
    """The story after its last scene."""

    stage: Stage
    played: Played
    project: LabelStudioProject
    fake: FakeLabelStudio

    async def problems(self) -> str:
        return "\n".join((await self.project.look(self.played)).problems)

    async def is_settled(self) -> bool | None:
        return not await self.problems() or None

    def note(self, clip: str, text: str) -> dict[str, Any]:
        """The annotation of a clip with these words, as Label Studio keeps it."""
        task = int(self.project.reference(clip))
        notes = self.fake.memory.annotations_of(task)
        return next(note for note in notes if text in str(note["result"][0]["value"]))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played_out(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Evening]:
    async with fake_instance() as instance:
        assert instance.fake
        accounts = Accounts(
            root=instance.root,
            bot_token=instance.bot_token,
            person_token=instance.person_token,
            person_password="",
        )
        async with (
            open_project(accounts) as project,
            open_stage(tmp_path_factory.mktemp("stage"), Props(store=project)) as stage,
        ):
            played = await play(stage, lambda _: None, LABEL_STUDIO_SCENES)
            evening = Evening(stage=stage, played=played, project=project, fake=instance.fake)
            # The last scene's mark is still on its way.
            await until(evening.is_settled, "a store that is as it must be")
            yield evening


@pytest_asyncio.fixture(loop_scope="session")
async def evening(played_out: Evening) -> AsyncIterator[Evening]:
    """What a test does to the store is undone after it; Slack's limits begin anew, as a check reads a lot."""
    await played_out.stage.workspace.post("limits", mode="slack")
    memory = played_out.fake.memory
    before = deepcopy((memory.annotations, memory.tasks))
    yield played_out
    memory.annotations, memory.tasks = before


async def test_the_story_ends_with_each_outcome_once_and_nobody_touched(evening: Evening) -> None:
    async def look() -> Counts | None:
        findings = await check(evening.stage, evening.played, slack_calls=0)
        return findings.counts if not findings.problems else None

    counts = await until(look, "a store that is as it must be")

    assert (counts.cases, counts.written, counts.withheld) == (11, 9, 2)
    assert (counts.double_writes, counts.lost, counts.copies_left) == (0, 0, 0)
    assert set(evening.played.clips.values()) >= set(WRITTEN_BEFORE)


async def test_a_changed_annotation_of_a_person_is_noticed(evening: Evening) -> None:
    evening.note("en-01", "fifty")["result"][0]["value"]["text"] = ["set the timer"]

    assert await evening.problems() == "en-01: what people annotated is not as it was"


async def test_changed_data_of_a_task_is_noticed(evening: Evening) -> None:
    evening.fake.memory.tasks[int(evening.project.reference("en-01"))]["data"].pop("audio")

    assert await evening.problems() == "en-01: the data of the task is not as it was"


async def test_a_second_annotation_with_an_outcome_is_counted(evening: Evening) -> None:
    memory = evening.fake.memory
    memory.annotations[memory.new_id()] = {**evening.note("en-01", "fifteen"), "unique_id": "another"}

    findings = await check(evening.stage, evening.played, slack_calls=0)

    assert findings.counts.double_writes == 1
    assert findings.problems == ["double_writes is 1, not 0"]


async def test_a_text_that_is_not_the_written_one_is_noticed(evening: Evening) -> None:
    evening.note("en-01", "fifteen")["result"][0]["value"]["text"] = ["set a timer for fifty minutes"]

    findings = await check(evening.stage, evening.played, slack_calls=0)

    assert "en-01: the hash beside the text is not the hash of the text" in findings.problems
    assert "fifty" in findings.problems[1]


async def test_an_outcome_on_another_clip_is_noticed(evening: Evening) -> None:
    evening.note("en-01", "fifteen")["task"] = int(evening.project.reference("en-02"))

    assert "en-02: the bot's annotation" in await evening.problems()


@pytest.mark.parametrize("change", [{"ground_truth": True}, {"was_cancelled": True}])
async def test_an_outcome_that_hides_itself_or_is_put_above_all_others_is_noticed(
    evening: Evening, change: dict[str, bool]
) -> None:
    evening.note("en-01", "fifteen").update(change)

    assert "en-01: the bot's annotation does not say" in await evening.problems()


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("people", ["U0AIKO0001", "U0LENA0001"], "missing, or are named"),
        ("people", [], "missing, or are named"),
        ("method", "", "how it came about"),
    ],
)
async def test_an_outcome_that_names_people_or_says_too_little_is_noticed(
    evening: Evening, fact: str, value: object, told: str
) -> None:
    evening.note("en-01", "fifteen")["result"][0]["meta"]["second_ear"][fact] = value

    assert told in await evening.problems()


async def test_an_outcome_in_the_wrong_tag_is_noticed(evening: Evening) -> None:
    evening.note("en-01", "fifteen")["result"][0]["from_name"] = "notes"

    assert "neither a text in its TextArea nor the choice" in await evening.problems()


async def test_a_stop_without_its_mark_is_noticed(evening: Evening) -> None:
    task = int(evening.project.reference("en-04"))
    marks = [note for note in evening.fake.memory.annotations_of(task) if "choices" in str(note)]
    for mark in marks:
        del evening.fake.memory.annotations[mark["id"]]

    findings = await check(evening.stage, evening.played, slack_calls=0)

    assert findings.counts.withheld == 1
    assert "en-04: the marks say [] and not that the stop was upheld" in findings.problems


async def test_a_mark_on_a_clip_that_nobody_flagged_is_noticed(evening: Evening) -> None:
    provenance = evening.note("en-01", "fifteen")["result"][0]["meta"]["second_ear"]
    provenance["kind"] = "mark"

    assert "stands on a clip that nobody flagged" in await evening.problems()
