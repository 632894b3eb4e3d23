"""Commands carried out on one case: loaded, decided, committed; again when somebody else was quicker."""

from collections.abc import Sequence

import structlog

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Role
from bot.domain.case import Case, Clip, Door
from bot.domain.claim import claim_limit, places, too_many_claims
from bot.domain.decide import decide
from bot.domain.document import Document
from bot.domain.events import Claimed, ClaimEnded, ClaimExtended, Event
from bot.domain.evolve import replay
from bot.domain.ids import EVERYBODY, Alias, PersonId, show_alias
from bot.domain.panic import REFUSED_IN_PANIC
from bot.errors import Conflict, StoreAway, UserError, Why
from bot.policy import Policy
from bot.ports import CaseStore, Clock, Commit, PeopleStore, Refusal, Result
from bot.services.due import cleared_by, marks_of
from bot.services.panics import Panics
from bot.services.reviewing import Reviewing
from bot.services.turns import Turns
from bot.services.weigh import refuse_unknown_marks, weigh

_log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
MOST_ATTEMPTS_OF_A_FLAG = 100


class Answer(Document):
    """The case as it is now, and what this command came to; a repeated delivery gets the first result."""

    case: Case
    result: Result


class Commits:
    """What the desk does with every command. Raises UserError for a refusal and StoreAway when nothing could
    be saved.
    """

    def __init__(
        self,
        *,
        store: CaseStore,
        people: PeopleStore,
        panics: Panics,
        reviewing: Reviewing,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._store = store
        self._people = people
        self._panics = panics
        self._reviewing = reviewing
        self._policy = policy
        self._clock = clock
        self._turns = Turns()

    async def known(self, alias: Alias) -> Case:
        """The case as it is; UserError when there is none."""
        case = (await self._store.load(alias)).case
        if case is None:
            raise _unknown(alias)
        return case

    async def execute(
        self, alias: Alias, command: cmd.Command, *, key: str, clip: Clip | None = None
    ) -> Answer:
        """Carries the command out on the case of this alias; with `clip`, on a new one if there is none."""
        if isinstance(command, cmd.Flag):
            # A stop waits for nobody, and is not given up because others are busy on the case.
            return await self._try(alias, command, key=key, clip=clip, attempts=MOST_ATTEMPTS_OF_A_FLAG)
        # In turn within this process: a crowd on one case would use up each other's attempts.
        async with self._turns.at(alias):
            return await self._try(alias, command, key=key, clip=clip, attempts=MOST_ATTEMPTS)

    async def execute_on(self, case: Case, command: cmd.Command, *, key: str) -> Answer:
        """The same on a case that was loaded before; only when it has changed since is it loaded again."""
        try:
            return await self._attempt(case, command, key, None)
        except Conflict:
            return await self.execute(case.alias, command, key=key)

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
        now = self._clock.now()
        sharing = await self._sharing(case, command)
        if not isinstance(command, cmd.Claim | cmd.ExtendClaim) or not command.actor.has_any(
            frozenset({Role.PEER, Role.LEAD})
        ):
            listens = await self._reviewing.count_listen(case, command)
            return cmd.Moment(now=now, limits=cmd.Limits(critical_listens=listens), sharing=sharing)
        limit = claim_limit(command.actor, self._policy.claim)
        held = case.claim_of(command.actor.person)
        until = max(held.until, now) + self._policy.claim.lease if held else now + self._policy.claim.lease
        elsewhere = await self._people.take_ticket(command.actor.person, case.alias, limit=limit, until=until)
        if elsewhere is None:
            # Asking the rules first gives the better reason, if there is one.
            decide(case, command, self._policy, cmd.Moment(now=now, sharing=sharing))
            raise UserError(Why.TOO_MANY_CLAIMS, too_many_claims(limit))
        return cmd.Moment(now=now, limits=cmd.Limits(claims_elsewhere=elsewhere), sharing=sharing)

    async def _sharing(self, case: Case, command: cmd.Command) -> cmd.Sharing:
        """What the panics say; asked only for what they change."""
        if command.act in REFUSED_IN_PANIC or isinstance(command, cmd.Tick):
            return await self._panics.sharing(case)
        return cmd.Sharing()

    async def _decide(self, case: Case, command: cmd.Command, moment: cmd.Moment) -> list[Event]:
        happened = decide(case, command, self._policy, moment)
        if isinstance(command, cmd.Suggest | cmd.Settle):
            refuse_unknown_marks(command.text)
        if isinstance(command, cmd.Suggest):
            happened += await self._weigh(replay(case, happened), command.door, moment)
        return happened

    async def _weigh(self, case: Case, door: Door, moment: cmd.Moment) -> list[Event]:
        """What the rules make of the engine's advice, which rests on what is known of the people by now."""
        people = [EVERYBODY, *(voice.person for voice in case.voices)]
        skills = await self._people.skills(people, case.clip.language)
        advice = weigh(case, self._policy, skills, actor=SYSTEM_ACTOR, door=door)
        return decide(case, advice, self._policy, moment)

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
            has_places=places(after, self._policy) > 0,
            marks=marks_of(case, after, happened, self._policy, self._clock.now()),
            clear=cleared_by(after, self._policy),
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
            await self._reviewing.uncount_listen(command)
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


def _saved(case: Case) -> Case | None:
    """The case as it stands in the store: a new one does not stand there yet."""
    return case if case.revision else None


def _unknown(alias: Alias) -> UserError:
    return UserError(
        Why.UNKNOWN_CASE,
        f"I don't know {show_alias(alias)}. Check the alias on the card, or look into `/clip queue`.",
    )
