"""How things reach the app: by socket when one is connected, else by signed HTTP, again when that fails."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeVar, get_args

import aiohttp

from simulator.clock import Clock
from simulator.faults import DeliveryTrouble, Faults
from simulator.http_delivery import HttpDelivery, HttpReply
from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.record import Record
from simulator.sockets import GAP_SECONDS, SocketHub

ACK_SECONDS = 3.0
# How long a delivery that is to be overtaken waits for the one that does it.
HELD_SECONDS = 1.0
RETRY_DELAYS_SECONDS = (0.0, 60.0, 300.0)
_KEPT = 10_000
Kind = Literal["slash_commands", "interactive", "events_api"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_Result = TypeVar("_Result")


class Outcome(StrEnum):
    ACKED = "acked"
    TIMEOUT = "timeout"
    NO_APP = "no_app"
    ERROR = "error"


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    delivery_id: str
    transport: str
    body: JsonObject = field(default_factory=dict)
    reason: str = ""
    """Why it failed, in the word of the `x-slack-retry-reason` header."""
    is_no_retry: bool = False
    status: int | None = None
    """What the request URL answered with, when it answered."""


@dataclass
class _Sent:
    id: str
    kind: Kind
    payload: JsonObject
    retries: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What a delivery goes by: the time, new ids, the record of it, and the trouble that it may meet."""

    clock: Clock
    ids: Ids
    record: Record
    faults: Faults


@dataclass(frozen=True)
class _Try:
    """One of up to four attempts, and what the faults have in store for it."""

    sent: _Sent
    retry_num: int
    reason: str
    trouble: DeliveryTrouble | None = None


class Delivery:
    def __init__(self, hub: SocketHub, http: HttpDelivery, around: Surroundings) -> None:
        self._hub = hub
        self._http = http
        self._clock = around.clock
        self._ids = around.ids
        self._record = around.record
        self._faults = around.faults
        self._overtaken = asyncio.Event()
        self._sent: OrderedDict[str, _Sent] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self.request_urls: dict[Kind, str] = {}

    async def ask(self, kind: Kind, payload: JsonObject) -> Answer:
        """Delivers once and waits for the reply: Slack does not repeat what a person is waiting for."""
        sent = self._remember(kind, payload)
        return await self._attempt(sent, 0, "")

    def tell(self, payload: JsonObject) -> None:
        """Delivers an event in the background, up to four times."""
        self.in_background(self._until_acked(self._remember("events_api", payload)))

    async def again(self, delivery_id: str, reason: str) -> Answer | None:
        """Repeats a delivery, payload and ids unchanged; nothing when there was no such delivery."""
        sent = self._sent.get(delivery_id)
        return await self._attempt(sent, sent.retries + 1, reason) if sent else None

    def use_request_url(self, url: str | None, kinds: Iterable[Kind] = KINDS) -> None:
        """Where deliveries of these kinds go by HTTP; without an address they go nowhere."""
        for kind in kinds:
            if url is None:
                self.request_urls.pop(kind, None)
            else:
                self.request_urls[kind] = url

    async def verify_request_url(self, url: str) -> bool:
        """Asks the URL to return a challenge, as Slack does before it uses one."""
        challenge = self._ids.secret(52)
        token = self._hub.app.verification_token
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        try:
            reply = await self._within_limit(self._http.post(url, "events_api", payload))
        except aiohttp.ClientError:
            reply = None
        verified = reply is not None and reply.is_success and challenge in reply.text
        self._record.add("control", action="url_verification", url=url, is_verified=verified)
        return verified

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _remember(self, kind: Kind, payload: JsonObject) -> _Sent:
        sent = _Sent(self._ids.entity("Dl"), kind, payload)
        self._sent[sent.id] = sent
        if len(self._sent) > _KEPT:
            self._sent.popitem(last=False)
        return sent

    async def _until_acked(self, sent: _Sent) -> None:
        answer = await self._attempt(sent, 0, "")
        for number, delay in enumerate(RETRY_DELAYS_SECONDS, start=1):
            if answer.outcome is Outcome.ACKED or answer.is_no_retry:
                return
            await self._clock.sleep(delay)
            answer = await self._attempt(sent, number, answer.reason)

    async def _attempt(self, sent: _Sent, retry_num: int, reason: str) -> Answer:
        sent.retries = max(sent.retries, retry_num)
        fault = self._faults.take_delivery(sent.kind)
        trouble = fault.trouble if fault else None
        if fault and trouble == "delay":
            await self._clock.sleep(fault.delay_seconds)
        if trouble == "reorder":
            await self._let_another_pass()
        if trouble == "duplicate":
            self.in_background(self._repeat(_Try(sent, retry_num, reason)))
        return await self._recorded(_Try(sent, retry_num, reason, trouble))

    async def _repeat(self, attempt: _Try) -> None:
        await self._recorded(attempt)

    async def _let_another_pass(self) -> None:
        passed = asyncio.ensure_future(self._overtaken.wait())
        limit = asyncio.create_task(self._clock.sleep(HELD_SECONDS))
        await asyncio.wait({passed, limit}, return_when=asyncio.FIRST_COMPLETED)
        passed.cancel()
        limit.cancel()

    async def _recorded(self, attempt: _Try) -> Answer:
        began = self._clock.now()
        answer = await self._deliver(attempt)
        overtaken, self._overtaken = self._overtaken, asyncio.Event()
        overtaken.set()
        self._record.add(
            "delivery",
            delivery_id=attempt.sent.id,
            transport=answer.transport,
            type=attempt.sent.kind,
            payload=attempt.sent.payload,
            outcome=answer.outcome,
            response=answer.body or None,
            retry_num=attempt.retry_num,
            retry_reason=attempt.reason,
            seconds=round(self._clock.now() - began, 4),
        )
        return answer

    async def _deliver(self, attempt: _Try) -> Answer:
        sent = attempt.sent
        if attempt.trouble == "drop":
            await self._clock.sleep(ACK_SECONDS)
            return Answer(Outcome.TIMEOUT, sent.id, "none", reason="timeout")
        if self._hub.is_connected:
            return await self._by_socket(attempt)
        if url := self.request_urls.get(sent.kind):
            return await self._by_http(attempt, url)
        # A person waits for an acknowledgement; an event can wait for the next connection.
        patience = GAP_SECONDS if sent.kind == "events_api" else ACK_SECONDS
        if self._hub.is_between_connections and await self._hub.wait_for_connection(patience):
            return await self._by_socket(attempt)
        return Answer(Outcome.NO_APP, sent.id, "none", reason="connection_failed")

    async def _by_socket(self, attempt: _Try) -> Answer:
        sent = attempt.sent
        envelope = {
            "envelope_id": self._ids.envelope(),
            "payload": sent.payload,
            "type": sent.kind,
            "accepts_response_payload": sent.kind != "events_api",
        }
        if sent.kind == "events_api":
            reason = _socket_reason(attempt.reason)
            envelope |= {"retry_attempt": attempt.retry_num, "retry_reason": reason}
        acknowledged = await self._hub.send(envelope, is_cut=attempt.trouble == "disconnect")
        if acknowledged is None:
            return Answer(Outcome.NO_APP, sent.id, "socket", reason="connection_failed")
        body = await self._within_limit(acknowledged)
        self._hub.give_up(str(envelope["envelope_id"]))
        if body is None:
            return Answer(Outcome.TIMEOUT, sent.id, "socket", reason="timeout")
        return Answer(Outcome.ACKED, sent.id, "socket", body=body)

    async def _by_http(self, attempt: _Try, url: str) -> Answer:
        sent = attempt.sent
        if attempt.trouble == "disconnect":
            return Answer(Outcome.NO_APP, sent.id, "http", reason="connection_failed")
        retry = _retry_headers(attempt) if attempt.retry_num else None
        try:
            reply = await self._within_limit(self._http.post(url, sent.kind, sent.payload, retry))
        except aiohttp.TooManyRedirects:
            return Answer(Outcome.ERROR, sent.id, "http", reason="too_many_redirects")
        except aiohttp.ClientSSLError:
            return Answer(Outcome.ERROR, sent.id, "http", reason="ssl_error")
        except aiohttp.ClientError:
            return Answer(Outcome.NO_APP, sent.id, "http", reason="connection_failed")
        return _answer_of(reply, sent.id)

    async def _within_limit(self, answering: Awaitable[_Result]) -> _Result | None:
        answer = asyncio.ensure_future(answering)
        limit = asyncio.create_task(self._clock.sleep(ACK_SECONDS))
        try:
            await asyncio.wait({answer, limit}, return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            limit.cancel()
            answer.cancel()


def _answer_of(reply: HttpReply | None, delivery_id: str) -> Answer:
    if reply is None:
        return Answer(Outcome.TIMEOUT, delivery_id, "http", reason="http_timeout")
    if reply.is_success:
        return Answer(Outcome.ACKED, delivery_id, "http", body=reply.body(), status=reply.status)
    return Answer(
        Outcome.ERROR,
        delivery_id,
        "http",
        reason="http_error",
        is_no_retry=reply.is_no_retry,
        status=reply.status,
    )


def _retry_headers(attempt: _Try) -> dict[str, str]:
    reason = "http_timeout" if attempt.reason in {"timeout", ""} else attempt.reason
    return {"X-Slack-Retry-Num": str(attempt.retry_num), "X-Slack-Retry-Reason": reason}


def _socket_reason(reason: str) -> str:
    return "timeout" if reason == "http_timeout" else reason
