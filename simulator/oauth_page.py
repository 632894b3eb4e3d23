"""The page on which a person installs the app: what it asks for, who allows it, and the way back."""

import urllib.parse
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from simulator.page.markup import Html, tag
from simulator.refusals import RefusedError
from simulator.workspace import Workspace

_EXPLAINED = {
    "invalid_client_id": "There is no app with this client_id.",
    "bad_redirect_uri": "redirect_uri did not match any configured URIs.",
    "no_scopes": "No scopes were requested.",
    "invalid_scope": "The app asks for scopes that its manifest does not name.",
    "invalid_team": "The app asks to be installed in another workspace.",
    "invalid_user": "Nobody who may install apps has this id.",
}
_PASSED_ON = ("client_id", "scope", "user_scope", "state", "redirect_uri", "team")
_Given = Mapping[str, object]


def oauth_routes(workspace: Workspace) -> list[web.RouteDef]:
    async def ask(request: web.Request) -> web.Response:
        try:
            _check(workspace, request.query)
        except RefusedError as refusal:
            return _refused(refusal.code)
        return _page(f"Install {workspace.app.app_name}", _consent_form(workspace, request.query))

    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        try:
            _check(workspace, form)
            return _way_back(workspace, form)
        except RefusedError as refusal:
            return _refused(refusal.code)

    return [web.get("/oauth/v2/authorize", ask), web.post("/oauth/v2/authorize", answer)]


def _check(workspace: Workspace, given: _Given) -> None:
    app = workspace.app
    if _text(given, "client_id") != app.client_id:
        raise RefusedError("invalid_client_id")
    asked, asked_of_person = _scopes(given, "scope"), _scopes(given, "user_scope")
    if not asked and not asked_of_person:
        raise RefusedError("no_scopes")
    of_person = set(app.manifest.oauth_config.scopes.user)
    if not (asked <= set(app.manifest.scopes) and asked_of_person <= of_person):
        raise RefusedError("invalid_scope")
    if _text(given, "team") not in {"", app.team.id}:
        raise RefusedError("invalid_team")
    _check_redirect(app.manifest.oauth_config.redirect_urls, _text(given, "redirect_uri"))


def _check_redirect(configured: list[str], uri: str) -> None:
    """Slack takes a configured address and those below it; a manifest that configures none leaves it open."""
    if not uri and not configured:
        raise RefusedError("bad_redirect_uri")
    if urllib.parse.urlsplit(uri).scheme not in {"", "http", "https"}:
        raise RefusedError("bad_redirect_uri")
    if uri and configured and not any(_is_below(uri, known) for known in configured):
        raise RefusedError("bad_redirect_uri")


def _is_below(uri: str, known: str) -> bool:
    return uri == known or uri.startswith((f"{known.rstrip('/')}/", f"{known}?"))


def _scopes(given: _Given, name: str) -> set[str]:
    return {scope for scope in _text(given, name).replace(",", " ").split() if scope}


def _way_back(workspace: Workspace, given: _Given) -> web.Response:
    passed = _text(given, "redirect_uri")
    uri = passed or workspace.app.manifest.oauth_config.redirect_urls[0]
    outcome = {"error": "access_denied"}
    if _text(given, "decision") == "allow":
        user = workspace.users.get(_text(given, "user"))
        if user is None or user.facts.deleted or user.facts.is_bot or user.is_guest:
            raise RefusedError("invalid_user")
        code = workspace.oauth.consent(
            user.id,
            passed or None,
            has_bot=bool(_scopes(given, "scope")),
            user_scopes=tuple(sorted(_scopes(given, "user_scope"))),
        )
        outcome = {"code": code}
    query = urllib.parse.urlencode(outcome | {"state": _text(given, "state")})
    location = f"{uri}{'&' if '?' in uri else '?'}{query}"
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": location})


def _consent_form(workspace: Workspace, given: _Given) -> Html:
    scopes = [tag("li", scope) for scope in sorted(_scopes(given, "scope"))]
    in_your_name = [tag("li", scope) for scope in sorted(_scopes(given, "user_scope"))]
    installers = [
        tag("option", user.facts.real_name or user.facts.name, value=user.id)
        for user in workspace.users.values()
        if not (user.facts.deleted or user.facts.is_bot or user.is_guest)
    ]
    hidden = [tag("input", type="hidden", name=name, value=_text(given, name)) for name in _PASSED_ON]
    return tag(
        "form",
        tag("p", f"{workspace.app.app_name} asks to be installed in {workspace.app.team.name}, to use:"),
        tag("ul", *scopes),
        *([tag("p", "In your name it asks to use:"), tag("ul", *in_your_name)] if in_your_name else []),
        *hidden,
        tag("label", "You are ", tag("select", *installers, name="user")),
        tag(
            "p",
            tag("button", "Allow", name="decision", value="allow"),
            " ",
            tag("button", "Cancel", name="decision", value="cancel"),
        ),
        method="post",
        action="/oauth/v2/authorize",
    )


def _refused(code: str) -> web.Response:
    told = [tag("p", _EXPLAINED[code]), tag("p", "error: ", tag("code", code))]
    return _page("Something went wrong when authorizing this app", *told, status=HTTPStatus.BAD_REQUEST)


def _page(title: str, *content: Html, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title))
    body = tag("body", tag("main", tag("h1", title), *content))
    text = f"<!DOCTYPE html>{tag('html', head, body, lang='en')}"
    return web.Response(text=text, status=status, content_type="text/html")


def _text(given: _Given, name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""
