"""oauth.v2.access, auth.revoke and apps.uninstall: how the app gets its tokens and loses them."""

from simulator.json_types import JsonObject
from simulator.oauth import TOKEN_SECONDS, Grant
from simulator.refusals import RefusedError, invalid_arguments
from simulator.uninstalling import reinstall, revoke, uninstall
from simulator.web_api.call import Call, Method


def access(call: Call) -> JsonObject:
    _check_client(call)
    grant = _grant(call, call.arguments.text("grant_type") or "authorization_code")
    reinstall(call.workspace)
    app = call.workspace.app
    body: JsonObject = {
        "app_id": app.app_id,
        "authed_user": {"id": grant.user},
        "scope": ",".join(app.manifest.scopes),
        "token_type": "bot",
        "access_token": grant.access_token,
        "bot_user_id": app.bot_user_id,
        "team": {"id": app.team.id, "name": app.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if grant.refresh_token is not None:
        body |= {"refresh_token": grant.refresh_token, "expires_in": TOKEN_SECONDS}
    return body


def revoke_token(call: Call) -> JsonObject:
    if call.arguments.flag("test"):
        return {"revoked": False}
    revoke(call.workspace, call.token)
    return {"revoked": True}


def uninstall_app(call: Call) -> JsonObject:
    _check_client(call)
    uninstall(call.workspace)
    return {}


def _check_client(call: Call) -> None:
    app = call.workspace.app
    if call.arguments.text("client_id") != app.client_id:
        raise RefusedError("invalid_client_id")
    if call.arguments.text("client_secret") != app.client_secret:
        raise RefusedError("bad_client_secret")


def _grant(call: Call, grant_type: str) -> Grant:
    oauth = call.workspace.oauth
    if grant_type == "authorization_code":
        code = call.arguments.text("code")
        if code is None:
            raise invalid_arguments("missing required field: code")
        return oauth.exchange(code, call.arguments.text("redirect_uri"))
    if grant_type != "refresh_token":
        raise RefusedError("invalid_grant_type")
    return oauth.refresh(call.arguments.required("refresh_token"))


METHODS = (
    Method("oauth.v2.access", access, tokens=("none",)),
    Method("auth.revoke", revoke_token, tokens=("bot", "app", "user")),
    Method("apps.uninstall", uninstall_app),
)
