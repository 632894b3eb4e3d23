"""Deliveries over HTTP: only Slack's own, never too large, and answered whatever they hold."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from handlers.router import build_slack_app
from handlers.web import MOST_BODY_BYTES, build_web_app
from tests.unit.handlers.cases import AIKO
from tests.unit.handlers.house import TEAM, a_house

SECRET = "a-signing-secret"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
COMMAND = {"command": "/clip", "user_id": AIKO, "team_id": TEAM, "trigger_id": "1.1.a"}


class Slack:
    """Slack's end: it signs what it delivers."""

    def __init__(
        self,
        client: "TestClient[web.Request, web.Application]",
        *,
        problems: list[str],
        remarks: list[str],
    ) -> None:
        self.client = client
        self.problems = problems
        self.remarks = remarks

    async def deliver(
        self, body: str, kind: str, *, age_seconds: int = 0, secret: str = SECRET
    ) -> tuple[int, str]:
        at = str(int(time.time()) - age_seconds)
        signed = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signed}",
        }
        async with self.client.post("/slack/events", data=body.encode(), headers=headers) as response:
            return response.status, await response.text()

    async def forge(
        self, body: str, *, timestamp: str | None = None, signature: str = "v0=0"
    ) -> tuple[int, str]:
        """Posts what somebody else than Slack made up."""
        at = str(int(time.time())) if timestamp is None else timestamp
        headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
        async with self.client.post("/slack/events", data=body.encode(), headers=headers) as response:
            return response.status, await response.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(path) as response:
            return response.status, await response.text()


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Slack]:
    problems: list[str] = []
    remarks: list[str] = []

    async def is_ready() -> list[str]:
        return problems

    async with a_house(tmp_path) as ear:
        app = build_slack_app(
            ear.house, client=ear.client, signing_secret=SECRET, new_reference=lambda: "reference-1"
        )
        pages = build_web_app(slack_app=app, is_ready=is_ready, remarks=lambda: remarks)
        async with TestClient(TestServer(pages)) as client:
            yield Slack(client, problems=problems, remarks=remarks)


async def test_a_signed_command_is_answered(slack: Slack) -> None:
    status, answer = await slack.deliver(urlencode(COMMAND | {"text": "help"}), FORM)

    assert status == 200
    assert "/clip ask" in answer


async def test_a_command_with_the_word_payload_in_it_is_answered(slack: Slack) -> None:
    body = urlencode(COMMAND | {"text": "frobnicate the payload"})

    status, answer = await slack.deliver(body, FORM)

    assert status == 200
    assert "I don't know" in answer


async def test_a_delivery_with_another_signature_is_refused(slack: Slack) -> None:
    status, _ = await slack.deliver(urlencode(COMMAND | {"text": "payload"}), FORM, secret="another")

    assert status == 401


@pytest.mark.parametrize("stamp", ["now", "", "-1", "1.5", "\u00b2", "9" * 5000])
async def test_a_delivery_whose_time_is_no_number_is_refused_without_a_fault(
    slack: Slack, stamp: str
) -> None:
    with capture_logs() as logs:
        status, _ = await slack.forge(urlencode(COMMAND), timestamp=stamp)

    assert status == 401
    assert [log for log in logs if log["log_level"] == "error"] == []


async def test_a_signature_of_other_letters_is_refused_without_a_fault(slack: Slack) -> None:
    with capture_logs() as logs:
        status, _ = await slack.forge(urlencode(COMMAND), signature="v0=é")

    assert status == 401
    assert [log for log in logs if log["log_level"] == "error"] == []


async def test_a_delivery_older_than_five_minutes_is_refused(slack: Slack) -> None:
    status, _ = await slack.deliver(urlencode(COMMAND), FORM, age_seconds=301)

    assert status == 401


@pytest.mark.parametrize("body", ["{", "[1]", '"text"', "null", "[" * 100_000])
async def test_what_cannot_be_read_is_refused_without_a_fault(slack: Slack, body: str) -> None:
    status, _ = await slack.deliver(body, JSON)

    assert status == 400


async def test_a_body_that_is_too_large_is_refused(slack: Slack) -> None:
    status, _ = await slack.deliver("text=" + "x" * MOST_BODY_BYTES, FORM)

    assert status == 413


@pytest.mark.parametrize(
    "body",
    [
        '{"type": "app_rate_limited", "team_id": "T0EAR0001"}',
        '{"type": "event_callback", "event_id": "Ev1", "event": {"type": "emoji_changed"}}',
        '{"type": "block_suggestion", "action_id": "x", "user": {"id": "U1"}}',
        '{"type": "view_closed", "view": {"callback_id": "suggest.modal"}, "user": {"id": "U1"}}',
        '{"type": "block_actions", "actions": [], "user": {"id": "U1"}}',
        '{"type": "shortcut", "callback_id": 7, "user": {"id": "U1"}}',
        '{"type": "view_submission", "view": 3, "user": {"id": "U1"}}',
        '{"type": "event_callback", "event": {"user": "U1"}}',
        "{}",
    ],
)
async def test_a_signed_delivery_of_any_kind_is_acked(slack: Slack, body: str) -> None:
    status, _ = await slack.deliver(body, JSON)

    assert status == 200


async def test_slacks_check_of_the_address_is_answered(slack: Slack) -> None:
    status, answer = await slack.deliver('{"type": "url_verification", "challenge": "c1"}', JSON)

    assert (status, "c1" in answer) == (200, True)


async def test_ready_says_what_keeps_the_bot_from_working(slack: Slack) -> None:
    ready, _ = await slack.get("/readyz")
    slack.problems.append("Redis does not answer.")
    not_ready, said = await slack.get("/readyz")
    healthy, _ = await slack.get("/healthz")

    assert (ready, not_ready, healthy) == (200, 503, 200)
    assert "Redis does not answer." in said


async def test_a_remark_is_told_and_keeps_nobody_from_sending_clicks(slack: Slack) -> None:
    slack.remarks.append("the annotation store is away")

    status, said = await slack.get("/readyz")

    assert (status, "the annotation store is away" in said) == (200, True)
