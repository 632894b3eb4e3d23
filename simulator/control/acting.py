"""Slash commands, buttons, menus and shortcuts, pressed by a person who waits for the app."""

from typing import Literal

from pydantic import Field

from simulator import blocks, payloads
from simulator.blocks import Placed
from simulator.control.people import acting_user, joined_channel, seen_channel, seen_message
from simulator.control.strict import Acting
from simulator.delivery import Answer, Outcome
from simulator.json_types import JsonObject
from simulator.people import User
from simulator.refusals import ActingError, RefusedError
from simulator.response_urls import Origin
from simulator.responses import respond
from simulator.typed_text import with_ids_of_names
from simulator.view_state import STATEFUL, Stateful, Typed, held_by_now, held_value, values_of
from simulator.views import View
from simulator.workspace import Workspace

_BUTTON_WARNING = "This action didn't work: the app did not respond. Try again?"
_NO_RESPONSE = "failed because the app did not respond. Please try again or contact the app developer."
_NOT_SET_UP = "This app is not configured to handle interactive responses."
_SERVER_FAULT = 500
_BUTTONS = frozenset({"button", "icon_button", "workflow_button"})
_MENU = Stateful("selected_option", "initial_option", has_options=True)


class CommandRequest(Acting):
    channel: str
    command: str
    text: str = ""
    thread_ts: str | None = None
    """Where it was typed, which is where Slack takes no commands."""


class BlockActionRequest(Acting):
    action_id: str
    block_id: str | None = None
    channel: str | None = None
    message_ts: str | None = None
    view_id: str | None = None
    value: str | None = None
    values: Typed = Field(default_factory=dict)
    """What the other elements of the message or view hold by now."""
    selected_option: str | JsonObject | None = None
    """An option's value; of an external select the option itself, which only its app knows."""
    selected_options: list[str | JsonObject] | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None
    selected_channel: str | None = None
    selected_channels: list[str] | None = None
    selected_conversation: str | None = None
    selected_conversations: list[str] | None = None
    selected_date: str | None = None
    selected_time: str | None = None
    selected_date_time: int | None = None


class ShortcutRequest(Acting):
    callback_id: str


class MessageShortcutRequest(Acting):
    channel: str
    message_ts: str
    callback_id: str


async def command(workspace: Workspace, request: CommandRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    channel = joined_channel(workspace, user, request.channel)
    declared = workspace.app.manifest.command(request.command)
    if declared is None:
        shown = f'{request.command} is not a valid command. Type "/" to see what is there.'
        return {"outcome": "unknown_command", "response": None, "shown": shown, "delivery_id": None}
    if request.thread_ts is not None:
        shown = f"{request.command} is not supported in threads. Sorry!"
        return {"outcome": "not_in_threads", "response": None, "shown": shown, "delivery_id": None}
    text = with_ids_of_names(request.text, workspace) if declared.should_escape else request.text
    payload = payloads.slash_command(workspace, user, channel, request.command, text.strip())
    answer = await workspace.delivery.ask("slash_commands", payload)
    result = seen_result(answer, _command_failure(request.command, answer))
    if answer.outcome is Outcome.ACKED and has_content(answer.body):
        result |= _shown_reply(workspace, Origin(channel.id, user.id), request.command, answer)
    return result


async def block_action(workspace: Workspace, request: BlockActionRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    if not workspace.app.manifest.settings.interactivity.is_enabled:
        return {"outcome": "error", "response": None, "shown": _NOT_SET_UP, "delivery_id": None}
    payload = _in_view(workspace, user, request) if request.view_id else _in_message(workspace, user, request)
    answer = await workspace.delivery.ask("interactive", payload)
    return seen_result(answer, _BUTTON_WARNING)


async def shortcut(workspace: Workspace, request: ShortcutRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    _check_shortcut(workspace, "global", request.callback_id)
    answer = await workspace.delivery.ask(
        "interactive", payloads.shortcut(workspace, user, request.callback_id)
    )
    return seen_result(answer, _BUTTON_WARNING)


async def message_shortcut(workspace: Workspace, request: MessageShortcutRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    _check_shortcut(workspace, "message", request.callback_id)
    channel = seen_channel(workspace, user, request.channel)
    message = seen_message(workspace, user, channel, request.message_ts)
    if message.only_for is not None:
        raise ActingError("not_offered", "Slack offers no shortcuts on ephemeral messages.")
    payload = payloads.message_action(workspace, user, channel, message, request.callback_id)
    answer = await workspace.delivery.ask("interactive", payload)
    return seen_result(answer, _BUTTON_WARNING)


def seen_result(answer: Answer, failure: str) -> JsonObject:
    is_acked = answer.outcome is Outcome.ACKED
    return {
        "outcome": answer.outcome.value,
        "response": answer.body or None,
        "shown": "" if is_acked else failure,
        "delivery_id": answer.delivery_id,
    }


def has_content(body: JsonObject) -> bool:
    return bool(body.get("text") or body.get("blocks") or body.get("attachments"))


def _command_failure(command_name: str, answer: Answer) -> str:
    if answer.outcome is Outcome.TIMEOUT:
        return f"{command_name} {_NO_RESPONSE}"
    error = "dispatch_failed"
    if answer.status is not None and answer.outcome is Outcome.ERROR:
        # Several clients' authors report these words; they tell whose fault the status says it is.
        error = "http_service_error" if answer.status >= _SERVER_FAULT else "http_client_error"
    return f'{command_name} failed with the error "{error}"'


def _shown_reply(workspace: Workspace, origin: Origin, command_name: str, answer: Answer) -> JsonObject:
    try:
        respond(workspace, origin, answer.body)
    except RefusedError:
        shown = f'{command_name} failed with the error "invalid_command_response"'
        return {"outcome": "error", "shown": shown}
    return {}


def _check_shortcut(workspace: Workspace, kind: Literal["global", "message"], callback_id: str) -> None:
    if workspace.app.manifest.shortcut(kind, callback_id) is None:
        raise ActingError("no_such_shortcut", f"The manifest has no {kind} shortcut {callback_id}.")


def _in_message(workspace: Workspace, user: User, request: BlockActionRequest) -> JsonObject:
    if request.channel is None or request.message_ts is None:
        raise ActingError("no_target", "Name either view_id, or channel and message_ts.")
    channel = seen_channel(workspace, user, request.channel)
    message = seen_message(workspace, user, channel, request.message_ts)
    shown = blocks.blocks_of(message)
    placed = _placed(shown, user, request)
    action = _action(workspace, placed, request)
    payload = payloads.message_actions(workspace, user, channel, message, action)
    if request.values:
        # The page sends what every field of the message holds, the pressed one's among it.
        state = {"values": values_of(shown, held_by_now(shown, request.values))}
        payload["state"] = state
    return payload


def _in_view(workspace: Workspace, user: User, request: BlockActionRequest) -> JsonObject:
    view = open_view(workspace, user, str(request.view_id))
    placed = _placed(view.blocks, user, request)
    if placed.block["type"] == "input" and not placed.block.get("dispatch_action"):
        raise ActingError("no_dispatch", f"Slack tells the app nothing about {request.action_id} yet.")
    action = _action(workspace, placed, request)
    for block_id, actions in held_by_now(view.blocks, request.values).items():
        view.typed.setdefault(block_id, {}).update(actions)
    if stateful := STATEFUL.get(placed.element["type"]):
        held = {"type": placed.element["type"], stateful.key: action[stateful.key]}
        view.typed.setdefault(placed.block_id, {})[placed.action_id] = held
    return payloads.view_actions(workspace, user, view, action)


def open_view(workspace: Workspace, user: User, view_id: str) -> View:
    """The view that this person looks at: the top of the stack, or the Home view."""
    view = workspace.views.find(view_id)
    stack = workspace.views.stack(user.id)
    if view is None or view.user != user.id or (view in stack and view is not stack[-1]):
        raise ActingError("no_such_view", f"{user.id} has no view {view_id} in front.")
    return view


def _placed(held: list[JsonObject], user: User, request: BlockActionRequest) -> Placed:
    placed = blocks.find(held, request.action_id, request.block_id)
    if placed is None or not blocks.is_seen_by(placed.element, user.id):
        raise ActingError("no_such_element", f"{user.id} sees no element {request.action_id} there.")
    return placed


def _action(workspace: Workspace, placed: Placed, request: BlockActionRequest) -> JsonObject:
    element = placed.element
    action: JsonObject = {
        "type": element["type"],
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "action_ts": workspace.ids.timestamp(),
    }
    action |= {key: element[key] for key in ("text", "style", "placeholder") if key in element}
    if element["type"] == "feedback_buttons":
        return action | _feedback(element, request)
    if element["type"] in _BUTTONS:
        return action | ({"value": element["value"]} if "value" in element else {})
    return action | _choice(element, request)


def _feedback(element: JsonObject, request: BlockActionRequest) -> JsonObject:
    for name in ("positive_button", "negative_button"):
        shown = element[name]
        if shown.get("value") == request.value:
            return {"text": shown["text"], "value": shown["value"]}
    raise ActingError("no_such_option", "value has to be that of the positive or the negative button.")


def _choice(element: JsonObject, request: BlockActionRequest) -> JsonObject:
    stateful = STATEFUL.get(element["type"], _MENU)
    given = getattr(request, stateful.key, None)
    held = _chosen(element, given) if element["type"] not in STATEFUL else held_value(element, given)
    if held is None:
        offered = ", ".join(str(option.get("value")) for option in blocks.options_of(element))
        raise ActingError("no_such_option", f"{stateful.key} has to be one of: {offered}.")
    return held


def _chosen(element: JsonObject, value: object) -> JsonObject | None:
    for option in blocks.options_of(element):
        if option.get("value") == value:
            return {"selected_option": option}
    return None
