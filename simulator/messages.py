"""The messages of one channel: posted, edited, deleted, threaded, reacted to, and seen by one person only."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.files import File, file_object
from simulator.installation import Installation
from simulator.json_types import JsonObject

TOMBSTONE_TEXT = "This message was deleted."
TOMBSTONE_USER = "USLACKBOT"
# What a reply that was sent to the channel as well tells of the message that it answers.
_ROOT_KEYS = (
    *("type", "subtype", "user", "text", "ts", "bot_id", "username", "icons", "thread_ts"),
    *("reply_count", "reply_users_count", "latest_reply", "reply_users", "subscribed"),
)


@dataclass
class Message:
    ts: str
    user: str
    text: str
    team: str
    app: Installation | None = None
    """The app that wrote it, or nothing when a person did."""
    blocks: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    metadata: JsonObject | None = None
    thread_ts: str | None = None
    is_broadcast: bool = False
    only_for: str | None = None
    """The one person who sees it: an ephemeral message."""
    subtype: str | None = None
    client_msg_id: str | None = None
    edited: JsonObject | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    username: str | None = None
    icons: JsonObject | None = None
    files: list[File] = field(default_factory=list)
    is_upload: bool = False
    """Whether the message came about by an upload, rather than carrying files besides its text."""
    facts: JsonObject = field(default_factory=dict)
    """What its subtype tells besides: the topic that was set, the old name, who invited."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


class MessageLog:
    def __init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._threads: dict[str, dict[str, Message]] = {}
        # The timestamps that the channel itself shows, oldest first, so that a page is found without sorting.
        self._timeline: list[str] = []

    def add(self, message: Message) -> None:
        self._by_ts[message.ts] = message
        if message.only_for is None and (not message.is_reply or message.is_broadcast):
            insort(self._timeline, message.ts)
        if not message.is_reply or message.thread_ts is None or message.only_for:
            return
        self._threads.setdefault(message.thread_ts, {})[message.ts] = message
        if parent := self.find(message.thread_ts):
            parent.thread_ts = parent.ts

    def find(self, ts: str) -> Message | None:
        """A message that everybody in the channel sees."""
        found = self._by_ts.get(ts)
        return found if found and found.only_for is None else None

    def find_for(self, user: str, ts: str) -> Message | None:
        found = self._by_ts.get(ts)
        return found if found and found.only_for in {None, user} else None

    def remove(self, ts: str) -> None:
        """Takes the message away; a parent that has replies stays as a tombstone."""
        message = self._by_ts[ts]
        if self.replies(ts) and not message.is_reply:
            self._bury(message)
            return
        self._forget(ts)
        self._forget_empty_thread(message)

    def broadcast(self, reply: Message) -> None:
        """Shows a reply that is already in its thread to the whole channel as well."""
        if not reply.is_broadcast:
            reply.is_broadcast = True
            insort(self._timeline, reply.ts)

    def replies(self, thread_ts: str) -> list[Message]:
        return list(self._threads.get(thread_ts, {}).values())

    def newest(self, oldest: str, latest: str, count: int) -> list[Message]:
        """What the channel itself shows between these timestamps, both included: the newest, newest first."""
        start = bisect_left(self._timeline, oldest)
        end = bisect_right(self._timeline, latest)
        return [self._by_ts[ts] for ts in reversed(self._timeline[max(start, end - count) : end])]

    def everything(self) -> list[Message]:
        """What everybody in the channel can see, in it and in its threads."""
        return [message for message in self._by_ts.values() if message.only_for is None]

    def seen_by(self, user: str, thread_ts: str | None) -> list[Message]:
        shown = [message for message in self._by_ts.values() if message.only_for in {None, user}]
        if thread_ts is not None:
            shown = [message for message in shown if thread_ts in {message.ts, message.thread_ts}]
        else:
            shown = [message for message in shown if not message.is_reply or message.is_broadcast]
        return sorted(shown, key=lambda message: message.ts)

    def latest_seen_by(self, user: str) -> Iterator[Message]:
        """What the channel itself shows this person, newest first: as much of it as is asked for."""
        for message in reversed(self._by_ts.values()):
            if message.only_for in {None, user} and (not message.is_reply or message.is_broadcast):
                yield message

    def described(self, message: Message, *, all_metadata: bool) -> JsonObject:
        described = _core(message)
        if message.thread_ts is not None:
            described |= self._thread_facts(message)
        if message.metadata is not None:
            described["metadata"] = _metadata(message.metadata, everything=all_metadata)
        return described

    def _thread_facts(self, message: Message) -> JsonObject:
        facts: JsonObject = {"thread_ts": message.thread_ts}
        if message.is_reply and message.thread_ts is not None:
            parent = self.find(message.thread_ts)
            if parent is None:
                return facts
            root = {"root": self._root(parent)} if message.is_broadcast else {}
            return facts | {"parent_user_id": parent.user} | root
        replies = self.replies(message.ts)
        users = list(dict.fromkeys(reply.user for reply in replies))
        return facts | {
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": max((reply.ts for reply in replies), default=message.ts),
            "reply_users": users,
            "is_locked": False,
            "subscribed": any(reply.app for reply in replies) or message.app is not None,
        }

    def _root(self, parent: Message) -> JsonObject:
        described = _core(parent) | self._thread_facts(parent)
        return {key: described[key] for key in _ROOT_KEYS if key in described}

    def _forget(self, ts: str) -> None:
        del self._by_ts[ts]
        place = bisect_left(self._timeline, ts)
        if self._timeline[place : place + 1] == [ts]:
            del self._timeline[place]

    def _bury(self, message: Message) -> None:
        message.text = TOMBSTONE_TEXT
        message.subtype = "tombstone"
        message.user = TOMBSTONE_USER
        message.app = None
        message.blocks, message.attachments = [], []
        message.metadata, message.edited, message.client_msg_id = None, None, None
        message.username, message.icons = None, None
        message.facts.clear()
        message.reactions.clear()
        message.files.clear()

    def _forget_empty_thread(self, reply: Message) -> None:
        if not reply.is_reply or reply.thread_ts is None:
            return
        self._threads.get(reply.thread_ts, {}).pop(reply.ts, None)
        parent = self.find(reply.thread_ts)
        if parent is None or self.replies(parent.ts):
            return
        parent.thread_ts = None
        if parent.subtype == "tombstone":
            self._forget(parent.ts)


def permalink(workspace_url: str, channel_id: str, message: Message) -> str:
    link = f"{workspace_url}archives/{channel_id}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={channel_id}" if message.is_reply else link


def _core(message: Message) -> JsonObject:
    described: JsonObject = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": message.team,
    }
    if message.app:
        described |= {
            "bot_id": message.app.bot_id,
            "app_id": message.app.app_id,
            "bot_profile": message.app.bot_profile(),
        }
    optional: JsonObject = {
        "subtype": message.subtype,
        "client_msg_id": message.client_msg_id,
        "username": message.username,
        "icons": message.icons,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "edited": message.edited,
        "reactions": _reactions(message),
    }
    if message.files:
        described |= _carried(message)
    if message.subtype == "tombstone":
        described["hidden"] = True
    if message.subtype == "bot_message":
        # An app that writes under a name of its own is not shown as its bot user.
        del described["user"]
    return described | {key: value for key, value in optional.items() if value} | message.facts


def _carried(message: Message) -> JsonObject:
    files = [file_object(file) for file in message.files]
    return {"files": files, "upload": message.is_upload, "display_as_bot": False}


def _reactions(message: Message) -> list[JsonObject]:
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]


def _metadata(metadata: JsonObject, *, everything: bool) -> JsonObject:
    return metadata if everything else {"event_type": metadata["event_type"]}
