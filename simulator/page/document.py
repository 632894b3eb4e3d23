"""The page as a whole: the document that the browser gets first, complete without any script."""

from simulator.page.icons import icon
from simulator.page.listing import as_list, hash_of
from simulator.page.look import HOME, Look
from simulator.page.markup import Html, tag
from simulator.page.menus import menus
from simulator.page.places import chooser
from simulator.page.reading import last_read
from simulator.page.regions import Desk, Picture, picture

STYLES = ("base.css", "frame.css", "messages.css", "blocks.css", "overlays.css")


def workspace_document(desk: Desk, look: Look) -> Html:
    name = desk.workspace.app.team.name
    read = last_read(desk.workspace.channels.get(look.place), look.user)
    seen = picture(desk, look, read)
    body = tag(
        "body",
        tag("a", "To the messages", href="#messages", class_="skip"),
        _frame(seen, look),
        _overlays(desk, seen),
        data_user=look.user,
        data_place=look.place,
        data_thread=look.thread,
        data_team=name,
        class_=_state(look),
    )
    return _document(f"{seen.title} · {name}", body, ["main.js"])


def chooser_document(desk: Desk) -> Html:
    name = desk.workspace.app.team.name
    body = tag(
        "body",
        tag(
            "main",
            tag("h1", name),
            tag(
                "p",
                "Who are you in this simulated workspace? Open several windows to be several people.",
                class_="note",
            ),
            chooser(desk.workspace),
            class_="chooser",
        ),
    )
    return _document(name, body, [])


def _state(look: Look) -> str:
    return " ".join([*(["at-home"] if look.place == HOME else []), *(["with-thread"] if look.thread else [])])


def _document(title: str, body: Html, scripts: list[str]) -> Html:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag(
            "meta",
            name="viewport",
            content="width=device-width, initial-scale=1, interactive-widget=resizes-content",
        ),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="icon", href="data:,"),
        *(tag("link", rel="stylesheet", href=f"/page/static/{style}") for style in STYLES),
        *(tag("script", type="module", src=f"/page/static/{script}") for script in scripts),
    )
    return Html("<!doctype html>" + tag("html", head, body, lang="en"))


def _frame(seen: Picture, look: Look) -> Html:
    main, thread = _place(seen), _thread(seen)
    return tag(
        "div",
        _region(seen, "nav", "nav", class_="places", aria_label="Channels and people"),
        tag("main", *main, class_="place-main"),
        tag("aside", *thread, class_="side", aria_label="Thread", hidden=look.thread is None),
        class_="frame",
    )


def _place(seen: Picture) -> list[Html]:
    messages = _list(seen, "messages", aria_labelledby="place-title", tabindex="-1")
    jump = tag(
        "button",
        icon("down"),
        "New messages",
        type="button",
        class_="button primary jump",
        id="jump",
        hidden=True,
    )
    return [
        _region(seen, "head", "header", class_="place-head"),
        tag("div", messages, _region(seen, "home"), class_="scroll", id="scroll"),
        jump,
        tag("div", class_="notices", id="notices"),
        _region(seen, "refused", class_="refused", role="status"),
        _region(seen, "foot"),
    ]


def _thread(seen: Picture) -> list[Html]:
    return [
        _region(seen, "thread-head", "header", class_="place-head"),
        tag("div", _list(seen, "thread", aria_label="Thread"), class_="scroll", id="thread-scroll"),
        tag("div", class_="notices", id="thread-notices"),
        _region(seen, "thread-foot"),
    ]


def _list(seen: Picture, name: str, **attributes: str) -> Html:
    items = as_list(seen.lists[name])
    return tag("ol", items, id=name, class_="messages", data_list=name, role="log", **attributes)


def _overlays(desk: Desk, seen: Picture) -> Html:
    return Html(
        tag("p", class_="connection", id="connection", role="status")
        + tag("p", class_="unseen", id="said", role="status")
        + _region(seen, "modal", "dialog", id="modal", aria_labelledby="modal-title")
        + tag("dialog", id="question", aria_label="Confirm")
        + menus(desk.workspace)
        + _region(seen, "completions", hidden=True)
        + tag(
            "noscript",
            tag("p", "This page shows the workspace; to act on it, allow its scripts.", class_="note"),
        )
    )


def _region(seen: Picture, name: str, element: str = "div", **attributes: str | bool | None) -> Html:
    html = seen.regions[name]
    return tag(element, html, data_region=name, data_hash=hash_of(html), **attributes)
