"""All that is on the page, in pieces that are exchanged when they change."""

from dataclasses import dataclass, field

from simulator.page import channel, menus, views
from simulator.page.drawn import Drawn
from simulator.page.listing import Item, channel_items, thread_items
from simulator.page.look import Look
from simulator.page.markup import Html
from simulator.page.places import navigation
from simulator.page.refused import Refused
from simulator.workspace import Workspace


@dataclass
class Desk:
    """What the page keeps besides the workspace: what was drawn, and what was refused of late."""

    workspace: Workspace
    drawn: Drawn = field(default_factory=Drawn)
    refused: Refused = field(default_factory=Refused)


@dataclass(frozen=True)
class Picture:
    """What one person sees at one moment."""

    title: str
    regions: dict[str, Html]
    lists: dict[str, list[Item]]


def picture(desk: Desk, look: Look, read: str) -> Picture:
    """`read` is up to where the place was read when the person came to it."""
    workspace = desk.workspace
    regions = {
        "nav": navigation(workspace, look),
        "head": channel.head(workspace, look),
        "home": views.home(workspace, look),
        "foot": channel.foot(workspace, look),
        "thread-head": channel.thread_head(workspace, look),
        "thread-foot": channel.thread_foot(workspace, look),
        "modal": views.modal(workspace, look),
        "refused": desk.refused.latest(workspace),
        "completions": menus.completions(workspace),
    }
    return Picture(channel.title_of(workspace, look), regions, _lists(desk, look, read))


def _lists(desk: Desk, look: Look, read: str) -> dict[str, list[Item]]:
    workspace = desk.workspace
    shown = workspace.channels.get(look.place)
    if shown is None:
        return {"messages": [], "thread": []}
    draw = desk.drawn.drawing(workspace, shown, look, in_thread=False)
    draw_reply = desk.drawn.drawing(workspace, shown, look, in_thread=True)
    return {
        "messages": channel_items(workspace, shown, look, read, draw),
        "thread": thread_items(workspace, shown, look, draw_reply) if look.thread else [],
    }
