"""users.info and users.list."""

from simulator.json_types import JsonObject
from simulator.people import User, user_object
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method
from simulator.web_api.paging import page

# Without a limit Slack answers with everybody, as far as it can.
_ALL = 1000


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


def _described(call: Call, user: User) -> JsonObject:
    described = user_object(user, with_email=call.workspace.app.has_scope("users:read.email"))
    if call.arguments.flag("include_locale"):
        described["locale"] = "en-US"
    return described


METHODS = (
    Method("users.info", user_info, ("users:read",)),
    Method("users.list", list_users, ("users:read",)),
)
