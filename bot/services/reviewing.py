"""Moderators' queue in the order that suits each of them, and what is counted for their sake."""

from bot.domain import commands as cmd
from bot.domain.access import Act, Actor, require
from bot.domain.case import Case, Category, State
from bot.domain.document import Document
from bot.domain.duty import end_of_day
from bot.domain.ids import Alias
from bot.domain.review_queue import in_order
from bot.domain.wellbeing import counts_as_critical_listen, is_spared
from bot.policy import Policy
from bot.ports import CaseStore, Clock
from bot.review_ports import ModeratorStore

MOST_SEARCHED = 50


class Wellbeing(Document):
    """How a moderator's day is going, and what they are not given."""

    critical_listens: int
    soft: int
    hard: int
    spared: frozenset[Category] = frozenset()

    @property
    def is_much(self) -> bool:
        return self.critical_listens >= self.soft

    @property
    def is_enough(self) -> bool:
        return self.critical_listens >= self.hard


class Reviewing:
    def __init__(self, *, store: CaseStore, moderators: ModeratorStore, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._moderators = moderators
        self._policy = policy
        self._clock = clock

    async def reviews(self, actor: Actor) -> list[Case]:
        """Withheld cases, most pressing first; what the person is spared comes last."""
        require(actor, Act.LOOK_AT_REVIEWS)
        aliases = await self._store.cases_in_review(limit=MOST_SEARCHED)
        found = [(await self._store.load(alias)).case for alias in aliases]
        cases = [case for case in found if case and case.state is State.WITHHELD]
        flaggers = sorted({flag.person for case in cases for flag in case.flags_that_count})
        counts = await self._moderators.flag_counts(flaggers)
        spared = await self._moderators.spared(actor.person)
        return in_order(cases, counts, spared, self._clock.now())

    async def to_take(self, actor: Actor) -> list[Alias]:
        """Those that the person can be given: free, not passed on, and nothing that they are spared."""
        wellbeing = await self.wellbeing(actor)
        return [
            case.alias
            for case in await self.reviews(actor)
            if not self._is_taken(case, actor)
            and not is_spared(case, wellbeing.spared)
            and not (case.is_grave and wellbeing.is_enough)
        ]

    async def wellbeing(self, actor: Actor) -> Wellbeing:
        require(actor, Act.LOOK_AT_REVIEWS)
        rules = self._policy.wellbeing
        return Wellbeing(
            critical_listens=await self._moderators.critical_listens(actor.person),
            soft=rules.critical_listens_soft,
            hard=rules.critical_listens_hard,
            spared=await self._moderators.spared(actor.person),
        )

    async def spare(self, actor: Actor, categories: frozenset[Category]) -> None:
        """From now on the person is not given these; nobody is told, and nobody asks why."""
        require(actor, Act.SPARE)
        await self._moderators.spare(actor.person, categories)

    async def count_listen(self, case: Case, command: cmd.Command) -> int:
        """How many critical clips the person hears today with this one; one above the limit if too many."""
        if not isinstance(command, cmd.ListenInReview) or not counts_as_critical_listen(case, command):
            return 0
        rules = self._policy.wellbeing
        count = await self._moderators.take_critical_listen(
            command.actor.person,
            command.link,
            limit=rules.critical_listens_hard,
            until=end_of_day(self._clock.now(), rules.timezone),
        )
        return rules.critical_listens_hard + 1 if count is None else count

    async def uncount_listen(self, command: cmd.ListenInReview) -> None:
        await self._moderators.give_back_critical_listen(command.actor.person, command.link)

    async def judge(self, case: Case) -> None:
        await self._moderators.judge(case)

    def _is_taken(self, case: Case, actor: Actor) -> bool:
        review = case.review
        if review is None or review.is_leased(self._clock.now()):
            return True
        voters = [vote.person for vote in review.release_votes]
        return actor.person in {*voters, *review.passed_by}
