"""The users.* and usergroups.* methods, through Slack's own Python SDK."""

import pytest

from tests.simulator.running import Json, Running
from tests.simulator.sdk import CLIENTS, Client, client_of

MIRA, GONE, AWAY = "U0MIRA0001", "U0GONE0001", "U0AWAY0001"


@pytest.fixture
def more_scopes() -> list[str]:
    return ["users:read.email", "users:write", "users.profile:read"]


@pytest.fixture
def more_seed() -> Json:
    away = {"id": AWAY, "name": "ann", "title": "Lead", "status_text": "In a meeting", "presence": "away"}
    old = {"id": "S0OLD00001", "handle": "old", "name": "Old", "users": [MIRA], "is_disabled": True}
    return {"users": [away], "usergroups": [old]}


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def test_a_person_is_found_by_the_address(slack: Client, running: Running) -> None:
    found = (await slack("users_lookupByEmail", email="Mira@Example.org"))["user"]
    await running.control("user", user=MIRA, deleted=True)

    assert (found["id"], found["profile"]["email"]) == (MIRA, "mira@example.org")
    assert await slack.error("users_lookupByEmail", email="nobody@example.org") == "users_not_found"
    assert await slack.error("users_lookupByEmail", email="mira@example.org") == "users_not_found"


async def test_presence_is_everybodys_own(slack: Client) -> None:
    async def presence(**whose: object) -> str:
        return str((await slack("users_getPresence", **whose))["presence"])

    assert (await presence(user=MIRA), await presence(user=AWAY)) == ("active", "away")
    assert await presence(user=GONE) == "away"
    assert await slack.error("users_getPresence", user="U0NOBODY") == "user_not_found"


async def test_the_app_sets_its_own_presence(slack: Client) -> None:
    me = (await slack("auth_test"))["user_id"]
    await slack("users_setPresence", presence="auto")
    there = await slack("users_getPresence", user=me)
    await slack("users_setPresence", presence="away")
    away = await slack("users_getPresence", user=me)

    assert (there["presence"], away["presence"]) == ("active", "away")
    assert await slack.error("users_setPresence", presence="asleep") == "invalid_presence"


async def test_a_profile_says_what_the_person_wrote_into_it(slack: Client) -> None:
    profile = (await slack("users_profile_get", user=AWAY))["profile"]
    own = (await slack("users_profile_get"))["profile"]

    assert (profile["title"], profile["status_text"]) == ("Lead", "In a meeting")
    assert own["bot_id"] == (await slack("auth_test"))["bot_id"]
    assert await slack.error("users_profile_get", user="U0NOBODY") == "user_not_found"


async def test_user_groups_that_are_switched_off_show_only_on_demand(slack: Client) -> None:
    async def handles(**arguments: object) -> list[str]:
        return [group["handle"] for group in (await slack("usergroups_list", **arguments))["usergroups"]]

    disabled = {"usergroup": "S0OLD00001"}
    assert await handles() == ["leads"]
    assert await handles(include_disabled=True) == ["leads", "old"]
    assert await slack.error("usergroups_users_list", **disabled) == "no_such_subteam"
    assert (await slack("usergroups_users_list", **disabled, include_disabled=True))["users"] == [MIRA]
