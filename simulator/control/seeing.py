"""What people see in channels, modals and Home, who is there, and the record."""

from simulator.channels import channel_object
from simulator.control.people import known_user, seen_channel, seen_object
from simulator.control.strict import Acting, StrictModel
from simulator.json_types import JsonObject
from simulator.people import user_object, usergroup_object
from simulator.workspace import Workspace


class SeesRequest(Acting):
    channel: str
    thread_ts: str | None = None


async def sees(workspace: Workspace, request: SeesRequest) -> JsonObject:
    user = known_user(workspace, request.user)
    channel = seen_channel(workspace, user, request.channel)
    messages = workspace.log(channel).seen_by(user.id, request.thread_ts)
    return {"messages": [seen_object(workspace, channel, message) for message in messages]}


async def views(workspace: Workspace, request: Acting) -> JsonObject:
    user = known_user(workspace, request.user)
    home = workspace.views.home(user.id)
    return {
        "modals": [workspace.views.described(view) for view in workspace.views.stack(user.id)],
        "home": workspace.views.described(home) if home else None,
    }


async def whole(workspace: Workspace, _request: StrictModel) -> JsonObject:
    app = workspace.app
    team = app.team.id
    channels = [
        channel_object(known, team, app.bot_user_id) | {"members": list(known.members)}
        for known in workspace.channels.values()
    ]
    return {
        "team": app.team.model_dump(),
        "users": [user_object(user, with_email=True) for user in workspace.users.values()],
        "channels": channels,
        "usergroups": [
            usergroup_object(group, team, with_users=True, with_count=True)
            for group in workspace.usergroups.values()
        ],
        "bot_user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "app_id": app.app_id,
        "commands": [known.model_dump() for known in app.manifest.features.slash_commands],
        "shortcuts": [known.model_dump() for known in app.manifest.features.shortcuts],
        "connections": workspace.machinery.hub.connection_count,
    }
