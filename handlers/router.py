"""Bolt, as far as it is needed: it checks where a delivery comes from, and hands it to the reception."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import Ack
from handlers.errors import Excuses
from handlers.identity import Identity
from handlers.payloads import Delivery, Malformed, parse
from handlers.reception import Body, Reception
from handlers.visit import House

_log = structlog.get_logger(__name__)

_EVERYTHING = re.compile("")
_KINDS = frozenset(
    {
        "command",
        "block_actions",
        "view_submission",
        "view_closed",
        "shortcut",
        "message_action",
        "event_callback",
    }
)

_LIMITED = "app_rate_limited"

Next = Callable[[], Awaitable[BoltResponse]]


def build_slack_app(
    house: House, *, client: AsyncWebClient, signing_secret: str | None, new_reference: Callable[[], str]
) -> AsyncApp:
    """The Bolt app with one listener a kind. Without a signing secret it is for Socket Mode only.

    `new_reference` names a fault of ours, for whoever reports it and whoever looks it up in the log.
    `process_before_response` makes the order commit, then ack; Bolt's default way can lose an ack.
    """
    excuses = Excuses(new_reference=new_reference)
    reception = Reception(house, excuses)
    app = AsyncApp(
        name="second-ear",
        logger=_quiet_logger(),
        process_before_response=True,
        client=client,
        authorize=_fixed(house.identity, client.token),
        # An empty secret instead of None, which Bolt would look up in the environment.
        signing_secret=signing_secret or "",
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(_Porter(reception.unreadable))
    app.error(_fault_answer(excuses))
    app.command(_EVERYTHING)(_listener(reception.on_command))
    app.action(_EVERYTHING)(_listener(reception.on_press))
    app.view(_EVERYTHING)(_listener(reception.on_submission))
    app.view_closed(_EVERYTHING)(_listener(_ack_only))
    app.shortcut(_EVERYTHING)(_listener(reception.on_shortcut))
    app.event(_EVERYTHING)(_listener(reception.on_event))
    return app


def _quiet_logger() -> logging.Logger:
    """Bolt's logger for faults only: its warnings and what is below quote whole deliveries."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger


def _fixed(identity: Identity, token: str | None) -> Callable[[], Awaitable[AuthorizeResult]]:
    """Who the app is, known from the start: Bolt's own way asks Slack, once for each early request."""
    result = AuthorizeResult(
        enterprise_id=identity.enterprise,
        team_id=identity.team,
        bot_user_id=identity.bot_user,
        bot_id=identity.bot,
        bot_token=token,
    )

    async def authorize() -> AuthorizeResult:
        return result

    return authorize


def _listener(answer: Callable[[Body], Awaitable[Ack]]) -> Callable[..., Awaitable[BoltResponse]]:
    async def listen(body: dict[str, Any]) -> BoltResponse:
        return BoltResponse(status=200, body=await answer(body) or "")

    return listen


async def _ack_only(_body: Body) -> Ack:
    return {}


class _Porter(AsyncMiddleware):
    """Acks what no listener is for, and what has not the shape by which Bolt's listeners know their own.

    Bolt would refuse the first, so that Slack repeats it, and trip over the second.
    """

    def __init__(self, unreadable: Callable[[Body], Ack]) -> None:
        self._unreadable = unreadable

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it to every middleware
        next: Next,  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse | None:
        try:
            delivery = parse(Delivery, req.body)
        except Malformed as malformed:
            _log.warning("delivery.malformed", places=malformed.places)
            return BoltResponse(status=200, body=self._unreadable(req.body) or "")
        if delivery.kind == _LIMITED:
            _log.warning("events.limited", hint="Slack drops events of this minute; leaks in them are missed")
        if delivery.kind not in _KINDS:
            return BoltResponse(status=200, body="")
        return await next()


def _fault_answer(excuses: Excuses) -> Callable[..., Awaitable[BoltResponse]]:
    async def answer_fault(error: Exception) -> BoltResponse:
        excuses.apology(error, door="bolt")
        return BoltResponse(status=200, body="")

    return answer_fault
