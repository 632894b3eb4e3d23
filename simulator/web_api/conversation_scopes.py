"""Which scope a conversations.* method needs: that of the kind of conversation that the call names."""

from collections.abc import Iterable, Mapping

from simulator.channels import Channel, ChannelKind
from simulator.refusals import RefusedError
from simulator.web_api.call import Call

_FAMILIES: dict[ChannelKind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
Scopes = Mapping[ChannelKind, str]


def _each(right: str) -> Scopes:
    return {kind: f"{family}:{right}" for kind, family in _FAMILIES.items()}


READ = _each("read")
HISTORY = _each("history")
# Only channels are managed by bots under another name than elsewhere.
WRITE: Scopes = {**_each("write"), "channel": "channels:manage"}
INVITE: Scopes = {"channel": "channels:write.invites", "group": "groups:write.invites"}
TOPIC = _each("write.topic")


def scoped(call: Call, *rights: Scopes) -> Channel:
    """The channel that the call names, if the app holds one of the scopes for its kind."""
    channel = call.channel()
    need_one(call, needed(channel.kind, *rights))
    return channel


def needed(kind: ChannelKind, *rights: Scopes) -> list[str]:
    return [right[kind] for right in rights if kind in right]


def need_one(call: Call, scopes: list[str]) -> None:
    app = call.workspace.app
    if any(app.has_scope(scope) for scope in scopes):
        return
    raise RefusedError("missing_scope", needed=",".join(scopes), provided=",".join(app.manifest.scopes))


def all_of(*rights: Scopes) -> tuple[str, ...]:
    """Every scope that one of the kinds may need, for the method's own line."""
    return tuple(_unique(scope for right in rights for scope in right.values()))


def _unique(scopes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(scopes))
