"""Requests to Label Studio's API, with its answers and its failures told apart."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from yarl import URL

from bot.errors import AnnotationStoreAway
from bot.ports import Clock
from storage.annotations.label_studio_address import Address
from storage.annotations.label_studio_tokens import credentials_of

REQUEST_SECONDS = 10.0
# On its default database more writes only wait longer; measured with Label Studio 1.23. Looks have turns of
# their own, or each write would stand in the way of the looks for the next.
WRITES_AT_ONCE = 4
LOOKS_AT_ONCE = 4
MOST_BYTES = 16 * 1024 * 1024
_SPEAKING = {200, 201, 204, 400, 404, 409}
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_TOO_MANY = 429
_FAULT = 500
_REDIRECTS = range(300, 400)


Method = Literal["GET", "POST"]


class LabelStudioRefused(AnnotationStoreAway):
    """Label Studio does not let us in; trying again helps only after a person has mended it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Label Studio itself said: a status that means something, and JSON."""

    status: int
    body: Any = None

    @property
    def is_done(self) -> bool:
        return self.status < _REDIRECTS.start

    @property
    def is_not_found(self) -> bool:
        """By Label Studio's own word: a page of something in front of it is no such word."""
        return self.status == 404 and isinstance(self.body, dict) and self.body.get("status_code") == 404  # noqa: PLR2004


class LabelStudioClient:
    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        address: Address,
        token: str,
        clock: Clock,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self.address = address
        self._seconds = request_seconds
        self._session = session
        self._credentials = credentials_of(token, exchange=self._exchange, clock=clock)
        self._turns = {
            "POST": asyncio.Semaphore(WRITES_AT_ONCE),
            "GET": asyncio.Semaphore(LOOKS_AT_ONCE),
        }

    async def ask(
        self, method: Method, path: str, *, query: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        """One request, by a path below Label Studio's own; AnnotationStoreAway says what to do.

        When that is raised for a request that changes something, it may have been done all the same.
        """
        url = self.address.root.join(URL(path)).with_query(query)
        async with self._turns[method]:
            header = await self._credentials.header()
            answer = await self._send(method, url, header=header, body=body)
            # An access token that ended is refused with the words "were not provided".
            if answer.status == _UNAUTHORIZED and await self._credentials.renew(header):
                answer = await self._send(method, url, header=await self._credentials.header(), body=body)
        return _meaning(answer)

    @asynccontextmanager
    async def stream(self, url: URL, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer whose body is read by the caller. Redirects are not followed.

        The token goes along only to Label Studio's own host.
        """
        is_own = url.origin() == self.address.root.origin()
        header = await self._credentials.header() if is_own else ""
        with _translated(self._seconds):
            response = await self._get(url, header, headers)
            if response.status == _UNAUTHORIZED and is_own and await self._credentials.renew(header):
                response.release()
                response = await self._get(url, await self._credentials.header(), headers)
            async with response:
                yield response

    async def _get(self, url: URL, header: str, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        authorization = {"Authorization": header} if header else {}
        # A recording may be listened to for long; only silence is bounded.
        timeout = aiohttp.ClientTimeout(sock_connect=self._seconds, sock_read=self._seconds)
        return await self._session.get(
            url, headers={**headers, **authorization}, timeout=timeout, allow_redirects=False
        )

    async def _send(self, method: str, url: URL, *, header: str, body: object) -> Answer:
        headers = {"Authorization": header} if header else {}
        timeout = aiohttp.ClientTimeout(total=self._seconds)
        request = self._session.request(
            method, url, json=body, headers=headers, timeout=timeout, allow_redirects=False
        )
        with _translated(self._seconds):
            async with request as response:
                return Answer(status=response.status, body=_parsed(await _read(response)))

    async def _exchange(self, token: str) -> str:
        url = self.address.root.join(URL("api/token/refresh/"))
        answer = await self._send("POST", url, header="", body={"refresh": token})
        if answer.status == _UNAUTHORIZED:
            raise LabelStudioRefused(
                "Label Studio refuses LABEL_STUDIO_TOKEN as a personal access token. It is shown in full "
                "only once; make a new one under Account & Settings and set it."
            )
        access = _meaning(answer).body
        if not isinstance(access, dict) or not isinstance(access.get("access"), str):
            raise AnnotationStoreAway("Label Studio gave no access token for LABEL_STUDIO_TOKEN.")
        return str(access["access"])


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > MOST_BYTES:
            raise AnnotationStoreAway(f"Label Studio answered with more than {MOST_BYTES:,} bytes.")
    return bytes(body)


def _parsed(body: bytes) -> object:
    """None for a page and for nothing."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def _meaning(answer: Answer) -> Answer:
    """The answer when it tells of what was asked; otherwise AnnotationStoreAway with what to do."""
    status = answer.status
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        raise LabelStudioRefused(_refusal(answer))
    if status == _TOO_MANY or status >= _FAULT:
        raise AnnotationStoreAway(f"Label Studio has trouble of its own (status {status}). Its log says why.")
    if status in _REDIRECTS:
        raise AnnotationStoreAway(
            "Label Studio sends us elsewhere. Check host, path and http or https in ANNOTATIONS_URL."
        )
    if status not in _SPEAKING:
        raise AnnotationStoreAway(f"Label Studio does not take the request (status {status}).")
    if answer.body is None and status != 204:  # noqa: PLR2004
        raise AnnotationStoreAway(
            "A page came instead of data. Check that ANNOTATIONS_URL leads to Label Studio itself, past any "
            "sign-in page in front of it."
        )
    return answer


def _refusal(answer: Answer) -> str:
    said = answer.body.get("detail") if isinstance(answer.body, dict) else None
    if isinstance(said, str) and "legacy token" in said:
        return (
            "Label Studio's organization has legacy tokens turned off. Set a personal access token as "
            "LABEL_STUDIO_TOKEN, or turn legacy tokens on under Organization, Access Token Settings."
        )
    return (
        f"Label Studio refuses LABEL_STUDIO_TOKEN (status {answer.status}). Check that it is the whole token "
        "of an account that may open the project."
    )


@contextmanager
def _translated(seconds: float) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise AnnotationStoreAway(f"Label Studio did not answer within {seconds:g} s.") from error
    except (aiohttp.ClientError, OSError) as error:
        # The error's own text would name the task.
        raise AnnotationStoreAway(
            f"Label Studio cannot be reached ({type(error).__name__}). Check that it runs."
        ) from error
