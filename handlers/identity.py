"""Who the app is in its workspace and what it may do there, from the one `auth.test` at start."""

import asyncio
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ConfigurationError, SlackRefused
from handlers.calls import answer_of

_SECONDS = 15.0
_GRANTED = "x-oauth-scopes"

SCOPES = frozenset(
    {
        "chat:write",
        "commands",
        "im:write",
        "users:read",
        "usergroups:read",
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
        "im:history",
    }
)
"""What the code needs; `manifest.yml` asks for the same and says why."""


@dataclass(frozen=True)
class Identity:
    team: str
    bot_user: str
    bot: str
    enterprise: str | None = None
    url: str = ""
    """The workspace's address, with which links to its messages begin."""


async def read_identity(client: AsyncWebClient) -> Identity:
    """Asks Slack once. ConfigurationError when the token is no good or lacks scopes, else SlackAway."""
    call = asyncio.ensure_future(client.auth_test())
    try:
        answer = await answer_of(call, seconds=_SECONDS)
    except SlackRefused as refused:
        raise ConfigurationError(
            f"Slack refuses SLACK_BOT_TOKEN ({refused}). Copy it anew from the app."
        ) from refused
    if not answer.get("bot_id"):
        raise ConfigurationError("SLACK_BOT_TOKEN is not a bot's token; a bot's token begins with xoxb-.")
    _check_scopes(call.result().headers.get(_GRANTED))
    return Identity(
        team=str(answer["team_id"]),
        bot_user=str(answer["user_id"]),
        bot=str(answer["bot_id"]),
        enterprise=str(answer["enterprise_id"]) if answer.get("enterprise_id") else None,
        url=str(answer.get("url") or ""),
    )


def _check_scopes(granted: str | None) -> None:
    """`granted` is Slack's own list; without it, the calls that need a scope will say what is missing."""
    if granted is None:
        return
    missing = SCOPES - {scope.strip() for scope in granted.split(",")}
    if missing:
        raise ConfigurationError(
            f"The app lacks these scopes: {', '.join(sorted(missing))}. "
            "Add them to the app under OAuth & Permissions, as manifest.yml lists them, and install it again."
        )
