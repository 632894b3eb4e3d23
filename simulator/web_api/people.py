"""The users.* methods: who is in the workspace, and what is known of each."""

from simulator.json_types import JsonObject
from simulator.people import User, profile_object, user_object
from simulator.refusals import RefusedError
from simulator.seed import Presence
from simulator.web_api.call import Call, Method
from simulator.web_api.paging import page

# Without a limit Slack answers with everybody, as far as it can.
_ALL = 1000
_PRESENCES: dict[str, Presence] = {"auto": "active", "away": "away"}


def user_info(call: Call) -> JsonObject:
    user = call.workspace.users.get(call.arguments.required("user"))
    if user is None:
        raise RefusedError("user_not_found")
    return {"user": _described(call, user)}


def list_users(call: Call) -> JsonObject:
    users = sorted(call.workspace.users.values(), key=lambda user: user.id)
    shown, cursor = page(users, call.arguments, "user", lambda user: user.id, _ALL)
    return {
        "members": [_described(call, user) for user in shown],
        "cache_ts": int(call.workspace.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def look_up(call: Call) -> JsonObject:
    email = call.arguments.required("email").casefold()
    for user in call.workspace.users.values():
        if (user.facts.email or "").casefold() == email and not user.facts.deleted:
            return {"user": _described(call, user)}
    raise RefusedError("users_not_found")


def presence(call: Call) -> JsonObject:
    return {"presence": _named(call).presence}


def set_presence(call: Call) -> JsonObject:
    wanted = _PRESENCES.get(call.arguments.required("presence"))
    if wanted is None:
        raise RefusedError("invalid_presence")
    call.workspace.users[call.workspace.app.bot_user_id].set_presence = wanted
    return {}


def profile(call: Call) -> JsonObject:
    with_email = call.workspace.app.has_scope("users:read.email")
    shown = profile_object(_named(call), with_email=with_email)
    # A profile by itself does not repeat the workspace that it was asked of.
    del shown["team"]
    return {"profile": shown | {"fields": {}}}


def _named(call: Call) -> User:
    user = call.workspace.users.get(call.arguments.text("user") or call.workspace.app.bot_user_id)
    if user is None:
        raise RefusedError("user_not_found")
    return user


def _described(call: Call, user: User) -> JsonObject:
    described = user_object(user, with_email=call.workspace.app.has_scope("users:read.email"))
    if call.arguments.flag("include_locale"):
        described["locale"] = "en-US"
    return described


METHODS = (
    Method("users.info", user_info, ("users:read",)),
    Method("users.list", list_users, ("users:read",)),
    Method("users.lookupByEmail", look_up, ("users:read.email",)),
    Method("users.getPresence", presence, ("users:read",)),
    Method("users.setPresence", set_presence, ("users:write",)),
    Method("users.profile.get", profile, ("users.profile:read",)),
)
