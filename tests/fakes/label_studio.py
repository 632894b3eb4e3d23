"""A Label Studio for fast tests: the part of its API that we use, as version 1.23.2 was seen to behave.

It is held to the real one by the contract suite: `scripts/test --live-label-studio`.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.label_studio_data import Json, Memory, User, failure, is_uuid, shown
from tests.fakes.label_studio_lists import Lists
from tests.fakes.label_studio_webhooks import Webhooks

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_USER = web.RequestKey("user", User)
_PAGE = "<!doctype html><html lang='en'><title>Label Studio</title></html>"


class Trouble(StrEnum):
    """What can happen to the next annotation that somebody writes."""

    FAULT = "a fault before it is written"
    FAULT_AFTER = "a fault after it was written"
    SILENCE_AFTER = "no answer after it was written"
    BREAK_AFTER = "the connection breaks after it was written"
    PAGE = "a page instead of an answer, and nothing is written"
    BUSY = "too many requests"


class FakeLabelStudio:
    def __init__(self) -> None:
        self.memory = Memory()
        self.troubles: list[Trouble] = []
        self.is_legacy_allowed = True
        self.is_misrouted = False
        """A gateway in front of it knows the way no more, and says so in JSON of its own."""
        self.refreshed = 0
        """How often somebody exchanged a personal access token."""
        self.seen: list[str] = []
        """Method and path of each request."""
        self.cookies: list[str] = []
        """What came back of the cookies that were set."""
        self.redirects: dict[str, str] = {}
        """Where recordings below /data/ are sent on to."""

    def application(self) -> web.Application:
        webhooks = Webhooks(self.memory)
        app = web.Application(middlewares=[self._watched, self._in_trouble, self._known, webhooks.sent])
        app.add_routes(
            [
                web.post("/api/token/refresh/", self._refresh),
                web.get("/api/current-user/whoami", self._whoami),
                web.post("/api/projects/", self._make_project),
                web.get(r"/api/projects/{project:\d+}/", self._project),
                web.patch(r"/api/projects/{project:\d+}/", self._edit_project),
                web.post(r"/api/projects/{project:\d+}/import", self._import),
                web.get(r"/api/projects/{project:\d+}/export", self._export),
                web.get(r"/api/import/file-upload/{upload:\d+}", self._upload),
                web.get(r"/api/tasks/{task:\d+}/", self._task),
                web.patch(r"/api/tasks/{task:\d+}/", self._edit_task),
                web.delete(r"/api/tasks/{task:\d+}/", self._remove_task),
                web.get(r"/api/tasks/{task:\d+}/annotations/", self._annotations),
                web.post(r"/api/tasks/{task:\d+}/annotations/", self._annotate),
                web.get(r"/api/tasks/{task:\d+}/drafts", self._drafts),
                web.post(r"/api/tasks/{task:\d+}/drafts", self._draft),
                web.patch(r"/api/annotations/{annotation:\d+}/", self._edit_annotation),
                web.delete(r"/api/annotations/{annotation:\d+}/", self._remove_annotation),
                web.get("/data/{path:.+}", self._file),
                *Lists(self.memory).routes(),
                *webhooks.routes(),
            ]
        )
        return app

    @web.middleware
    async def _watched(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen.append(f"{request.method} {request.path}")
        self.cookies += request.cookies.values()
        if self.is_misrouted:
            return web.json_response({"message": "no route matched"}, status=404)
        try:
            response = await handler(request)
        except web.HTTPFound as found:
            return web.Response(status=303, headers={"Location": str(found.location)})
        except web.HTTPNotFound:
            return web.Response(status=404, text=_PAGE, content_type="text/html")
        # Whoever keeps this cookie is asked by it instead of by the token.
        response.set_cookie("sessionid", uuid.uuid4().hex)
        return response

    @web.middleware
    async def _in_trouble(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_annotating = request.method == "POST" and request.path.endswith("/annotations/")
        trouble = self.troubles.pop(0) if self.troubles and is_annotating else None
        if trouble is Trouble.FAULT:
            return _failed(500, "Internal error")
        if trouble is Trouble.BUSY:
            return _failed(429, "Request was throttled.")
        if trouble is Trouble.PAGE:
            return web.Response(text=_PAGE, content_type="text/html")
        response = await handler(request)
        if trouble is Trouble.FAULT_AFTER:
            return _failed(500, "Internal error")
        if trouble is Trouble.BREAK_AFTER and request.transport:
            request.transport.close()
        if trouble is Trouble.SILENCE_AFTER:
            await asyncio.Event().wait()
        return response

    @web.middleware
    async def _known(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.match_info.http_exception or request.path == "/api/token/refresh/":
            return await handler(request)
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        legacy = {user.legacy_token: user for user in self.memory.users}
        user = legacy.get(token) if kind == "Token" else self.memory.access.get(token)
        if user is None:
            return _failed(401, _why(kind))
        if kind == "Token" and not self.is_legacy_allowed:
            return _failed(
                401,
                "Authentication token no longer valid: legacy token authentication has been disabled for "
                "this organization",
            )
        request[_USER] = user
        return await handler(request)

    async def _refresh(self, request: web.Request) -> web.Response:
        self.refreshed += 1
        given = (await request.json()).get("refresh")
        user = next((user for user in self.memory.users if user.personal_token == given), None)
        if user is None:
            return _failed(401, "Token is invalid")
        access = f"access.{uuid.uuid4().hex}.signature"
        self.memory.access[access] = user
        return web.json_response({"access": access})

    async def _whoami(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request[_USER].id, "email": request[_USER].email})

    async def _make_project(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response(self.memory.add_project(body["title"], body["label_config"]), status=201)

    async def _project(self, request: web.Request) -> web.Response:
        project = self.memory.projects.get(int(request.match_info["project"]))
        if project is None:
            return _failed(404, "No Project matches the given query.")
        return web.json_response(self.memory.shown_project(project))

    async def _edit_project(self, request: web.Request) -> web.Response:
        project = self.memory.projects[int(request.match_info["project"])]
        label_config = (await request.json())["label_config"]
        if not self.memory.fits(project["id"], label_config):
            return _failed(400, "Created annotations are incompatible with provided labeling schema")
        project["label_config"] = label_config
        return web.json_response(self.memory.shown_project(project))

    async def _import(self, request: web.Request) -> web.Response:
        project = int(request.match_info["project"])
        if request.content_type == "multipart/form-data":
            part = (await request.post())["file"]
            assert isinstance(part, web.FileField)
            upload = self.memory.new_id()
            self.memory.uploads[upload] = (f"upload/{project}/{upload}-{part.filename}", part.file.read())
            return web.json_response({"file_upload_ids": [upload]}, status=201)
        ids = [self.memory.add_task(project, task["data"]) for task in await request.json()]
        return web.json_response({"task_count": len(ids), "task_ids": ids}, status=201)

    async def _export(self, request: web.Request) -> web.Response:
        wanted = {int(number) for number in request.query.getall("ids[]", [])}
        tasks = [task for number, task in self.memory.tasks.items() if number in wanted]
        return web.json_response(
            [{**task, "annotations": self.memory.annotations_of(task["id"])} for task in tasks]
        )

    async def _upload(self, request: web.Request) -> web.Response:
        upload = int(request.match_info["upload"])
        return web.json_response({"id": upload, "file": self.memory.uploads[upload][0]})

    async def _task(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        return web.json_response(self.memory.shown_task(task)) if task else _no_task()

    async def _edit_task(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        if task is None:
            return _no_task()
        task.update(await request.json())  # the whole of data is replaced, with no check
        self.memory.touch(task["id"])
        return web.json_response(self.memory.shown_task(task))

    async def _remove_task(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        if task is None:
            return _no_task()
        self.memory.remove_task(task["id"])
        return web.Response(status=204)

    async def _annotations(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        if task is None:
            return _no_task()
        found = self.memory.annotations_of(task["id"])
        return web.json_response([shown(one) for one in found if not one["was_cancelled"]])

    async def _annotate(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        body = await request.json()
        if task is None:
            return _no_task()
        if "unique_id" in body and not is_uuid(body["unique_id"]):
            return _failed(500, "badly formed hexadecimal UUID string")
        made = self.memory.add_annotation(task["id"], body, request[_USER])
        if made is None:
            return _failed(409, "Annotation with this unique id already exists")
        return web.json_response(made, status=201)

    async def _drafts(self, request: web.Request) -> web.Response:
        task = int(request.match_info["task"])
        drafts = [draft for draft in self.memory.drafts.values() if draft["task"] == task]
        return web.json_response(drafts)  # of everybody, and none for a task that is not there

    async def _draft(self, request: web.Request) -> web.Response:
        task = self._found_task(request)
        if task is None:
            return _no_task()
        number = self.memory.new_id()
        result = (await request.json())["result"]
        draft = {"id": number, "task": task["id"], "result": result, "user": request[_USER].email}
        self.memory.drafts[number] = draft
        return web.json_response(draft, status=201)

    async def _edit_annotation(self, request: web.Request) -> web.Response:
        found = self.memory.annotations.get(int(request.match_info["annotation"]))
        if found is None:
            return _failed(404, "No Annotation matches the given query.")
        found.update(await request.json(), updated_by=request[_USER].id)  # the last one wins
        found["updated_at"] = self.memory.touch(found["task"])
        return web.json_response(shown(found))

    async def _remove_annotation(self, request: web.Request) -> web.Response:
        if not self.memory.remove_annotation(int(request.match_info["annotation"])):
            return _failed(404, "No Annotation matches the given query.")
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.Response:
        if onward := self.redirects.get(request.match_info["path"]):
            raise web.HTTPFound(onward)
        files = dict(self.memory.uploads.values())
        content = files.get(request.match_info["path"])
        if content is None:
            return _failed(500, "'NoneType' object has no attribute 'has_permission'")
        asked = request.http_range
        first, last = asked.start or 0, min(asked.stop or len(content), len(content))
        # A range that begins behind the end is answered with the whole file.
        if "Range" not in request.headers or first >= len(content):
            return web.Response(body=content, content_type="audio/x-wav")
        headers = {"Content-Range": f"bytes {first}-{last - 1}/{len(content)}"}
        return web.Response(status=206, body=content[first:last], content_type="audio/x-wav", headers=headers)

    def _found_task(self, request: web.Request) -> Json | None:
        return self.memory.tasks.get(int(request.match_info["task"]))


@asynccontextmanager
async def fake_label_studio() -> AsyncIterator[tuple[FakeLabelStudio, str]]:
    """A running fake, and its address."""
    fake = FakeLabelStudio()
    server = TestServer(fake.application())
    await server.start_server(shutdown_timeout=0)
    try:
        yield fake, str(server.make_url(""))
    finally:
        await server.close()


def _failed(status: int, detail: str) -> web.Response:
    return web.json_response(failure(status, detail), status=status)


def _no_task() -> web.Response:
    return _failed(404, "No Task matches the given query.")


def _why(kind: str) -> str:
    # An access token that ended is refused as if there had been none.
    return "Invalid token." if kind == "Token" else "Authentication credentials were not provided."
