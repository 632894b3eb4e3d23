"""A simulator for each test: a real process on a free port with a small app and a small workspace."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import HttpApp, Json, Running, http_app, started
from tests.simulator.sdk import Client

_MANIFEST = """
display_information: {name: Second Ear}
features:
  bot_user: {display_name: Second Ear}
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  unfurl_domains: [clips.example.org]
  slash_commands:
    - {command: /clip, description: Ask for a second ear}
  shortcuts:
    - {name: Ask for help, type: global, callback_id: ask, description: Ask for help}
    - {name: Use as suggestion, type: message, callback_id: use, description: Use it}
oauth_config:
  scopes:
    bot: %s
    user: [chat:write, users:read]
settings:
  event_subscriptions:
    bot_events: %s
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""
_SCOPES = (
    *("app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:read"),
    *("im:write", "reactions:read", "users:read", "usergroups:read"),
)
_EVENTS = (
    *("app_home_opened", "app_mention", "member_joined_channel", "message.channels", "message.groups"),
    *("subteam_members_changed", "user_change"),
)
_SEED = """
team: {id: T0EAR0001, name: Second Ear, domain: second-ear}
users:
  - {id: U0MIRA0001, name: mira, real_name: Mira Okafor, email: mira@example.org, tz: Europe/Berlin}
  - {id: U0JON00001, name: jon, real_name: Jon Park}
  - {id: U0GONE0001, name: gone, deleted: true}
channels:
  - {id: C0HELPEN01, name: help-en, app: true, members: [U0MIRA0001, U0JON00001]}
  - {id: C0OTHER001, name: other, members: [U0MIRA0001]}
  - {id: C0MODS0001, name: mods, is_private: true, app: true, members: [U0MIRA0001]}
  - {id: C0SECRET01, name: secret, is_private: true, members: [U0MIRA0001]}
usergroups:
  - {id: S0LEADS001, handle: leads, name: Leads, users: [U0MIRA0001]}
"""


@pytest.fixture
def more_scopes() -> list[str]:
    """What the app may do beyond its usual scopes; a module that needs more overrides this."""
    return []


@pytest.fixture
def more_events() -> list[str]:
    """What the app hears of beyond its usual events."""
    return []


@pytest.fixture
def more_seed() -> Json:
    """What the workspace has beyond the usual: more people, channels and so on, and its preferences."""
    return {}


@pytest.fixture
def limits() -> str:
    """Tests call faster than Slack allows; those of the limits override this."""
    return "off"


@pytest.fixture
async def running(
    tmp_path: Path, more_scopes: list[str], more_events: list[str], more_seed: Json, limits: str
) -> AsyncIterator[Running]:
    async with workspace_of_its_own(
        tmp_path, more_scopes, limits=limits, more_events=more_events, more_seed=more_seed
    ) as running:
        yield running


@pytest.fixture(params=["WebClient", "AsyncWebClient"])
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    """Slack's Python SDK, the plain client and the asynchronous one."""
    base_url, token = running.at["api"], running.at["bot_token"]
    if request.param == "WebClient":
        return Client(WebClient(token=token, base_url=base_url))
    return Client(AsyncWebClient(token=token, base_url=base_url, session=running.session))


@asynccontextmanager
async def workspace_of_its_own(
    folder: Path,
    more_scopes: Iterable[str] = (),
    *,
    limits: str = "off",
    more_events: Iterable[str] = (),
    more_seed: Json | None = None,
    more_settings: Json | None = None,
) -> AsyncIterator[Running]:
    """A simulator in a process of its own, for tests that need a second one."""
    written = yaml.safe_load(
        _MANIFEST % (json.dumps([*_SCOPES, *more_scopes]), json.dumps([*_EVENTS, *more_events]))
    )
    written["settings"] |= more_settings or {}
    people = _with_more(yaml.safe_load(_SEED), more_seed or {})
    async with started(folder, manifest=written, seed=people, limits=limits) as running:
        yield running


def _with_more(seed: Json, more: Json) -> Json:
    added = {key: [*seed[key], *value] if key in seed else value for key, value in more.items()}
    return seed | added


@pytest.fixture
async def app_server() -> AsyncIterator[HttpApp]:
    async with http_app() as app:
        yield app
