"""What a person types, as Slack sends it on: escaped text and the same as rich text."""

import re

from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.workspace import Workspace

_MENTION = re.compile(r"<(?P<sign>[@#!])(?P<id>[^<>|]+)(?:\|[^<>]*)?>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_NAME = re.compile(r"(?<!\S)[@#][\w.-]*\w")
_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")


def as_sent(typed: str) -> str:
    """The text in messages and events: mentions as they are, links in brackets, `&`, `<`, `>` escaped."""
    parts = []
    end = 0
    for mention in _MENTION.finditer(typed):
        parts.append(_escaped(typed[end : mention.start()]))
        parts.append(mention.group())
        end = mention.end()
    parts.append(_escaped(typed[end:]))
    return "".join(parts)


def as_rich_text(typed: str, ids: Ids) -> list[JsonObject]:
    elements: list[JsonObject] = []
    end = 0
    for mention in _MENTION.finditer(typed):
        elements += _words(typed[end : mention.start()])
        elements.append(_mention_element(mention))
        end = mention.end()
    elements += _words(typed[end:])
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": ids.block(), "elements": [section]}]


def with_ids_of_names(typed: str, workspace: Workspace) -> str:
    """`@name` and `#name` as a command with `should_escape` gets them: `<@U1|name>`, `<#C1|name>`."""
    ids = {f"@{user.facts.name}": f"<@{user.id}|{user.facts.name}>" for user in workspace.users.values()}
    ids |= {f"#{known.name}": f"<#{known.id}|{known.name}>" for known in workspace.channels.values()}
    return _NAME.sub(lambda name: ids.get(name.group(), name.group()), typed)


def with_mentions(typed: str, workspace: Workspace) -> str:
    """`@name` and `#name` as the client sends them once they were completed: `<@U1>`, `<#C1>`, `<!here>`."""
    ids = {f"@{user.facts.name}": f"<@{user.id}>" for user in workspace.users.values()}
    ids |= {f"@{group.facts.handle}": f"<!subteam^{group.id}>" for group in workspace.usergroups.values()}
    ids |= {f"@{everybody}": f"<!{everybody}>" for everybody in ("here", "channel", "everyone")}
    ids |= {f"#{known.name}": f"<#{known.id}>" for known in workspace.channels.values() if known.name}
    return _NAME.sub(lambda name: ids.get(name.group(), name.group()), typed)


def _escaped(text: str) -> str:
    escaped = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _LINK.sub(lambda link: f"<{link.group()}>", escaped)


def _words(text: str) -> list[JsonObject]:
    elements: list[JsonObject] = []
    end = 0
    for link in _LINK.finditer(text):
        elements += _plain(text[end : link.start()])
        elements.append({"type": "link", "url": link.group()})
        end = link.end()
    return elements + _plain(text[end:])


def _plain(text: str) -> list[JsonObject]:
    return [{"type": "text", "text": text}] if text else []


def _mention_element(mention: re.Match[str]) -> JsonObject:
    named = mention["id"]
    if mention["sign"] == "@":
        return {"type": "user", "user_id": named}
    if mention["sign"] == "#":
        return {"type": "channel", "channel_id": named}
    if named.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": named.removeprefix("subteam^")}
    return {"type": "broadcast", "range": named}
