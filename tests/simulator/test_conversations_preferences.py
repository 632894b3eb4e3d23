"""What the admins of a workspace may have forbidden, and what an app without a scope may not do."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import client_of

HELP = "C0HELPEN01"


@pytest.fixture
def more_scopes() -> list[str]:
    return ["channels:manage", "chat:write.public"]


@pytest.fixture
def more_seed() -> Json:
    return {"preferences": {"edit_window_seconds": 60, "creating_channels": "admins"}}


async def test_a_message_can_be_edited_only_while_the_window_is_open(running: Running) -> None:
    slack = client_of(running)
    place = {"channel": HELP, "ts": (await slack("chat_postMessage", channel=HELP, text="a"))["ts"]}
    await slack("chat_update", **place, text="b")
    await running.control("clock", advance_seconds=61)

    assert await slack.error("chat_update", **place, text="c") == "edit_window_closed"
    assert (await slack("chat_delete", **place))["ok"] is True


async def test_channels_that_only_admins_may_make_are_refused(running: Running) -> None:
    slack = client_of(running)

    assert await slack.error("conversations_create", name="help-fr") == "restricted_action"


async def test_a_public_channel_is_written_to_without_joining(running: Running) -> None:
    slack = client_of(running)
    posted = await slack("chat_postMessage", channel="C0OTHER001", text="a")

    assert posted["channel"] == "C0OTHER001"
    assert await slack.error("conversations_history", channel="C0OTHER001") == "not_in_channel"


async def test_what_the_app_has_no_scope_for_is_refused_by_its_name(running: Running) -> None:
    slack = client_of(running)
    refused: dict[str, tuple[Json, str]] = {
        "conversations_join": ({"channel": HELP}, "channels:join"),
        "users_lookupByEmail": ({"email": "mira@example.org"}, "users:read.email"),
        "users_setPresence": ({"presence": "away"}, "users:write"),
        "users_profile_get": ({}, "users.profile:read"),
        "chat_unfurl": ({"channel": HELP, "ts": "1.1", "unfurls": {}}, "links:write"),
    }

    for name, (arguments, scope) in refused.items():
        refusal = await slack.refused(name, **arguments)
        assert (name, refusal["error"], refusal["needed"]) == (name, "missing_scope", scope)
