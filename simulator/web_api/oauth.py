"""oauth.v2.access, auth.revoke and apps.uninstall: how the app gets its tokens and loses them."""

from simulator.json_types import JsonObject
from simulator.oauth import TOKEN_SECONDS, Grant, Token
from simulator.refusals import RefusedError, invalid_arguments
from simulator.uninstalling import reinstall, revoke, uninstall
from simulator.web_api.call import Call, Method


def access(call: Call) -> JsonObject:
    _check_client(call)
    grant_type = call.arguments.text("grant_type") or "authorization_code"
    if grant_type == "refresh_token":
        user, token = call.workspace.oauth.refresh(call.arguments.required("refresh_token"))
        return _granted(call, {"id": user}, token)
    if grant_type != "authorization_code":
        raise RefusedError("invalid_grant_type")
    grant = _exchanged(call)
    person = _described(grant.person) if grant.person else {}
    return _granted(call, {"id": grant.user} | person, grant.bot)


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


def _exchanged(call: Call) -> Grant:
    code = call.arguments.text("code")
    if code is None:
        raise invalid_arguments("missing required field: code")
    return call.workspace.oauth.exchange(code, call.arguments.text("redirect_uri"))


def _granted(call: Call, authed_user: JsonObject, token: Token | None) -> JsonObject:
    app = call.workspace.app
    body: JsonObject = {
        "app_id": app.app_id,
        "authed_user": authed_user,
        "team": {"id": app.team.id, "name": app.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if token is None:
        return body
    body |= _described(token)
    if token.kind == "bot":
        reinstall(call.workspace)
        body["bot_user_id"] = app.bot_user_id
    return body


def _described(token: Token) -> JsonObject:
    described: JsonObject = {
        "scope": ",".join(token.scopes),
        "token_type": token.kind,
        "access_token": token.text,
    }
    if token.refresh_token is not None:
        described |= {"refresh_token": token.refresh_token, "expires_in": TOKEN_SECONDS}
    return described


METHODS = (
    Method("oauth.v2.access", access, tokens=("none",)),
    Method("auth.revoke", revoke_token, tokens=("bot", "app", "user")),
    Method("apps.uninstall", uninstall_app),
)
