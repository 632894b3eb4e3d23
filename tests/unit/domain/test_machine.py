"""Random commands by random people at random times, against the laws of `laws.py`.

A simple stand-in for the desk carries them out: decide, evolve, count the revision when something happened.
A failure prints the steps that lead to it, and a blob with which `@reproduce_failure` repeats them.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Actor, Role, Standing
from bot.domain.case import Case, Category, Door, State, WriteState
from bot.domain.decide import decide
from bot.domain.events import Event
from bot.domain.evolve import replay
from bot.domain.ids import Alias, PersonId
from bot.errors import UserError
from bot.services.weigh import weigh
from tests.unit.domain.builders import CAST, CLIP, ENGLISH, GERMAN, POLICY, START, a_person
from tests.unit.domain.laws import check_case, check_deadline_moved_on, check_leases, check_step

T = TypeVar("T")
FIRST, SECOND, THIRD = Alias("AAAAAAAAAA"), Alias("BBBBBBBBBB"), Alias("CCCCCCCCCC")
BEGINNING = {
    FIRST: Case(alias=FIRST, clip=CLIP),
    SECOND: Case(alias=SECOND, clip=CLIP.model_copy(update={"reference": "clips/hall-0001"})),
    THIRD: Case(alias=THIRD, clip=CLIP.model_copy(update={"reference": "clips/bad-1", "language": GERMAN})),
}
STRANGERS = (
    a_person("nobody"),
    Actor(person=PersonId("guest"), standing=Standing.GUEST, roles=frozenset(Role)),
    a_person("wanda", Role.REVIEWER, Role.PEER, Role.LEAD, Role.MODERATOR, languages=(ENGLISH, GERMAN)),
)
PEOPLE = tuple(actor for actor in CAST.values() if actor != SYSTEM_ACTOR) + STRANGERS
WAITS_MINUTES = (1, 5, 10, 15, 30, 60, 24 * 60, 8 * 24 * 60)

BY_ID = {actor.person: actor for actor in PEOPLE}

# Simplest value first: shrinking leads to the likely.
rarely = st.sampled_from([False] * 7 + [True])
texts = st.sampled_from(["lights off", "lights of", "turn the lights off", "[unclear] off", "", "a\x00b"])
categories = st.sampled_from([*Category, None])


def mostly(data: st.DataObject, fitting: Iterable[T], others: Sequence[T]) -> T:
    """One of those with whom something happens, and now and then anyone."""
    likely = list(fitting)
    return data.draw(st.sampled_from(others if not likely or data.draw(rarely) else likely))


def of_role(*roles: Role) -> list[Actor]:
    return [actor for actor in PEOPLE if actor.has_any(frozenset(roles))]


class Cases(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.cases = dict(BEGINNING)
        self.log: dict[Alias, list[Event]] = {alias: [] for alias in BEGINNING}
        self.refusals = 0

    def does(self, alias: Alias, command: cmd.Command) -> bool:
        """Whether the command was accepted."""
        before = self.cases[alias]
        kept = before.model_dump_json()
        try:
            happened = self._decide(before, command)
        except UserError as refusal:
            self.refusals += 1
            assert refusal.message
            assert before.model_dump_json() == kept
            return False
        assert before.model_dump_json() == kept
        assert self._decide(before, command) == happened, "the same input gives the same events"
        after = replay(before, happened)
        if happened:
            after = after.model_copy(update={"revision": before.revision + 1})
        check_step(before, command, happened, after, POLICY)
        self.cases[alias] = after
        self.log[alias] += happened
        return True

    def _decide(self, case: Case, command: cmd.Command) -> list[Event]:
        moment = cmd.Moment(now=self.now, limits=cmd.Limits(claims_elsewhere=self._tickets(case, command)))
        happened = decide(case, command, POLICY, moment)
        if isinstance(command, cmd.Suggest):
            heard = replay(case, happened)
            advice = weigh(heard, POLICY, actor=SYSTEM_ACTOR, door=command.door)
            happened = [*happened, *decide(heard, advice, POLICY, moment)]
        return happened

    def _tickets(self, case: Case, command: cmd.Command) -> int:
        """How many running leases the person holds for other cases; a ticket lives as long as its lease."""
        return sum(
            claim.person == command.actor.person and claim.until > self.now
            for other in self.cases.values()
            if other.alias != case.alias
            for claim in other.claims
        )

    @initialize()
    def somebody_asks(self) -> None:
        self.does(FIRST, cmd.Ask(actor=CAST["mira"], door=Door.MODAL, clip=CLIP))

    @rule(minutes=st.sampled_from(WAITS_MINUTES))
    def time_passes(self, minutes: int) -> None:
        """The timers may come later, or not at all."""
        self.now += timedelta(minutes=minutes)

    def pick(self, data: st.DataObject, *states: State) -> Case:
        """A case, mostly in one of these states."""
        fitting = (case for case in self.cases.values() if case.state in states)
        return mostly(data, fitting, list(self.cases.values()))

    def the_timers_come(self) -> None:
        for alias in self.cases:
            assert self.does(alias, cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER))
            check_deadline_moved_on(self.cases[alias], POLICY, self.now)

    def ask(self, data: st.DataObject) -> None:
        case = self.pick(data, State.IDLE, State.UNRESOLVED, State.OPEN)
        actor = mostly(data, of_role(Role.REVIEWER), PEOPLE)
        command = cmd.Ask(actor=actor, door=Door.MODAL, clip=case.clip, note="which word?", guess="lights")
        self.does(case.alias, command)

    def withdraw(self, data: st.DataObject) -> None:
        case = mostly(
            data, (case for case in self.cases.values() if len(case.asks) > 1), [*self.cases.values()]
        )
        actor = mostly(data, (BY_ID[person] for person in case.askers), PEOPLE)
        self.does(case.alias, cmd.Withdraw(actor=actor, door=Door.BUTTON))

    def reopen(self, data: st.DataObject) -> None:
        case = self.pick(data, State.WRITTEN, State.UNRESOLVED)
        actor = mostly(data, (BY_ID[person] for person in case.askers), PEOPLE)
        self.does(case.alias, cmd.Reopen(actor=actor, door=Door.BUTTON, clip=case.clip))

    def claim(self, data: st.DataObject) -> None:
        actor = mostly(data, of_role(Role.PEER, Role.LEAD), PEOPLE)
        self.does(self.pick(data, State.OPEN).alias, cmd.Claim(actor=actor, door=Door.BUTTON))

    def claim_everywhere(self, data: st.DataObject) -> None:
        actor = mostly(data, [BY_ID[PersonId("wanda")], CAST["lars"], CAST["aiko"]], PEOPLE)
        for alias in self.cases:
            self.does(alias, cmd.Claim(actor=actor, door=Door.SLASH_COMMAND))

    def extend_or_give_back(self, data: st.DataObject, *, is_wanted: bool) -> None:
        case = mostly(data, (case for case in self.cases.values() if case.claims), [*self.cases.values()])
        actor = mostly(data, (BY_ID[claim.person] for claim in case.claims), PEOPLE)
        kind = cmd.ExtendClaim if is_wanted else cmd.Release
        self.does(case.alias, kind(actor=actor, door=Door.BUTTON))

    def suggest(self, data: st.DataObject, text: str) -> None:
        actor = mostly(data, of_role(Role.PEER, Role.LEAD), PEOPLE)
        self.does(self.pick(data, State.OPEN).alias, cmd.Suggest(actor=actor, door=Door.MODAL, text=text))

    def several_suggest(self, data: st.DataObject, *, is_one_text: bool) -> None:
        alias = self.pick(data, State.OPEN).alias
        for text in ("one", "two", "three", "four"):
            actor = mostly(data, of_role(Role.PEER), PEOPLE)
            said = "lights off" if is_one_text else text
            self.does(alias, cmd.Suggest(actor=actor, door=Door.MODAL, text=said))

    def cannot_tell(self, data: st.DataObject) -> None:
        actor = mostly(data, of_role(Role.PEER, Role.LEAD), PEOPLE)
        command = cmd.Suggest(actor=actor, door=Door.BUTTON, is_nobody_can_tell=True)
        self.does(self.pick(data, State.OPEN).alias, command)

    def settle(self, data: st.DataObject, text: str) -> None:
        actor = mostly(data, of_role(Role.LEAD), PEOPLE)
        self.does(
            self.pick(data, State.NEEDS_LEAD).alias, cmd.Settle(actor=actor, door=Door.MODAL, text=text)
        )

    def listen(self, data: st.DataObject, actor: Actor) -> None:
        before = self.pick(data, State.WITHHELD)
        is_heard = self.does(before.alias, cmd.Listen(actor=actor, door=Door.BUTTON))
        assert not (is_heard and before.is_hidden)

    def flag(self, data: st.DataObject, actor: Actor, category: Category | None) -> None:
        alias = self.pick(data, State.WITHHELD, State.WRITTEN).alias
        if self.does(alias, cmd.Flag(actor=actor, door=Door.BUTTON, category=category)):
            assert self.cases[alias].is_hidden
            assert self.cases[alias].flags[-1].person == actor.person

    def describe_flag(self, data: st.DataObject, category: Category) -> None:
        case = mostly(
            data, (case for case in self.cases.values() if case.has_unexplained_flag), [*self.cases.values()]
        )
        actor = mostly(data, (BY_ID[flag.person] for flag in case.flags), PEOPLE)
        if self.does(case.alias, cmd.DescribeFlag(actor=actor, door=Door.MODAL, category=category)):
            assert self.cases[case.alias].is_hidden

    def take(self, data: st.DataObject) -> None:
        actor = mostly(data, of_role(Role.MODERATOR), PEOPLE)
        self.does(self.pick(data, State.WITHHELD).alias, cmd.Take(actor=actor, door=Door.BUTTON))

    def decide_on_a_flag(self, data: st.DataObject, *, is_harmless: bool) -> None:
        case = self.pick(data, State.WITHHELD)
        holder = [BY_ID[case.review.taken_by]] if case.review and case.review.taken_by else []
        actor = mostly(data, holder or of_role(Role.MODERATOR), PEOPLE)
        kind = cmd.ReleaseCase if is_harmless else cmd.Uphold
        self.does(case.alias, kind(actor=actor, door=Door.MODAL, reason="listened to the end"))

    def two_moderators_release(self, data: st.DataObject) -> None:
        alias = self.pick(data, State.WITHHELD).alias
        for actor in (CAST["moritz"], CAST["nadia"]):
            self.does(alias, cmd.Take(actor=actor, door=Door.BUTTON))
            self.does(alias, cmd.ReleaseCase(actor=actor, door=Door.MODAL, reason="nothing in it"))

    def the_store_answers(self, data: st.DataObject, back: int, result: WriteState) -> None:
        case = self.pick(data, State.AGREED)
        number = max(1, (case.outcome.number if case.outcome else 1) - back)
        command = cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, number=number, result=result)
        assert self.does(case.alias, command)

    def the_store_is_told(self, data: st.DataObject, back: int) -> None:
        case = self.pick(data, State.WITHHELD, State.UPHELD)
        command = cmd.RecordWriteBack(
            actor=SYSTEM_ACTOR, door=Door.STORE, mark_epoch=max(0, case.store_mark_wanted - back)
        )
        assert self.does(case.alias, command)

    @invariant()
    def every_case_keeps_its_laws(self) -> None:
        for case in self.cases.values():
            check_case(case, POLICY)

    @invariant()
    def nobody_holds_more_claims_than_allowed(self) -> None:
        check_leases(self.cases.values(), PEOPLE, POLICY, self.now)

    @invariant()
    def the_log_tells_the_whole_story(self) -> None:
        for alias, case in self.cases.items():
            told = replay(BEGINNING[alias], self.log[alias])
            assert told.model_copy(update={"revision": case.revision}) == case


TestCases = Cases.TestCase
TestCases.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, print_blob=True)
