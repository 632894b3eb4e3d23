"""The player: a page that opens a link, a page that plays, and the audio, which ends when sharing stops.

Each answer, and each piece of the audio, is given only while the person may listen.

GET  /listen/{alias}/{secret}   changes nothing, because link previews fetch it
POST /listen/{alias}/{secret}   uses the link up and binds it to this browser
GET  /listen/{alias}            the player, for the browser that holds the session
GET  /listen/{alias}/audio      the recording, or a range of it
GET  /listen/{alias}/state      204 while it may be heard; the player asks every second
GET  /listen/assets/{name}      style and script
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.domain.access import Act, Actor, require
from bot.domain.case import Case
from bot.domain.ids import Alias, PersonId, show_alias
from bot.errors import UserError, WorldError
from bot.policy import Policy
from bot.ports import AnnotationStore, Audio, CaseStore, Grant, LinkStore
from handlers.byte_range import ByteRange, parse_range
from handlers.listen_pages import ASSETS, HEADERS, Gone, Pages

WRITE_TIMEOUT_SECONDS = 30.0  # a listener who takes nothing for so long is gone

_ALIAS = "{alias:[0-9A-HJKMNP-TV-Z]{10}}"
_LINK = "{secret:[A-Za-z0-9_-]{16,128}}"  # longer than `audio` and `state`, so that they never meet

Door = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who listens: asked anew at every step, because a right to listen can end before a session does."""

    actor_of: Callable[[PersonId], Awaitable[Actor]]
    name_of: Callable[[PersonId], str] = str
    """The name that is shown over the player; without it, it is the id."""

    async def may_listen(self, person: PersonId) -> bool:
        try:
            require(await self.actor_of(person), Act.LISTEN)
        except UserError:
            return False
        return True


def listen_routes(
    *,
    links: LinkStore,
    cases: CaseStore,
    annotations: AnnotationStore,
    policy: Policy,
    listeners: Listeners,
    is_https: bool,
) -> list[web.RouteDef]:
    """The routes of the player."""
    pages = Pages(Path(__file__).parent / "pages")
    link = LinkDoors(links, pages, policy, listeners, is_https=is_https)
    player = PlayerDoors(link, cases, annotations)

    def guarded(door: Door) -> Door:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await door(request)
            except WorldError:
                return pages.gone(request, Gone.AWAY)

        return answer

    async def handle_asset(request: web.Request) -> web.StreamResponse:
        return pages.asset(request.match_info["name"])

    return [
        web.get(f"/listen/assets/{{name:{'|'.join(ASSETS)}}}", handle_asset),
        web.get(f"/listen/{_ALIAS}", guarded(player.handle_player)),
        web.get(f"/listen/{_ALIAS}/audio", guarded(player.handle_audio), allow_head=False),
        web.get(f"/listen/{_ALIAS}/state", guarded(player.handle_state), allow_head=False),
        web.get(f"/listen/{_ALIAS}/{_LINK}", guarded(link.handle_link_fetched)),
        web.post(f"/listen/{_ALIAS}/{_LINK}", guarded(link.handle_play_pressed)),
    ]


class LinkDoors:
    """From a link to a session of one browser."""

    def __init__(
        self, links: LinkStore, pages: Pages, policy: Policy, listeners: Listeners, *, is_https: bool
    ) -> None:
        self.links = links
        self.pages = pages
        self.policy = policy
        self.listeners = listeners
        self._is_https = is_https
        self._cookie = "__Secure-ear-listen" if is_https else "ear-listen"

    async def handle_link_fetched(self, request: web.Request) -> web.StreamResponse:
        alias, secret = _alias(request), request.match_info["secret"]
        if not await self._opens(alias, secret):
            return self.pages.gone(request, Gone.LINK)
        return self.pages.open(alias=show_alias(alias))

    async def handle_play_pressed(self, request: web.Request) -> web.StreamResponse:
        alias, secret = _alias(request), request.match_info["secret"]
        lifetime = self.policy.listen.session
        session = None
        if await self._opens(alias, secret):
            session = await self.links.redeem_link(alias, secret, lifetime=lifetime)
        if session is None and isinstance(await self.grant(request), Gone):
            return self.pages.gone(request, Gone.LINK)
        # A second press by the browser that used the link goes on to its player. The address is relative, so
        # that it holds below any public address.
        answer = web.Response(status=303, headers={**HEADERS, "Location": f"../{alias}"})
        if session is not None:
            answer.set_cookie(
                self._cookie,
                session,
                path="",  # so RFC 6265, 5.1.4 takes this address without the secret, as the browser sees it
                max_age=int(lifetime.total_seconds()),
                httponly=True,
                secure=self._is_https,
                samesite="Strict",
            )
        return answer

    async def grant(self, request: web.Request) -> Grant | Gone:
        """What this browser may hear, or why it may not."""
        alias, secret = _alias(request), request.cookies.get(self._cookie)
        if not secret:
            return Gone.SESSION
        grant = await self.links.session(alias, secret)
        if grant is not None:
            return grant if await self.listeners.may_listen(grant.person) else Gone.SESSION
        is_shared = await self.links.sharing_epoch(alias) is not None
        return Gone.SESSION if is_shared else Gone.WITHDRAWN

    async def holds(self, grant: Grant) -> bool:
        """Whether the clip is still shared, and with this person."""
        if await self.links.sharing_epoch(grant.alias) != grant.epoch:
            return False
        return await self.listeners.may_listen(grant.person)

    async def _opens(self, alias: Alias, secret: str) -> bool:
        offer = await self.links.peek_link(alias, secret)
        return offer is not None and await self.listeners.may_listen(offer.person)


class PlayerDoors:
    """What the browser with the session gets."""

    def __init__(self, link: LinkDoors, cases: CaseStore, annotations: AnnotationStore) -> None:
        self._link = link
        self._cases = cases
        self._annotations = annotations

    async def handle_player(self, request: web.Request) -> web.StreamResponse:
        opened = await self._open(request)
        if isinstance(opened, Gone):
            return self._link.pages.gone(request, opened)
        grant, case = opened
        channel = self._link.policy.help_channel(case.clip.language)
        return self._link.pages.listen(
            base=grant.alias,
            alias=show_alias(grant.alias),
            language=channel.name if channel else case.clip.language,
            domain=case.clip.domain or "not given",
            seconds=f"{case.clip.duration_seconds:.1f}",
            listener=self._link.listeners.name_of(grant.person),
        )

    async def handle_state(self, request: web.Request) -> web.StreamResponse:
        grant = await self._link.grant(request)
        status = grant.value.status if isinstance(grant, Gone) else 204
        return web.Response(status=status, headers=HEADERS)

    async def handle_audio(self, request: web.Request) -> web.StreamResponse:
        # Opened as a page of its own, a recording gets the browser's player with a button to save it.
        is_page = request.headers.get("Sec-Fetch-Mode") == "navigate"
        opened = Gone.SESSION if is_page else await self._open(request)
        if isinstance(opened, Gone):
            return self._link.pages.gone(request, opened)
        grant, case = opened
        wanted = None if "If-Range" in request.headers else parse_range(request.headers.get("Range"))
        audio = await self._audio(case.clip.reference, wanted)
        if audio is None:
            return self._link.pages.gone(request, Gone.NO_AUDIO)
        if wanted is not None and audio.first > audio.last:
            headers = {**HEADERS, "Content-Range": f"bytes */{audio.total_bytes}"}
            return web.Response(status=416, headers=headers)
        return await self._stream(request, grant, audio, is_part=wanted is not None)

    async def _open(self, request: web.Request) -> tuple[Grant, Case] | Gone:
        """The right to listen and what to, or why there is nothing to hear."""
        grant = await self._link.grant(request)
        if isinstance(grant, Gone):
            return grant
        case = (await self._cases.load(grant.alias)).case
        return Gone.WITHDRAWN if case is None or case.is_hidden else (grant, case)

    async def _audio(self, reference: str, wanted: ByteRange | None) -> Audio | None:
        if wanted is None:
            return await self._annotations.audio(reference)
        if wanted.first >= 0:
            return await self._annotations.audio(reference, first=wanted.first, last=wanted.last)
        whole = await self._annotations.audio(reference)
        if whole is None:
            return None
        return await self._annotations.audio(reference, first=max(0, whole.total_bytes + wanted.first))

    async def _stream(
        self, request: web.Request, grant: Grant, audio: Audio, *, is_part: bool
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            status=206 if is_part else 200, headers={**HEADERS, "Accept-Ranges": "bytes"}
        )
        response.content_type = audio.content_type
        response.content_length = audio.last - audio.first + 1
        if is_part:
            response.headers["Content-Range"] = f"bytes {audio.first}-{audio.last}/{audio.total_bytes}"
        await response.prepare(request)
        try:
            is_whole = await self._send(response, grant, audio)
        except (WorldError, TimeoutError):
            is_whole = False  # whoever cannot ask whether it may still be heard must not go on
        if not is_whole and request.transport is not None:
            request.transport.abort()  # drops what is buffered too; close() would still send it
        return response

    async def _send(self, response: web.StreamResponse, grant: Grant, audio: Audio) -> bool:
        """Sends piece by piece; False when sharing, or the right to listen, ended on the way."""
        pieces = audio.pieces()
        try:
            async for piece in pieces:
                if not await self._link.holds(grant):
                    return False
                async with asyncio.timeout(WRITE_TIMEOUT_SECONDS):
                    await response.write(piece)
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()  # the file is closed now, not when the garbage is collected
        return True


def _alias(request: web.Request) -> Alias:
    return Alias(request.match_info["alias"])
