"""The demo's project in Label Studio: made and filled as a person does it, and read through the REST API.

Nothing here is the adapter's: whatever that writes wrongly has to be noticed.
"""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.label_studio_look import seen_in
from bot.demo.label_studio_server import PERSON, Accounts, LabelStudioFailed
from bot.demo.people import Json
from bot.demo.played import Played
from bot.demo.stores import Seen

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WRITTEN_BEFORE = {"en-01": "set the timer for fifty minutes", "en-04": "add flour to the list"}
"""What somebody had annotated before help was asked for. It must stand as it is, with ours beside it."""

_REQUEST = aiohttp.ClientTimeout(total=60)
_REFUSED = 300


class LabelStudioProject:
    """A store of the demo: one task for each clip of the examples, with its recording uploaded."""

    def __init__(self, accounts: Accounts, session: aiohttp.ClientSession) -> None:
        self._accounts = accounts
        self._session = session
        self._number = 0
        self._tasks: dict[str, int] = {}
        self._before: dict[str, Json] = {}
        self._hook_secret = secrets.token_urlsafe(16)

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "ANNOTATIONS_URL": f"label-studio+{self._accounts.root}/projects/{self._number}",
            "LABEL_STUDIO_TOKEN": self._accounts.bot_token,
            "LABEL_STUDIO_HOOK_SECRET": self._hook_secret,
        }

    @property
    def places(self) -> Mapping[str, str]:
        return {
            "Label Studio": f"{self._accounts.root}/projects/{self._number}/data",
            "Sign in there as": f"{PERSON} with the password {self._accounts.person_password}",
        }

    def reference(self, clip: str) -> str:
        return str(self._tasks[clip])

    async def look(self, played: Played) -> Seen:
        return seen_in(await self._read(), before=self._before, played=played)

    async def fill(self) -> None:
        """The project with its labelling config, the clips, and what somebody has annotated already."""
        label_config = (EXAMPLES / "label_studio.xml").read_text(encoding="utf-8")
        body = {"title": "Second Ear", "label_config": label_config}
        self._number = int((await self._ask("POST", "projects/", json=body))["id"])
        lines = (EXAMPLES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        tasks = [await self._task(json.loads(line)) for line in lines]
        place = f"projects/{self._number}/import?return_task_ids=true"
        made = await self._ask("POST", place, json=tasks)
        names = [Path(json.loads(line)["audio_filepath"]).stem for line in lines]
        self._tasks = dict(zip(names, made["task_ids"], strict=True))
        self._before = await self._read()
        for clip, text in WRITTEN_BEFORE.items():
            await self.annotate(clip, text)

    async def tell(self, address: str) -> None:
        """Has Label Studio call this address whenever somebody annotates, as its settings page does."""
        hook = {
            "project": self._number,
            "url": address,
            "headers": {"X-Second-Ear-Secret": self._hook_secret},
            "send_payload": False,
            "send_for_all_actions": False,
            "actions": ["ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED", "TASKS_DELETED"],
        }
        await self._ask("POST", "webhooks/", json=hook)

    async def annotate(self, clip: str, text: str) -> None:
        """As a person does in the editor: it has to stand like this from now on."""
        await self._put(clip, "transcription", "textarea", {"text": [text]})

    async def tick(self, clip: str, choice: str) -> None:
        """The same, of a choice."""
        await self._put(clip, "status", "choices", {"choices": [choice]})

    async def _put(self, clip: str, tag: str, kind: str, value: Json) -> None:
        item = {"id": "by-hand", "from_name": tag, "to_name": "audio", "type": kind, "value": value}
        body = {"result": [item], "lead_time": 4.2}
        await self._ask("POST", f"tasks/{self._tasks[clip]}/annotations/", json=body)
        self._before[clip] = await self._read_task(clip)

    async def _task(self, clip: Json) -> Json:
        """The task of a clip, without the words that nobody has heard yet; its recording is uploaded."""
        path = EXAMPLES / clip["audio_filepath"]
        form = aiohttp.FormData()
        form.add_field("file", path.read_bytes(), filename=path.name, content_type="audio/wav")
        place = f"projects/{self._number}/import?commit_to_project=false"
        uploaded = (await self._ask("POST", place, data=form))["file_upload_ids"][0]
        file = (await self._ask("GET", f"import/file-upload/{uploaded}"))["file"]
        facts = ("duration", "domain", "device_serial", "account", "consent")
        kept = {name: clip[name] for name in facts}
        return {"data": {"audio": f"/data/{file}", "language": clip["lang"], **kept}}

    async def _read(self) -> dict[str, Json]:
        """Every task by its clip."""
        return {clip: await self._read_task(clip) for clip in self._tasks}

    async def _read_task(self, clip: str) -> Json:
        """With its data as it was imported, and all its annotations."""
        task: Json = await self._ask("GET", f"tasks/{self._tasks[clip]}/?resolve_uri=false")
        return task

    async def _ask(self, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401 - whatever JSON is
        url = f"{self._accounts.root}/api/{path}"
        headers = {"Authorization": f"Token {self._accounts.person_token}"}
        try:
            async with self._session.request(method, url, headers=headers, **body) as response:
                if response.status >= _REFUSED:
                    said = (await response.text())[:300]
                    raise LabelStudioFailed(f"Label Studio: {method} {path}: {response.status} {said}")
                return await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise LabelStudioFailed(f"Label Studio: {method} {path}: {type(error).__name__}") from error


@asynccontextmanager
async def open_project(accounts: Accounts) -> AsyncIterator[LabelStudioProject]:
    """A new project, filled."""
    # With a cookie of an answer before, Label Studio would ask who the session is and not whose the token.
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=_REQUEST) as session:
        project = LabelStudioProject(accounts, session)
        await project.fill()
        yield project
