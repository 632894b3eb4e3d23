"""Channels, private channels and direct messages of two or more, and how Slack describes them."""

from dataclasses import dataclass, field
from typing import Literal

from simulator.json_types import JsonObject
from simulator.seed import SeedChannel

ChannelKind = Literal["channel", "group", "im", "mpim"]
RemarkKind = Literal["topic", "purpose"]
UNREAD = "0000000000.000000"


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
    is_general: bool = False
    is_posting_restricted: bool = False
    is_read_only: bool = False
    is_thread_only: bool = False
    is_non_threadable: bool = False
    previous_names: list[str] = field(default_factory=list)
    updated_ms: int = 0
    set_by: dict[RemarkKind, tuple[str, int]] = field(default_factory=dict)
    """Who set the topic and the purpose, and when, in seconds."""
    last_read: dict[str, str] = field(default_factory=dict)
    """The last message that each member has read."""
    closed_for: set[str] = field(default_factory=set)
    """Who has closed this direct message; it opens again when somebody writes or opens it."""

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    @property
    def is_direct(self) -> bool:
        return self.kind in {"im", "mpim"}

    @property
    def name_in_payloads(self) -> str:
        return {"group": "privategroup", "im": "directmessage"}.get(self.kind, self.name)


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
        is_general=seed.name == "general",
        is_posting_restricted=seed.posting == "admins",
        is_read_only=seed.is_read_only,
        is_thread_only=seed.is_thread_only,
        is_non_threadable=seed.is_non_threadable,
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


def group_message(channel_id: str, named: dict[str, str], created: int) -> Channel:
    """A direct message between several people, of whom the first opened it: their ids and their names."""
    members = list(named)
    return Channel(
        id=channel_id,
        name=f"mpdm-{'--'.join(named.values())}-1",
        kind="mpim",
        created=created,
        creator=members[0],
        members=members,
        topic="Group messaging",
        purpose=f"Group messaging with: {' '.join(f'@{name}' for name in named.values())}",
    )


def channel_object(
    channel: Channel, team_id: str, viewer: str, *, is_user_deleted: bool = False
) -> JsonObject:
    if channel.kind == "im":
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": _updated(channel),
            "user": channel.with_user,
            "is_user_deleted": is_user_deleted,
            "priority": 0,
        }
    return _named(channel, team_id) | {"is_member": viewer in channel.members}


def posting_limits(channel: Channel) -> JsonObject:
    """The flags of a channel where not everybody may write everything; Slack names them only there."""
    flags = {
        "is_read_only": channel.is_read_only,
        "is_thread_only": channel.is_thread_only,
        "is_non_threadable": channel.is_non_threadable,
    }
    return {name: True for name, is_set in flags.items() if is_set}


def _named(channel: Channel, team_id: str) -> JsonObject:
    # Only private channels from before March 2021, whose ids begin with G, are groups and no channels.
    is_group = channel.id.startswith("G")
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not is_group,
        "is_group": is_group,
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": team_id,
        "updated": _updated(channel),
        "creator": channel.creator,
        "is_ext_shared": False,
        "shared_team_ids": [team_id],
        "pending_connected_team_ids": [],
        "topic": _remark(channel, "topic", channel.topic),
        "purpose": _remark(channel, "purpose", channel.purpose),
        "previous_names": list(channel.previous_names),
    }


def _updated(channel: Channel) -> int:
    return channel.updated_ms or channel.created * 1000


def _remark(channel: Channel, kind: RemarkKind, value: str) -> JsonObject:
    first = (channel.creator, channel.created) if value else ("", 0)
    creator, last_set = channel.set_by.get(kind, first)
    return {"value": value, "creator": creator, "last_set": last_set}
