"""The desk: the one service through which every command passes, whichever door it came in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain import commands as cmd
from bot.domain.access import Act, Actor, require
from bot.domain.agree import refuse_settling
from bot.domain.case import Case, Category, Clip, ConflictChoice, Door, State
from bot.domain.decide import decide
from bot.domain.ids import Alias, Language
from bot.errors import UserError, Why
from bot.policy import Policy
from bot.ports import CaseLine, CaseStore, Clock, LinkStore, PeopleStore
from bot.review_ports import ModeratorStore, PanicStore
from bot.services.clips import Clips
from bot.services.commits import Answer, Commits
from bot.services.listening import PlayerLinks
from bot.services.listing import is_about, line_of
from bot.services.panics import Panics
from bot.services.reviewing import Reviewing

MOST_LISTED = 10
_MOST_SEARCHED = 50
_MOST_TURNS = 5


class Index(Protocol):
    """One of the store's lists of cases, longest waiting first."""

    async def __call__(self, language: Language, *, limit: int) -> list[Alias]: ...


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """All that the desk remembers with."""

    cases: CaseStore
    people: PeopleStore
    links: LinkStore
    panics: PanicStore
    moderators: ModeratorStore


class Desk:
    """Raises UserError for a refusal, and StoreAway when nothing could be saved."""

    def __init__(self, *, shelves: Shelves, clips: Clips, policy: Policy, clock: Clock) -> None:
        self.policy = policy
        self.clock = clock
        self._store = shelves.cases
        self._people = shelves.people
        self._clips = clips
        self.panics = Panics(store=shelves.panics, policy=policy, clock=clock, annotations=clips.store_name)
        self.reviewing = Reviewing(
            store=shelves.cases, moderators=shelves.moderators, policy=policy, clock=clock
        )
        self._commits = Commits(
            store=shelves.cases,
            people=shelves.people,
            panics=self.panics,
            reviewing=self.reviewing,
            policy=policy,
            clock=clock,
        )
        self._player_links = PlayerLinks(
            self._case_after, links=shelves.links, panics=self.panics, policy=policy, clock=clock
        )

    async def execute(
        self, alias: Alias, command: cmd.Command, *, key: str, clip: Clip | None = None
    ) -> Answer:
        """Carries the command out on the case of this alias; with `clip`, on a new one if there is none."""
        return await self._commits.execute(alias, command, key=key, clip=clip)

    async def execute_on(self, case: Case, command: cmd.Command, *, key: str) -> Answer:
        """The same on a case that was loaded before; only when it has changed since is it loaded again."""
        return await self._commits.execute_on(case, command, key=key)

    async def ask(
        self, actor: Actor, reference: str, *, note: str = "", guess: str = "", door: Door, key: str
    ) -> Answer:
        """Asks for help with the clip that the store knows by `reference`, or with a known case's alias."""
        require(actor, Act.ASK)
        alias, clip = await self._clips.find(reference)
        command = cmd.Ask(actor=actor, door=door, clip=clip, note=note, guess=guess)
        return await self.execute(alias, command, key=key, clip=clip)

    async def flag_clip(
        self, actor: Actor, reference: str, *, category: Category | None, note: str, door: Door, key: str
    ) -> Answer:
        """Stops sharing of a clip by its reference or alias, also of one that nobody has asked about."""
        require(actor, Act.FLAG)
        command = cmd.Flag(actor=actor, door=door, category=category, note=note)
        # A stop of what is known must not wait for an annotation store that is slow or away.
        alias = await self._clips.known(reference)
        if alias is not None:
            return await self.execute(alias, command, key=key)
        alias, clip = await self._clips.find(reference)
        return await self.execute(alias, command, key=key, clip=clip)

    async def reopen(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> Answer:
        """Asks again about a closed case, with the clip as the store has it now."""
        require(actor, Act.REOPEN)
        clip = await self._clips.again(await self._commits.known(alias))
        return await self.execute(alias, cmd.Reopen(actor=actor, door=door, clip=clip), key=key)

    async def resolve(
        self, actor: Actor, alias: Alias, choice: ConflictChoice, *, shown: str | None, door: Door, key: str
    ) -> Answer:
        """Decides on the conflict that was shown; what the store has at this moment is what is accepted."""
        require(actor, Act.RESOLVE_CONFLICT)
        case = await self._commits.known(alias)
        is_beside = choice is ConflictChoice.BESIDE
        command = cmd.ResolveConflict(
            actor=actor,
            door=door,
            choice=choice,
            clip_version=(await self._clips.again(case)).version if is_beside else "",
            conflict=shown,
        )
        return await self.execute(alias, command, key=key)

    async def claim_next(self, actor: Actor, *, door: Door, key: str) -> Answer:
        """Claims the longest-waiting case in the person's languages; if others are quicker, the next."""
        require(actor, Act.CLAIM)
        free = await self._claimable(actor)
        for number in range(_MOST_TURNS):
            turn = f"{key}:{number}" if number else key
            alias = await self._choose(turn, free)
            if alias is None:
                break
            try:
                return await self.execute(alias, cmd.Claim(actor=actor, door=door), key=turn)
            except UserError as refused:
                if refused.why is not Why.FULL:
                    raise
                free = [other for other in free if other != alias]
        raise UserError(Why.NOTHING_OPEN, "Nothing waits in your languages right now. Thank you for looking!")

    async def take_next(self, actor: Actor, *, door: Door, key: str) -> Answer:
        """Takes the review that must be acknowledged first and that nobody has."""
        require(actor, Act.TAKE)
        alias = await self._choose(key, await self.reviewing.to_take(actor))
        if alias is None:
            raise UserError(Why.NOTHING_OPEN, "No flagged clip waits for a moderator right now.")
        return await self.execute(alias, cmd.Take(actor=actor, door=door), key=key)

    async def listen(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> str:
        """The path of a personal player link below the public address: `listen/<alias>/<secret>`."""
        return await self._player_links.for_peer(actor, alias, door=door, key=key)

    async def listen_in_review(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> str:
        """The same, to a withheld clip, for the moderator who has its review; asked for each time."""
        return await self._player_links.for_moderator(actor, alias, door=door, key=key)

    async def look(self, actor: Actor, alias: Alias) -> Case:
        require(actor, Act.LOOK)
        return await self._commits.known(alias)

    async def receipt(self, actor: Actor, alias: Alias) -> Case:
        """The case with the receipt of its latest stop, for a moderator, also when it is shared again."""
        require(actor, Act.LOOK_AT_REVIEWS)
        return await self._commits.known(alias)

    async def compare(self, actor: Actor, alias: Alias) -> Case:
        """The case with its voices, for a lead who may settle it."""
        require(actor, Act.COMPARE)
        case = await self._commits.known(alias)
        await self.panics.refuse(case, Act.COMPARE)
        refuse_settling(case, actor.person)
        return case

    async def queue(self, actor: Actor, language: Language | None) -> list[CaseLine]:
        """Open cases, longest waiting first: of one language, or of the person's own."""
        require(actor, Act.LOOK)
        channel = self.policy.help_channel(language) if language else None
        if language is not None and channel is None:
            known = ", ".join(channel.language for channel in self.policy.help)
            raise UserError(
                Why.NO_HELP_CHANNEL, f"There is no help channel for “{language}”. There is: {known}."
            )
        languages = [channel.language] if channel else sorted(actor.languages)
        cases = await self._open(self._store.open_cases, languages, limit=MOST_LISTED)
        return [line_of(case, self.policy) for case in cases][:MOST_LISTED]

    async def mine(self, actor: Actor) -> list[Case]:
        """The cases that the person asked for, claims or suggested in, and that are not over."""
        require(actor, Act.LOOK)
        tally = await self._people.tally_of(actor.person)
        cases = [(await self._store.load(alias)).case for alias in tally.cases[:_MOST_SEARCHED]]
        return [case for case in cases if case and is_about(case, actor.person)][:MOST_LISTED]

    async def reviews(self, actor: Actor) -> list[Case]:
        """Withheld cases, most pressing first."""
        return await self.reviewing.reviews(actor)

    async def _case_after(self, alias: Alias, command: cmd.Command, key: str) -> Case:
        return (await self.execute(alias, command, key=key)).case

    async def _choose(self, key: str, aliases: Sequence[Alias]) -> Alias | None:
        """The first of the aliases, written down so that a repeated delivery comes to the same case."""
        return await self._store.choose_once(key, aliases[0] if aliases else None)

    async def _claimable(self, actor: Actor) -> list[Alias]:
        languages = sorted(actor.languages)
        cases = await self._open(self._store.waiting_cases, languages, limit=_MOST_SEARCHED)
        moment = cmd.Moment(now=self.clock.now())
        free = []
        for case in cases:
            try:
                decide(case, cmd.Claim(actor=actor, door=Door.SLASH_COMMAND), self.policy, moment)
            except UserError:
                continue
            free.append(case.alias)
        return free

    async def _open(self, index: Index, languages: Sequence[Language], *, limit: int) -> list[Case]:
        found: list[Case] = []
        for language in languages:
            for alias in await index(language, limit=limit):
                case = (await self._store.load(alias)).case
                if case and case.state is State.OPEN:
                    found.append(case)
        return sorted(found, key=lambda case: (case.opened_at or self.clock.now(), case.alias))
