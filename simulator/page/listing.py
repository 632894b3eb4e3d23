"""A list on the page whose items come, change and go one by one: the messages of a channel or a thread."""

import hashlib
from dataclasses import dataclass
from itertools import islice

from simulator.channels import UNREAD, Channel
from simulator.messages import Message
from simulator.page.dates import day
from simulator.page.drawn import Draw
from simulator.page.look import Look
from simulator.page.markup import Html, join, tag
from simulator.page.names import Names
from simulator.workspace import Workspace


@dataclass(frozen=True)
class Item:
    key: str
    html: Html

    @property
    def hash(self) -> str:
        return hash_of(self.html)


def hash_of(html: str) -> str:
    """What tells two versions of a piece apart."""
    return hashlib.blake2s(html.encode(), digest_size=8).hexdigest()


def as_list(items: list[Item]) -> Html:
    return join(tag("li", item.html, data_key=item.key, data_hash=item.hash) for item in items)


def channel_items(workspace: Workspace, channel: Channel, look: Look, read: str, draw: Draw) -> list[Item]:
    """The last messages with a line for each day, and one before what is new since `read`."""
    latest = list(islice(workspace.log(channel).latest_seen_by(look.user), look.shown + 1))
    has_older = len(latest) > look.shown
    shown = latest[: look.shown][::-1]
    items = [_older()] if has_older else [_beginning(workspace, channel, look)]
    names = Names(workspace, look.user)
    for message, before in zip(shown, [None, *shown], strict=False):
        items += _lines_before(message, before, names, read)
        items.append(Item(message.ts, draw(message)))
    return items


def thread_items(workspace: Workspace, channel: Channel, look: Look, draw: Draw) -> list[Item]:
    seen = workspace.log(channel).seen_by(look.user, look.thread)
    items = []
    for message in seen:
        items.append(Item(message.ts, draw(message)))
        if message.ts == look.thread:
            items.append(Item("replies", _count(len(seen) - 1)))
    return items


def _count(replies: int) -> Html:
    words = "No replies yet" if not replies else f"{replies} {'reply' if replies == 1 else 'replies'}"
    return tag("p", tag("span", words), class_="divider")


def _lines_before(message: Message, before: Message | None, names: Names, read: str) -> list[Item]:
    items = []
    at = names.local(message.ts)
    if before is None or names.local(before.ts).date() != at.date():
        words = tag("h3", tag("span", day(at, names.now())), class_="divider")
        items.append(Item(f"day-{at:%Y-%m-%d}", words))
    is_first_new = message.ts > read and (before is None or before.ts <= read)
    if is_first_new and read != UNREAD and message.user != names.viewer:
        items.append(Item("new", tag("p", tag("span", "New"), class_="divider new")))
    return items


def _older() -> Item:
    button = tag("button", "Show older messages", type="button", class_="button", id="older", data_older=True)
    return Item("older", tag("p", button, class_="older"))


def _beginning(workspace: Workspace, channel: Channel, look: Look) -> Item:
    names = Names(workspace, look.user)
    words = (
        f"This is the very beginning of #{channel.name}."
        if not channel.is_direct
        else f"This is the very beginning of your messages with {names.partners(channel)}."
    )
    return Item("beginning", tag("p", words, class_="beginning"))
