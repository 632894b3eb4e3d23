"""What other people's annotations in a Label Studio project ask for: help with a task, or that it be stopped.

Label Studio finds by a piece of text anywhere in an annotation, also in what people typed; so each that it
finds is looked through here.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category
from bot.domain.feed import Changes, Cursor, Request, Signs, StoreMark
from bot.domain.ids import Language
from bot.errors import AnnotationStoreAway
from storage.annotations.label_studio_client import Answer, LabelStudioClient
from storage.annotations.label_studio_facts import language_of
from storage.annotations.label_studio_results import Annotation, Task, is_ours
from storage.annotations.label_studio_tags import CRITICAL_DATA

NEEDS_HELP = "needs help"
"""The choice that asks for help, unless the address names another one or a saved view."""

_STOPS = {CRITICAL_DATA: Category.CRITICAL, StoreFlag.WITHHELD.value: None, StoreFlag.UPHELD.value: None}
_A_CHOICE = {
    "filter": "filter:tasks:annotations_results",
    "operator": "contains",
    "type": "String",
    "value": "choices",
}
_AT_ONCE = 100
_VIEW_PAGE = 1000
_VIEW_PAGES = 100
_NO_SUCH_PAGE = "Invalid page."


class _Listed(BaseModel):
    """A page of tasks, as the API gives it."""

    model_config = ConfigDict(frozen=True)

    tasks: tuple[Task, ...]


class _Seen(BaseModel):
    """A task in a list of names and times alone."""

    model_config = ConfigDict(frozen=True)

    id: int
    updated_at: datetime
    data: dict[str, Any] = {}


class _Overview(BaseModel):
    model_config = ConfigDict(frozen=True)

    tasks: tuple[_Seen, ...]


_P = TypeVar("_P", _Listed, _Overview)


class LabelStudioFeed:
    def __init__(self, client: LabelStudioClient) -> None:
        self._client = client

    async def changes(self, since: Cursor | None, *, limit: int) -> Changes:
        """A page of the tasks that were changed since then; from the beginning, of those with any choice.

        Of tasks that were changed in the same instant, the place of a cursor counts the pages.
        """
        page = int(since.place or 1) if since else 1
        is_round = since is None or since.is_round
        filters = [*([_changed_since(since.at)] if since else []), *([_A_CHOICE] if is_round else [])]
        tasks = (await self._page(filters=filters, page=page, size=limit)).tasks
        in_view = await self._in_view() if len(tasks) < limit else None
        signs = {str(task.id): self._signs(task, in_view) for task in tasks}
        for number, seen in (in_view or {}).items():
            signs.setdefault(str(number), self._signs(_task_of(seen), in_view))
        return Changes(
            signs=tuple(signs.values()),
            cursor=_next_cursor(tasks, since, limit=limit),
            is_last=len(tasks) < limit,
        )

    async def there(self, numbers: Sequence[int]) -> dict[int, datetime]:
        """Those of the tasks that the project's list has, with the time at which each was changed last."""
        pages = [await self._overview(some) for some in _in_parts(numbers)]
        return {seen.id: seen.updated_at for page in pages for seen in page}

    async def signs(self, there: Mapping[int, datetime], *, since: datetime | None) -> list[Signs]:
        """What stands now, of those that were changed since then."""
        in_view = await self._in_view()
        # A saved view may drop a task without any change of it.
        is_all = since is None or in_view is not None
        asked = [number for number, at in there.items() if is_all or (since and at >= since)]
        pages = [await self._page(included=some) for some in _in_parts(asked)]
        return [self._signs(task, in_view) for page in pages for task in page.tasks]

    def _signs(self, task: Task, in_view: dict[int, _Seen] | None) -> Signs:
        language = language_of(task.data, self._client.address)
        return Signs(
            reference=str(task.id),
            language=Language(language) if language else None,
            request=self._request(task, in_view),
            marks=tuple(_marks(task)),
        )

    def _request(self, task: Task, in_view: dict[int, _Seen] | None) -> Request | None:
        """The oldest that stands, so that a second one beside it changes nothing."""
        if self._client.address.view is not None:
            is_asked = task.id in (in_view or {})
            return Request(id=f"view:{self._client.address.view}") if is_asked else None
        wanted = self._client.address.help_choice or NEEDS_HELP
        asking = [found for found in _theirs(task) if wanted in found.choices]
        first = min(asking, key=lambda found: found.id, default=None)
        return Request(id=str(first.id), at=first.updated_at) if first else None

    async def _in_view(self) -> dict[int, _Seen] | None:
        """The tasks of the saved view by their numbers; None when none was named."""
        if self._client.address.view is None:
            return None
        found: dict[int, _Seen] = {}
        for page in range(1, _VIEW_PAGES + 1):
            query = {"view": str(self._client.address.view), "include": "id,data,updated_at"}
            answer = await self._ask(query, page=page, size=_VIEW_PAGE)
            seen = _read(_Overview, answer).tasks if answer else ()
            found |= {task.id: task for task in seen}
            if len(seen) < _VIEW_PAGE:
                return found
        raise AnnotationStoreAway(
            f"The saved view has more than {_VIEW_PAGES * _VIEW_PAGE:,} tasks. Give it a narrower filter."
        )

    async def _overview(self, numbers: Collection[int]) -> tuple[_Seen, ...]:
        query = {"include": "id,updated_at", "query": _query(included=numbers)}
        answer = await self._ask(query, page=1, size=len(numbers))
        return _read(_Overview, answer).tasks if answer else ()

    async def _page(
        self,
        *,
        filters: Sequence[dict[str, str]] = (),
        included: Collection[int] = (),
        page: int = 1,
        size: int = _AT_ONCE,
    ) -> _Listed:
        query = {"fields": "all", "query": _query(filters=filters, included=included)}
        answer = await self._ask(query, page=page, size=size)
        return _read(_Listed, answer) if answer else _Listed(tasks=())

    async def _ask(self, query: dict[str, str], *, page: int, size: int) -> Answer | None:
        """None behind the last page."""
        where = {
            "project": str(self._client.address.project),
            "page": str(page),
            "page_size": str(size),
            "resolve_uri": "false",
        }
        answer = await self._client.ask("GET", "api/tasks/", query={**where, **query})
        if answer.is_not_found and answer.body.get("detail") == _NO_SUCH_PAGE:
            return None
        if not answer.is_done:
            view = self._client.address.view
            hint = f" Is there a saved view {view}?" if view is not None and answer.is_not_found else ""
            raise AnnotationStoreAway(
                f"Label Studio does not list the project's tasks (status {answer.status}).{hint}"
            )
        return answer


def _in_parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[first : first + _AT_ONCE] for first in range(0, len(numbers), _AT_ONCE)]


def _query(*, filters: Sequence[dict[str, str]] = (), included: Collection[int] = ()) -> str:
    query: dict[str, object] = {"ordering": ["tasks:updated_at"]}
    if filters:
        query["filters"] = {"conjunction": "and", "items": list(filters)}
    if included:
        query["selectedItems"] = {"all": False, "included": sorted(included)}
    return json.dumps(query)


def _changed_since(at: datetime) -> dict[str, str]:
    return {
        "filter": "filter:tasks:updated_at",
        "operator": "greater_or_equal",
        "type": "Datetime",
        "value": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


def _next_cursor(tasks: Sequence[Task], since: Cursor | None, *, limit: int) -> Cursor | None:
    latest = tasks[-1].updated_at if tasks else None
    if latest is None:
        return since
    is_full_instant = since is not None and latest <= since.at and len(tasks) >= limit
    place = str(int(since.place or 1) + 1) if since and is_full_instant else ""
    return Cursor(at=latest, place=place, is_round=since is None or since.is_round)


def _marks(task: Task) -> Iterator[StoreMark]:
    for found in _theirs(task):
        for choice in found.choices & _STOPS.keys():
            yield StoreMark(id=f"{found.id}:{choice}", at=found.updated_at, category=_STOPS[choice])


def _theirs(task: Task) -> list[Annotation]:
    """Other people's annotations; what was skipped says nothing of a clip."""
    return [found for found in task.annotations if not found.was_cancelled and not is_ours(found)]


def _task_of(seen: _Seen) -> Task:
    """A task of the view without any choice in it."""
    return Task(id=seen.id, project=0, data=seen.data, updated_at=seen.updated_at)


def _read(kind: type[_P], answer: Answer) -> _P:
    try:
        return kind.model_validate(answer.body)
    except ValidationError as error:
        raise AnnotationStoreAway(
            f"Label Studio's list of tasks is not what version 1.23 gives (status {answer.status})."
        ) from error
