"""The options of an external select, which its app is asked for while a person types."""

from simulator import blocks, payloads
from simulator.block_kit import check_options
from simulator.blocks import Placed, options_of
from simulator.control.acting import open_view, seen_result
from simulator.control.people import acting_user, seen_channel, seen_message
from simulator.control.strict import Acting
from simulator.delivery import Outcome
from simulator.json_types import JsonObject
from simulator.people import User
from simulator.refusals import ActingError
from simulator.workspace import Workspace

_TROUBLE = "Couldn't load the options. Try again?"


class OptionsRequest(Acting):
    action_id: str
    value: str = ""
    block_id: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    view_id: str | None = None


async def options(workspace: Workspace, request: OptionsRequest) -> JsonObject:
    """What the app offers for the words typed so far; an answer that Slack cannot read offers nothing."""
    user = acting_user(workspace, request.user)
    answer = await workspace.delivery.ask("interactive", _payload(workspace, user, request))
    result = seen_result(answer, _TROUBLE)
    if answer.outcome is not Outcome.ACKED:
        return result | {"options": []}
    if problems := check_options(answer.body):
        workspace.record.add("control", action="options_refused", reason=str(problems[0]))
        return result | {"outcome": "error", "shown": _TROUBLE, "options": []}
    return result | {"options": options_of(answer.body)}


def _payload(workspace: Workspace, user: User, request: OptionsRequest) -> JsonObject:
    if request.view_id is not None:
        view = open_view(workspace, user, request.view_id)
        return payloads.view_options(workspace, user, view, _asked(_placed(view.blocks, request), request))
    if request.channel is not None and request.message_ts is not None:
        channel = seen_channel(workspace, user, request.channel)
        message = seen_message(workspace, user, channel, request.message_ts)
        asked = _asked(_placed(blocks.blocks_of(message), request), request)
        return payloads.message_options(workspace, user, channel, message, asked)
    raise ActingError("no_target", "Name either view_id, or channel and message_ts.")


def _asked(placed: Placed, request: OptionsRequest) -> JsonObject:
    return {"action_id": placed.action_id, "block_id": placed.block_id, "value": request.value}


def _placed(held: list[JsonObject], request: OptionsRequest) -> Placed:
    placed = blocks.find(held, request.action_id, request.block_id)
    if placed is None or not str(placed.element["type"]).endswith("external_select"):
        raise ActingError("no_such_element", f"There is no external select {request.action_id} there.")
    return placed
