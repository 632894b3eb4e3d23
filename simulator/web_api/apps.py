"""auth.test and apps.connections.open."""

from simulator.json_types import JsonObject
from simulator.web_api.call import Call, Method


def test_auth(call: Call) -> JsonObject:
    app = call.workspace.app
    if call.token_type == "app":  # noqa: S105 - a kind of token, not one
        return {"app_name": app.app_name, "app_id": app.app_id}
    return {
        "url": call.workspace.url,
        "team": app.team.name,
        "user": app.bot_name,
        "team_id": app.team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> JsonObject:
    return {"url": call.workspace.machinery.hub.url(call.host)}


METHODS = (
    Method("auth.test", test_auth, tokens=("bot", "app")),
    Method("apps.connections.open", open_connection, tokens=("app",)),
)
