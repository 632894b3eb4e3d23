"""An admin's token that cannot remove what members wrote is named at start, before a stop needs it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.admins_token import admins_problem
from tests.unit.handlers.cases import NOOR
from tests.unit.handlers.workspace import Workspace, a_workspace

PERSON = {"user_id": NOOR}


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with a_workspace() as workspace:
        workspace.answers |= {"auth.test": PERSON, "users.info": {"user": {"is_admin": True}}}
        workspace.headers["X-OAuth-Scopes"] = "chat:write"
        yield workspace


async def problem(slack: Workspace) -> str | None:
    return await admins_problem(admin=slack.client, bot=slack.client)


@pytest.mark.parametrize("facts", [{"is_admin": True}, {"is_owner": True}])
async def test_the_token_of_an_admin_or_an_owner_is_fine(slack: Workspace, facts: dict[str, bool]) -> None:
    slack.answers["users.info"] = {"user": facts}

    assert await problem(slack) is None


async def test_scopes_that_slack_does_not_say_are_not_missed(slack: Workspace) -> None:
    del slack.headers["X-OAuth-Scopes"]

    assert await problem(slack) is None


@pytest.mark.parametrize(
    ("answers", "scopes", "words"),
    [
        ({"auth.test": {"ok": False, "error": "token_revoked"}}, "", "refuses SLACK_ADMIN_TOKEN (token_rev"),
        ({"auth.test": {**PERSON, "bot_id": "B1"}}, "chat:write", "is a bot's token"),
        ({}, "users:read, channels:read", "lacks the scope chat:write"),
        ({"users.info": {"user": {"is_admin": False}}}, "chat:write", "no admin"),
    ],
    ids=["revoked", "a bot's", "too little", "of a member"],
)
async def test_what_is_wrong_with_it_is_said_in_a_sentence(
    slack: Workspace, answers: dict[str, Any], scopes: str, words: str
) -> None:
    slack.answers |= answers
    slack.headers["X-OAuth-Scopes"] = scopes

    assert words in str(await problem(slack))
