"""Who the app is in its workspace, from the one `auth.test` at start."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ConfigurationError, SlackRefused
from handlers.calls import answer_of

_SECONDS = 15.0


@dataclass(frozen=True)
class Identity:
    team: str
    bot_user: str
    bot: str
    enterprise: str | None = None


async def read_identity(client: AsyncWebClient) -> Identity:
    """Asks Slack once. ConfigurationError when the token is no good, SlackAway when Slack does not answer."""
    try:
        answer = await answer_of(client.auth_test(), seconds=_SECONDS)
    except SlackRefused as refused:
        raise ConfigurationError(
            f"Slack refuses SLACK_BOT_TOKEN ({refused}). Copy it anew from the app."
        ) from refused
    if not answer.get("bot_id"):
        raise ConfigurationError("SLACK_BOT_TOKEN is not a bot's token; a bot's token begins with xoxb-.")
    return Identity(
        team=str(answer["team_id"]),
        bot_user=str(answer["user_id"]),
        bot=str(answer["bot_id"]),
        enterprise=str(answer["enterprise_id"]) if answer.get("enterprise_id") else None,
    )
