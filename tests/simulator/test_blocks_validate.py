"""blocks.validate, api.test and emoji.list: methods that look and change nothing."""

import pytest
from slack_sdk import WebClient

from tests.simulator.running import Json, Running
from tests.simulator.sdk import Client

SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "*Help wanted*"}}


@pytest.fixture
def more_scopes() -> list[str]:
    return ["emoji:read"]


async def test_what_slack_would_take_is_valid(slack: Client) -> None:
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "Suggest"}, "blocks": [SECTION]}

    assert (await slack("blocks_validate", blocks=[SECTION]))["ok"] is True
    assert (await slack("blocks_validate", message={"text": "a", "blocks": [SECTION]}))["ok"] is True
    assert (await slack("blocks_validate", view=modal))["ok"] is True


async def test_each_complaint_says_where_and_why(slack: Client) -> None:
    wrong = {"type": "section", "text": {"type": "html", "text": "a"}}

    blocks = await slack.refused("blocks_validate", blocks=[SECTION, wrong])
    message = await slack.refused("blocks_validate", message={"blocks": [wrong]})
    view = await slack.refused("blocks_validate", view={"type": "modal", "blocks": [SECTION]})

    assert (blocks["error"], message["error"], view["error"]) == (
        "invalid_blocks",
        "invalid_message",
        "invalid_view",
    )
    [complaint] = [error for error in blocks["errors"] if error["pointer"] == "/1/text/type"]
    assert (complaint["code"], complaint["message"]) == ("failed_constraint", "unsupported type: html")
    assert complaint["constraint"]["type"] == "enum"
    assert "/blocks/0/text/type" in {error["pointer"] for error in message["errors"]}
    [missing] = [error for error in view["errors"] if error["code"] == "missing_field"]
    assert (missing["pointer"], missing["field"]) == ("", "title")


async def test_exactly_one_thing_is_validated_at_a_time(slack: Client) -> None:
    for asked in ({}, {"blocks": [SECTION], "message": {"blocks": [SECTION]}}):
        refusal = await slack.refused("blocks_validate", **asked)
        assert refusal["error"] == "invalid_arguments"
        assert refusal["response_metadata"]["messages"] == [
            "must provide exactly one of `blocks`, `view`, or `message`"
        ]
    assert await slack.error("blocks_validate", blocks="[{") == "invalid_json"


async def test_it_needs_no_token(running: Running) -> None:
    for token in (None, "xoxb-wrong"):
        answer = WebClient(token=token, base_url=running.at["api"]).blocks_validate(blocks=[SECTION])
        assert answer["ok"] is True


async def test_api_test_says_what_it_was_told(slack: Client) -> None:
    plain = await slack("api_test")
    echoed = await slack("api_test", foo="bar")
    refused = await slack.refused("api_test", error="my_error", foo="bar")

    assert ("args" in plain, echoed["args"]) == (False, {"foo": "bar"})
    assert (refused["error"], refused["args"]) == ("my_error", {"error": "my_error", "foo": "bar"})


async def test_the_workspace_has_emoji_of_its_own(slack: Client) -> None:
    told = await slack("emoji_list")

    assert told["emoji"]["bowtie"].startswith("https://emoji.slack-edge.com/T0EAR0001/bowtie/")
    assert told["emoji"]["shipit"] == "alias:squirrel"
    assert await slack.error("emoji_list", token="xoxb-wrong") == "invalid_auth"
