"""The optional token of an admin: whether it can do what it is there for, looked at once at start."""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackAway, SlackRefused
from handlers.calls import answer_of

_log = structlog.get_logger(__name__)

_SECONDS = 15.0
_GRANTED = "x-oauth-scopes"
_SCOPE = "chat:write"


async def look_at_admins_token(*, admin: AsyncWebClient, bot: AsyncWebClient) -> None:
    """Tells the operator what is wrong with it. The bot works without it all the same."""
    try:
        problem = await admins_problem(admin=admin, bot=bot)
    except SlackAway as away:
        _log.warning("admin_token.not_looked_at", why=str(away))
        return
    if problem is not None:
        _log.warning("admin_token.unusable", problem=problem)


async def admins_problem(*, admin: AsyncWebClient, bot: AsyncWebClient) -> str | None:
    """A sentence that says what to do, or None when the token should remove what members wrote."""
    call = asyncio.ensure_future(admin.auth_test())
    try:
        owner = await answer_of(call, seconds=_SECONDS)
    except SlackRefused as refused:
        return (
            f"Slack refuses SLACK_ADMIN_TOKEN ({refused.word}). Copy it anew from the app, or leave it out."
        )
    if owner.get("bot_id"):
        return "SLACK_ADMIN_TOKEN is a bot's token; that of a person begins with xoxp-."
    granted = call.result().headers.get(_GRANTED)
    if granted is not None and _SCOPE not in {scope.strip() for scope in granted.split(",")}:
        return (
            f"SLACK_ADMIN_TOKEN lacks the scope {_SCOPE}. Add it under User Token Scopes and install again."
        )
    facts = (await answer_of(bot.users_info(user=str(owner["user_id"])), seconds=_SECONDS)).get("user", {})
    if not (facts.get("is_admin") or facts.get("is_owner")):
        return (
            "SLACK_ADMIN_TOKEN is of somebody who is no admin, so it removes only what they wrote themselves."
        )
    return None
