"""bots.info and team.info."""

from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method


def bot_info(call: Call) -> JsonObject:
    app = call.workspace.app
    if call.arguments.text("bot") not in {app.bot_id, None}:
        raise RefusedError("bot_not_found")
    profile = app.bot_profile()
    keys = ("id", "deleted", "name", "updated", "app_id", "icons")
    return {"bot": {key: profile[key] for key in keys} | {"user_id": app.bot_user_id}}


def team_info(call: Call) -> JsonObject:
    team = call.workspace.app.team
    if call.arguments.text("team") not in {team.id, None}:
        raise RefusedError("team_not_found")
    base = "https://a.slack-edge.com/80588/img/avatars-teams/ava_0001-"
    icon: JsonObject = {f"image_{size}": f"{base}{size}.png" for size in (34, 44, 68, 88, 102, 132, 230)}
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "url": call.workspace.url,
            "domain": team.domain,
            "email_domain": "",
            "icon": icon | {"image_default": True},
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }


METHODS = (
    Method("bots.info", bot_info, ("users:read",)),
    Method("team.info", team_info, ("team:read",)),
)
