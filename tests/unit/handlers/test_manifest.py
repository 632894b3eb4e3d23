"""The manifest asks Slack for what the doors handle, for no more, and with a reason for each permission."""

import re
from pathlib import Path

import yaml

from handlers import ids
from handlers.doors import EVENTS, SHORTCUTS
from simulator.manifest import load_manifest

ROOT = Path(__file__).parents[3]
PATH = ROOT / "manifest.yml"
MANIFEST = load_manifest(PATH)


def test_every_slash_command_has_a_door_and_shows_how_to_use_it() -> None:
    commands = MANIFEST.features.slash_commands

    assert {command.command for command in commands} == {ids.CLIP, ids.CLIP_REVIEW}
    assert all(command.usage_hint for command in commands)


def test_transcriptions_arrive_as_they_were_typed() -> None:
    assert not any(command.should_escape for command in MANIFEST.features.slash_commands)


def test_every_shortcut_has_a_door() -> None:
    assert {shortcut.callback_id for shortcut in MANIFEST.features.shortcuts} == set(SHORTCUTS)


def test_every_event_has_a_door_and_every_door_its_event() -> None:
    # Slack names the subscription to messages after the kind of channel, and the event itself `message`.
    assert {name.partition(".")[0] for name in MANIFEST.bot_events} == set(EVENTS)


def test_the_app_hears_what_is_said_in_channels_and_not_in_direct_messages() -> None:
    heard = {name for name in MANIFEST.bot_events if name.startswith("message.")}

    assert heard == {"message.channels", "message.groups"}


def test_every_permission_has_a_reason() -> None:
    scopes = "|".join(re.escape(scope) for scope in MANIFEST.scopes)
    explained = re.findall(rf"- (?:{scopes}) # \w.+", PATH.read_text(encoding="utf-8"))

    assert len(explained) == len(MANIFEST.scopes) == len(set(MANIFEST.scopes))


def test_the_app_can_neither_read_nor_write_files() -> None:
    assert [scope for scope in MANIFEST.scopes if scope.startswith("files:")] == []


def test_the_app_stays_in_one_workspace_and_connects_by_socket() -> None:
    settings = yaml.safe_load(PATH.read_text(encoding="utf-8"))["settings"]

    assert settings["socket_mode_enabled"] is True
    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False


def test_the_bots_name_is_one_that_slack_takes_and_that_people_are_told_to_invite() -> None:
    name = MANIFEST.features.bot_user.display_name
    texts = [*(ROOT / "handlers").glob("*.py"), *(ROOT / "docs").glob("*.md")]

    invited = re.findall('/invite @([^`"\n]*)', "\n".join(path.read_text(encoding="utf-8") for path in texts))

    assert re.fullmatch("[a-z0-9._-]{1,80}", name)
    assert set(invited) == {name}
