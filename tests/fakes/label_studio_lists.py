"""The fake Label Studio's lists of tasks: its filters, saved views and pages, as far as we use them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from tests.fakes.label_studio_data import Json, Memory, failure, shown

_COLUMN = "filter:tasks:"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class Lists:
    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/tasks/", self._tasks), web.post("/api/dm/views/", self._make_view)]

    async def _make_view(self, request: web.Request) -> web.Response:
        body = await request.json()
        number = self.memory.new_id()
        self.memory.views[number] = body
        return web.json_response({"id": number, **body}, status=201)

    async def _tasks(self, request: web.Request) -> web.Response:
        project = int(request.query["project"])
        if project not in self.memory.projects:
            return web.json_response(failure(404, "No Project matches the given query."), status=404)
        query = json.loads(request.query.get("query", "{}"))
        if view := request.query.get("view"):
            if int(view) not in self.memory.views:
                return web.json_response(failure(404, "No View matches the given query."), status=404)
            query = self.memory.views[int(view)]["data"]
        found = [task for task in self._filtered(query) if task["project"] == project]
        page, size = int(request.query.get("page", 1)), int(request.query.get("page_size", 100))
        if page > 1 and (page - 1) * size >= len(found):
            return web.json_response(failure(404, "Invalid page."), status=404)
        shown_page = found[(page - 1) * size : page * size]
        tasks = [self._shown(task, request) for task in shown_page]
        return web.json_response({"total": len(found), "tasks": tasks})

    def _filtered(self, query: Json) -> list[Json]:
        items = query.get("filters", {}).get("items", [])
        tasks = [task for task in self.memory.tasks.values() if all(self._fits(task, one) for one in items)]
        chosen = query.get("selectedItems", {"all": True, "excluded": []})
        # An empty list of what is included leaves everything in.
        if not chosen["all"] and chosen["included"]:
            tasks = [task for task in tasks if task["id"] in chosen["included"]]
        return sorted(tasks, key=lambda task: str(task["updated_at"]))

    def _fits(self, task: Json, item: Json) -> bool:
        column = item["filter"].removeprefix(_COLUMN)
        if (column, item["operator"]) == ("annotations_results", "contains"):
            # Every annotation as text, with whatever people wrote in it.
            texts = [json.dumps(found["result"]) for found in self.memory.annotations_of(task["id"])]
            return any(item["value"] in text for text in texts)
        if (column, item["operator"]) == ("updated_at", "greater_or_equal"):
            since = datetime.strptime(item["value"], _TIME).replace(tzinfo=UTC)
            return datetime.fromisoformat(task["updated_at"]) >= since
        raise AssertionError(f"the fake has no filter {column} {item['operator']}")

    def _shown(self, task: Json, request: web.Request) -> Json:
        if include := request.query.get("include"):
            return {name: task[name] for name in include.split(",")}
        assert request.query.get("fields") == "all"
        annotations: Sequence[Json] = [shown(found) for found in self.memory.annotations_of(task["id"])]
        return {**task, "annotations": annotations, "predictions": []}
