"""Answers to interactions: the immediate reply to a slash command, and posts to a response URL."""

from simulator import conversation
from simulator.blocks import kept_blocks
from simulator.channels import Channel
from simulator.composing import Content, bot_message, content_of, kept_attachments
from simulator.conversation import Edit
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.response_urls import Origin
from simulator.workspace import Workspace


def respond(workspace: Workspace, origin: Origin, body: JsonObject) -> None:
    """Shows the answer: a new message, or the original one changed or deleted."""
    channel = workspace.channels[origin.channel]
    original = _original(workspace, channel, origin)
    if body.get("delete_original"):
        _delete(workspace, channel, original)
        return
    content = content_of(body, workspace)
    if content.is_empty:
        raise RefusedError("no_text")
    if body.get("replace_original") and origin.can_replace:
        _replace(workspace, channel, original, content)
        return
    message = bot_message(workspace, content, _thread(body))
    if body.get("response_type", "ephemeral") != "in_channel":
        message.only_for = origin.user
    conversation.post(workspace, channel, message)


def _original(workspace: Workspace, channel: Channel, origin: Origin) -> Message | None:
    if not origin.can_replace or origin.message_ts is None:
        return None
    return workspace.log(channel).find_for(origin.user, origin.message_ts)


def _delete(workspace: Workspace, channel: Channel, original: Message | None) -> None:
    if original is None:
        raise RefusedError("message_not_found")
    conversation.delete(workspace, channel, original)


def _replace(workspace: Workspace, channel: Channel, original: Message | None, content: Content) -> None:
    # An ephemeral message stays one and a public one stays public, whatever response_type says.
    if original is None:
        raise RefusedError("message_not_found")
    change = Edit(
        text=content.shown_text,
        blocks=kept_blocks(content.blocks or [], workspace.ids),
        attachments=kept_attachments(content.attachments or [], workspace.ids),
        metadata=content.metadata,
    )
    conversation.edit(workspace, channel, original, change)


def _thread(body: JsonObject) -> str | None:
    thread_ts = body.get("thread_ts")
    return str(thread_ts) if thread_ts else None
