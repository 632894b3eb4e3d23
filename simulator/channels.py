"""Channels, private channels and direct messages, and how Slack describes them."""

from dataclasses import dataclass, field
from typing import Literal

from simulator.json_types import JsonObject
from simulator.seed import SeedChannel

ChannelKind = Literal["channel", "group", "im"]


@dataclass
class Channel:
    id: str
    name: str
    kind: ChannelKind
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    with_user: str | None = None

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    @property
    def name_in_payloads(self) -> str:
        return {"channel": self.name, "group": "privategroup", "im": "directmessage"}[self.kind]


def channel_from(seed: SeedChannel, bot_user_id: str, created: int) -> Channel:
    members = [*seed.members, *([bot_user_id] if seed.app else [])]
    return Channel(
        id=seed.id,
        name=seed.name,
        kind="group" if seed.is_private else "channel",
        created=created,
        creator=seed.members[0] if seed.members else bot_user_id,
        members=members,
        topic=seed.topic,
        purpose=seed.purpose,
        is_archived=seed.is_archived,
    )


def direct_message(channel_id: str, user: str, bot_user_id: str, created: int) -> Channel:
    return Channel(
        id=channel_id,
        name="",
        kind="im",
        created=created,
        creator=bot_user_id,
        members=[user, bot_user_id],
        with_user=user,
    )


def channel_object(channel: Channel, team_id: str, viewer: str) -> JsonObject:
    if channel.kind == "im":
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": channel.created * 1000,
            "user": channel.with_user,
            "is_user_deleted": False,
            "priority": 0,
        }
    return _named(channel, team_id) | {"is_member": viewer in channel.members}


def _named(channel: Channel, team_id: str) -> JsonObject:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": team_id,
        "updated": channel.created * 1000,
        "creator": channel.creator,
        "is_ext_shared": False,
        "shared_team_ids": [team_id],
        "pending_connected_team_ids": [],
        "topic": _remark(channel.topic, channel),
        "purpose": _remark(channel.purpose, channel),
        "previous_names": [],
    }


def _remark(value: str, channel: Channel) -> JsonObject:
    said = bool(value)
    return {
        "value": value,
        "creator": channel.creator if said else "",
        "last_set": channel.created if said else 0,
    }
