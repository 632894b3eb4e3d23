"""The bookmarks.* methods; links are the one kind that they take."""

import re

from simulator.bookmarks import LIMIT, Bookmark, bookmark_object
from simulator.channels import Channel
from simulator.emoji import is_emoji
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method

_LINK = re.compile(r"https?://[^\s/]+\S*")


def add(call: Call) -> JsonObject:
    channel = _channel(call)
    title = call.arguments.required("title")
    if call.arguments.required("type") != "link":
        raise RefusedError("invalid_bookmark_type")
    workspace = call.workspace
    if len(workspace.bookmarks.of(channel.id)) >= LIMIT:
        raise RefusedError("too_many_bookmarks")
    bookmark = Bookmark(
        id=workspace.ids.entity("Bk0"),
        channel=channel.id,
        title=title,
        link=_link(call.arguments.text("link") or ""),
        emoji=_emoji(call.arguments.text("emoji") or ""),
        rank=workspace.bookmarks.next_rank(),
        created=int(workspace.clock.now()),
        user=workspace.app.bot_user_id,
        team=workspace.app.team.id,
    )
    workspace.bookmarks.add(bookmark)
    return {"bookmark": bookmark_object(bookmark)}


def edit(call: Call) -> JsonObject:
    bookmark = _named(call)
    if (link := call.arguments.text("link")) is not None:
        bookmark.link = _link(link)
    if (emoji := call.arguments.text("emoji")) is not None:
        bookmark.emoji = _emoji(emoji)
    bookmark.title = call.arguments.text("title") or bookmark.title
    bookmark.updated = int(call.workspace.clock.now())
    bookmark.user = call.workspace.app.bot_user_id
    return {"bookmark": bookmark_object(bookmark)}


def list_bookmarks(call: Call) -> JsonObject:
    kept = call.workspace.bookmarks.of(_channel(call).id)
    return {"bookmarks": [bookmark_object(bookmark) for bookmark in kept]}


def remove(call: Call) -> JsonObject:
    call.workspace.bookmarks.remove(_named(call))
    return {}


def _channel(call: Call) -> Channel:
    return call.channel("channel_id")


def _named(call: Call) -> Bookmark:
    bookmark = call.workspace.bookmarks.find(_channel(call).id, call.arguments.required("bookmark_id"))
    if bookmark is None:
        raise RefusedError("not_found")
    return bookmark


def _link(link: str) -> str:
    if not _LINK.fullmatch(link):
        raise RefusedError("invalid_link")
    return link


def _emoji(emoji: str) -> str:
    if emoji and not (emoji.startswith(":") and emoji.endswith(":") and is_emoji(emoji[1:-1])):
        raise RefusedError("invalid_emoji")
    return emoji


METHODS = (
    Method("bookmarks.add", add, ("bookmarks:write",)),
    Method("bookmarks.edit", edit, ("bookmarks:write",)),
    Method("bookmarks.list", list_bookmarks, ("bookmarks:read",)),
    Method("bookmarks.remove", remove, ("bookmarks:write",)),
)
