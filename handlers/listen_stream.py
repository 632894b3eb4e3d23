"""The sound: sent a few seconds ahead of the ear, while it may be heard, and written down afterwards.

Nothing is sent before the log says that a hearing began, and what was sent is logged when it ends.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.background import Background
from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door
from bot.errors import StoreAway, WorldError
from bot.ports import Audio, Grant
from bot.services.desk import Desk
from handlers.listen_pages import HEADERS
from handlers.listen_rights import Rights

_log = structlog.get_logger(__name__)

WRITE_TIMEOUT_SECONDS = 30.0  # a listener who takes nothing for so long is gone
LOOK_SECONDS = 0.2
"""How often a right is looked at while nothing is sent: a stop must be felt within a second."""
FASTEST = 2.0
# Measured with Chromium 156: a WAV begins to play once 233 KiB of it are there, and an Ogg whose end lies
# less than 160 KiB behind what has come waits for it instead of asking. Hence a first lot, a least speed, and
# no pace for what is little more than the first lot.
FIRST_BYTES = 256 * 1024
SHORT_BYTES = 2 * FIRST_BYTES
LEAST_BYTES_A_SECOND = 64 * 1024
_LEAST_SECONDS = 0.1
_RECORD_ATTEMPTS = 6
_RECORD_AGAIN_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much of a recording, or of a part of it, may have been sent so long after its beginning."""

    length_bytes: int
    bytes_a_second: float
    ahead_seconds: float
    speed: float = 1.0

    def allows(self, elapsed_seconds: float) -> int:
        if self.length_bytes <= SHORT_BYTES:
            return self.length_bytes
        ahead = max(FIRST_BYTES, self.ahead_seconds * self.bytes_a_second)
        return int(ahead + elapsed_seconds * max(LEAST_BYTES_A_SECOND, self.speed * self.bytes_a_second))

    @property
    def least(self) -> int:
        """Less than this is not worth a packet."""
        return max(1, int(_LEAST_SECONDS * self.bytes_a_second))


@dataclass(frozen=True, kw_only=True)
class Play:
    """One request for sound: whose, of what, and how fast."""

    grant: Grant
    audio: Audio
    seconds: float
    """Of the whole recording."""
    pace: Pace


@dataclass
class _Sent:
    count: int = 0
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Streams:
    """Sends recordings; `new_reference` names each sending, so that each is logged once."""

    rights: Rights
    desk: Desk
    background: Background
    new_reference: Callable[[], str]

    async def begin(self, grant: Grant) -> Case:
        """The case, once the log says that this link is being listened to; UserError when it may not be."""
        command = cmd.BeginHearing(actor=SYSTEM_ACTOR, door=Door.PLAYER, person=grant.person, link=grant.link)
        return (await self.desk.execute(grant.alias, command, key=f"hearing:{grant.link}")).case

    async def send(self, request: web.Request, play: Play, *, is_part: bool) -> web.StreamResponse:
        audio = play.audio
        response = web.StreamResponse(
            status=206 if is_part else 200,
            headers={**HEADERS, "Accept-Ranges": "bytes", "X-Accel-Buffering": "no"},
        )
        response.content_type = audio.content_type
        response.content_length = audio.last - audio.first + 1
        if is_part:
            response.headers["Content-Range"] = f"bytes {audio.first}-{audio.last}/{audio.total_bytes}"
        await response.prepare(request)
        sent = _Sent()
        try:
            await self._pieces(request, response, play, sent)
        except (WorldError, TimeoutError):
            sent.is_cut = True  # whoever cannot ask whether it may still be heard must not go on
        finally:
            if sent.count:
                self.background.start(self._record(play, sent), name="hearing")
        if sent.is_cut and request.transport is not None:
            request.transport.abort()  # drops what is buffered too; close() would still send it
        return response

    async def _pieces(
        self, request: web.Request, response: web.StreamResponse, play: Play, sent: _Sent
    ) -> None:
        began = asyncio.get_running_loop().time()
        pieces = play.audio.pieces()
        try:
            async for piece in pieces:
                left = piece
                while left:
                    if request.transport is None:
                        return  # the listener has gone
                    if not await self.rights.holds(play.grant):
                        sent.is_cut = True
                        return
                    room = play.pace.allows(asyncio.get_running_loop().time() - began) - sent.count
                    if room < min(play.pace.least, len(left)):
                        await asyncio.sleep(LOOK_SECONDS)
                        continue
                    async with asyncio.timeout(WRITE_TIMEOUT_SECONDS):
                        await response.write(left[:room])
                    sent.count += len(left[:room])
                    left = left[room:]
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()  # the file is closed now, not when the garbage is collected

    async def _record(self, play: Play, sent: _Sent) -> None:
        grant = play.grant
        command = cmd.RecordHearing(
            actor=SYSTEM_ACTOR,
            door=Door.PLAYER,
            person=grant.person,
            link=grant.link,
            seconds=round(play.seconds * sent.count / play.audio.total_bytes, 2),
            is_cut=sent.is_cut,
        )
        key = f"heard:{self.new_reference()}"
        for attempt in range(_RECORD_ATTEMPTS):
            try:
                await self.desk.execute(grant.alias, command, key=key)
            except StoreAway:
                await asyncio.sleep(_RECORD_AGAIN_SECONDS * 2**attempt)
            else:
                return
        # The log says that this hearing began; how long it was is only here.
        _log.error("hearing.unrecorded", case=grant.alias, link=grant.link, seconds=command.seconds)
