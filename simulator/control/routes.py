"""The table of contents of the control API: each path, what it takes, and who does it."""

import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

from simulator.control import acting, files, modals, recording, seeing, suggesting, talking, trouble
from simulator.control.strict import Acting, StrictModel
from simulator.faults import DeliveryFault, Fault
from simulator.faults_by_seed import SeededFaults
from simulator.json_types import JsonObject
from simulator.refusals import ActingError
from simulator.workspace import Workspace

_Request = TypeVar("_Request", bound=BaseModel)


def control_routes(workspace: Workspace) -> list[web.RouteDef]:
    return [*_acting_routes(workspace), *_talking_routes(workspace), *_other_routes(workspace)]


def _acting_routes(workspace: Workspace) -> list[web.RouteDef]:
    return [
        _post(workspace, "command", acting.CommandRequest, acting.command),
        _post(workspace, "block_action", acting.BlockActionRequest, acting.block_action),
        _post(workspace, "options", suggesting.OptionsRequest, suggesting.options),
        _post(workspace, "shortcut", acting.ShortcutRequest, acting.shortcut),
        _post(workspace, "message_shortcut", acting.MessageShortcutRequest, acting.message_shortcut),
        _post(workspace, "view_submission", modals.SubmitRequest, modals.submit),
        _post(workspace, "view_close", modals.CloseRequest, modals.close),
    ]


def _talking_routes(workspace: Workspace) -> list[web.RouteDef]:
    return [
        _post(workspace, "message", talking.MessageRequest, talking.message),
        _post(workspace, "file", files.FileRequest, files.file),
        _post(workspace, "file_delete", files.FileDeleteRequest, files.file_delete),
        _post(workspace, "file_sharing", files.SharingRequest, files.sharing),
        _post(workspace, "message_delete", talking.MessageDeleteRequest, talking.message_delete),
        _post(workspace, "dismiss", talking.MessageDeleteRequest, talking.dismiss),
        _post(workspace, "reaction", talking.ReactionRequest, talking.reaction),
        _post(workspace, "home_open", talking.HomeRequest, talking.home_open),
        _post(workspace, "join", talking.MembershipRequest, talking.join),
        _post(workspace, "leave", talking.MembershipRequest, talking.leave),
        _post(workspace, "user", talking.UserRequest, talking.user),
        _post(workspace, "usergroup", talking.UsergroupRequest, talking.usergroup),
        _post(workspace, "channel", talking.ChannelRequest, talking.channel),
    ]


def _other_routes(workspace: Workspace) -> list[web.RouteDef]:
    return [
        _get(workspace, "sees", seeing.SeesRequest, seeing.sees),
        _get(workspace, "views", Acting, seeing.views),
        _get(workspace, "workspace", StrictModel, seeing.whole),
        _get(workspace, "record", recording.RecordRequest, recording.record),
        _post(workspace, "deliver_again", trouble.DeliverAgainRequest, trouble.deliver_again),
        _post(workspace, "faults", Fault, trouble.add_fault),
        _get(workspace, "faults", StrictModel, trouble.waiting_faults),
        _post(workspace, "faults/delivery", DeliveryFault, trouble.add_delivery_fault),
        _post(workspace, "faults/seeded", SeededFaults, trouble.follow_seed),
        web.delete("/control/faults", _door(workspace, "faults", StrictModel, trouble.clear_faults)),
        _get(workspace, "limits", StrictModel, trouble.limits),
        _post(workspace, "limits", trouble.LimitsRequest, trouble.set_limits),
        _post(workspace, "tokens", trouble.TokenRequest, trouble.set_token),
        _post(workspace, "sockets/disconnect", trouble.DisconnectRequest, trouble.disconnect),
        _post(workspace, "sockets/cut", StrictModel, trouble.cut_sockets),
        _post(workspace, "clock", trouble.ClockRequest, trouble.advance_clock),
        _post(workspace, "request_url", trouble.RequestUrlRequest, trouble.set_request_url),
    ]


_Act = Callable[[Workspace, _Request], Awaitable[JsonObject]]


def _post(workspace: Workspace, path: str, model: type[_Request], act: _Act[_Request]) -> web.RouteDef:
    return web.post(f"/control/{path}", _door(workspace, path, model, act))


def _get(workspace: Workspace, path: str, model: type[_Request], act: _Act[_Request]) -> web.RouteDef:
    return web.get(f"/control/{path}", _door(workspace, path, model, act))


def _door(workspace: Workspace, path: str, model: type[_Request], act: _Act[_Request]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            asked = await _asked(request)
            if request.method != "GET":
                workspace.record.add("control", action=path, arguments=asked)
            return web.json_response(await act(workspace, model.model_validate(asked)))
        except ValidationError as exc:
            return _refused("invalid_request", _sentence(exc))
        except ActingError as exc:
            return _refused(exc.code, exc.detail)

    return handle


async def _asked(request: web.Request) -> object:
    if request.method == "GET":
        return dict(request.query)
    text = await request.text()
    try:
        return json.loads(text or "{}")
    except ValueError as exc:
        raise ActingError("invalid_json", "Send the request as a JSON object.") from exc


def _sentence(exc: ValidationError) -> str:
    parts = [f"{'.'.join(map(str, error['loc'])) or 'request'}: {error['msg']}" for error in exc.errors()]
    return "Correct this: " + "; ".join(parts) + "."


def _refused(code: str, detail: str) -> web.Response:
    return web.json_response({"error": code, "detail": detail}, status=400)
