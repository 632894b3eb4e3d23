"""The annotation store in Label Studio: one project, reached through its REST API.

It only adds annotations of its own. What a person wrote is read and never changed.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from pydantic import TypeAdapter, ValidationError

from bot.annotation_ports import Report, StoreFlag, Trace, Written
from bot.domain.case import Category, Clip, WriteState
from bot.domain.feed import Changes, Cursor, Signs
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.ports import Clock
from storage.annotations.label_studio_address import Address, read_address
from storage.annotations.label_studio_audio import RemoteAudio, open_audio
from storage.annotations.label_studio_client import (
    REQUEST_SECONDS,
    WRITES_AT_ONCE,
    Answer,
    LabelStudioClient,
    LabelStudioRefused,
)
from storage.annotations.label_studio_facts import clip_of
from storage.annotations.label_studio_feed import LabelStudioFeed
from storage.annotations.label_studio_results import (
    Annotation,
    Note,
    Task,
    has_note,
    mark_note,
    outcome_note,
    sought,
    unique_id,
    version_of,
)
from storage.annotations.label_studio_tags import Tags, find_tags

TAGS_HOLD = timedelta(minutes=5)
CLOCKS_DIFFER = timedelta(minutes=1)
"""How far Label Studio's clock may be behind ours."""
_CONNECTIONS = 20  # recordings that are being listened to hold one each
_MOST_DIGITS = 18
_CREATED, _TAKEN = 201, 409
_annotations = TypeAdapter(tuple[Annotation, ...])


class LabelStudioAnnotationStore:
    """The AnnotationStore port over Label Studio. A clip's reference is the number of its task."""

    # The client has four of them write at a time; the others are before or behind that.
    writes_at_once = 3 * WRITES_AT_ONCE

    def __init__(self, client: LabelStudioClient, *, clock: Clock) -> None:
        self.name = f"label-studio-{client.address.project}"
        self._client = client
        self._clock = clock
        self._feed = LabelStudioFeed(client)
        self._tags: Tags | None = None
        self._tags_until: datetime | None = None

    async def prepare(self) -> None:
        """Finds the project's tags; ConfigurationError names what is missing, or what refuses us."""
        try:
            await self._read_project()
        except LabelStudioRefused as refused:
            raise ConfigurationError(str(refused)) from refused

    async def clip(self, reference: str) -> Clip | None:
        """What reviewers may see of a task, or None when the project has none of this number."""
        task = await self._task(reference)
        if task is None:
            return None
        version = version_of(task, await self._drafts(task))
        return clip_of(
            task.data, store=self.name, reference=reference, version=version, address=self._address
        )

    async def audio(self, reference: str, *, first: int = 0, last: int | None = None) -> RemoteAudio | None:
        """Bytes `first` to `last`, both counted; None when there is no such task or no recording.

        When `first` lies behind the end, the answer is empty: its `first` is above its `last`.
        """
        tags = await self._present_tags()
        task = await self._task(reference, is_resolved=True)
        place = task.data.get(tags.audio_field) if task else None
        return (
            await open_audio(self._client, place, first=first, last=last) if isinstance(place, str) else None
        )

    async def write(self, report: Report, *, key: str) -> WriteState:
        """Written, conflict (somebody changed the task since `clip_version`) or gone; as the port says."""
        note = outcome_note(report, await self._present_tags(), key=key)
        return await self._add(report.reference, note, clip_version=report.clip_version)

    async def mark(
        self, reference: str, flag: StoreFlag, category: Category | None, *, key: str
    ) -> WriteState:
        """Tells the project that sharing stopped or resumed: written or gone; the same for the same key."""
        note = mark_note(flag, category, await self._present_tags(), key=key)
        return await self._add(reference, note, clip_version=None)

    async def trace(self, written: Written) -> Trace:
        """What became of an outcome or a mark that was written.

        Label Studio keeps nothing of an annotation that was removed, but the task's time moves when it goes.
        So a task that was last touched before the writing is an older copy.
        """
        task = await self._task(written.reference)
        if task is None:
            return Trace.GONE
        note = sought(written.what, written.key)
        written_id = unique_id(self._address, task.id, note)
        if has_note(task.annotations, note) or await self._was_written(task, written_id):
            return Trace.THERE
        is_older = task.updated_at is not None and task.updated_at < written.at - CLOCKS_DIFFER
        return Trace.LOST if is_older else Trace.REMOVED

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        """Tasks on which somebody asks for help or says stop, and that were changed since then."""
        return await self._feed.changes(since, limit=limit)

    async def signs(self, references: Collection[str], *, since: datetime | None = None) -> list[Signs]:
        """Of each of these tasks what stands now; with `since`, only of those that changed or are gone."""
        numbers = [int(reference) for reference in references if _is_number(reference)]
        there = await self._feed.there(numbers)
        found = await self._feed.signs(there, since=since)
        # Only the task's own address is believed when it says that a task is gone: a stop follows from it.
        doubted = [str(number) for number in numbers if number not in there]
        gone = [reference for reference in doubted if await self._task(reference) is None]
        return [*found, *(Signs(reference=reference, is_removed=True) for reference in gone)]

    async def check(self) -> str:
        """One line about a working project; AnnotationStoreAway otherwise."""
        try:
            project = await self._read_project()
        except ConfigurationError as error:
            raise AnnotationStoreAway(str(error)) from error
        tasks, annotations = project.get("task_number"), project.get("total_annotations_number")
        return f"{self.name}: {tasks} tasks, {annotations} annotations, at {self._address.root}"

    @property
    def _address(self) -> Address:
        return self._client.address

    async def _add(self, reference: str, note: Note, *, clip_version: str | None) -> WriteState:
        task = await self._task(reference)
        if task is None:
            return WriteState.GONE
        if has_note(task.annotations, note):
            return WriteState.WRITTEN
        if clip_version is not None and version_of(task, await self._drafts(task)) != clip_version:
            return WriteState.CONFLICT
        return await self._post(task, note)

    async def _post(self, task: Task, note: Note) -> WriteState:
        body = {
            "result": note.result,
            "unique_id": unique_id(self._address, task.id, note),
            "ground_truth": False,
        }
        try:
            answer = await self._client.ask("POST", f"api/tasks/{task.id}/annotations/", body=body)
        except LabelStudioRefused:
            raise
        except AnnotationStoreAway:
            # It may have been done although its answer was lost. If not, the next attempt has the same id.
            if await self._has_arrived(task, note):
                return WriteState.WRITTEN
            raise
        if answer.is_not_found:
            return WriteState.GONE
        if answer.status not in {_CREATED, _TAKEN}:
            raise AnnotationStoreAway(f"Label Studio did not take the annotation (status {answer.status}).")
        if await self._has_arrived(task, note) or await self._was_written(task, str(body["unique_id"])):
            return WriteState.WRITTEN
        raise AnnotationStoreAway("Label Studio says that it has the annotation, and does not show it.")

    async def _has_arrived(self, task: Task, note: Note) -> bool:
        answer = await self._client.ask("GET", f"api/tasks/{task.id}/annotations/")
        return answer.is_done and has_note(_listed(answer), note)

    async def _was_written(self, task: Task, written_id: str) -> bool:
        """Whether the task has it under our id, though a person has taken out what we know it by.

        Only the export tells the id.
        """
        query = {"exportType": "JSON", "ids[]": str(task.id), "download_all_tasks": "true"}
        answer = await self._client.ask("GET", f"api/projects/{task.project}/export", query=query)
        exported = answer.body if isinstance(answer.body, list) else []
        annotations = [found for one in exported for found in one.get("annotations", ())]
        return any(found.get("unique_id") == written_id for found in annotations)

    async def _task(self, reference: str, *, is_resolved: bool = False) -> Task | None:
        # One task has one reference, or it would have two aliases; other projects are not ours to show.
        if not _is_number(reference):
            return None
        query = {"resolve_uri": "true" if is_resolved else "false"}
        answer = await self._client.ask("GET", f"api/tasks/{reference}/", query=query)
        if answer.is_not_found:
            return None
        try:
            task = Task.model_validate(answer.body)
        except ValidationError as error:
            raise _unreadable(answer) from error
        return task if task.project == self._address.project else None

    async def _drafts(self, task: Task) -> tuple[Annotation, ...]:
        """Everybody's. The task itself shows only those of whoever asks."""
        answer = await self._client.ask("GET", f"api/tasks/{task.id}/drafts")
        return () if answer.is_not_found else _listed(answer)

    async def _present_tags(self) -> Tags:
        if self._tags is None or self._tags_until is None or self._tags_until <= self._clock.now():
            await self.check()
        if self._tags is None:
            raise AnnotationStoreAway("The labelling config of the Label Studio project is not known yet.")
        return self._tags

    async def _read_project(self) -> dict[str, Any]:
        answer = await self._client.ask("GET", f"api/projects/{self._address.project}/")
        if answer.is_not_found:
            raise ConfigurationError(
                f"Label Studio has no project {self._address.project}. The number in ANNOTATIONS_URL is the "
                "one in the address of the project's page."
            )
        if not answer.is_done or not isinstance(answer.body, dict):
            raise _unreadable(answer)
        self._tags = None
        self._tags = find_tags(
            answer.body, text_tag=self._address.text_tag, help_choice=self._address.help_choice
        )
        self._tags_until = self._clock.now() + TAGS_HOLD
        return answer.body


@asynccontextmanager
async def open_label_studio(
    url: str, token: str, *, clock: Clock, request_seconds: float = REQUEST_SECONDS
) -> AsyncIterator[LabelStudioAnnotationStore]:
    """A store whose labelling config has been checked; closed at the end."""
    async with reach_label_studio(url, token, clock=clock, request_seconds=request_seconds) as store:
        await store.prepare()
        yield store


@asynccontextmanager
async def reach_label_studio(
    url: str, token: str, *, clock: Clock, request_seconds: float = REQUEST_SECONDS
) -> AsyncIterator[LabelStudioAnnotationStore]:
    """A store that has not been asked anything yet; closed at the end."""
    address = read_address(url)
    # Label Studio sets a session cookie on every answer; sent back, it would count for more than the token.
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar()
    )
    async with session:
        client = LabelStudioClient(
            session, address=address, token=token, clock=clock, request_seconds=request_seconds
        )
        yield LabelStudioAnnotationStore(client, clock=clock)


def _is_number(reference: str) -> bool:
    is_digits = reference.isascii() and reference.isdigit() and len(reference) <= _MOST_DIGITS
    return is_digits and not reference.startswith("0")


def _listed(answer: Answer) -> tuple[Annotation, ...]:
    if not answer.is_done:
        raise _unreadable(answer)
    try:
        return _annotations.validate_python(answer.body)
    except ValidationError as error:
        raise _unreadable(answer) from error


def _unreadable(answer: Answer) -> AnnotationStoreAway:
    return AnnotationStoreAway(
        f"Label Studio's answer is not what version 1.23 gives (status {answer.status}). Is it much older?"
    )
