"""Making trouble: faults, repeated deliveries, lost connections, and time that passes."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.control.strict import StrictModel
from simulator.delivery import KINDS, Kind
from simulator.faults import DeliveryFault, Fault
from simulator.faults_by_seed import SeededFaults
from simulator.json_types import JsonObject
from simulator.rate_limits import LimitsMode
from simulator.refusals import ActingError
from simulator.sockets import DisconnectReason
from simulator.tokens import Ending, HeldType
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
    kinds: tuple[Kind, ...] = KINDS


class LimitsRequest(StrictModel):
    mode: LimitsMode


class TokenRequest(StrictModel):
    token: HeldType
    user: str | None = None
    """Whose user token, when it is one."""
    state: Ending | Literal["active"]

    @model_validator(mode="after")
    def _says_whose(self) -> "TokenRequest":
        if (self.token == "user") != (self.user is not None):  # noqa: S105 - a kind of token
            raise ValueError("name the `user` of a user token, and of no other")
        return self


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


async def add_delivery_fault(workspace: Workspace, request: DeliveryFault) -> JsonObject:
    workspace.machinery.faults.add(request)
    return {"ok": True}


async def follow_seed(workspace: Workspace, request: SeededFaults) -> JsonObject:
    """Counts calls and deliveries anew, so that the same seed brings the same faults again."""
    workspace.machinery.faults.follow(request)
    return {"ok": True}


async def waiting_faults(workspace: Workspace, _request: StrictModel) -> JsonObject:
    return workspace.machinery.faults.waiting()


async def clear_faults(workspace: Workspace, _request: StrictModel) -> JsonObject:
    workspace.machinery.faults.clear()
    return {"ok": True}


async def disconnect(workspace: Workspace, request: DisconnectRequest) -> JsonObject:
    count = workspace.machinery.hub.connection_count
    await workspace.machinery.hub.disconnect(request.reason, workspace.app.team.domain)
    return {"connections": count}


async def cut_sockets(workspace: Workspace, _request: StrictModel) -> JsonObject:
    return {"connections": workspace.machinery.hub.cut()}


async def limits(workspace: Workspace, _request: StrictModel) -> JsonObject:
    return {"mode": workspace.machinery.limits.mode.value}


async def set_limits(workspace: Workspace, request: LimitsRequest) -> JsonObject:
    """The mode from now on; what was called before counts no more."""
    workspace.machinery.limits.reset(request.mode)
    return {"mode": request.mode.value}


async def set_token(workspace: Workspace, request: TokenRequest) -> JsonObject:
    tokens = workspace.machinery.tokens
    for token in _meant(workspace, request):
        if request.state == "active":
            tokens.restore(token)
        else:
            tokens.end(token, request.state)
    return {"token": request.token, "state": request.state}


def _meant(workspace: Workspace, request: TokenRequest) -> list[str]:
    if request.user is None:
        app = workspace.app
        return [app.bot_token if request.token == "bot" else app.app_token]  # noqa: S105 - as above
    given = workspace.machinery.tokens.of_user(request.user)
    if not given:
        raise ActingError(
            "no_such_token", f"{request.user} has given no token; `user_tokens` in the seed do."
        )
    return given


async def advance_clock(workspace: Workspace, request: ClockRequest) -> JsonObject:
    workspace.clock.advance(request.advance_seconds)
    return {"now": workspace.clock.now()}


async def set_request_url(workspace: Workspace, request: RequestUrlRequest) -> JsonObject:
    # Slack sends its challenge only where events go.
    is_checked = request.url is not None and "events_api" in request.kinds
    if is_checked and not await workspace.delivery.verify_request_url(str(request.url)):
        raise ActingError(
            "url_verification_failed",
            f"{request.url} has to answer the challenge that was posted to it with 200 and that challenge.",
        )
    workspace.delivery.use_request_url(request.url, request.kinds)
    return {"url": request.url}
