"""What stands above and below the messages of a channel or a thread."""

from simulator.channels import Channel
from simulator.page.icons import icon
from simulator.page.look import HOME, MESSAGES, Look
from simulator.page.markup import Html, join, tag
from simulator.page.message import portrait
from simulator.page.mrkdwn import mrkdwn
from simulator.page.names import Names
from simulator.people import User
from simulator.workspace import Workspace


def title_of(workspace: Workspace, look: Look) -> str:
    channel = workspace.channels.get(look.place)
    if channel is None:
        return workspace.app.app_name
    if channel.kind == "channel":
        return f"#{channel.name}"
    if channel.kind == "group":
        return channel.name
    return Names(workspace, look.user).partners(channel)


def head(workspace: Workspace, look: Look) -> Html:
    channel = workspace.channels.get(look.place)
    opener = tag(
        "button",
        icon("menu"),
        type="button",
        class_="tool open-nav",
        data_nav="open",
        id="open-nav",
        aria_label="Channels and people",
    )
    sign = [icon("lock"), " "] if channel is not None and channel.kind == "group" else []
    parts = [opener, tag("h2", *sign, title_of(workspace, look), id="place-title", tabindex="-1")]
    if channel is None or _is_with_app(workspace, channel):
        return join([*parts, _app_tabs(workspace, look)])
    if channel.topic:
        parts.append(tag("p", mrkdwn(channel.topic, Names(workspace, look.user)), class_="topic"))
    if channel.kind in {"channel", "group"}:
        parts.append(_members(workspace, channel, look))
    return join(parts)


def thread_head(workspace: Workspace, look: Look) -> Html:
    if look.thread is None:
        return Html("")
    return join(
        [
            tag("h2", "Thread", id="thread-title", tabindex="-1"),
            tag("small", title_of(workspace, look)),
            tag(
                "a",
                icon("close"),
                href=look.address(thread=None),
                class_="tool",
                id="close-thread",
                data_go=True,
                aria_label="Close the thread",
            ),
        ]
    )


def foot(workspace: Workspace, look: Look) -> Html:
    if look.place == HOME:
        return Html("")
    user = workspace.users[look.user]
    channel = workspace.channels.get(look.place)
    if barrier := _barrier(workspace, channel, user):
        return barrier
    place = workspace.app.bot_user_id if channel is None else channel.id
    return composer(place, f"Message {title_of(workspace, look)}", None, "")


def thread_foot(workspace: Workspace, look: Look) -> Html:
    channel = workspace.channels.get(look.place)
    if look.thread is None or channel is None:
        return Html("")
    if barrier := _barrier(workspace, channel, workspace.users[look.user]):
        return barrier
    name = title_of(workspace, look) if channel.kind in {"channel", "group"} else ""
    return composer(channel.id, "Reply", look.thread, name)


def composer(channel: str, label: str, thread: str | None, broadcast_to: str) -> Html:
    html_id = "reply" if thread else "compose"
    name = "Commands, people and channels"
    offered = tag(
        "div", id=f"{html_id}-list", class_="menu choices", role="listbox", aria_label=name, hidden=True
    )
    tools = [_shortcuts(html_id), _attach(html_id)]
    if broadcast_to:
        box = tag("input", type="checkbox", id=f"{html_id}-also", data_also=True)
        tools.append(tag("label", box, f" Also send to {broadcast_to}"))
    tools.append(tag("span", "Enter sends, Shift+Enter makes a new line", class_="keys"))
    tools.append(tag("button", "Send", class_="button primary", id=f"{html_id}-send"))
    return tag(
        "form",
        offered,
        tag("div", class_="edits", hidden=True),
        _text(html_id, label),
        tag("div", *tools, class_="row"),
        class_="composer",
        data_channel=channel,
        data_thread=thread,
    )


def _text(html_id: str, label: str) -> Html:
    return tag(
        "textarea",
        id=html_id,
        rows="1",
        role="combobox",
        aria_label=label,
        placeholder=label,
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=f"{html_id}-list",
        data_text=True,
    )


def _shortcuts(html_id: str) -> Html:
    return tag(
        "button",
        icon("shortcut"),
        id=f"{html_id}-shortcuts",
        type="button",
        class_="tool",
        data_menu="shortcut-menu",
        aria_label="Shortcuts",
        title="Shortcuts",
        aria_haspopup="menu",
        aria_expanded="false",
    )


def _attach(html_id: str) -> Html:
    field = tag("input", type="file", id=f"{html_id}-file", class_="unseen", data_attach=True)
    words = tag("span", "Attach a file", class_="unseen")
    return tag("label", field, icon("attach"), words, class_="tool", title="Attach a file")


def _is_with_app(workspace: Workspace, channel: Channel) -> bool:
    return channel.kind == "im" and workspace.app.bot_user_id in channel.members


def _app_tabs(workspace: Workspace, look: Look) -> Html:
    has = workspace.app.manifest.features.app_home
    messages = workspace.direct_message(look.user).id if workspace.has_direct_message(look.user) else MESSAGES
    wanted = [("Home", HOME, has.home_tab_enabled), ("Messages", messages, has.messages_tab_enabled)]
    links = [
        tag(
            "a",
            name,
            id=f"tab-{name.lower()}",
            href=Look(look.user, place).address(),
            data_go=True,
            aria_current="page" if (place == HOME) == (look.place == HOME) else None,
        )
        for name, place, is_there in wanted
        if is_there
    ]
    return tag("nav", *links, class_="tabs", aria_label=f"Pages of {workspace.app.app_name}")


def _members(workspace: Workspace, channel: Channel, look: Look) -> Html:
    names = Names(workspace, look.user)
    count = len(channel.members)
    rows = [
        tag("li", portrait(names.person(member), member), " ", names.person(member))
        for member in channel.members
    ]
    leaving = (
        [tag("button", "Leave channel", type="button", class_="button", id="leave", data_leave=channel.id)]
        if look.user in channel.members
        else []
    )
    summary = tag("summary", f"{count} {'member' if count == 1 else 'members'}", id="members")
    return tag("details", summary, tag("div", tag("ul", *rows), *leaving, class_="sheet"), class_="members")


def _barrier(workspace: Workspace, channel: Channel | None, user: User) -> Html | None:
    """Why this person cannot write here, and what they can do instead."""
    home = workspace.app.manifest.features.app_home
    if user.facts.deleted:
        return tag("p", "This account is deactivated. It can read here and do nothing.", class_="barrier")
    is_app = channel is None or _is_with_app(workspace, channel)
    if is_app and (not home.messages_tab_enabled or home.messages_tab_read_only_enabled):
        return tag("p", "Sending messages to this app has been turned off.", class_="barrier")
    if channel is None:
        return None
    if channel.is_archived:
        return tag("p", f"#{channel.name} is archived. Nobody can write here.", class_="barrier")
    if user.id not in channel.members:
        button = tag(
            "button", "Join channel", type="button", class_="button primary", id="join", data_join=channel.id
        )
        return tag("p", f"You are looking at #{channel.name}. ", button, class_="barrier")
    return None
