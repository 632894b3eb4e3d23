"""The addresses of the page and what is answered there."""

from pathlib import Path

from aiohttp import web

from simulator.page import parts
from simulator.page.markup import Html, tag
from simulator.people import User
from simulator.workspace import Workspace

_STYLE = Path(__file__).with_name("page.css")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_routes(workspace: Workspace) -> list[web.RouteDef]:
    """`/`, which takes `user` and `channel` from the query, and its style sheet."""
    style = _STYLE.read_text(encoding="utf-8")

    async def show(request: web.Request) -> web.Response:
        page = _page(workspace, request.query.get("user", ""), request.query.get("channel", ""))
        return web.Response(text=page, content_type="text/html", headers=_HEADERS)

    async def show_style(_request: web.Request) -> web.Response:
        return web.Response(text=style, content_type="text/css", headers=_HEADERS)

    return [web.get("/", show), web.get("/page.css", show_style)]


def _page(workspace: Workspace, user_id: str, place: str) -> Html:
    people = [user for user in workspace.users.values() if not user.facts.is_bot]
    user = next((person for person in people if person.id == user_id), people[0] if people else None)
    if user is None:
        return _document(workspace, tag("p", "There is nobody in this workspace.", class_="note"))
    places = _places(workspace, user)
    chosen = place if place in dict(places) else places[0][0]
    return _document(
        workspace,
        parts.choose_user(people, user, chosen),
        tag(
            "div",
            parts.channel_list(places, user, chosen),
            tag("main", parts.modals(workspace, user), _place(workspace, chosen, dict(places)[chosen], user)),
            class_="columns",
        ),
    )


def _places(workspace: Workspace, user: User) -> list[tuple[str, str]]:
    """What this person can open: their channels, public ones, the app's messages and its Home tab."""
    app = workspace.app.app_name
    found = []
    for channel in workspace.channels.values():
        if channel.kind == "im" or (channel.is_private and user.id not in channel.members):
            continue
        notes = [
            *(["private"] if channel.is_private else []),
            *(["not a member"] if user.id not in channel.members else []),
        ]
        found.append((channel.id, f"#{channel.name}" + (f" ({', '.join(notes)})" if notes else "")))
    if workspace.has_direct_message(user.id):
        found.append((workspace.direct_message(user.id).id, f"Messages from {app}"))
    return [*found, (parts.HOME, f"Home of {app}")]


def _place(workspace: Workspace, chosen: str, title: str, user: User) -> Html:
    if chosen == parts.HOME:
        return parts.home(workspace, user)
    return parts.channel_messages(workspace, workspace.channels[chosen], title, user)


def _document(workspace: Workspace, *body: Html) -> Html:
    name = workspace.app.team.name
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{name}, simulated"),
        tag("link", rel="stylesheet", href="/page.css"),
    )
    banner = tag(
        "header",
        tag("h1", name),
        tag("p", "A simulated workspace, to read. People act through the control API.", class_="note"),
    )
    return Html("<!doctype html>" + tag("html", head, tag("body", banner, *body), lang="en"))
