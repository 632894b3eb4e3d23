"""Personal links to the player: given by the desk's leave, counted, and known to the log by their names."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain import commands as cmd
from bot.domain.access import Act, Actor, require
from bot.domain.case import Case, Door
from bot.domain.ids import Alias
from bot.domain.listen import link_name, may_hear_in_review
from bot.domain.panic import scopes_of
from bot.domain.refusals import refuse_hidden
from bot.errors import UserError, Why
from bot.policy import Policy
from bot.ports import Clock, Grant, LinkStore
from bot.services.panics import Panics

_HOUR = timedelta(hours=1)

Execute = Callable[[Alias, cmd.Command, str], Awaitable[Case]]
"""Carries a command out under a delivery's key, and gives the case as it is then."""


class PlayerLinks:
    """Every answer is the path of a link below the public address: `listen/<alias>/<secret>`."""

    def __init__(
        self, execute: Execute, *, links: LinkStore, panics: Panics, policy: Policy, clock: Clock
    ) -> None:
        self._execute = execute
        self._panics = panics
        self._links = links
        self._policy = policy
        self._clock = clock

    async def for_peer(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> str:
        """A link to a clip that is shared; it counts as one of the person's plays of this hour."""
        link = link_name(alias, key)
        command = cmd.Listen(actor=actor, door=door, link=link)
        require(actor, command.act)
        await self._count(actor, link)
        try:
            case = await self._execute(alias, command, key)
        except UserError:
            await self._links.give_back_play(actor.person, link)
            raise
        # A repeated delivery gets its first answer, but not a new link into what was withheld since.
        refuse_hidden(case)
        # A panic that comes after this has another epoch, and ends the link.
        sharing = await self._panics.refuse(case, Act.LISTEN)
        grant = Grant(
            alias=alias,
            person=actor.person,
            epoch=case.sharing_epoch,
            link=link,
            scopes=scopes_of(case),
            panics=sharing.epoch,
        )
        return await self._issue(grant)

    async def for_moderator(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> str:
        """A link to a withheld clip, for the one moderator who has its review."""
        link = link_name(alias, key)
        command = cmd.ListenInReview(actor=actor, door=door, link=link)
        case = await self._execute(alias, command, key)
        if not may_hear_in_review(case, actor.person, self._clock.now()):
            raise UserError(Why.NOT_TAKEN, "You no longer have this review. Take it again to listen.")
        grant = Grant(alias=alias, person=actor.person, epoch=case.sharing_epoch, link=link, is_review=True)
        return await self._issue(grant)

    async def _count(self, actor: Actor, link: str) -> None:
        most = self._policy.listen.plays_an_hour
        until = self._clock.now() + _HOUR
        if not await self._links.take_play(actor.person, link, limit=most, until=until):
            raise UserError(
                Why.TOO_MANY_PLAYS,
                f"You have opened {most} clips within an hour, and ears need a rest. "
                "Please take a break; listening works again in a while.",
            )

    async def _issue(self, grant: Grant) -> str:
        secret = await self._links.issue_link(grant, lifetime=self._policy.listen.link)
        return f"listen/{grant.alias}/{secret}"
