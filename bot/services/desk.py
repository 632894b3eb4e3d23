"""The desk: the one service through which every command passes, whichever door it came in by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

import structlog

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Act, Actor, Role, require
from bot.domain.agree import refuse_settling
from bot.domain.case import Case, Category, Clip, ConflictChoice, Door, State
from bot.domain.claim import claim_limit, places, too_many_claims
from bot.domain.decide import decide
from bot.domain.document import Document
from bot.domain.events import Claimed, ClaimEnded, ClaimExtended, Event
from bot.domain.evolve import replay
from bot.domain.ids import EVERYBODY, Alias, Language, PersonId, show_alias
from bot.domain.panic import REFUSED_IN_PANIC
from bot.errors import Conflict, StoreAway, UserError, Why
from bot.policy import Policy
from bot.ports import CaseLine, CaseStore, Clock, Commit, LinkStore, PeopleStore, Refusal, Result
from bot.review_ports import ModeratorStore, PanicStore
from bot.services.clips import Clips
from bot.services.due import cleared_by, marks_of
from bot.services.listening import PlayerLinks
from bot.services.listing import is_about, line_of
from bot.services.panics import Panics
from bot.services.reviewing import Reviewing
from bot.services.weigh import refuse_unknown_marks, weigh

_log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
MOST_ATTEMPTS_OF_A_FLAG = 100
MOST_LISTED = 10
_MOST_SEARCHED = 50
_MOST_TURNS = 5


class Index(Protocol):
    """One of the store's lists of cases, longest waiting first."""

    async def __call__(self, language: Language, *, limit: int) -> list[Alias]: ...


class Answer(Document):
    """The case as it is now, and what this command came to; a repeated delivery gets the first result."""

    case: Case
    result: Result


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """All that the desk remembers with."""

    cases: CaseStore
    people: PeopleStore
    links: LinkStore
    panics: PanicStore
    moderators: ModeratorStore


class Desk:
    """Loads, decides, commits. Raises UserError for a refusal and StoreAway when nothing could be saved."""

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
        self._player_links = PlayerLinks(
            self._case_after, links=shelves.links, panics=self.panics, policy=policy, clock=clock
        )
        self._turns: WeakValueDictionary[Alias, asyncio.Lock] = WeakValueDictionary()

    async def execute(
        self, alias: Alias, command: cmd.Command, *, key: str, clip: Clip | None = None
    ) -> Answer:
        """Carries the command out on the case of this alias; with `clip`, on a new one if there is none."""
        return await self._execute(alias, command, key=key, clip=clip)

    async def execute_on(self, case: Case, command: cmd.Command, *, key: str) -> Answer:
        """The same on a case that was loaded before; only when it has changed since is it loaded again."""
        try:
            return await self._attempt(case, command, key, None)
        except Conflict:
            return await self.execute(case.alias, command, key=key)

    async def ask(
        self, actor: Actor, reference: str, *, note: str = "", guess: str = "", door: Door, key: str
    ) -> Answer:
        """Asks for help with the clip that the store knows by `reference`, or with a known case's alias."""
        require(actor, Act.ASK)
        alias, clip = await self._clips.find(reference)
        command = cmd.Ask(actor=actor, door=door, clip=clip, note=note, guess=guess)
        return await self._execute(alias, command, key=key, clip=clip)

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
        return await self._execute(alias, command, key=key, clip=clip)

    async def reopen(self, actor: Actor, alias: Alias, *, door: Door, key: str) -> Answer:
        """Asks again about a closed case, with the clip as the store has it now."""
        require(actor, Act.REOPEN)
        clip = await self._clips.again(await self._known(alias))
        return await self.execute(alias, cmd.Reopen(actor=actor, door=door, clip=clip), key=key)

    async def resolve(
        self, actor: Actor, alias: Alias, choice: ConflictChoice, *, shown: str | None, door: Door, key: str
    ) -> Answer:
        """Decides on the conflict that was shown; what the store has at this moment is what is accepted."""
        require(actor, Act.RESOLVE_CONFLICT)
        case = await self._known(alias)
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
        return await self._known(alias)

    async def receipt(self, actor: Actor, alias: Alias) -> Case:
        """The case with the receipt of its latest stop, for a moderator, also when it is shared again."""
        require(actor, Act.LOOK_AT_REVIEWS)
        return await self._known(alias)

    async def compare(self, actor: Actor, alias: Alias) -> Case:
        """The case with its voices, for a lead who may settle it."""
        require(actor, Act.COMPARE)
        case = await self._known(alias)
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

    async def _known(self, alias: Alias) -> Case:
        case = (await self._store.load(alias)).case
        if case is None:
            raise _unknown(alias)
        return case

    async def _execute(self, alias: Alias, command: cmd.Command, *, key: str, clip: Clip | None) -> Answer:
        if isinstance(command, cmd.Flag):
            # A stop waits for nobody, and is not given up because others are busy on the case.
            return await self._try(alias, command, key=key, clip=clip, attempts=MOST_ATTEMPTS_OF_A_FLAG)
        # In turn within this process: a crowd on one case would use up each other's attempts.
        turn = self._turns.setdefault(alias, asyncio.Lock())
        async with turn:
            return await self._try(alias, command, key=key, clip=clip, attempts=MOST_ATTEMPTS)

    async def _try(
        self, alias: Alias, command: cmd.Command, *, key: str, clip: Clip | None, attempts: int
    ) -> Answer:
        last: Conflict | None = None
        for _ in range(attempts):
            loaded = await self._store.load(alias, key=key)
            case = loaded.case or (Case(alias=alias, clip=clip) if clip else None)
            if case is None:
                raise _unknown(alias)
            try:
                return await self._attempt(case, command, key, loaded.answered)
            except Conflict as conflict:
                last = conflict
            except UserError:
                # Who finds an earlier refusal at once has taken no ticket.
                if last or not loaded.answered:
                    await self._give_back_unused(alias, command)
                raise
        await self._give_back_unused(alias, command)
        raise StoreAway(f"the case kept changing for {attempts} attempts") from last

    async def _attempt(self, case: Case, command: cmd.Command, key: str, answered: Result | None) -> Answer:
        """The earlier answer, or one decision and one commit."""
        if answered:
            answered.raise_refusal()
            return Answer(case=case, result=answered)
        try:
            moment = await self._moment(case, command)
            happened = await self._decide(case, command, moment)
        except UserError as refused:
            await self._remember(case, refused, key)
            raise
        return await self._commit(case, happened, key)

    async def _moment(self, case: Case, command: cmd.Command) -> cmd.Moment:
        now = self.clock.now()
        sharing = await self._sharing(case, command)
        if not isinstance(command, cmd.Claim | cmd.ExtendClaim) or not command.actor.has_any(
            frozenset({Role.PEER, Role.LEAD})
        ):
            listens = await self.reviewing.count_listen(case, command)
            return cmd.Moment(now=now, limits=cmd.Limits(critical_listens=listens), sharing=sharing)
        limit = claim_limit(command.actor, self.policy.claim)
        held = case.claim_of(command.actor.person)
        until = max(held.until, now) + self.policy.claim.lease if held else now + self.policy.claim.lease
        elsewhere = await self._people.take_ticket(command.actor.person, case.alias, limit=limit, until=until)
        if elsewhere is None:
            # Asking the rules first gives the better reason, if there is one.
            decide(case, command, self.policy, cmd.Moment(now=now, sharing=sharing))
            raise UserError(Why.TOO_MANY_CLAIMS, too_many_claims(limit))
        return cmd.Moment(now=now, limits=cmd.Limits(claims_elsewhere=elsewhere), sharing=sharing)

    async def _sharing(self, case: Case, command: cmd.Command) -> cmd.Sharing:
        """What the panics say; asked only for what they change."""
        if command.act in REFUSED_IN_PANIC or isinstance(command, cmd.Tick):
            return await self.panics.sharing(case)
        return cmd.Sharing()

    async def _decide(self, case: Case, command: cmd.Command, moment: cmd.Moment) -> list[Event]:
        happened = decide(case, command, self.policy, moment)
        if isinstance(command, cmd.Suggest | cmd.Settle):
            refuse_unknown_marks(command.text)
        if isinstance(command, cmd.Suggest):
            happened += await self._weigh(replay(case, happened), command.door, moment)
        return happened

    async def _weigh(self, case: Case, door: Door, moment: cmd.Moment) -> list[Event]:
        """What the rules make of the engine's advice, which rests on what is known of the people by now."""
        people = [EVERYBODY, *(voice.person for voice in case.voices)]
        skills = await self._people.skills(people, case.clip.language)
        advice = weigh(case, self.policy, skills, actor=SYSTEM_ACTOR, door=door)
        return decide(case, advice, self.policy, moment)

    async def _commit(self, case: Case, happened: Sequence[Event], key: str) -> Answer:
        if not happened:
            result = Result(alias=case.alias, revision=case.revision)
            await self._save(Commit(before=_saved(case), after=None, key=key, result=result))
            return Answer(case=case, result=result)
        after = replay(case, list(happened)).model_copy(update={"revision": case.revision + 1})
        result = Result(
            alias=case.alias, revision=after.revision, happened=tuple(event.kind for event in happened)
        )
        commit = Commit(
            before=_saved(case),
            after=after,
            events=tuple(happened),
            has_places=places(after, self.policy) > 0,
            marks=marks_of(case, after, happened, self.policy, self.clock.now()),
            clear=cleared_by(after, self.policy),
            key=key,
            result=result,
        )
        await self._save(commit)
        await self._give_back_ended(case.alias, happened)
        return Answer(case=after, result=result)

    async def _remember(self, case: Case, refused: UserError, key: str) -> None:
        """Keeps a refusal under the delivery's key: a repeated delivery is refused in the same words."""
        refusal = Refusal(why=refused.why, message=refused.message)
        result = Result(alias=case.alias, revision=case.revision, refusal=refusal)
        await self._save(Commit(before=_saved(case), after=None, key=key, result=result))

    async def _save(self, commit: Commit) -> None:
        """Raises Conflict also when the same delivery, come twice, has got another answer meanwhile."""
        if await self._store.commit(commit) != commit.result:
            raise Conflict(f"this delivery about {commit.result.alias} was answered meanwhile")

    async def _give_back_ended(self, alias: Alias, happened: Sequence[Event]) -> None:
        still = {event.by for event in happened if isinstance(event, Claimed | ClaimExtended)}
        for event in happened:
            if isinstance(event, ClaimEnded) and event.person not in still:
                await self._give_back(event.person, alias)

    async def _give_back_unused(self, alias: Alias, command: cmd.Command) -> None:
        """The ticket that was taken in vain, unless another delivery has made it good meanwhile."""
        if isinstance(command, cmd.ListenInReview):
            await self.reviewing.uncount_listen(command)
        if not isinstance(command, cmd.Claim | cmd.ExtendClaim):
            return
        case = (await self._store.load(alias)).case
        if case is None or case.claim_of(command.actor.person) is None:
            await self._give_back(command.actor.person, alias)

    async def _give_back(self, person: PersonId, alias: Alias) -> None:
        try:
            await self._people.give_back_ticket(person, alias)
        except StoreAway as away:
            # What was decided stands, and the ticket ends by itself with the lease it was taken for.
            _log.warning("ticket.kept", case=alias, error=type(away).__name__)

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


def _saved(case: Case) -> Case | None:
    """The case as it stands in the store: a new one does not stand there yet."""
    return case if case.revision else None


def _unknown(alias: Alias) -> UserError:
    return UserError(
        Why.UNKNOWN_CASE,
        f"I don't know {show_alias(alias)}. Check the alias on the card, or look into `/clip queue`.",
    )
