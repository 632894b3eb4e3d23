"""`POST /hooks/label-studio`: Label Studio says that something changed, and the feed looks; nothing else."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.errors import StoreAway
from handlers.hooks import LABEL_STUDIO_PATH, label_studio_routes
from handlers.web import MOST_BODY_BYTES, build_web_app
from tests.contract.services.feed_desk import FeedDesk

SECRET = "known-to-label-studio"
Client = TestClient[web.Request, web.Application]
EVENT = json.dumps({"action": "ANNOTATION_CREATED", "annotation": {"id": 1}, "task": {"id": 512}})


async def nothing_wrong() -> list[str]:
    return []


@pytest.fixture
async def client(desk: FeedDesk) -> AsyncIterator[Client]:
    routes = label_studio_routes(hint=desk.office.stores.feed.hint, secret=SECRET)
    app = build_web_app(slack_app=None, is_ready=nothing_wrong, routes=routes)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def post(client: Client, body: bytes | str = EVENT, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.post(LABEL_STUDIO_PATH, data=body, headers=named) as response:
        return response.status


async def test_with_the_secret_it_is_a_hint(desk: FeedDesk, client: Client) -> None:
    assert await post(client, X_Second_Ear_Secret=SECRET) == 200

    assert await desk.office.stores.feed.hints() == 1


async def test_nothing_of_the_body_is_believed(desk: FeedDesk, client: Client) -> None:
    await desk.has("lamp")
    await desk.begins()
    lies = json.dumps({"action": "TASKS_DELETED", "tasks": [{"id": "lamp"}]})

    for body in (lies, "no JSON at all", ""):
        assert await post(client, body, X_Second_Ear_Secret=SECRET) == 200
    await desk.looks(after_seconds=3)

    assert await desk.case("lamp") is None


@pytest.mark.parametrize(
    "headers",
    [{}, {"X_Second_Ear_Secret": ""}, {"X_Second_Ear_Secret": "another-secret"}, {"X_Secret": SECRET}],
)
async def test_without_the_secret_nobody_looks(
    desk: FeedDesk, client: Client, headers: dict[str, str]
) -> None:
    assert await post(client, **headers) == 401

    assert await desk.office.stores.feed.hints() == 0


async def test_a_secret_that_is_no_text_is_refused_too(desk: FeedDesk, client: Client) -> None:
    assert await post(client, X_Second_Ear_Secret="g\udce4eheim-und-lang-genug") == 401

    assert await desk.office.stores.feed.hints() == 0


async def test_a_body_beyond_its_bound_is_refused(desk: FeedDesk, client: Client) -> None:
    assert await post(client, b"x" * (MOST_BODY_BYTES + 1), X_Second_Ear_Secret=SECRET) == 413

    assert await desk.office.stores.feed.hints() == 0


async def test_while_nothing_can_be_remembered_the_answer_says_so() -> None:
    async def away() -> None:
        raise StoreAway("no answer")

    app = build_web_app(
        slack_app=None, is_ready=nothing_wrong, routes=label_studio_routes(hint=away, secret=SECRET)
    )
    async with TestClient(TestServer(app)) as client:
        assert await post(client, X_Second_Ear_Secret=SECRET) == 503


def test_without_a_secret_of_its_own_there_is_no_hook(desk: FeedDesk) -> None:
    assert label_studio_routes(hint=desk.office.stores.feed.hint, secret=None) == []
