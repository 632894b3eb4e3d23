"""How the Web API describes a conversation to the app."""

from simulator.channels import Channel, channel_object
from simulator.json_types import JsonObject
from simulator.web_api.call import Call


def described(call: Call, channel: Channel) -> JsonObject:
    app = call.workspace.app
    person = call.workspace.users.get(channel.with_user or "")
    is_gone = person is not None and person.facts.deleted
    return channel_object(channel, app.team.id, app.bot_user_id, is_user_deleted=is_gone)


def warned(body: JsonObject, *warnings: str) -> JsonObject:
    """An answer that went well and still has something to say."""
    if not warnings:
        return body
    metadata = {**body.get("response_metadata", {}), "warnings": list(warnings)}
    return {**body, "warning": ",".join(warnings), "response_metadata": metadata}
