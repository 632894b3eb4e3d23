"""Random commands by random people at random times, against the laws of `laws.py`.

A simple stand-in for the desk carries them out: decide, evolve, count the revision when something happened.
A failure prints the steps that lead to it, and a blob with which `@reproduce_failure` repeats them.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Actor, Role
from bot.domain.case import Case, Door
from bot.domain.decide import decide
from bot.domain.events import Event
from bot.domain.evolve import replay
from bot.domain.ids import Alias
from bot.domain.panic import (
    EVERYWHERE,
    Panic,
    decide_panic,
    decide_resume,
    scope_of_language,
    sharing_of,
)
from bot.errors import UserError
from bot.services.weigh import weigh
from tests.unit.domain.builders import CALLING as POLICY
from tests.unit.domain.builders import CAST, CLIP, GERMAN, START
from tests.unit.domain.crowd import FLAGGING, HEARING, HELPING, PEOPLE, Crowd, Making
from tests.unit.domain.laws import (
    check_case,
    check_deadline_moved_on,
    check_leases,
    check_panic,
    check_refusal,
    check_shared,
    check_step,
)

FIRST, SECOND, THIRD, GERMAN_ONE = (Alias(letter * 10) for letter in "ABCD")
BEGINNING = {
    FIRST: Case(alias=FIRST, clip=CLIP),
    SECOND: Case(alias=SECOND, clip=CLIP.model_copy(update={"reference": "clips/hall-0001"})),
    THIRD: Case(alias=THIRD, clip=CLIP.model_copy(update={"reference": "clips/hall-0002"})),
    GERMAN_ONE: Case(alias=GERMAN_ONE, clip=CLIP.model_copy(update={"language": GERMAN})),
}
WAITS_MINUTES = (1, 5, 10, 10, 10, 15, 15, 30, 60, 4 * 60, 24 * 60, 8 * 24 * 60)


class Cases(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.cases = dict(BEGINNING)
        self.panics: dict[str, Panic] = {}
        self.log: dict[Alias, list[Event]] = {alias: [] for alias in BEGINNING}

    def sharing(self, case: Case) -> cmd.Sharing:
        return sharing_of(case, self.panics)

    def does(self, alias: Alias, command: cmd.Command) -> None:
        before = self.cases[alias]
        kept = before.model_dump_json()
        try:
            happened = self._decide(before, command)
        except UserError as refusal:
            check_refusal(command, refusal)
        else:
            assert self._decide(before, command) == happened, "the same input gives the same events"
            self._commit(before, command, happened)
        assert before.model_dump_json() == kept, "a decision changes nothing by itself"

    def _decide(self, case: Case, command: cmd.Command) -> list[Event]:
        limits = cmd.Limits(claims_elsewhere=self._tickets(case, command))
        moment = cmd.Moment(now=self.now, limits=limits, sharing=self.sharing(case))
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

    def _commit(self, before: Case, command: cmd.Command, happened: list[Event]) -> None:
        after = replay(before, happened)
        if happened:
            after = after.model_copy(update={"revision": before.revision + 1})
        check_step(before, command, happened, after, POLICY)
        check_shared(before, command, self.sharing(before))
        self.cases[before.alias] = after
        self.log[before.alias] += happened

    @initialize()
    def everything_is_asked_about(self) -> None:
        for alias, case in self.cases.items():
            self.does(alias, cmd.Ask(actor=CAST["mira"], door=Door.MODAL, clip=case.clip))

    @rule(minutes=st.sampled_from(WAITS_MINUTES), is_timer_late=st.booleans())
    def time_passes(self, minutes: int, *, is_timer_late: bool) -> None:
        self.now += timedelta(minutes=minutes)
        for alias in () if is_timer_late else tuple(self.cases):
            self.does(alias, cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER))
            check_deadline_moved_on(self.cases[alias], POLICY, self.now, self.sharing(self.cases[alias]))

    @rule(data=st.data(), makings=st.lists(st.sampled_from(HELPING), min_size=1, max_size=3))
    def people_help(self, data: st.DataObject, makings: list[Making]) -> None:
        for making in makings:
            self.does(*making(Crowd(data, self.cases)))

    @rule(
        name=st.sampled_from(["aiko", "vera", "lena", "lars"]),
        kind=st.sampled_from([cmd.Claim, cmd.ExtendClaim]),
    )
    def one_person_claims_or_extends_whatever_they_can(
        self, name: str, kind: type[cmd.Claim | cmd.ExtendClaim]
    ) -> None:
        for alias in self.cases:
            self.does(alias, kind(actor=CAST[name], door=Door.SLASH_COMMAND))

    @rule(data=st.data(), makings=st.lists(st.sampled_from(HEARING), min_size=1, max_size=4))
    def people_hear(self, data: st.DataObject, makings: list[Making]) -> None:
        for making in makings:
            self.does(*making(Crowd(data, self.cases)))

    @rule(data=st.data(), makings=st.lists(st.sampled_from(FLAGGING), min_size=1, max_size=4))
    def people_flag_and_review(self, data: st.DataObject, makings: list[Making]) -> None:
        for making in makings:
            self.does(*making(Crowd(data, self.cases)))

    @rule(
        actor=st.sampled_from(PEOPLE),
        scope=st.sampled_from([EVERYWHERE, scope_of_language(GERMAN)]),
        is_resuming=st.booleans(),
        delivery=st.integers(0, 20),
    )
    def somebody_stops_everything_or_resumes(
        self, actor: Actor, scope: str, delivery: int, *, is_resuming: bool
    ) -> None:
        before = self.panics.get(scope, Panic(scope=scope))
        key, door = f"delivery {delivery}", Door.SLASH_COMMAND
        try:
            if is_resuming:
                needed = POLICY.review.people_to_resume
                switched = decide_resume(before, actor, needed=needed, door=door, key=key, now=self.now)
            else:
                switched = decide_panic(before, actor, door=door, key=key, now=self.now)
        except UserError:
            return
        if switched is not None:
            check_panic(before, *switched, POLICY)
            assert actor.has_any(frozenset({Role.MODERATOR}))
            self.panics[scope] = switched[0]

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
TestCases.settings = settings(max_examples=80, stateful_step_count=40, deadline=None, print_blob=True)
