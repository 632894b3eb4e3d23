"""The views that a person has open: the modal on top of their stack, and the app's Home."""

from simulator.page.blocks import blocks
from simulator.page.icons import icon
from simulator.page.look import HOME, Look
from simulator.page.markup import Html, tag
from simulator.page.mrkdwn import plain
from simulator.page.reader import Reader
from simulator.views import View
from simulator.workspace import Workspace


def modal(workspace: Workspace, look: Look) -> Html:
    stack = workspace.views.stack(look.user)
    return _modal(workspace, stack[-1], len(stack)) if stack else Html("")


def home(workspace: Workspace, look: Look) -> Html:
    if look.place != HOME:
        return Html("")
    view = workspace.views.home(look.user)
    if view is None:
        name = workspace.app.app_name
        return tag("p", f"{name} has not published a Home tab for you yet.", class_="note")
    inside = blocks(view.blocks, _reader(workspace, view))
    return tag("div", inside, class_="home", data_view=view.id, data_kind="home")


def _modal(workspace: Workspace, view: View, height: int) -> Html:
    definition = view.definition
    is_pushed = height > 1
    back = tag(
        "button",
        icon("back"),
        type="button",
        class_="tool",
        id="modal-back",
        data_modal="back",
        aria_label="Back",
    )
    title = tag("h2", plain(definition["title"]), id="modal-title", tabindex="-1")
    cross = tag(
        "button",
        icon("close"),
        type="button",
        class_="tool",
        id="modal-cross",
        data_modal="close",
        aria_label="Close",
    )
    close = plain(definition.get("close")) or ("Cancel" if definition.get("submit") else "Close")
    buttons = [tag("button", close, type="button", class_="button", id="modal-cancel", data_modal="back")]
    if submit := plain(definition.get("submit")):
        buttons.append(tag("button", submit, class_="button primary", id="modal-submit"))
    return tag(
        "form",
        tag("div", *([back] if is_pushed else []), title, cross, class_="modal-head"),
        tag("p", class_="banner", role="alert", id="modal-banner"),
        tag("div", blocks(view.blocks, _reader(workspace, view)), class_="modal-body"),
        tag("div", *buttons, class_="modal-foot"),
        novalidate=True,
        data_view=view.id,
        data_version=view.hash,
        data_kind="modal",
        data_height=str(height),
        data_callback=str(definition.get("callback_id", "")),
    )


def _reader(workspace: Workspace, view: View) -> Reader:
    return Reader(workspace, view.user, view.id, view.values())
