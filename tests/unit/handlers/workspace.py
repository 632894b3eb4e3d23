"""Slack's end of the calls at start: a server that answers each method with what the test put there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from handlers.people import SlackPeople
from storage.memory.opening import open_memory
from tests.unit.handlers.cases import AIKO, NOOR, NOW, POLICY
from tests.unit.handlers.house import IDENTITY, TEAM, StillClock

CHANNELS = ("help-en", "help-de", "help-es", "leads", "moderators", "ear-ops")
GROUPS = ("leads", "moderators", "reviewers")


@dataclass
class Workspace:
    """What Slack says; a workspace as the policy needs it, until the test changes it."""

    client: AsyncWebClient
    answers: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def people(self) -> SlackPeople:
        return SlackPeople(
            client=self.client,
            policy=POLICY,
            identity=IDENTITY,
            store=open_memory(StillClock(NOW)).people,
            background=Background(),
        )

    async def answer(self, request: web.Request) -> web.Response:
        said = self.answers.get(request.match_info["method"], {})
        return web.json_response({"ok": True, **said}, headers=self.headers)


@asynccontextmanager
async def a_workspace() -> AsyncIterator[Workspace]:
    client = AsyncWebClient(token="xoxb-test", retry_handlers=[])
    workspace = Workspace(client)
    app = web.Application()
    app.router.add_route("*", "/{method}", workspace.answer)
    async with TestServer(app) as server:
        client.base_url = str(server.make_url("/"))
        workspace.answers |= _usual()
        yield workspace


def _usual() -> dict[str, Any]:
    return {
        "auth.test": {"team_id": TEAM, "user_id": "U0BOT00001", "bot_id": "B0EAR00001"},
        "users.list": {"members": [{"id": who, "team_id": TEAM, "name": "x"} for who in (AIKO, NOOR)]},
        "usergroups.list": {"usergroups": [{"id": f"S0{name}", "handle": name} for name in GROUPS]},
        "usergroups.users.list": {"users": [NOOR]},
        "conversations.list": {
            "channels": [{"id": f"C0{name}", "name": name, "is_member": True} for name in CHANNELS]
        },
        "conversations.members": {"members": [AIKO]},
    }
