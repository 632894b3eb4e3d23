"""What Slack says to a call before any method looks at it."""

import gzip
import io
import json

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.simulator.running import Json, Running

HELP = "C0HELPEN01"
_FORM = "application/x-www-form-urlencoded"


async def _post(
    running: Running, body: bytes, content_type: str | None, method: str = "auth.test", **more: str
) -> Json:
    headers = {"Authorization": f"Bearer {running.at['bot_token']}", **more}
    skipped = [] if content_type else ["Content-Type"]
    if content_type:
        headers["Content-Type"] = content_type
    url = running.at["api"] + method
    async with running.session.post(url, data=body, headers=headers, skip_auto_headers=skipped) as response:
        answer: Json = await response.json()
        return answer


@pytest.mark.parametrize(
    ("body", "content_type", "warning"),
    [
        (b"{}", "application/json", "missing_charset"),
        (b"a=b", f"{_FORM}; charset=utf-8", "superfluous_charset"),
        (b"{}", "application/json; charset=utf-8", None),
        (b"a=b", _FORM, None),
    ],
)
async def test_a_content_type_that_says_too_little_or_too_much_is_warned_of(
    running: Running, body: bytes, content_type: str, warning: str | None
) -> None:
    answer = await _post(running, body, content_type)

    assert answer["ok"]
    assert answer.get("warning") == warning
    assert answer.get("response_metadata") == ({"warnings": [warning]} if warning else None)


async def test_a_refusal_is_warned_of_as_well(running: Running) -> None:
    answer = await _post(running, b"{}", "application/json", "chat.postMessage")

    assert (answer["ok"], answer["warning"]) == (False, "missing_charset")
    assert answer["response_metadata"]["warnings"] == ["missing_charset"]


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"\xff", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<a/>", "application/xml", "invalid_post_type"),
        (b"a=b", None, "missing_post_type"),
        (b"a=b", f"{_FORM}; charset=utf-16", "invalid_charset"),
        (b"nonsense", "multipart/form-data", "invalid_form_data"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    running: Running, body: bytes, content_type: str | None, error: str
) -> None:
    assert (await _post(running, body, content_type))["error"] == error


async def test_a_zipped_body_is_read_and_a_long_answer_comes_zipped(running: Running) -> None:
    message = json.dumps({"channel": HELP, "text": "Long. " * 2000}).encode()
    posted = await _post(
        running,
        gzip.compress(message),
        "application/json; charset=utf-8",
        "chat.postMessage",
        **{"Content-Encoding": "gzip"},
    )
    headers = {"Authorization": f"Bearer {running.at['bot_token']}", "Accept-Encoding": "gzip"}
    url = running.at["api"] + "conversations.history"
    async with running.session.get(url, params={"channel": HELP}, headers=headers) as response:
        history = await response.json()

    assert posted["ok"]
    assert response.headers["Content-Encoding"] == "gzip"
    assert history["messages"][0]["text"] == "Long. " * 2000


async def test_an_unknown_method_is_named_in_its_refusal(running: Running) -> None:
    answer = await running.api("chat.shout", channel=HELP)

    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


async def test_a_token_is_no_argument_of_a_json_body(running: Running) -> None:
    body = json.dumps({"token": running.at["bot_token"]}).encode()

    answer = await _post(running, body, "application/json; charset=utf-8", Authorization="none")

    assert answer["error"] == "not_authed"


async def test_a_body_that_is_too_large_is_not_read(running: Running) -> None:
    url = running.at["api"] + "auth.test"
    headers = {"Content-Type": "application/json; charset=utf-8"}
    async with running.session.post(url, data=io.BytesIO(b" " * 5_000_000), headers=headers) as response:
        status = response.status

    calls = (await running.see("record", kind="api_call"))["entries"]
    assert (status, calls[-1]["status"]) == (413, 413)


async def test_every_answer_names_the_request_and_the_scopes(running: Running) -> None:
    client = AsyncWebClient(running.at["bot_token"], base_url=running.at["api"], session=running.session)

    posted = await client.chat_postMessage(channel=HELP, text="Hello", team_id="T0EAR0001")
    again = await client.chat_postMessage(channel=HELP, text="Hello")
    with pytest.raises(SlackApiError) as refused:
        await client.team_info()

    assert len({answer.headers["x-slack-req-id"] for answer in (posted, again)}) == 2
    assert posted.headers["x-accepted-oauth-scopes"] == "chat:write"
    assert refused.value.response.headers["x-accepted-oauth-scopes"] == "team:read"
    assert refused.value.response["needed"] == "team:read"
    assert "chat:write" in refused.value.response.headers["x-oauth-scopes"].split(",")


async def test_a_client_that_sends_forms_and_one_that_asks_by_get_are_answered_alike(
    running: Running,
) -> None:
    sync = WebClient(running.at["bot_token"], base_url=running.at["api"])

    by_get = sync.api_call("auth.test", http_verb="GET")
    by_form = sync.api_call("auth.test", data={})

    assert by_get.data == by_form.data


async def test_the_record_is_read_by_pages_and_by_kind(running: Running) -> None:
    for number in range(5):
        await running.api("chat.postMessage", channel=HELP, text=str(number))
        await running.control("clock", advance_seconds=1)

    pages, after = [], 0
    while True:
        page = await running.see("record", kind="api_call", limit=2, after=after)
        pages.append([entry["arguments"]["text"] for entry in page["entries"]])
        after = page["next"]
        if not page["has_more"]:
            break
    rest = await running.see("record", after=after)
    found = await running.see("record", kind="api_call", contains='"text": "3"')

    assert pages == [["0", "1"], ["2", "3"], ["4"]]
    assert rest["entries"] == []
    assert [entry["arguments"]["text"] for entry in found["entries"]] == ["3"]
