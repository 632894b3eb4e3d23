"""A simulator with an app that may do all that the clients try, and the clients, once installed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clients.node import OLDEST_NODE, install_clients, node_version
from tests.simulator.running import Running, started

_SCOPES = (
    *("app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:join"),
    *("channels:manage", "channels:read", "chat:write", "chat:write.public", "commands", "files:read"),
    *("files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write"),
    *("mpim:read", "mpim:write", "pins:read", "pins:write", "reactions:read", "reactions:write", "team:read"),
    *("usergroups:read", "users:read", "users:read.email", "users.profile:read"),
)
_EVENTS = (
    *("app_home_opened", "app_mention", "member_joined_channel", "message.channels", "message.groups"),
    *("message.im", "reaction_added", "team_join", "user_change"),
)
_MANIFEST = {
    "display_information": {"name": "Second Ear"},
    "features": {
        "bot_user": {"display_name": "Second Ear"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/clip", "description": "Ask for a second ear"}],
        "shortcuts": [
            {"name": "Ask for help", "type": "global", "callback_id": "ask", "description": "Ask for help"},
            {"name": "Use it", "type": "message", "callback_id": "use", "description": "Use as suggestion"},
        ],
    },
    "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
    "settings": {
        "event_subscriptions": {"bot_events": list(_EVENTS)},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
_PEOPLE = [
    ("U0MIRA0001", "mira", "Mira Okafor"),
    ("U0JON00001", "jon", "Jon Park"),
    ("U0AMA00001", "ama", "Ama"),
]
_EVERYBODY = [user for user, _, _ in _PEOPLE]
_SEED = {
    "team": {"id": "T0EAR0001", "name": "Second Ear", "domain": "second-ear"},
    "users": [
        {"id": user, "name": name, "real_name": real_name, "email": f"{name}@example.org"}
        for user, name, real_name in _PEOPLE
    ],
    "channels": [
        {"id": "C0HELPEN01", "name": "help-en", "app": True, "members": _EVERYBODY},
        {"id": "C0OTHER001", "name": "other", "members": _EVERYBODY},
        {"id": "C0MODS0001", "name": "mods", "is_private": True, "app": True, "members": ["U0MIRA0001"]},
    ],
}


@pytest.fixture(params=sorted(OLDEST_NODE))
def bolt(request: pytest.FixtureRequest) -> str:
    """The name under which node_modules holds a version of Bolt, and with it its clients."""
    name: str = request.param
    version = node_version()
    if version < OLDEST_NODE[name]:
        pytest.skip(f"{name} needs Node.js {OLDEST_NODE[name]}, and here is {version}")
    install_clients()
    return name


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with started(tmp_path, manifest=_MANIFEST, seed=_SEED) as running:
        yield running


@pytest.fixture
def settings(running: Running, bolt: str) -> dict[str, str]:
    """What a program of a client is told about its workspace."""
    return {"BOLT": bolt, "SLACK_API_URL": running.at["api"], "SLACK_BOT_TOKEN": running.at["bot_token"]}
