"""The app as its manifest installs it: what it may do, hears of and offers, and what of it leads nowhere."""

from simulator.events import SCOPES_OF_EVENTS
from simulator.page.markup import Html, tag
from simulator.workspace import Workspace


def about(workspace: Workspace) -> Html:
    return tag(
        "div",
        _card("Ids", _ids(workspace)),
        _card("Scopes of the bot token", _list(workspace.app.manifest.scopes, "The app has no scopes.")),
        _card("Events", _events(workspace)),
        _card("Slash commands", _commands(workspace)),
        _card("Shortcuts", _shortcuts(workspace)),
        _card("Settings", _settings(workspace)),
        class_="cards",
    )


def _card(title: str, body: Html) -> Html:
    return tag("section", tag("h2", title), body, class_="card")


def _ids(workspace: Workspace) -> Html:
    app = workspace.app
    rows = [
        ("App", app.app_id),
        ("Bot", app.bot_id),
        ("Bot user", app.bot_user_id),
        ("Team", app.team.id),
        ("Domain", app.team.domain),
    ]
    return _pairs(rows)


def _events(workspace: Workspace) -> Html:
    names = workspace.app.manifest.bot_events
    if not names:
        return tag("p", "The app subscribes to nothing.", class_="note")
    rows = [tag("li", tag("code", name), _remark(workspace, name)) for name in sorted(names)]
    return tag("ul", *rows, class_="plain")


def _remark(workspace: Workspace, event: str) -> Html:
    """Why a subscription brings nothing, if so."""
    scopes = SCOPES_OF_EVENTS.get(event)
    if scopes is None:
        return tag("span", " ⚠ this workspace never sends it", class_="warning")
    if scopes and not any(workspace.app.has_scope(scope) for scope in scopes):
        return tag("span", f" ⚠ not sent: needs {' or '.join(scopes)}", class_="warning")
    return tag("span", f" by {' or '.join(scopes)}" if scopes else "", class_="note")


def _commands(workspace: Workspace) -> Html:
    found = workspace.app.manifest.features.slash_commands
    if not found:
        return tag("p", "The app has no slash commands.", class_="note")
    return _pairs([(f"{each.command} {each.usage_hint}".strip(), each.description) for each in found])


def _shortcuts(workspace: Workspace) -> Html:
    found = workspace.app.manifest.features.shortcuts
    if not found:
        return tag("p", "The app has no shortcuts.", class_="note")
    return _pairs([(each.callback_id, f"{each.name} ({each.type})") for each in found])


def _settings(workspace: Workspace) -> Html:
    manifest = workspace.app.manifest
    home = manifest.features.app_home
    switches = [
        ("Socket Mode", manifest.settings.socket_mode_enabled),
        ("Interactivity", manifest.settings.interactivity.is_enabled),
        ("Home tab", home.home_tab_enabled),
        ("Messages tab", home.messages_tab_enabled),
        ("Messages tab is read only", home.messages_tab_read_only_enabled),
    ]
    return _pairs([(name, "on" if is_on else "off") for name, is_on in switches])


def _list(names: list[str], nothing: str) -> Html:
    if not names:
        return tag("p", nothing, class_="note")
    return tag("ul", *(tag("li", tag("code", name)) for name in sorted(names)), class_="plain")


def _pairs(rows: list[tuple[str, str]]) -> Html:
    cells = [cell for name, value in rows for cell in (tag("dt", name), tag("dd", value))]
    return tag("dl", *cells)
