"""`POST /hooks/flag`: another system stops a clip, whether or not anybody has asked about it."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.case import Category, Door, State
from bot.domain.ids import parse_alias
from bot.ports import Kind
from handlers.hooks import FLAG_PATH, hook_routes
from tests.contract.services.office import Office
from tests.contract.store.making import REFERENCE

SECRET = "a-secret-of-the-store-and-us"
Answer = tuple[int, dict[str, object]]


class Sender:
    """Another system, with a secret that may be the wrong one."""

    def __init__(self, office: Office, client: "TestClient[web.Request, web.Application]") -> None:
        self.office = office
        self.client = client

    async def signs(self, *, secret: str = SECRET, age_seconds: int = 0, **body: object) -> Answer:
        raw = json.dumps(body).encode()
        at = str(int(self.office.clock.now().timestamp()) - age_seconds)
        signed = hmac.new(secret.encode(), f"v0:{at}:".encode() + raw, hashlib.sha256).hexdigest()
        return await self.sends(raw, {"X-Second-Ear-Timestamp": at, "X-Second-Ear-Signature": f"v0={signed}"})

    async def sends(self, raw: bytes, headers: dict[str, str]) -> Answer:
        async with self.client.post(FLAG_PATH, data=raw, headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
async def sender(office: Office) -> AsyncIterator[Sender]:
    app = web.Application()
    app.add_routes(hook_routes(desk=office.desk, clock=office.clock, secret=SECRET))
    async with TestClient(TestServer(app)) as client:
        yield Sender(office, client)


async def test_a_signed_flag_stops_a_clip_before_the_answer(office: Office, sender: Sender) -> None:
    alias = await office.asked()

    status, body = await sender.signs(clip=REFERENCE, category="consent", note="withdrawn by phone")

    case = await office.case(alias)
    assert (status, body["ok"], body["state"]) == (200, True, "withheld")
    assert case.state is State.WITHHELD
    assert [(flag.category, flag.door) for flag in case.flags] == [(Category.CONSENT, Door.WEBHOOK)]


async def test_a_clip_that_nobody_has_asked_about_can_be_flagged(office: Office, sender: Sender) -> None:
    await office.adds(REFERENCE)

    status, body = await sender.signs(clip=REFERENCE, category="critical")

    alias = parse_alias(str(body["alias"]))
    assert status == 200
    assert (await office.case(alias)).state is State.WITHHELD
    assert alias in await office.stores.cases.cases_in_review(limit=10)


async def test_a_known_clip_is_stopped_while_the_annotation_store_is_away(
    office: Office, sender: Sender
) -> None:
    alias = await office.asked()
    office.annotations.is_away = True

    status, _ = await sender.signs(clip=REFERENCE)

    assert status == 200
    assert (await office.case(alias)).state is State.WITHHELD


async def test_the_same_delivery_twice_is_one_flag(office: Office, sender: Sender) -> None:
    alias = await office.asked()
    for _ in range(2):
        await sender.signs(clip=REFERENCE, delivery="store-17")
    await sender.signs(clip=REFERENCE, delivery="store-18")

    assert len((await office.case(alias)).flags) == 2


async def test_a_sender_that_cannot_sign_sends_the_secret(office: Office, sender: Sender) -> None:
    alias = await office.asked()
    body = json.dumps({"clip": alias}).encode()

    assert (await sender.sends(body, {"X-Second-Ear-Secret": SECRET}))[0] == 200
    assert (await office.case(alias)).state is State.WITHHELD


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Second-Ear-Secret": ""},
        {"X-Second-Ear-Secret": "another-secret-altogether"},
        {"X-Second-Ear-Timestamp": "soon", "X-Second-Ear-Signature": "v0=0"},
        {"X-Second-Ear-Timestamp": "9" * 30, "X-Second-Ear-Signature": "v0=0"},
    ],
)
async def test_a_stranger_is_refused_and_nothing_changes(
    office: Office, sender: Sender, headers: dict[str, str]
) -> None:
    alias = await office.asked()

    status, body = await sender.sends(json.dumps({"clip": alias}).encode(), headers)

    assert (status, body["error"]) == (401, "unauthorized")
    assert (await office.case(alias)).flags == ()


@pytest.mark.parametrize(("secret", "age_seconds"), [("x" * 20, 0), (SECRET, 301), (SECRET, -301)])
async def test_a_wrong_signature_or_an_old_one_is_refused(
    office: Office, sender: Sender, secret: str, age_seconds: int
) -> None:
    alias = await office.asked()

    status, _ = await sender.signs(secret=secret, age_seconds=age_seconds, clip=alias)

    assert status == 401
    assert (await office.case(alias)).flags == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "clip"),
        ({"clip": ""}, "clip"),
        ({"clip": REFERENCE, "category": "funny"}, "category"),
        ({"clip": REFERENCE, "note": "x" * 100_000}, "note"),
        ({"clip": REFERENCE, "colour": "red"}, "colour"),
    ],
)
async def test_a_body_that_says_too_little_or_too_much_is_refused_by_name(
    office: Office, sender: Sender, body: dict[str, object], words: str
) -> None:
    alias = await office.asked()

    status, answer = await sender.signs(secret=SECRET, age_seconds=0, **body)

    assert (status, answer["error"]) == (400, "invalid_body")
    assert words in str(answer["message"])
    assert (await office.case(alias)).flags == ()


async def test_an_unknown_clip_is_answered_as_such(sender: Sender) -> None:
    status, answer = await sender.signs(clip="no-such-clip")

    assert (status, answer["ok"]) == (404, False)


async def test_without_a_secret_there_is_no_hook(office: Office) -> None:
    assert hook_routes(desk=office.desk, clock=office.clock, secret=None) == []


async def test_a_flag_by_hook_makes_the_stop_due_first(office: Office, sender: Sender) -> None:
    await office.adds(REFERENCE)
    await sender.signs(clip=REFERENCE)

    leases = await office.stores.due.claim_due(limit=1, lease=timedelta(seconds=1))

    assert [lease.kind for lease in leases] == [Kind.STOP]
