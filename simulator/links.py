"""Links to the domains that the app can preview: the event that tells of them, and the previews."""

import html
import re
from urllib.parse import urlsplit

from simulator.channels import Channel
from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.timestamps import of_digits
from simulator.workspace import Workspace

_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")
_UNFURL_ID = re.compile(r"(?P<channel>[A-Z0-9]+)\.(?P<seconds>\d+)\.(?P<micros>\d{6})\.[0-9a-f]{64}")


def tell_of_links(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Tells the app of links to its domains; of those in its own messages it does not hear."""
    if message.app is not None or not (links := known_links(workspace, message)):
        return
    event: JsonObject = {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": workspace.has_app(channel),
        "user": message.user,
        "message_ts": message.ts,
        "unfurl_id": _unfurl_id(workspace.ids, channel, message),
        "source": "conversations_history",
        "links": [{"url": url, "domain": domain} for url, domain in links.items()],
    }
    if message.thread_ts is not None:
        event["thread_ts"] = message.thread_ts
    workspace.events.publish("link_shared", event)


def known_links(workspace: Workspace, message: Message) -> dict[str, str]:
    """Each link of the message to a domain of the app, with that domain."""
    found = {url: domain_of(workspace, url) for url in links_of(message)}
    return {url: domain for url, domain in found.items() if domain is not None}


def links_of(message: Message) -> list[str]:
    return [html.unescape(url) for url in _LINK.findall(message.text)]


def domain_of(workspace: Workspace, url: str) -> str | None:
    """The domain of the app that this link leads to, itself or below it."""
    host = (urlsplit(url).hostname or "").lower()
    for domain in workspace.app.manifest.features.unfurl_domains:
        if host == domain.lower() or host.endswith(f".{domain.lower()}"):
            return domain
    return None


def unfurled(workspace: Workspace, message: Message, previews: dict[str, JsonObject]) -> list[JsonObject]:
    """The attachments of the message with these previews by their link; a later one replaces the earlier."""
    app = workspace.app
    others = [known for known in message.attachments if known.get("app_unfurl_url") not in previews]
    for url, preview in previews.items():
        mark = {"app_unfurl_url": url, "is_app_unfurl": True, "app_id": app.app_id, "bot_id": app.bot_id}
        others.append({"from_url": url, "fallback": "[no preview available]", **preview, **mark})
    return [{**attachment, "id": number} for number, attachment in enumerate(others, start=1)]


def of_unfurl_id(workspace: Workspace, unfurl_id: str) -> tuple[Channel | None, str] | None:
    """The channel and the timestamp that an unfurl id stands for; nothing when it is none."""
    matched = _UNFURL_ID.fullmatch(unfurl_id)
    if matched is None:
        return None
    channel = workspace.channels.get(matched["channel"])
    return channel, of_digits(matched["seconds"] + matched["micros"])


def _unfurl_id(ids: Ids, channel: Channel, message: Message) -> str:
    return f"{channel.id}.{message.ts}.{ids.hexadecimal(64)}"
