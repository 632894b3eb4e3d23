"""The parts of the page: who and where, the messages of a channel, the views that a person has open."""

from simulator.channels import Channel
from simulator.messages import Message
from simulator.page.blocks import Reader, blocks
from simulator.page.markup import Html, tag
from simulator.page.mrkdwn import mrkdwn
from simulator.page.names import Names, moment
from simulator.people import User
from simulator.views import View
from simulator.workspace import Workspace

HOME = "home"


def choose_user(people: list[User], chosen: User, channel: str) -> Html:
    options = [
        tag(
            "option",
            person.facts.real_name or person.facts.name,
            value=person.id,
            selected=person.id == chosen.id,
        )
        for person in people
    ]
    return tag(
        "form",
        tag("label", "You see what this person sees: ", for_="user"),
        tag("select", *options, name="user", id="user"),
        tag("input", type="hidden", name="channel", value=channel),
        tag("button", "Look"),
        action="/",
    )


def channel_list(channels: list[tuple[str, str]], user: User, chosen: str) -> Html:
    """Links to the places that this person can open; each place is its id and what it is called."""
    links = [
        tag(
            "li",
            tag(
                "a",
                label,
                href=f"/?user={user.id}&channel={place}",
                aria_current="page" if place == chosen else None,
            ),
        )
        for place, label in channels
    ]
    return tag("nav", tag("h2", "Channels"), tag("ul", *links), aria_label="Channels")


def channel_messages(workspace: Workspace, channel: Channel, title: str, user: User) -> Html:
    reader = Reader(Names(workspace), user.id)
    seen = workspace.log(channel).seen_by(user.id, None)
    shown = [_message(workspace, channel, message, reader) for message in seen]
    body = (
        tag("ol", *shown, class_="messages")
        if shown
        else tag("p", "Nobody has written here yet.", class_="note")
    )
    topic = tag("p", channel.topic, class_="note") if channel.topic else Html("")
    return tag("section", tag("h2", title), topic, body, aria_label=f"Messages in {title}")


def modals(workspace: Workspace, user: User) -> Html:
    stack = workspace.views.stack(user.id)
    name = Names(workspace).person(user.id)
    if not stack:
        return Html("")
    depth = "" if len(stack) == 1 else f" {len(stack)} on top of each other, the top one first."
    note = tag("p", f"What {name} has in front of everything else.{depth}", class_="note")
    shown = [_modal(workspace, view) for view in reversed(stack)]
    return tag("section", tag("h2", "Open modals"), note, *shown, class_="modals", aria_label="Open modals")


def home(workspace: Workspace, user: User) -> Html:
    view = workspace.views.home(user.id)
    name = workspace.app.app_name
    body = (
        blocks(view.blocks, _reader_of(workspace, view))
        if view
        else tag("p", f"{name} has not published a Home tab for this person.", class_="note")
    )
    return tag("section", tag("h2", f"Home of {name}"), body, aria_label="Home tab")


def _modal(workspace: Workspace, view: View) -> Html:
    definition = view.definition
    labels = [
        tag("span", str(definition[name]["text"]), class_=f"button {style}")
        for name, style in (("close", ""), ("submit", "primary"))
        if definition.get(name)
    ]
    return tag(
        "article",
        tag("h3", str(definition["title"]["text"])),
        tag("p", tag("small", f"{view.id} {definition.get('callback_id', '')}")),
        blocks(view.blocks, _reader_of(workspace, view)),
        tag("div", *labels, class_="actions end"),
        class_="modal",
    )


def _reader_of(workspace: Workspace, view: View) -> Reader:
    return Reader(Names(workspace), view.user, view.values())


def _message(workspace: Workspace, channel: Channel, message: Message, reader: Reader) -> Html:
    replies = [] if message.is_reply else workspace.log(channel).seen_by(reader.user, message.ts)
    thread = [_message(workspace, channel, reply, reader) for reply in replies if reply.ts != message.ts]
    parts = [_byline(message, reader.names), *_content(message, reader), _reactions(message, reader.names)]
    if thread:
        parts.append(tag("ol", *thread, class_="thread", aria_label="Replies"))
    kind = "message ephemeral" if message.only_for else "message"
    return tag("li", tag("article", *parts, class_=kind))


def _byline(message: Message, names: Names) -> Html:
    at = moment(message.ts)
    marks = []
    if message.app is not None:
        marks.append("APP")
    if message.only_for:
        marks.append("only visible to you")
    if message.edited:
        marks.append("edited")
    if message.is_broadcast:
        marks.append("also sent to the channel")
    return tag(
        "p",
        tag("b", names.author(message)),
        " ",
        tag("time", f"{at:%d %b %H:%M:%S} UTC", datetime=at.isoformat()),
        tag("small", message.ts),
        *(tag("span", mark, class_="mark") for mark in marks),
        class_="byline",
    )


def _content(message: Message, reader: Reader) -> list[Html]:
    if message.blocks:
        return [blocks(message.blocks, reader)]
    parts = [tag("div", mrkdwn(message.text, reader.names), class_="text")] if message.text else []
    parts += [_attachment(attachment, reader) for attachment in message.attachments]
    return parts


def _attachment(attachment: dict[str, object], reader: Reader) -> Html:
    held = attachment.get("blocks")
    if isinstance(held, list):
        return tag("div", blocks(held, reader), class_="card")
    text = str(attachment.get("text") or attachment.get("fallback") or "")
    return tag("div", mrkdwn(text, reader.names), class_="card")


def _reactions(message: Message, names: Names) -> Html:
    if not message.reactions:
        return Html("")
    shown = [
        tag("li", f":{name}: {', '.join(names.person(user) for user in users)}")
        for name, users in message.reactions.items()
    ]
    return tag("ul", *shown, class_="reactions", aria_label="Reactions")
