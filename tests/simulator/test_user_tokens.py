"""User tokens: an app that acts as a person who let it, within what that person may do and has allowed."""

import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import Json, Running, until
from tests.simulator.sdk import CLIENTS, Client, client_of, hearing

MIRA, JON, ADA, OONA, GUS = "U0MIRA0001", "U0JON00001", "U0ADA00001", "U0OONA0001", "U0GUS00001"
JAN = "U0JAN00001"
"""Who has given no token yet."""
BACK = "http://127.0.0.1:9/oauth_redirect"
HELP, OTHER, SECRET, ADMINS = "C0HELPEN01", "C0OTHER001", "C0SECRET01", "C0ADMIN001"
MIRAS, ADAS, OONAS, READING = "xoxp-mira", "xoxp-ada", "xoxp-oona", "xoxp-jon-reads"

# The SDK authenticates by a class of aiohttp that aiohttp would rather be rid of.
needs_basic = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
def more_seed() -> Json:
    def token(name: str, user: str, *scopes: str) -> Json:
        return {"token": name, "user": user, "scopes": list(scopes)}

    return {
        "users": [
            {"id": ADA, "name": "ada", "is_admin": True},
            {"id": OONA, "name": "oona", "is_owner": True},
            {"id": JAN, "name": "jan"},
        ],
        "channels": [
            {"id": ADMINS, "name": "news", "app": True, "members": [MIRA, ADA], "posting": "admins"}
        ],
        "user_tokens": [
            token(MIRAS, MIRA, "chat:write"),
            token(ADAS, ADA, "chat:write"),
            token(OONAS, OONA, "chat:write"),
            token(READING, JON, "channels:history", "users:read"),
        ],
    }


@pytest.fixture
def more_events() -> list[str]:
    return ["tokens_revoked"]


@pytest.fixture(params=CLIENTS)
def slack(running: Running, request: pytest.FixtureRequest) -> Client:
    return client_of(running, request.param)


async def written(running: Running, user: str, channel: str = HELP, **more: object) -> str:
    """The ts of what this person writes by hand."""
    sent = await running.control("message", user=user, channel=channel, text="turn left", **more)
    return str(sent["ts"])


async def texts(running: Running, channel: str = HELP) -> list[str]:
    return [message["text"] for message in await running.messages(MIRA, channel)]


async def test_a_user_token_says_whose_it_is_and_names_no_bot(slack: Client) -> None:
    me = await slack("auth_test", token=MIRAS)

    assert (me["user"], me["user_id"], me["team_id"]) == ("mira", MIRA, "T0EAR0001")
    assert "bot_id" not in me


async def test_a_person_deletes_what_they_wrote_and_nothing_of_others(
    slack: Client, running: Running
) -> None:
    mine, jons = await written(running, MIRA), await written(running, JON)
    bots = (await slack("chat_postMessage", channel=HELP, text="a card"))["ts"]

    deleted = await slack("chat_delete", token=MIRAS, channel=HELP, ts=mine)

    assert (deleted["channel"], deleted["ts"]) == (HELP, mine)
    for ts in (jons, bots):
        assert await slack.error("chat_delete", token=MIRAS, channel=HELP, ts=ts) == "cant_delete_message"
    assert await slack.error("chat_delete", token=MIRAS, channel=HELP, ts=mine) == "message_not_found"
    assert await texts(running) == ["turn left", "a card"]


@pytest.mark.parametrize("token", [ADAS, OONAS], ids=["an admin", "an owner"])
async def test_who_runs_the_workspace_deletes_anybodys_message_and_the_app_hears_of_it(
    slack: Client, running: Running, token: str
) -> None:
    card = (await slack("chat_postMessage", channel=HELP, text="a card"))["ts"]
    async with hearing(running) as ear:
        reply = await written(running, JON, thread_ts=card)
        await slack("chat_delete", token=token, channel=HELP, ts=reply)
        await slack("chat_delete", token=token, channel=HELP, ts=card)
        event = await ear.hears("message", "message_deleted")

    assert (event["deleted_ts"], event["previous_message"]["user"]) == (reply, JON)
    assert await texts(running) == []


async def test_a_deleted_message_with_answers_leaves_a_stone_that_even_an_admin_cannot_delete(
    slack: Client, running: Running
) -> None:
    parent = await written(running, JON)
    await written(running, MIRA, thread_ts=parent)

    await slack("chat_delete", token=ADAS, channel=HELP, ts=parent)

    assert await texts(running) == ["This message was deleted."]
    assert await slack.error("chat_delete", token=ADAS, channel=HELP, ts=parent) == "cant_delete_message"


async def test_what_an_admin_does_not_see_they_cannot_delete(slack: Client, running: Running) -> None:
    public, secret = await written(running, MIRA, OTHER), await written(running, MIRA, SECRET)

    assert (await slack("chat_delete", token=ADAS, channel=OTHER, ts=public))["ok"] is True
    assert await slack.error("chat_delete", token=ADAS, channel=SECRET, ts=secret) == "channel_not_found"
    assert (await slack("chat_delete", token=MIRAS, channel=SECRET, ts=secret))["ok"] is True


async def test_who_is_no_admin_any_more_deletes_only_their_own(slack: Client, running: Running) -> None:
    jons = await written(running, JON)

    await running.control("user", user=ADA, is_admin=False)

    assert await slack.error("chat_delete", token=ADAS, channel=HELP, ts=jons) == "cant_delete_message"


async def test_what_an_app_posts_as_a_person_is_theirs_and_signed_by_the_app(
    slack: Client, running: Running
) -> None:
    bot_id = (await slack("auth_test"))["bot_id"]

    posted = await slack("chat_postMessage", token=MIRAS, channel=HELP, text="I hear a kettle")
    changed = await slack("chat_update", token=MIRAS, channel=HELP, ts=posted["ts"], text="a tap")

    message = posted["message"]
    assert (message["user"], message["text"]) == (MIRA, "I hear a kettle")
    assert message["app_id"]
    assert message["bot_profile"]["id"] == message["bot_id"] != bot_id
    assert (changed["text"], changed["message"]["edited"]["user"]) == ("a tap", MIRA)
    assert await slack.error("chat_update", channel=HELP, ts=posted["ts"], text="b") == "cant_update_message"
    assert await slack.error("chat_delete", channel=HELP, ts=posted["ts"]) == "cant_delete_message"


async def test_a_person_edits_by_token_what_they_wrote_by_hand_and_nothing_else(
    slack: Client, running: Running
) -> None:
    mine, jons = await written(running, MIRA), await written(running, JON)

    await slack("chat_update", token=MIRAS, channel=HELP, ts=mine, text="turn right")

    assert await texts(running) == ["turn right", "turn left"]
    refused = await slack.error("chat_update", token=ADAS, channel=HELP, ts=jons, text="turn right")
    assert refused == "cant_update_message"


async def test_a_person_posts_where_they_may(slack: Client) -> None:
    async def refusal(token: str, channel: str) -> str:
        return await slack.error("chat_postMessage", token=token, channel=channel, text="a")

    assert await refusal(ADAS, HELP) == "not_in_channel"
    assert await refusal(ADAS, SECRET) == "channel_not_found"
    assert await refusal(ADAS, MIRA) == "channel_not_found"
    assert await refusal(MIRAS, ADMINS) == "restricted_action"
    assert (await slack("chat_postMessage", token=ADAS, channel=ADMINS, text="a"))["ok"] is True


async def test_a_user_token_is_good_for_its_own_scopes_and_not_for_the_bots(slack: Client) -> None:
    refused = await slack.refused("chat_delete", token=READING, channel=HELP, ts="1.000000")

    assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
    assert refused["provided"] == "channels:history,users:read"


async def test_its_scopes_are_named_in_the_headers(running: Running) -> None:
    asked = {"Authorization": f"Bearer {READING}"}
    async with running.session.post(f"{running.at['api']}auth.test", headers=asked) as response:
        assert response.headers["x-oauth-scopes"] == "channels:history,users:read"


async def test_what_takes_no_user_token_here_says_so(slack: Client) -> None:
    for method, arguments in (
        ("users_list", {}),
        ("chat_postEphemeral", {"channel": HELP, "user": MIRA, "text": "a"}),
        ("views_publish", {"user_id": MIRA, "view": {"type": "home", "blocks": []}}),
    ):
        assert await slack.error(method, token=READING, **arguments) == "not_allowed_token_type"


async def test_of_a_revoked_user_token_the_app_hears_by_name_and_stays(
    slack: Client, running: Running
) -> None:
    async with hearing(running) as ear:
        assert (await slack("auth_revoke", token=MIRAS))["revoked"] is True
        event = await ear.hears("tokens_revoked")

    assert event["tokens"] == {"oauth": [MIRA], "bot": []}
    assert await slack.error("auth_test", token=MIRAS) == "token_revoked"
    assert (await slack("auth_test"))["ok"] is True


async def test_a_user_token_ends_by_control_and_comes_back(slack: Client, running: Running) -> None:
    await running.control("tokens", token="user", user=ADA, state="token_revoked")
    assert await slack.error("auth_test", token=ADAS) == "token_revoked"
    assert (await slack("auth_test", token=OONAS))["ok"] is True

    await running.control("tokens", token="user", user=ADA, state="active")
    assert (await slack("auth_test", token=ADAS))["ok"] is True


async def test_control_says_whose_token_and_knows_whose_there_are(running: Running) -> None:
    ending = {"token": "user", "state": "token_revoked"}

    assert await running.refused("tokens", **ending) == "invalid_request"
    assert await running.refused("tokens", **ending, user=GUS) == "no_such_token"


async def test_the_token_of_a_deactivated_person_opens_nothing(slack: Client, running: Running) -> None:
    await running.control("user", user=MIRA, deleted=True)

    assert await slack.error("auth_test", token=MIRAS) == "account_inactive"


async def test_an_uninstalled_app_loses_the_tokens_of_people_too(slack: Client, running: Running) -> None:
    client = {"client_id": running.at["client_id"], "client_secret": running.at["client_secret"]}

    async def told() -> bool:
        events = [entry["payload"]["event"] for entry in await running.deliveries()]
        return any(event.get("tokens", {}).get("oauth") == [MIRA, ADA, OONA, JON] for event in events)

    await slack("apps_uninstall", **client)
    await until(told)

    assert await slack.error("auth_test", token=MIRAS) == "account_inactive"


async def granted(running: Running, slack: Client, *, scope: str, user_scope: str, **answers: str) -> Json:
    """What the app gets once a person has allowed this."""
    asked = {"client_id": running.at["client_id"], "scope": scope, "user_scope": user_scope, "state": "s"}
    form = {**asked, "redirect_uri": BACK, "user": MIRA, "decision": "allow", **answers}
    address = f"{running.at['page']}oauth/v2/authorize"
    async with running.session.post(address, data=form, allow_redirects=False) as response:
        code = parse_qs(urlsplit(response.headers["Location"]).query)["code"][0]
    client = {"client_id": running.at["client_id"], "client_secret": running.at["client_secret"]}
    return await slack("oauth_v2_access", **client, code=code, redirect_uri=BACK)


@needs_basic
async def test_a_person_gives_a_token_by_oauth_beside_the_bots(slack: Client, running: Running) -> None:
    body = await granted(running, slack, scope="chat:write", user_scope="users:read", user=JAN)

    given = body["authed_user"]
    assert (body["token_type"], given["id"], given["token_type"]) == ("bot", JAN, "user")
    assert given["access_token"].startswith("xoxp-")
    assert given["scope"] == "users:read"
    assert (await slack("auth_test", token=given["access_token"]))["user_id"] == JAN
    refused = await slack.error("chat_postMessage", token=given["access_token"], channel=HELP, text="a")
    assert refused == "missing_scope"


@needs_basic
async def test_who_allows_more_keeps_their_token_and_an_app_may_ask_for_nothing_else(
    slack: Client, running: Running
) -> None:
    first = await granted(running, slack, scope="", user_scope="users:read", user=JAN)
    second = await granted(running, slack, scope="", user_scope="chat:write", user=JAN)

    assert "access_token" not in second
    assert first["authed_user"]["access_token"] == second["authed_user"]["access_token"]
    assert second["authed_user"]["scope"] == "users:read,chat:write"


async def test_only_user_scopes_of_the_manifest_are_asked_for_and_the_page_names_them(
    running: Running,
) -> None:
    async def page(user_scope: str) -> tuple[int, str]:
        query = {"client_id": running.at["client_id"], "user_scope": user_scope, "redirect_uri": BACK}
        address = f"{running.at['page']}oauth/v2/authorize"
        async with running.session.get(address, params=query) as response:
            return response.status, await response.text()

    status, text = await page("users:read")
    assert (status, "In your name it asks to use:" in text, "<li>users:read</li>" in text) == (
        200,
        True,
        True,
    )
    status, text = await page("admin")
    assert (status, "invalid_scope" in text) == (400, True)


@needs_basic
async def test_the_sdk_renews_a_persons_token_that_is_about_to_end(tmp_path: Path) -> None:
    settings = {"token_rotation_enabled": True}
    async with workspace_of_its_own(tmp_path, more_settings=settings) as rotating:
        client = AsyncWebClient(base_url=rotating.at["api"], session=rotating.session)
        body = await granted(rotating, Client(client), scope="chat:write", user_scope="chat:write")
        given = body["authed_user"]
        installed = Installation(
            user_id=MIRA,
            user_token=given["access_token"],
            user_refresh_token=given["refresh_token"],
            user_token_expires_in=given["expires_in"],
            installed_at=time.time(),
        )

        rotator = AsyncTokenRotator(
            client=client,
            client_id=rotating.at["client_id"],
            client_secret=rotating.at["client_secret"],
        )
        renewed = await rotator.perform_user_token_rotation(
            installation=installed, minutes_before_expiration=24 * 60
        )

        assert given["access_token"].startswith("xoxe.xoxp-1-")
        assert renewed is not None
        assert renewed.user_token != given["access_token"]
        assert (await client.auth_test(token=renewed.user_token))["user_id"] == MIRA
