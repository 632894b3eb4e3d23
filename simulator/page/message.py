"""One message as its reader sees it: who wrote it and when, what it says, and what can be done with it."""

import html
import zlib

from simulator.channels import Channel
from simulator.files import File
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.page.blocks import blocks
from simulator.page.dates import clock, day
from simulator.page.emoji import emoji
from simulator.page.icons import icon
from simulator.page.look import Look
from simulator.page.markup import Html, join, tag
from simulator.page.mrkdwn import mrkdwn
from simulator.page.names import Names
from simulator.page.reader import Reader
from simulator.workspace import Workspace

_COLOURS = 8
_SIZES = (("MB", 1_000_000), ("kB", 1000), ("bytes", 1))


def message_article(
    workspace: Workspace, channel: Channel, message: Message, look: Look, *, in_thread: bool
) -> Html:
    where = "t" if in_thread else "m"
    reader = Reader(workspace, look.user, f"{where}{message.ts}")
    names = reader.names
    body = [
        *([tag("p", icon("eye"), "Only visible to you", class_="only")] if message.only_for else []),
        _byline(message, names),
        *_content(message, reader),
        *(_file(file, look.user) for file in message.files),
        _reactions(message, reader),
        Html("") if in_thread else _replies(workspace, channel, message, look, names),
    ]
    is_own = message.user == look.user and message.app is None and message.subtype != "tombstone"
    return tag(
        "article",
        _portrait(message, names),
        tag("div", *body, class_="body"),
        _tools(message, reader, in_thread=in_thread),
        class_="message ephemeral" if message.only_for else "message",
        aria_label=f"{names.author(message)}, {clock(names.local(message.ts))}",
        tabindex="-1",
        data_message=message.ts,
        data_channel=channel.id,
        data_thread=message.thread_ts or message.ts,
        data_own=is_own,
        data_words=_unescaped(message.text) if is_own else None,
        data_ephemeral=message.only_for is not None,
        data_in_thread=in_thread,
    )


def portrait(name: str, key: str, sign: str = "") -> Html:
    initials = "".join(word[0] for word in name.split()[:2]).upper() or "?"
    colour = zlib.crc32(key.encode()) % _COLOURS
    return tag("span", sign or initials, class_=f"portrait colour{colour}", aria_hidden="true")


def _portrait(message: Message, names: Names) -> Html:
    icon = str((message.icons or {}).get("emoji") or "").strip(":")
    return portrait(names.author(message), message.username or message.user, emoji(icon) if icon else "")


def _byline(message: Message, names: Names) -> Html:
    at = names.local(message.ts)
    marks = [tag("span", "APP", class_="mark")] if message.app is not None else []
    if message.is_broadcast and message.is_reply:
        marks.append(tag("span", "replied to a thread", class_="mark plain"))
    return tag(
        "p",
        tag("b", names.author(message), class_="author"),
        *marks,
        tag(
            "time",
            clock(at),
            datetime=at.isoformat(),
            title=f"{day(at, names.now())} at {clock(at)}, ts {message.ts}",
        ),
        class_="byline",
    )


def _content(message: Message, reader: Reader) -> list[Html]:
    parts = []
    if message.blocks:
        parts.append(blocks(message.blocks, reader))
    elif message.text:
        parts.append(tag("div", mrkdwn(message.text, reader.names), class_=_kind_of_text(message)))
    parts += [_attachment(attachment, reader) for attachment in message.attachments]
    if message.edited and parts:
        parts.append(tag("small", "(edited)", class_="edited"))
    return parts


def _kind_of_text(message: Message) -> str:
    return "text said" if message.subtype is None else "text happened"


def _attachment(attachment: JsonObject, reader: Reader) -> Html:
    names = reader.names
    parts = []
    if author := attachment.get("author_name"):
        parts.append(tag("b", str(author)))
    if title := attachment.get("title"):
        parts.append(tag("div", tag("b", mrkdwn(str(title), names)), class_="text"))
    if text := attachment.get("text"):
        parts.append(tag("div", mrkdwn(str(text), names), class_="text"))
    for field in attachment.get("fields") or []:
        label = tag("b", str(field.get("title", "")))
        parts.append(tag("div", label, " ", mrkdwn(str(field.get("value", "")), names), class_="text"))
    if held := attachment.get("blocks"):
        parts.append(blocks(held, reader))
    if not parts and (fallback := attachment.get("fallback")):
        parts.append(tag("div", mrkdwn(str(fallback), names), class_="text"))
    if footer := attachment.get("footer"):
        parts.append(tag("small", str(footer)))
    before = attachment.get("pretext")
    outside = [tag("div", mrkdwn(str(before), names), class_="text")] if before else []
    return join([*outside, tag("div", *parts, class_="attachment")])


def _file(file: File, user: str) -> Html:
    if file.is_deleted:
        return tag("p", "This file was deleted.", class_="picture")
    address = f"/page/file/{file.id}?user={user}"
    label = file.title or file.name
    kind = "" if not file.is_processed else file.kind.mimetype
    shown = [
        tag("a", icon("file"), label, href=address, download=file.name),
        tag("small", f" {_size(file.size)}"),
    ]
    if kind.startswith("image/"):
        shown.append(tag("img", src=address, alt=file.alt_txt or label, loading="lazy"))
    if kind.startswith("audio/"):
        shown.append(tag("audio", src=address, controls=True, preload="none", aria_label=label))
    return tag("div", *shown, class_="file")


def _unescaped(text: str) -> str:
    """The text as it was typed, for editing it again."""
    return html.unescape(text)


def _size(size: int) -> str:
    unit, factor = next(((unit, factor) for unit, factor in _SIZES if size >= factor), _SIZES[-1])
    return f"{size / factor:.0f} {unit}"


def _reactions(message: Message, reader: Reader) -> Html:
    if not message.reactions:
        return Html("")
    shown = [_reaction(reader, name, users) for name, users in message.reactions.items()]
    return tag("div", *shown, class_="reactions", role="group", aria_label="Reactions")


def _reaction(reader: Reader, name: str, users: list[str]) -> Html:
    who = ", ".join(reader.names.person(user) for user in users)
    return tag(
        "button",
        f"{emoji(name)} ",
        tag("span", str(len(users))),
        id=f"{reader.where}-react-{name}",
        type="button",
        class_="reaction",
        data_react=name,
        aria_pressed="true" if reader.user in users else "false",
        aria_label=f"{name}, {len(users)}: {who}",
        title=f"{who} reacted with :{name}:",
    )


def _replies(workspace: Workspace, channel: Channel, message: Message, look: Look, names: Names) -> Html:
    replies = [] if message.is_reply else workspace.log(channel).replies(message.ts)
    if not replies:
        return Html("")
    last = names.local(max(reply.ts for reply in replies))
    count = f"{len(replies)} {'reply' if len(replies) == 1 else 'replies'}"
    users = list(dict.fromkeys(reply.user for reply in replies))[:3]
    faces = [portrait(names.person(user), user) for user in users]
    when = tag("small", f"Last reply {day(last, names.now()).lower()} at {clock(last)}")
    return tag(
        "a",
        tag("span", *faces, class_="faces"),
        tag("b", count),
        " ",
        when,
        id=f"m{message.ts}-replies",
        class_="replies",
        href=look.address(thread=message.ts),
        data_go=True,
    )


def _tools(message: Message, reader: Reader, *, in_thread: bool) -> Html:
    if message.subtype == "tombstone":
        return Html("")
    if message.only_for:
        return tag("div", _tool(reader, "dismiss", "close", "Dismiss"), class_="tools")
    tools = [_tool(reader, "emoji", "react", "Add a reaction", menu="emoji-menu")]
    if not in_thread:
        tools.append(_tool(reader, "reply", "reply", "Reply in thread"))
    tools.append(_tool(reader, "more", "more", "More actions for this message", menu="message-menu"))
    return tag("div", *tools, class_="tools")


def _tool(reader: Reader, does: str, sign: str, label: str, menu: str | None = None) -> Html:
    return tag(
        "button",
        icon(sign),
        id=f"{reader.where}-{does}",
        type="button",
        class_="tool",
        data_tool=does,
        data_menu=menu,
        aria_label=label,
        title=label,
        aria_haspopup="menu" if menu else None,
        aria_expanded="false" if menu else None,
    )
