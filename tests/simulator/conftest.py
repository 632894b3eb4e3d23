"""A simulator for each test: a real process on a free port with a small app and a small workspace."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.simulator.running import PATIENCE_SECONDS, HttpApp, Running, http_app

_REPOSITORY = Path(__file__).parents[2]
_MANIFEST = """
display_information: {name: Second Ear}
features:
  bot_user: {display_name: Second Ear}
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  slash_commands:
    - {command: /clip, description: Ask for a second ear}
  shortcuts:
    - {name: Ask for help, type: global, callback_id: ask, description: Ask for help}
    - {name: Use as suggestion, type: message, callback_id: use, description: Use it}
oauth_config:
  scopes:
    bot: %s
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_mention, member_joined_channel, message.channels, message.groups,
                 subteam_members_changed, user_change]
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""
_SCOPES = (
    *("app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:read"),
    *("im:write", "reactions:read", "users:read", "usergroups:read"),
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
async def running(tmp_path: Path, more_scopes: list[str]) -> AsyncIterator[Running]:
    manifest, seed = tmp_path / "manifest.yml", tmp_path / "workspace.yml"
    manifest.write_text(_MANIFEST % json.dumps([*_SCOPES, *more_scopes]))
    seed.write_text(_SEED)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--manifest", str(manifest), "--seed", str(seed)),
        *("--record", str(tmp_path / "record.jsonl")),
        cwd=_REPOSITORY,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_SECONDS)
    async with aiohttp.ClientSession() as session:
        running = Running(process, json.loads(line), session)
        yield running
        await running.close()
        if process.returncode is None:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0


@pytest.fixture
async def app_server() -> AsyncIterator[HttpApp]:
    async with http_app() as app:
        yield app
