"""The fake Label Studio's webhooks: each event is sent once, within its request, and never again."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
from aiohttp import web

from tests.fakes.label_studio_data import Json, Memory

_PATIENCE = aiohttp.ClientTimeout(total=1)
_REFUSED = 300
_ANNOTATION_ACTIONS = {"PATCH": "ANNOTATION_UPDATED", "DELETE": "ANNOTATIONS_DELETED"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Webhooks:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/webhooks/", self._make)]

    async def _make(self, request: web.Request) -> web.Response:
        hook: Json = {"id": self._memory.new_id(), **await request.json()}
        self._memory.webhooks.append(hook)
        return web.json_response(hook, status=201)

    @web.middleware
    async def sent(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Tells whoever wants to know of what the request did; nobody's failure is the request's."""
        found = self._event(request)
        response = await handler(request)
        if found and response.status < _REFUSED:
            await self._send(*found)
        return response

    def _event(self, request: web.Request) -> tuple[str, int] | None:
        """What the request does if it succeeds, and in which project; read before it does it."""
        known, memory = request.match_info, self._memory
        if "annotation" in known and request.method in _ANNOTATION_ACTIONS:
            annotation = memory.annotations.get(int(known["annotation"]))
            return (_ANNOTATION_ACTIONS[request.method], annotation["project"]) if annotation else None
        task = memory.tasks.get(int(known.get("task", 0)))
        if task is None:
            return None
        if request.method == "DELETE":
            return "TASKS_DELETED", task["project"]
        is_annotating = request.method == "POST" and request.path.endswith("/annotations/")
        return ("ANNOTATION_CREATED", task["project"]) if is_annotating else None

    async def _send(self, action: str, project: int) -> None:
        hooks = [hook for hook in self._memory.webhooks if hook["project"] == project]
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            for hook in hooks:
                if action not in hook["actions"]:
                    continue
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with session.post(hook["url"], json={"action": action}, headers=hook["headers"]):
                        pass
