"""A bot that starts while its Label Studio is away: people go on, and what they agree on arrives once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.label_studio import LabelStudioProject, open_project
from bot.demo.people import Json, Member, said, until
from bot.demo.processes import ProcessFailed
from bot.demo.stage import Props, Stage, open_stage
from tests.fakes.label_studio_switch import SwitchedLabelStudio, switched_label_studio
from tests.scenario.backstage import OPERATORS
from tests.scenario.room import TRUTH, Room

NEEDED = '<Choice value="upheld"/>'
WAITS = "the annotation store does not answer; what needs it waits"
WRONG = "the annotation store is not set up as it must be, as the log says; what needs it waits"


@dataclass
class Restart:
    """A workspace whose clips are in a Label Studio that can be away."""

    stage: Stage
    room: Room
    label_studio: SwitchedLabelStudio
    clip: str

    @property
    def operator(self) -> Member:
        return self.stage.workspace.member("U0TOMAS001")

    @property
    def log(self) -> str:
        return (self.stage.home / "bot.log").read_text(encoding="utf-8")

    async def is_asked_and_then_goes_away(self) -> str:
        """The alias of a clip that was asked about before the bot and Label Studio were stopped."""
        alias = await self.room.asks()
        await self.stage.stop_bot()
        await self.label_studio.down()
        return alias

    async def says(self) -> Json:
        """What the bot answers to whoever asks whether it is well."""
        async with self.stage.session.get(f"{self.stage.public_url}readyz") as response:
            told: Json = await response.json()
        return {"status": response.status, **told}

    def written(self) -> list[str]:
        """The texts that the bot's account has written for the clip."""
        memory = self.label_studio.fake.memory
        found = memory.annotations_of(int(self.clip))
        ours = [one for one in found if "second_ear" in str(one["result"])]
        return ["".join(one["result"][0]["value"].get("text", [])) for one in ours]

    def has_config(self, old: str, new: str) -> None:
        """Somebody edits the labelling config, if need be while nobody can reach it."""
        for project in self.label_studio.fake.memory.projects.values():
            project["label_config"] = project["label_config"].replace(old, new)


@asynccontextmanager
async def opened(folder: Path, label_studio: SwitchedLabelStudio) -> AsyncIterator[Restart]:
    async with open_project(label_studio.accounts) as project:
        (folder / "data").mkdir()
        async with open_stage(folder / "data", Props(store=project)) as stage:
            yield Restart(stage, the_room(stage, project), label_studio, project.reference("en-02"))


def the_room(stage: Stage, project: LabelStudioProject) -> Room:
    asker, *peers = (
        stage.workspace.member(person)
        for person in ("U0MIRA0001", "U0AIKO0001", "U0RAVI0001", "U0LENA0001", "U0JONAS001")
    )
    return Room(
        stage=stage,
        language="en",
        channel="C0HELPEN01",
        asker=asker,
        peers=peers,
        clips=[project.reference(clip) for clip in ("en-02", "en-03")],
        long_clip="",
        private_clip="",
    )


@pytest.fixture
async def restart(tmp_path: Path) -> AsyncIterator[Restart]:
    async with switched_label_studio() as label_studio, opened(tmp_path, label_studio) as found:
        yield found


async def test_people_go_on_without_the_store_and_what_they_agree_on_arrives_exactly_once(
    restart: Restart,
) -> None:
    room = restart.room
    alias = await restart.is_asked_and_then_goes_away()
    *peers, second_asker = room.peers

    await restart.stage.start_bot()
    told = await restart.says()
    joined = await room.types(second_asker, f"ask {alias}")
    refused = await room.types(second_asker, f"ask {room.clips[0]}")
    await room.takes(peers[0], alias)
    for peer in peers:
        await room.suggests(peer, alias)
    await room.told(room.asker, alias, "It is being written to the annotation store")
    while_away = restart.written()
    await restart.label_studio.up()
    await room.card(alias, "Agreed and saved")

    assert (told["status"], told["ready"], told["remarks"]) == (200, True, [WAITS])
    assert "I asked about clip" in joined
    assert "The annotation store does not answer right now, so nothing was changed" in refused
    assert (while_away, restart.written()) == ([], [TRUTH])
    assert (await restart.says())["remarks"] == []
    assert "annotations.away" in restart.log
    assert "annotations.back" in restart.log
    new = await room.asks()
    assert new != alias


async def test_a_stop_holds_without_the_store_which_is_told_when_it_is_back(restart: Restart) -> None:
    room = restart.room
    alias = await restart.is_asked_and_then_goes_away()
    await restart.stage.start_bot()

    answer = await room.types(room.peers[0], f"flag {alias} sensitive")
    await room.card(alias, "is withheld")
    await restart.label_studio.up()

    async def is_marked() -> bool | None:
        found = restart.label_studio.fake.memory.annotations_of(int(restart.clip))
        return any("withheld" in str(one["result"]) for one in found) or None

    await until(is_marked, "the mark")
    assert "has stopped everywhere" in answer


async def test_one_that_comes_back_wrong_is_told_to_operators_and_nothing_is_lost_until_it_is_mended(
    restart: Restart,
) -> None:
    room = restart.room
    alias = await restart.is_asked_and_then_goes_away()
    await restart.stage.start_bot()
    for peer in room.peers[:3]:
        await room.suggests(peer, alias)
    restart.has_config(NEEDED, "")

    await restart.label_studio.up()
    card = said(await restart.operator.finds(OPERATORS, "not as Second Ear needs it"))
    told = await restart.says()
    while_wrong = restart.written()
    restart.has_config('<Choice value="withheld"/>', f'<Choice value="withheld"/>{NEEDED}')
    await room.card(alias, "Agreed and saved")
    await restart.operator.finds(OPERATORS, "All work goes through again")

    assert "in the Choices “status” also “upheld”" in card
    assert "nothing is lost" in card
    assert (told["status"], told["remarks"]) == (200, [WRONG])
    assert (while_wrong, restart.written()) == ([], [TRUTH])
    assert [line for line in restart.log.splitlines() if "annotations.wrong" in line and "error" in line]


async def test_one_that_is_wrong_at_the_start_still_refuses_to_start(restart: Restart) -> None:
    await restart.stage.stop_bot()
    restart.has_config(NEEDED, "")

    with pytest.raises(ProcessFailed, match="The labelling config of the Label Studio project needs"):
        await restart.stage.start_bot()
