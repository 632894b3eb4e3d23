"""The suite's world in Label Studio, the fake or the real one, through the API of the tool itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.demo.label_studio_server import BOT, PERSON
from storage.annotations.label_studio import LabelStudioAnnotationStore, open_label_studio
from tests.contract.annotations.world import TestClock
from tests.fakes.label_studio import FakeLabelStudio, fake_label_studio
from tests.project.tree import ROOT

_NEEDS_HELP = '<Choice value="needs help"/>'
CONFIG = (
    (ROOT / "examples/label_studio.xml")
    .read_text(encoding="utf-8")
    .replace(_NEEDS_HELP, f'{_NEEDS_HELP}<Choice value="critical data"/>')
)
"""The one that the documents show, with the choice that a project may have besides."""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A Label Studio that runs, with an account for the bot and one for everybody else."""

    root: str
    bot_token: str
    person_token: str
    fake: FakeLabelStudio | None = None


class Hands:
    """A person's own requests."""

    def __init__(self, instance: Instance, session: aiohttp.ClientSession) -> None:
        self._root = instance.root
        self._session = session

    async def ask(self, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401 - whatever JSON is
        async with self._session.request(method, f"{self._root}/api/{path}", **body) as response:
            assert response.status < 300, f"{method} {path}: {response.status} {await response.text()}"
            return None if response.status == 204 else await response.json(content_type=None)

    async def make_project(self, label_config: str = CONFIG) -> int:
        body = {"title": "Lamps and lights", "label_config": label_config}
        return int((await self.ask("POST", "projects/", json=body))["id"])


class LabelStudioWorld:
    def __init__(self, hands: Hands, project: int, store: LabelStudioAnnotationStore) -> None:
        self.hands = hands
        self.project = project
        self.store = store

    async def add_clip(self, name: str, audio: bytes, *, has_consent: bool = True) -> str:
        form = aiohttp.FormData()
        form.add_field("file", audio, filename=f"{name}.wav", content_type="audio/wav")
        place = f"projects/{self.project}/import"
        uploaded = await self.hands.ask("POST", f"{place}?commit_to_project=false", data=form)
        upload = await self.hands.ask("GET", f"import/file-upload/{uploaded['file_upload_ids'][0]}")
        return await self.add_task(
            {
                "audio": f"/data/{upload['file']}",
                "language": "en",
                "duration": 2.5,
                "domain": "lights",
                "consent": has_consent,
                "device_serial": "SN-1",
                "account": "ACC-1",
            }
        )

    async def add_task(self, data: dict[str, Any]) -> str:
        place = f"projects/{self.project}/import?return_task_ids=true"
        made = await self.hands.ask("POST", place, json=[{"data": data}])
        return str(made["task_ids"][0])

    async def somebody_annotates(self, reference: str, text: str) -> None:
        body = {"result": [heard(text)], "lead_time": 3.5}
        await self.hands.ask("POST", f"tasks/{reference}/annotations/", json=body)

    async def somebody_edits(self, reference: str, text: str) -> None:
        task = await self.task(reference)
        await self.hands.ask("PATCH", f"tasks/{reference}/", json={"data": {**task["data"], "text": text}})

    async def somebody_removes(self, reference: str) -> None:
        await self.hands.ask("DELETE", f"tasks/{reference}/")

    async def somebody_removes_ours(self, reference: str) -> None:
        await self._removes(reference, "outcome")

    async def somebody_removes_our_marks(self, reference: str) -> None:
        await self._removes(reference, "mark")

    async def _removes(self, reference: str, kind: str) -> None:
        for note in await self.notes(reference):
            if kind_of(note) == kind:
                await self.hands.ask("DELETE", f"annotations/{note['id']}/")

    async def theirs_are(self, reference: str) -> list[str]:
        return ["".join(one["result"][0]["value"]["text"]) for one in await self.theirs(reference)]

    async def somebody_asks(self, reference: str) -> None:
        await self.ticks(reference, "needs help")

    async def somebody_takes_back(self, reference: str) -> None:
        await self.unticks(reference, "needs help")

    async def somebody_marks(self, reference: str) -> None:
        await self.ticks(reference, "critical data")

    async def somebody_unmarks(self, reference: str) -> None:
        await self.unticks(reference, "critical data")

    async def ticks(self, reference: str, *choices: str) -> None:
        body = {"result": [ticked(*choices)], "lead_time": 3.5}
        await self.hands.ask("POST", f"tasks/{reference}/annotations/", json=body)

    async def unticks(self, reference: str, choice: str) -> None:
        """In every annotation of theirs that has it, as by pressing it again and then Update."""
        for found in await self.theirs(reference):
            if choice in str(found["result"]):
                kept = [item for item in found["result"] if choice not in str(item)]
                await self.hands.ask("PATCH", f"annotations/{found['id']}/", json={"result": kept})

    async def saves_view(self, *choices: str) -> int:
        """A saved view of the tasks that have one of these choices."""
        items = [
            {
                "filter": "filter:tasks:annotations_results",
                "operator": "contains",
                "type": "String",
                "value": choice,
            }
            for choice in choices
        ]
        data = {"title": "For peers", "filters": {"conjunction": "and", "items": items}}
        made = await self.hands.ask("POST", "dm/views/", json={"project": self.project, "data": data})
        return int(made["id"])

    async def written(self, reference: str) -> list[str]:
        notes = [note for note in await self.notes(reference) if kind_of(note) == "outcome"]
        return ["".join(note["result"][0]["value"].get("text", [])) for note in notes]

    async def marked(self, reference: str) -> list[str]:
        notes = [note for note in await self.notes(reference) if kind_of(note) == "mark"]
        return [note["result"][0]["value"]["choices"][0] for note in notes]

    async def task(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.hands.ask("GET", f"tasks/{reference}/?resolve_uri=false")
        return found

    async def notes(self, reference: str) -> list[dict[str, Any]]:
        """The annotations of the bot's account, in order."""
        found = (await self.task(reference))["annotations"]
        ours = [note for note in found if note["completed_by"]["email"] == BOT]
        return sorted(ours, key=lambda note: int(note["id"]))

    async def theirs(self, reference: str) -> list[dict[str, Any]]:
        """Everybody else's, as they stand."""
        found = (await self.task(reference))["annotations"]
        kept = ("id", "result", "was_cancelled", "ground_truth", "updated_at", "updated_by")
        others = [note for note in found if note["completed_by"]["email"] != BOT]
        return [{name: note.get(name) for name in kept} for note in others]


def heard(text: str) -> dict[str, Any]:
    value = {"text": [text]}
    return {"from_name": "transcription", "to_name": "audio", "type": "textarea", "id": "a1", "value": value}


def ticked(*choices: str) -> dict[str, Any]:
    value = {"choices": list(choices)}
    return {"from_name": "status", "to_name": "audio", "type": "choices", "id": "c1", "value": value}


def kind_of(note: dict[str, Any]) -> str:
    return str(note["result"][0]["meta"]["second_ear"]["kind"])


@asynccontextmanager
async def fake_instance() -> AsyncIterator[Instance]:
    async with fake_label_studio() as (fake, root):
        person, bot = fake.memory.add_user(PERSON), fake.memory.add_user(BOT)
        yield Instance(
            root=root.rstrip("/"),
            bot_token=bot.personal_token,
            person_token=person.legacy_token,
            fake=fake,
        )


@asynccontextmanager
async def hands_on(instance: Instance) -> AsyncIterator[Hands]:
    headers = {"Authorization": f"Token {instance.person_token}"}
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Hands(instance, session)


def address_of(instance: Instance, project: int) -> str:
    return f"label-studio+{instance.root}/projects/{project}"


@asynccontextmanager
async def label_studio_world(
    instance: Instance, label_config: str = CONFIG
) -> AsyncIterator[LabelStudioWorld]:
    """A new project, and the store on it."""
    async with hands_on(instance) as hands:
        project = await hands.make_project(label_config)
        url = address_of(instance, project)
        async with open_label_studio(url, instance.bot_token, clock=TestClock()) as store:
            yield LabelStudioWorld(hands, project, store)
