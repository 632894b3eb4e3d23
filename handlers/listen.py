"""The player: a page that opens a link, a page that plays, and the audio, which ends when sharing stops.

Each answer, and each piece of the audio, is given only while the person may listen.

GET  /listen/{alias}/{secret}   changes nothing, because link previews fetch it
POST /listen/{alias}/{secret}   uses the link up and binds it to this browser
GET  /listen/{alias}            the player, for the browser that holds the session
GET  /listen/{alias}/audio      the recording, or a range of it; `speed` is how fast it is played
GET  /listen/{alias}/peaks      its waveform, as JSON; with `again`, looked at anew
GET  /listen/{alias}/state      204 while it may be heard; with `wait` the answer comes after two seconds, or
                                as soon as it is another one, which is how a playing player is silenced
GET  /listen/assets/{name}      style and scripts
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.annotation_ports import AnnotationStore
from bot.background import Background
from bot.domain.case import Case
from bot.domain.ids import Alias, show_alias
from bot.errors import UserError, WorldError
from bot.ports import Audio, CaseStore, Grant, LinkStore, Waveform, Waveforms
from bot.services.desk import Desk
from handlers.blocks.flag import category_name
from handlers.byte_range import ByteRange, parse_range
from handlers.listen_pages import ASSETS, HEADERS, Gone, Pages
from handlers.listen_rights import Listeners, Rights
from handlers.listen_stream import FASTEST, LOOK_SECONDS, Pace, Play, Streams
from handlers.waveforms import WaveformShelf

__all__ = ["Ledger", "Listeners", "Recordings", "listen_routes"]

HOLD_SECONDS = 2.0

_ALIAS = "{alias:[0-9A-HJKMNP-TV-Z]{10}}"
_LINK = "{secret:[A-Za-z0-9_-]{16,128}}"  # longer than `audio` and `state`, so that they never meet

Door = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class Recordings:
    """Where the sound comes from, and what it looks like."""

    annotations: AnnotationStore
    waveforms: Waveforms


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Where it is written down who heard what; `new_reference` gives each sending a name of its own."""

    desk: Desk
    background: Background
    new_reference: Callable[[], str]


def listen_routes(
    *,
    links: LinkStore,
    cases: CaseStore,
    recordings: Recordings,
    ledger: Ledger,
    listeners: Listeners,
    is_https: bool,
) -> list[web.RouteDef]:
    """The routes of the player."""
    pages = Pages(Path(__file__).parent / "pages")
    rights = Rights(
        links=links,
        cases=cases,
        clock=ledger.desk.clock,
        panics=ledger.desk.panics,
        listeners=listeners,
        shelf=WaveformShelf(),
    )
    link = LinkDoors(rights, pages, ledger.desk, is_https=is_https)
    streams = Streams(
        rights=rights,
        desk=ledger.desk,
        background=ledger.background,
        new_reference=ledger.new_reference,
    )
    player = PlayerDoors(link, recordings, streams)

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
        web.get(f"/listen/{_ALIAS}/peaks", guarded(player.handle_peaks), allow_head=False),
        web.get(f"/listen/{_ALIAS}/state", guarded(player.handle_state), allow_head=False),
        web.get(f"/listen/{_ALIAS}/{_LINK}", guarded(link.handle_link_fetched)),
        web.post(f"/listen/{_ALIAS}/{_LINK}", guarded(link.handle_play_pressed)),
    ]


class LinkDoors:
    """From a link to a session of one browser."""

    def __init__(self, rights: Rights, pages: Pages, desk: Desk, *, is_https: bool) -> None:
        self.rights = rights
        self.pages = pages
        self.policy = desk.policy
        self._is_https = is_https
        self._cookie = "__Secure-ear-listen" if is_https else "ear-listen"

    async def handle_link_fetched(self, request: web.Request) -> web.StreamResponse:
        alias, secret = alias_of(request), request.match_info["secret"]
        offer = await self.rights.offer(alias, secret)
        if offer is None:
            return self.pages.gone(request, Gone.LINK)
        return self.pages.open(alias=show_alias(alias), is_review=offer.is_review)

    async def handle_play_pressed(self, request: web.Request) -> web.StreamResponse:
        alias, secret = alias_of(request), request.match_info["secret"]
        offer = await self.rights.offer(alias, secret)
        rules = self.policy.listen
        lifetime = rules.session_in_review if offer and offer.is_review else rules.session
        session = None
        if offer is not None:
            session = await self.rights.links.redeem_link(alias, secret, lifetime=lifetime)
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
        return await self.rights.grant(alias_of(request), request.cookies.get(self._cookie))


class PlayerDoors:
    """What the browser with the session gets."""

    def __init__(self, link: LinkDoors, recordings: Recordings, streams: Streams) -> None:
        self._link = link
        self._rights = link.rights
        self._shelf = link.rights.shelf
        self._annotations = recordings.annotations
        self._waveforms = recordings.waveforms
        self._streams = streams

    async def handle_player(self, request: web.Request) -> web.StreamResponse:
        opened = await self._open(request)
        if isinstance(opened, Gone):
            return self._link.pages.gone(request, opened)
        grant, case = opened
        rules = self._link.policy.listen
        channel = self._link.policy.help_channel(case.clip.language)
        return self._link.pages.listen(
            is_review=grant.is_review,
            base=grant.alias,
            alias=show_alias(grant.alias),
            language=channel.name if channel else case.clip.language,
            domain=case.clip.domain or "not given",
            seconds=f"{case.clip.duration_seconds:.1f}",
            listener=self._rights.listeners.name_of(grant.person),
            volume_first=str(rules.volume_in_review if grant.is_review else rules.volume_first),
            volume_most=str(rules.volume_in_review if grant.is_review else rules.volume_most),
            category=category_name(case.gravest) if grant.is_review else "",
            notes="\n".join(flag.note for flag in case.flags if flag.note) if grant.is_review else "",
        )

    async def handle_state(self, request: web.Request) -> web.StreamResponse:
        grant = await self._link.grant(request)
        if not isinstance(grant, Gone):
            self._shelf.find(grant.alias, grant.epoch)
            if "wait" in request.query:
                grant = await self._watched(request, grant)
        status = grant.value.status if isinstance(grant, Gone) else 204
        return web.Response(status=status, headers=HEADERS)

    async def handle_peaks(self, request: web.Request) -> web.StreamResponse:
        opened = await self._open(request)
        if isinstance(opened, Gone):
            return self._link.pages.gone(request, opened)
        grant, case = opened
        waveform = None if "again" in request.query else self._shelf.find(grant.alias, grant.epoch)
        if waveform is None:
            audio = await self._annotations.audio(case.clip.reference)
            if audio is None:
                return self._link.pages.gone(request, Gone.NO_AUDIO)
            waveform = await self._waveforms.of(audio)
        waveform = waveform or Waveform(seconds=case.clip.duration_seconds, peaks=())
        # Decoding takes time, in which sharing may have ended.
        if not await self._rights.holds(grant):
            return self._link.pages.gone(request, Gone.WITHDRAWN)
        if not grant.is_review:
            self._shelf.put(grant.alias, grant.epoch, waveform)
        return web.json_response(waveform.model_dump(), headers=HEADERS)

    async def handle_audio(self, request: web.Request) -> web.StreamResponse:
        # Opened as a page of its own, a recording gets the browser's player with a button to save it.
        is_page = request.headers.get("Sec-Fetch-Mode") == "navigate"
        grant = Gone.SESSION if is_page else await self._link.grant(request)
        if isinstance(grant, Gone):
            return self._link.pages.gone(request, grant)
        try:
            case = await self._streams.begin(grant)
        except UserError:
            return self._link.pages.gone(request, Gone.WITHDRAWN)
        wanted = None if "If-Range" in request.headers else parse_range(request.headers.get("Range"))
        audio = await self._audio(case.clip.reference, wanted)
        if audio is None:
            return self._link.pages.gone(request, Gone.NO_AUDIO)
        if wanted is not None and audio.first > audio.last:
            headers = {**HEADERS, "Content-Range": f"bytes */{audio.total_bytes}"}
            return web.Response(status=416, headers=headers)
        play = self._play(grant, case, audio, request.query.get("speed", ""))
        return await self._streams.send(request, play, is_part=wanted is not None)

    def _play(self, grant: Grant, case: Case, audio: Audio, speed: str) -> Play:
        waveform = self._shelf.find(grant.alias, grant.epoch)
        # What was measured is better than what the store says.
        seconds = max(0.1, waveform.seconds if waveform else case.clip.duration_seconds)
        pace = Pace(
            length_bytes=audio.last - audio.first + 1,
            bytes_a_second=audio.total_bytes / seconds,
            ahead_seconds=self._link.policy.listen.ahead_seconds,
            speed=_speed(speed),
        )
        return Play(grant=grant, audio=audio, seconds=seconds, pace=pace)

    async def _watched(self, request: web.Request, grant: Grant) -> Grant | Gone:
        """The right as it is after a while, or as soon as it is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + HOLD_SECONDS
        while loop.time() < end and request.transport is not None:
            await asyncio.sleep(LOOK_SECONDS)
            if not await self._rights.holds(grant):
                return await self._link.grant(request)
        return grant

    async def _open(self, request: web.Request) -> tuple[Grant, Case] | Gone:
        """The right to look at a clip and the clip, or why there is nothing to see."""
        grant = await self._link.grant(request)
        if isinstance(grant, Gone):
            return grant
        case = (await self._rights.cases.load(grant.alias)).case
        return Gone.WITHDRAWN if case is None or case.is_hidden != grant.is_review else (grant, case)

    async def _audio(self, reference: str, wanted: ByteRange | None) -> Audio | None:
        if wanted is None:
            return await self._annotations.audio(reference)
        if wanted.first >= 0:
            return await self._annotations.audio(reference, first=wanted.first, last=wanted.last)
        whole = await self._annotations.audio(reference)
        if whole is None:
            return None
        return await self._annotations.audio(reference, first=max(0, whole.total_bytes + wanted.first))


def alias_of(request: web.Request) -> Alias:
    return Alias(request.match_info["alias"])


def _speed(text: str) -> float:
    """How fast it is sent: never slower than it is spoken, and never faster than the player plays."""
    try:
        return min(FASTEST, max(1.0, float(text)))
    except ValueError:
        return 1.0
