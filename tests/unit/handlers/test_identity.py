"""Who the app is, and whether it may do what it needs to do."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import ConfigurationError
from handlers.identity import SCOPES, read_identity
from tests.unit.handlers.house import IDENTITY
from tests.unit.handlers.test_manifest import MANIFEST
from tests.unit.handlers.workspace import Workspace, a_workspace


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with a_workspace() as workspace:
        yield workspace


def test_the_manifest_asks_for_exactly_the_scopes_that_the_code_needs() -> None:
    assert set(MANIFEST.scopes) == SCOPES


async def test_an_app_with_its_scopes_and_more_is_let_in(slack: Workspace) -> None:
    slack.headers["X-OAuth-Scopes"] = ", ".join([*SCOPES, "reactions:read"])

    assert await read_identity(slack.client) == IDENTITY


async def test_missing_scopes_are_named_and_no_others(slack: Workspace) -> None:
    held = SCOPES - {"users:read", "im:history"}
    slack.headers["X-OAuth-Scopes"] = ",".join(held)

    with pytest.raises(ConfigurationError, match="im:history, users:read") as refused:
        await read_identity(slack.client)

    assert "install it again" in str(refused.value)
    assert not [scope for scope in held if scope in str(refused.value)]


async def test_an_app_whose_scopes_slack_does_not_say_is_let_in(slack: Workspace) -> None:
    assert await read_identity(slack.client) == IDENTITY
