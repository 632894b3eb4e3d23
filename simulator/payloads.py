"""The payloads of interactions, with the keys that Slack gives them."""

from simulator.blocks import attachment_with, blocks_of, interactive
from simulator.channels import Channel
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.people import User
from simulator.response_urls import Origin
from simulator.view_state import values_of
from simulator.views import View
from simulator.workspace import Workspace


def slash_command(workspace: Workspace, user: User, channel: Channel, command: str, text: str) -> JsonObject:
    team = workspace.app.team
    url = workspace.response_urls.issue("commands", Origin(channel.id, user.id))
    return {
        "token": workspace.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name_in_payloads,
        "user_id": user.id,
        "user_name": user.facts.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": workspace.triggers.issue(user.id),
    }


def message_actions(
    workspace: Workspace, user: User, channel: Channel, message: Message, action: JsonObject
) -> JsonObject:
    """`block_actions` for an element in a message or in one of its attachments."""
    origin = Origin(channel.id, user.id, message.ts)
    payload = _interaction(workspace, user, "block_actions")
    payload |= _in_message(workspace, channel, message, str(action["block_id"]))
    return payload | {
        "trigger_id": workspace.triggers.issue(user.id),
        "state": {"values": values_of(blocks_of(message), _as_typed(action))},
        "response_url": workspace.response_urls.issue("actions", origin),
        "actions": [action],
    }


def view_actions(workspace: Workspace, user: User, view: View, action: JsonObject) -> JsonObject:
    """`block_actions` for an element in a modal or in the Home view."""
    payload = _interaction(workspace, user, "block_actions") | _in_view(workspace, view)
    return payload | {"trigger_id": workspace.triggers.issue(user.id, view.id), "actions": [action]}


def message_options(
    workspace: Workspace, user: User, channel: Channel, message: Message, asked: JsonObject
) -> JsonObject:
    """`block_suggestion` for an external select in a message; `asked` says which one, and the words typed."""
    payload = _interaction(workspace, user, "block_suggestion")
    return payload | _in_message(workspace, channel, message, str(asked["block_id"])) | asked


def view_options(workspace: Workspace, user: User, view: View, asked: JsonObject) -> JsonObject:
    """`block_suggestion` for an external select in a view; `asked` says which one, and the words typed."""
    return _interaction(workspace, user, "block_suggestion") | _in_view(workspace, view) | asked


def view_submission(workspace: Workspace, user: User, view: View) -> JsonObject:
    trigger = workspace.triggers.issue(user.id, view.id)
    payload = _interaction(workspace, user, "view_submission")
    described = workspace.views.described(view)
    urls = _response_urls(workspace, user, view)
    return payload | {"trigger_id": trigger, "view": described, "response_urls": urls}


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> JsonObject:
    payload = _interaction(workspace, user, "view_closed")
    return payload | {"view": workspace.views.described(view), "is_cleared": is_cleared}


def shortcut(workspace: Workspace, user: User, callback_id: str) -> JsonObject:
    payload = _interaction(workspace, user, "shortcut")
    del payload["api_app_id"]
    return payload | {
        "action_ts": workspace.ids.timestamp(),
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.issue(user.id),
    }


def message_action(
    workspace: Workspace, user: User, channel: Channel, message: Message, callback_id: str
) -> JsonObject:
    origin = Origin(channel.id, user.id, message.ts, is_shortcut=True)
    payload = _interaction(workspace, user, "message_action")
    del payload["api_app_id"]
    return payload | {
        "action_ts": workspace.ids.timestamp(),
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.issue(user.id),
        "response_url": workspace.response_urls.issue("app-actions", origin),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.name_in_payloads},
        "message": workspace.log(channel).described(message, all_metadata=True),
    }


def _in_message(workspace: Workspace, channel: Channel, message: Message, block_id: str) -> JsonObject:
    is_ephemeral = message.only_for is not None
    container: JsonObject = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    attachment = attachment_with(message, block_id)
    if attachment is not None:
        container |= {"type": "message_attachment", "attachment_id": attachment["id"], "is_app_unfurl": False}
        if "app_unfurl_url" in attachment:
            container |= {"is_app_unfurl": True, "app_unfurl_url": attachment["app_unfurl_url"]}
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    place = {"container": container, "channel": {"id": channel.id, "name": channel.name_in_payloads}}
    if is_ephemeral:
        return place
    return place | {"message": workspace.log(channel).described(message, all_metadata=True)}


def _in_view(workspace: Workspace, view: View) -> JsonObject:
    container = {"type": "view", "view_id": view.id}
    return {"container": container, "view": workspace.views.described(view)}


def _interaction(workspace: Workspace, user: User, kind: str) -> JsonObject:
    team = workspace.app.team
    payload: JsonObject = {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": _actor(user, kind),
        "api_app_id": workspace.app.app_id,
        "token": workspace.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return payload


def _response_urls(workspace: Workspace, user: User, view: View) -> list[JsonObject]:
    """An address for each menu that asked for one and in which a conversation is chosen."""
    urls: list[JsonObject] = []
    for placed in interactive(view.blocks):
        held = view.values().get(placed.block_id, {}).get(placed.action_id, {})
        channel = held.get("selected_conversation") or held.get("selected_channel")
        if placed.element.get("response_url_enabled") and channel in workspace.channels:
            address = {"block_id": placed.block_id, "action_id": placed.action_id, "channel_id": channel}
            url = workspace.response_urls.issue("app", Origin(channel, user.id))
            urls.append({**address, "response_url": url})
    return urls


def _actor(user: User, kind: str) -> JsonObject:
    if kind == "message_action":
        return {"id": user.id, "name": user.facts.name, "team_id": user.team_id}
    actor = {"id": user.id, "username": user.facts.name, "team_id": user.team_id}
    return actor if kind == "shortcut" else actor | {"name": user.facts.name}


def _as_typed(action: JsonObject) -> JsonObject:
    # A message keeps nothing of what people choose in it: its state is this one action's.
    return {action["block_id"]: {action["action_id"]: _held(action)}}


def _held(action: JsonObject) -> JsonObject | None:
    held = {
        key: value for key, value in action.items() if key in {"type", "value"} or key.startswith("selected_")
    }
    return held if len(held) > 1 else None
