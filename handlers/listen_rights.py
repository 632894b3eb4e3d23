"""Who may hear what at this moment: asked anew for every page and every piece of a recording."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.access import Act, Actor, require
from bot.domain.ids import Alias, PersonId
from bot.domain.listen import may_hear_in_review
from bot.errors import UserError
from bot.ports import CaseStore, Clock, Grant, LinkStore
from bot.services.panics import Panics
from handlers.listen_pages import Gone
from handlers.waveforms import WaveformShelf


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who listens: asked anew at every step, because a right to listen can end before a session does."""

    actor_of: Callable[[PersonId], Awaitable[Actor]]
    name_of: Callable[[PersonId], str] = str
    """The name that is shown over the player; without it, it is the id."""

    async def may_listen(self, grant: Grant) -> bool:
        try:
            require(
                await self.actor_of(grant.person), Act.LISTEN_IN_REVIEW if grant.is_review else Act.LISTEN
            )
        except UserError:
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Whether a link opens, a session lives, and a stream goes on."""

    links: LinkStore
    cases: CaseStore
    clock: Clock
    panics: Panics
    listeners: Listeners
    shelf: WaveformShelf
    """Is emptied of a clip as soon as anybody's right to hear it is found to be over."""

    async def offer(self, alias: Alias, secret: str) -> Grant | None:
        """What a link would open; changes nothing."""
        offer = await self.links.peek_link(alias, secret)
        return offer if offer is not None and await self._is_right(offer) else None

    async def grant(self, alias: Alias, session: str | None) -> Grant | Gone:
        """What the browser with this session may hear, or why it may not."""
        if not session:
            return Gone.SESSION
        grant = await self.links.session(alias, session)
        if grant is not None and await self._is_right(grant):
            return grant
        if grant is not None:
            return Gone.REVIEW if grant.is_review else Gone.SESSION
        return await self._why_not(alias)

    async def holds(self, grant: Grant) -> bool:
        """Whether the clip is still shared, and with this person."""
        if not await self.links.holds(grant):
            self.shelf.drop(grant.alias)
            return False
        return await self._is_right(grant)

    async def _why_not(self, alias: Alias) -> Gone:
        case = (await self.cases.load(alias)).case
        if case is not None and not case.is_hidden and not (await self.panics.sharing(case)).is_stopped:
            return Gone.SESSION
        self.shelf.drop(alias)
        return Gone.WITHDRAWN

    async def _is_right(self, grant: Grant) -> bool:
        if not await self.listeners.may_listen(grant):
            return False
        return not grant.is_review or await self._has_review(grant)

    async def _has_review(self, grant: Grant) -> bool:
        case = (await self.cases.load(grant.alias)).case
        return case is not None and may_hear_in_review(case, grant.person, self.clock.now())
