"""auth.test and apps.connections.open."""

from simulator.json_types import JsonObject
from simulator.web_api.call import Call, Method


def test_auth(call: Call) -> JsonObject:
    app = call.workspace.app
    if call.token_type == "app":  # noqa: S105 - a kind of token, not one
        return {"app_name": app.app_name, "app_id": app.app_id}
    described: JsonObject = {
        "url": call.workspace.url,
        "team": app.team.name,
        "user": call.workspace.users[call.caller].facts.name,
        "team_id": app.team.id,
        "user_id": call.caller,
        "is_enterprise_install": False,
    }
    return described if call.grant else described | {"bot_id": app.bot_id}


def open_connection(call: Call) -> JsonObject:
    return {"url": call.workspace.machinery.hub.url(call.host)}


METHODS = (
    Method("auth.test", test_auth, tokens=("bot", "app", "user")),
    Method("apps.connections.open", open_connection, tokens=("app",)),
)
