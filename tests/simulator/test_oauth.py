"""Installing the app by OAuth: a person's consent, codes, tokens that rotate, and the end of them."""

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Bot, FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import Json, Running, until
from tests.simulator.sdk import Client

MIRA, GONE = "U0MIRA0001", "U0GONE0001"
HELP = "C0HELPEN01"
BACK = "http://127.0.0.1:9/oauth_redirect"
TWELVE_HOURS_SECONDS = 43_200

# The SDK authenticates by a class of aiohttp that aiohttp would rather be rid of.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
def more_events() -> list[str]:
    return ["app_uninstalled", "message.channels", "tokens_revoked"]


@pytest.fixture
async def rotating(tmp_path: Path) -> AsyncIterator[Running]:
    """A workspace whose manifest lets tokens expire."""
    async with workspace_of_its_own(tmp_path, more_settings={"token_rotation_enabled": True}) as running:
        yield running


async def test_consent_is_a_code_and_a_code_is_a_token_once(slack: Client, running: Running) -> None:
    code = await _consent(running)

    granted = await slack("oauth_v2_access", **_client(running), code=code, redirect_uri=BACK)
    again = await slack.error("oauth_v2_access", **_client(running), code=code, redirect_uri=BACK)
    me = await slack("auth_test", token=granted["access_token"])

    assert (granted["token_type"], granted["authed_user"]) == ("bot", {"id": MIRA})
    assert (granted["team"]["id"], granted["bot_user_id"]) == (me["team_id"], me["user_id"])
    assert "chat:write" in granted["scope"].split(",")
    assert granted["access_token"].startswith("xoxb-")
    assert "refresh_token" not in granted
    assert again == "code_already_used"


async def test_only_the_app_itself_gets_the_token(slack: Client, running: Running) -> None:
    code = await _consent(running)

    async def refusal(**changes: str) -> str:
        asked = {**_client(running), "code": code, "redirect_uri": BACK, **changes}
        return await slack.error("oauth_v2_access", **asked)

    assert await refusal(client_id="1.2") == "invalid_client_id"
    assert await refusal(client_secret="guessed") == "bad_client_secret"
    assert await refusal(code="1.2.3") == "invalid_code"
    assert await refusal(redirect_uri="http://127.0.0.1:9/other") == "bad_redirect_uri"
    assert await refusal(grant_type="password") == "invalid_grant_type"
    assert await refusal(grant_type="refresh_token", refresh_token="xoxe-1-a") == "invalid_refresh_token"
    await running.control("clock", advance_seconds=601)
    assert await refusal() == "invalid_code"


async def test_the_credentials_may_come_in_the_form_too(running: Running) -> None:
    form = {**_client(running), "code": await _consent(running), "redirect_uri": BACK}

    async with running.session.post(f"{running.at['api']}oauth.v2.access", data=form) as response:
        granted = await response.json()

    entries = (await running.see("record"))["entries"]
    [call] = [entry for entry in entries if entry.get("method") == "oauth.v2.access"]
    assert granted["ok"] is True
    assert "client_secret" not in call["arguments"]


async def test_the_page_says_what_is_asked_and_who_may_allow_it(running: Running) -> None:
    status, page = await _authorize_page(running, state="<b>")

    assert status == 200
    assert "<li>chat:write</li>" in page
    assert f'<option value="{MIRA}">Mira Okafor</option>' in page
    assert GONE not in page
    assert "&lt;b&gt;" in page


async def test_the_page_refuses_what_cannot_be_installed(running: Running) -> None:
    async def refusal(**changes: str) -> str:
        status, page = await _authorize_page(running, **changes)
        assert status == 400
        return page.partition("<code>")[2].partition("</code>")[0]

    assert await refusal(client_id="1.2") == "invalid_client_id"
    assert await refusal(scope="") == "no_scopes"
    assert await refusal(scope="admin") == "invalid_scope"
    assert await refusal(redirect_uri="javascript:alert(1)") == "bad_redirect_uri"
    assert await refusal(redirect_uri="") == "bad_redirect_uri"
    assert await refusal(team="T0NOWHERE") == "invalid_team"


async def test_who_cancels_sends_no_code_and_who_is_gone_allows_nothing(running: Running) -> None:
    cancelled = await _answer(running, decision="cancel")
    status, _ = await _answered(running, user=GONE)

    assert parse_qs(urlsplit(cancelled).query) == {"error": ["access_denied"], "state": ["s1"]}
    assert status == 400


async def test_bolt_installs_the_app(running: Running, tmp_path: Path, unused_tcp_port: int) -> None:
    store = FileInstallationStore(base_dir=str(tmp_path / "installations"), client_id=running.at["client_id"])
    origin = f"http://127.0.0.1:{unused_tcp_port}"
    settings = AsyncOAuthSettings(
        client_id=running.at["client_id"],
        client_secret=running.at["client_secret"],
        scopes=["chat:write", "commands"],
        user_scopes=["chat:write"],
        redirect_uri=f"{origin}/slack/oauth_redirect",
        authorization_url=f"{running.at['page']}oauth/v2/authorize",
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path / "states")),
        install_page_rendering_enabled=False,
    )
    client = AsyncWebClient(base_url=running.at["api"], session=running.session)
    app = AsyncApp(client=client, signing_secret=running.at["signing_secret"], oauth_settings=settings)
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()

    async with running.session.get(f"{origin}/slack/install") as response:
        page = await response.text()
        cookies = {name: morsel.value for name, morsel in response.history[0].cookies.items()}
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    posted = running.session.post(
        f"{running.at['page']}oauth/v2/authorize",
        data={**form, "user": MIRA, "decision": "allow"},
        allow_redirects=False,
    )
    async with posted as response:
        location = response.headers["Location"]
    async with running.session.get(location, cookies=cookies) as response:
        thanks = await response.text()
    await runner.cleanup()

    installed = store.find_installation(enterprise_id=None, team_id="T0EAR0001")
    assert "Thank you" in thanks
    assert installed is not None
    posted_by = [
        (await client.chat_postMessage(token=token, channel=HELP, text="Installed"))["message"]["user"]
        for token in (installed.bot_token, installed.user_token)
    ]
    assert posted_by == [installed.bot_user_id, MIRA]


async def test_rotating_tokens_end_after_twelve_hours_and_are_renewed(rotating: Running) -> None:
    slack = Client(WebClient(base_url=rotating.at["api"]))
    granted = await _install(rotating, slack)
    refresh = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}

    renewed = await slack("oauth_v2_access", **_client(rotating), **refresh)
    again = await slack.error("oauth_v2_access", **_client(rotating), **refresh)
    still = await slack("auth_test", token=granted["access_token"])
    await rotating.control("clock", advance_seconds=TWELVE_HOURS_SECONDS)
    late = await slack.error("auth_test", token=renewed["access_token"])

    assert granted["access_token"].startswith("xoxe.xoxb-1-")
    assert granted["refresh_token"].startswith("xoxe-1-")
    assert (granted["expires_in"], renewed["token_type"]) == (TWELVE_HOURS_SECONDS, "bot")
    assert renewed["access_token"] != granted["access_token"]
    assert still["ok"] is True
    assert (again, late) == ("invalid_refresh_token", "token_expired")


async def test_two_rotating_tokens_live_at_a_time(rotating: Running) -> None:
    slack = Client(WebClient(base_url=rotating.at["api"]))
    tokens = [(await _install(rotating, slack))["access_token"] for _ in range(3)]

    assert await slack.error("auth_test", token=tokens[0]) == "token_revoked"
    for token in tokens[1:]:
        assert (await slack("auth_test", token=token))["ok"] is True


async def test_the_sdk_renews_a_token_that_is_about_to_end(rotating: Running) -> None:
    client = AsyncWebClient(base_url=rotating.at["api"], session=rotating.session)
    granted = await _install(rotating, Client(client))
    installed = Bot(
        bot_token=granted["access_token"],
        bot_id="B1",
        bot_user_id=granted["bot_user_id"],
        bot_refresh_token=granted["refresh_token"],
        bot_token_expires_in=granted["expires_in"],
        installed_at=time.time(),
    )

    rotator = AsyncTokenRotator(client=client, **_client(rotating))
    renewed = await rotator.perform_bot_token_rotation(bot=installed, minutes_before_expiration=24 * 60)

    assert renewed is not None
    assert (await client.auth_test(token=renewed.bot_token))["user_id"] == granted["bot_user_id"]


async def test_a_revoked_token_opens_nothing_and_the_bot_has_left(slack: Client, running: Running) -> None:
    bot = (await running.see("workspace"))["bot_user_id"]

    assert (await slack("auth_revoke", test=True))["revoked"] is False
    assert (await slack("auth_revoke"))["revoked"] is True
    await until(lambda: _has(running, "tokens_revoked"))

    members = {c["id"]: c["members"] for c in (await running.see("workspace"))["channels"]}
    [event] = [event for event in await _events(running) if event["type"] == "tokens_revoked"]
    assert await slack.error("auth_test") == "token_revoked"
    assert bot not in members[HELP]
    assert event["tokens"] == {"oauth": [], "bot": [bot]}
    assert not await _has(running, "app_uninstalled")


async def test_an_uninstalled_app_can_be_installed_again(slack: Client, running: Running) -> None:
    wrong = {**_client(running), "client_secret": "guessed"}

    assert await slack.error("apps_uninstall", **wrong) == "bad_client_secret"
    assert (await slack("apps_uninstall", **_client(running)))["ok"] is True
    await until(lambda: _has(running, "app_uninstalled"))
    refused = await slack.error("auth_test")
    granted = await _install(running, slack)
    me = await slack("auth_test", token=granted["access_token"])

    assert await _has(running, "tokens_revoked")
    assert refused == "account_inactive"
    assert granted["access_token"] != running.at["bot_token"]
    assert me["user_id"] == granted["bot_user_id"]


def _client(running: Running) -> dict[str, str]:
    return {"client_id": running.at["client_id"], "client_secret": running.at["client_secret"]}


def _asked(running: Running, **changes: str) -> dict[str, str]:
    asked = {"client_id": running.at["client_id"], "scope": "chat:write,commands", "user_scope": ""}
    return {**asked, "state": "s1", "redirect_uri": BACK, **changes}


async def _authorize_page(running: Running, **changes: str) -> tuple[int, str]:
    address = f"{running.at['page']}oauth/v2/authorize"
    async with running.session.get(address, params=_asked(running, **changes)) as response:
        return response.status, await response.text()


async def _answered(running: Running, **changes: str) -> tuple[int, str]:
    form = {**_asked(running), "user": MIRA, "decision": "allow", **changes}
    address = f"{running.at['page']}oauth/v2/authorize"
    async with running.session.post(address, data=form, allow_redirects=False) as response:
        return response.status, response.headers.get("Location", "")


async def _answer(running: Running, **changes: str) -> str:
    status, location = await _answered(running, **changes)
    assert status == 302
    return location


async def _consent(running: Running) -> str:
    location = await _answer(running)
    query = parse_qs(urlsplit(location).query)
    assert location.startswith(f"{BACK}?")
    assert query["state"] == ["s1"]
    return query["code"][0]


async def _install(running: Running, slack: Client) -> Json:
    code = await _consent(running)
    return await slack("oauth_v2_access", **_client(running), code=code, redirect_uri=BACK)


async def _events(running: Running) -> list[Json]:
    payloads = {entry["payload"]["event_id"]: entry["payload"] for entry in await running.deliveries()}
    return [payload["event"] for payload in payloads.values()]


async def _has(running: Running, kind: str) -> bool:
    return any(event["type"] == kind for event in await _events(running))
