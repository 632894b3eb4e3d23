"""chat.unfurl: the app's own previews of links that people have posted."""

from simulator import conversation
from simulator.block_kit import check_blocks
from simulator.blocks import kept_blocks
from simulator.channels import Channel
from simulator.composing import Content, bot_message, parsed
from simulator.conversation import Edit
from simulator.json_types import JsonObject
from simulator.links import domain_of, links_of, of_unfurl_id, unfurled
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method

_SOURCES = {"composer", "conversations_history"}
_ASK = "Connect your account to see previews of these links."
_ASKING = ("user_auth_required", "user_auth_message", "user_auth_url", "user_auth_blocks")


def unfurl(call: Call) -> JsonObject:
    channel, message = _shared(call)
    if not call.workspace.app.manifest.features.unfurl_domains:
        raise RefusedError("cannot_find_service")
    previews = _previews(call)
    for url in previews:
        if domain_of(call.workspace, url) is None:
            raise RefusedError("cannot_unfurl_url")
        if url not in links_of(message):
            raise RefusedError("cannot_unfurl_message")
    if previews:
        attachments = unfurled(call.workspace, message, previews)
        conversation.edit(call.workspace, channel, message, Edit(attachments=attachments))
    if _asks_user(call):
        _ask_user(call, channel, message)
    return {}


def _shared(call: Call) -> tuple[Channel, Message]:
    """The message whose links are meant, by its channel and timestamp or by the id of the event."""
    channel, ts = _by_id(call) if call.arguments.text("unfurl_id") else _by_timestamp(call)
    if channel is None:
        raise RefusedError("cannot_find_channel")
    message = call.workspace.log(channel).find(ts)
    if message is None:
        raise RefusedError("cannot_find_message")
    return channel, message


def _by_id(call: Call) -> tuple[Channel | None, str]:
    source = call.arguments.text("source")
    if source is None:
        raise RefusedError("missing_source")
    if source not in _SOURCES:
        raise RefusedError("invalid_source")
    found = of_unfurl_id(call.workspace, call.arguments.required("unfurl_id"))
    if found is None:
        raise RefusedError("invalid_unfurl_id")
    return found


def _by_timestamp(call: Call) -> tuple[Channel | None, str]:
    if call.arguments.text("source"):
        raise RefusedError("missing_unfurl_id")
    reference, ts = call.arguments.text("channel"), call.arguments.text("ts")
    if reference is None:
        raise RefusedError("missing_channel")
    if ts is None:
        raise RefusedError("missing_ts")
    # An app previews links wherever they are posted, its own membership aside.
    return call.workspace.channels.get(reference), ts


def _previews(call: Call) -> dict[str, JsonObject]:
    unfurls = parsed(call.arguments.raw.get("unfurls"), "invalid_unfurls_format")
    metadata = parsed(call.arguments.raw.get("metadata"), "invalid_metadata_format")
    if metadata is not None and not isinstance(metadata, dict):
        raise RefusedError("invalid_metadata_format")
    if unfurls is None:
        if metadata is None and not _asks_user(call):
            raise RefusedError("missing_unfurls")
        return {}
    if not isinstance(unfurls, dict):
        raise RefusedError("invalid_unfurls_format")
    return {str(url): _preview(call, preview) for url, preview in unfurls.items()}


def _preview(call: Call, preview: object) -> JsonObject:
    if not isinstance(preview, dict) or not preview:
        raise RefusedError("cannot_parse_attachment")
    if "blocks" not in preview:
        return dict(preview)
    blocks = preview["blocks"]
    if not isinstance(blocks, list) or check_blocks(blocks, "message"):
        raise RefusedError("cannot_parse_attachment")
    return {**preview, "blocks": kept_blocks(blocks, call.workspace.ids)}


def _asks_user(call: Call) -> bool:
    return call.arguments.flag("user_auth_required") or any(call.arguments.text(name) for name in _ASKING[1:])


def _ask_user(call: Call, channel: Channel, message: Message) -> None:
    """Asks the person who posted the link, and nobody else, to connect the account that it takes."""
    blocks = parsed(call.arguments.raw.get("user_auth_blocks"), "invalid_arguments")
    if blocks is not None and (not isinstance(blocks, list) or check_blocks(blocks, "message")):
        raise RefusedError("invalid_arguments")
    url = call.arguments.text("user_auth_url")
    text = call.arguments.text("user_auth_message") or (f"{_ASK} <{url}|Connect>" if url else _ASK)
    asking = bot_message(call.workspace, Content(text, blocks, None, None), message.thread_ts)
    asking.only_for = message.user
    conversation.post(call.workspace, channel, asking)


METHODS = (Method("chat.unfurl", unfurl, ("links:write",)),)
