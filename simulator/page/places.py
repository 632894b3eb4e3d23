"""The way through the workspace: who one is, and every place that one can open."""

from simulator.channels import Channel
from simulator.page.icons import icon
from simulator.page.look import HOME, MESSAGES, Look, people
from simulator.page.markup import Html, join, tag
from simulator.page.message import portrait
from simulator.page.names import Names
from simulator.page.reading import Unread, unread
from simulator.workspace import Workspace


def navigation(workspace: Workspace, look: Look) -> Html:
    channels = sorted(workspace.channels.values(), key=lambda channel: channel.name)
    named = [channel for channel in channels if channel.kind in {"channel", "group"}]
    mine = [channel for channel in named if look.user in channel.members and not channel.is_archived]
    others = [channel for channel in named if channel.kind == "channel" and channel not in mine]
    talks = [
        channel
        for channel in workspace.channels.values()
        if look.user in channel.members and channel.is_direct and not _is_apps(workspace, channel)
    ]
    return join(
        [
            _whoami(workspace, look),
            _section("Channels", [_link(workspace, look, channel) for channel in mine]),
            _more(workspace, look, others),
            _section("Direct messages", [_link(workspace, look, channel) for channel in talks]),
            _section("Apps", _app_links(workspace, look)),
            tag(
                "p",
                tag("a", "Developers", href="/developers", class_="place", id="go-developers"),
                tag("small", "A simulated workspace. Nothing here reaches Slack."),
                class_="foot",
            ),
        ]
    )


def _is_apps(workspace: Workspace, channel: Channel) -> bool:
    return channel.kind == "im" and workspace.app.bot_user_id in channel.members


def _whoami(workspace: Workspace, look: Look) -> Html:
    options = [
        tag(
            "option",
            (person.facts.real_name or person.facts.name)
            + (" (deactivated)" if person.facts.deleted else ""),
            value=person.id,
            selected=person.id == look.user,
        )
        for person in people(workspace)
    ]
    return tag(
        "div",
        tag("h1", workspace.app.team.name),
        tag(
            "button",
            icon("close"),
            type="button",
            class_="tool close-nav",
            data_nav="close",
            aria_label="Close the list of channels",
        ),
        tag("label", "You are", for_="user"),
        tag("select", *options, id="user", data_user=True),
        class_="whoami",
    )


def _section(title: str, links: list[Html]) -> Html:
    if not links:
        return Html("")
    return tag("section", tag("h2", title), tag("ul", *(tag("li", link) for link in links)))


def _more(workspace: Workspace, look: Look, others: list[Channel]) -> Html:
    if not others:
        return Html("")
    links = [tag("li", _link(workspace, look, channel)) for channel in others]
    is_open = any(channel.id == look.place for channel in others)
    summary = tag("summary", "More channels", id="more-channels")
    return tag("details", summary, tag("ul", *links), open=is_open, class_="more")


def _link(workspace: Workspace, look: Look, channel: Channel) -> Html:
    names = Names(workspace, look.user)
    is_member = look.user in channel.members
    new = unread(workspace, channel, look.user) if is_member else Unread(0, 0)
    sign = {"channel": "hash", "group": "lock"}.get(channel.kind, "person")
    label = channel.name if channel.kind in {"channel", "group"} else names.partners(channel)
    return _place(look, channel.id, sign, label, new)


def _app_links(workspace: Workspace, look: Look) -> list[Html]:
    app = workspace.app.app_name
    if workspace.has_direct_message(look.user):
        channel = workspace.direct_message(look.user)
        new = unread(workspace, channel, look.user)
        return [_place(look, channel.id, "app", app, new, is_also=look.place == HOME)]
    place = HOME if look.place == HOME else MESSAGES
    return [_place(look, place, "app", app, Unread(0, 0))]


def _place(look: Look, place: str, sign: str, label: str, new: Unread, *, is_also: bool = False) -> Html:
    is_here = is_also or place == look.place
    told = ""
    if new.count and not is_here:
        told = f"{new.mentions or new.count} new"
    badge = tag("span", str(new.mentions), class_="badge", aria_hidden="true")
    return tag(
        "a",
        tag("span", icon(sign), class_="sign"),
        tag("span", label, class_="name"),
        tag("span", told, class_="unseen"),
        badge if new.mentions and not is_here else Html(""),
        id=f"go-{place}",
        class_="place new" if told else "place",
        href=Look(look.user, place).address(),
        data_go=True,
        aria_current="page" if is_here else None,
    )


def chooser(workspace: Workspace) -> Html:
    """Everybody there is, to be one of them."""
    cards = []
    for person in people(workspace):
        name = person.facts.real_name or person.facts.name
        notes = [
            *(["guest"] if person.is_guest else []),
            *(["of another workspace"] if person.facts.is_stranger else []),
            *(["deactivated"] if person.facts.deleted else []),
            *(group.facts.name for group in workspace.usergroups.values() if person.id in group.users),
        ]
        words = tag("span", tag("b", name), tag("small", ", ".join(notes)))
        cards.append(
            tag("li", tag("a", portrait(name, person.id), words, href=f"/?user={person.id}", class_="person"))
        )
    if not cards:
        return tag("p", "There is nobody in this workspace.", class_="note")
    return tag("ul", *cards, class_="people")
