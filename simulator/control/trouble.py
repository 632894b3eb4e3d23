"""Making trouble: faults, repeated deliveries, lost connections, and time that passes."""

from typing import Annotated

from pydantic import Field

from simulator.control.strict import StrictModel
from simulator.faults import Fault
from simulator.json_types import JsonObject
from simulator.refusals import ActingError
from simulator.sockets import DisconnectReason
from simulator.workspace import Workspace


class DeliverAgainRequest(StrictModel):
    delivery_id: str
    retry_reason: str = "timeout"


class DisconnectRequest(StrictModel):
    reason: DisconnectReason = "refresh_requested"


class ClockRequest(StrictModel):
    advance_seconds: Annotated[float, Field(ge=0)]


class RequestUrlRequest(StrictModel):
    url: str | None


async def deliver_again(workspace: Workspace, request: DeliverAgainRequest) -> JsonObject:
    answer = await workspace.delivery.again(request.delivery_id, request.retry_reason)
    if answer is None:
        raise ActingError("no_such_delivery", "GET /control/record lists what was delivered, not this.")
    return {
        "outcome": answer.outcome.value,
        "response": answer.body or None,
        "delivery_id": answer.delivery_id,
    }


async def add_fault(workspace: Workspace, request: Fault) -> JsonObject:
    workspace.machinery.faults.add(request)
    return {"ok": True}


async def clear_faults(workspace: Workspace, _request: StrictModel) -> JsonObject:
    workspace.machinery.faults.clear()
    return {"ok": True}


async def disconnect(workspace: Workspace, request: DisconnectRequest) -> JsonObject:
    count = workspace.machinery.hub.connection_count
    await workspace.machinery.hub.disconnect(request.reason, workspace.app.team.domain)
    return {"connections": count}


async def advance_clock(workspace: Workspace, request: ClockRequest) -> JsonObject:
    workspace.clock.advance(request.advance_seconds)
    return {"now": workspace.clock.now()}


async def set_request_url(workspace: Workspace, request: RequestUrlRequest) -> JsonObject:
    if request.url is not None and not await workspace.delivery.verify_request_url(request.url):
        raise ActingError(
            "url_verification_failed",
            f"{request.url} has to answer the challenge that was posted to it with 200 and that challenge.",
        )
    workspace.delivery.request_url = request.url
    return {"url": request.url}
