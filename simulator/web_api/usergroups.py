"""usergroups.list and usergroups.users.list."""

from simulator.json_types import JsonObject
from simulator.people import usergroup_object
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method


def list_usergroups(call: Call) -> JsonObject:
    team = call.workspace.app.team.id
    with_users = call.arguments.flag("include_users")
    with_count = call.arguments.flag("include_count")
    with_disabled = call.arguments.flag("include_disabled")
    groups = [
        group for group in call.workspace.usergroups.values() if with_disabled or not group.facts.is_disabled
    ]
    return {
        "usergroups": [
            usergroup_object(group, team, with_users=with_users, with_count=with_count) for group in groups
        ]
    }


def list_members(call: Call) -> JsonObject:
    group = call.workspace.usergroups.get(call.arguments.required("usergroup"))
    if group is None or (group.facts.is_disabled and not call.arguments.flag("include_disabled")):
        raise RefusedError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = (
    Method("usergroups.list", list_usergroups, ("usergroups:read",)),
    Method("usergroups.users.list", list_members, ("usergroups:read",)),
)
