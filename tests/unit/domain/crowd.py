"""A crowd that does random things, mostly with those cases and people with whom something then happens."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Actor, Role, Standing
from bot.domain.case import Case, Category, ConflictChoice, Door, State, WriteState
from bot.domain.conflict import has_conflict
from bot.domain.copies import Copy, CopyKind, CopyState
from bot.domain.ids import Alias, PersonId
from bot.domain.leaked import LeakKind
from bot.domain.reviewed import Page, PageAction
from tests.unit.domain.builders import CAST, ENGLISH, GERMAN, START, a_person

T = TypeVar("T")
Doing = tuple[Alias, cmd.Command]

STRANGERS = (
    a_person("nobody"),
    Actor(person=PersonId("guest"), standing=Standing.GUEST, roles=frozenset(Role)),
    Actor(person=PersonId("unknown"), roles=frozenset(Role)),
)
ALL_ROUNDER = a_person(
    "wanda", Role.REVIEWER, Role.PEER, Role.LEAD, Role.MODERATOR, languages=(ENGLISH, GERMAN)
)
PEOPLE = (*(actor for actor in CAST.values() if actor != SYSTEM_ACTOR), ALL_ROUNDER, *STRANGERS)
BY_ID = {actor.person: actor for actor in PEOPLE}
TEXTS = ("lights off", "lights off", "lights of", "turn the lights off", "[unclear] off", "one", "", "a\x00b")


class Crowd:
    """Draws what somebody does next with these cases."""

    def __init__(self, data: st.DataObject, cases: Mapping[Alias, Case]) -> None:
        self._data = data
        self.cases = list(cases.values())

    def one_of(self, options: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(options))

    def mostly(self, fitting: Iterable[T], others: Sequence[T]) -> T:
        """One of the fitting, and once in eight times anyone."""
        likely = list(fitting)
        return self.one_of(others if not likely or self.one_of([False] * 7 + [True]) else likely)

    def case_where(self, is_fitting: Callable[[Case], object]) -> Case:
        return self.mostly(filter(is_fitting, self.cases), self.cases)

    def case_in(self, *states: State) -> Case:
        return self.case_where(lambda case: case.state in states)

    def someone(self, *roles: Role) -> Actor:
        return self.mostly((actor for actor in PEOPLE if actor.has_any(frozenset(roles))), PEOPLE)

    def someone_of(self, people: Iterable[PersonId | None]) -> Actor:
        return self.mostly((BY_ID[person] for person in people if person in BY_ID), PEOPLE)


def asks(crowd: Crowd) -> Doing:
    case = crowd.case_in(State.IDLE, State.UNRESOLVED, State.OPEN)
    actor = crowd.someone(Role.REVIEWER)
    return case.alias, cmd.Ask(actor=actor, door=Door.MODAL, clip=case.clip, note="a name?", guess="lights")


def withdraws(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: len(case.asks) > 1)
    return case.alias, cmd.Withdraw(actor=crowd.someone_of(case.askers), door=Door.BUTTON)


def reopens(crowd: Crowd) -> Doing:
    case = crowd.case_in(State.WRITTEN, State.UNRESOLVED)
    return case.alias, cmd.Reopen(actor=crowd.someone_of(case.askers), door=Door.BUTTON, clip=case.clip)


def claims(crowd: Crowd) -> Doing:
    actor = crowd.someone(Role.PEER, Role.LEAD)
    return crowd.case_in(State.OPEN).alias, cmd.Claim(actor=actor, door=Door.BUTTON)


def extends(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.claims)
    actor = crowd.someone_of(claim.person for claim in case.claims)
    return case.alias, cmd.ExtendClaim(actor=actor, door=Door.BUTTON)


def gives_back(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.claims)
    actor = crowd.someone_of(claim.person for claim in case.claims)
    return case.alias, cmd.Release(actor=actor, door=Door.BUTTON)


def suggests(crowd: Crowd) -> Doing:
    actor = crowd.someone(Role.PEER, Role.LEAD)
    text = crowd.one_of(TEXTS)
    return crowd.case_in(State.OPEN).alias, cmd.Suggest(actor=actor, door=Door.MODAL, text=text)


def cannot_tell(crowd: Crowd) -> Doing:
    actor = crowd.someone(Role.PEER, Role.LEAD)
    command = cmd.Suggest(actor=actor, door=Door.BUTTON, is_nobody_can_tell=True)
    return crowd.case_in(State.OPEN).alias, command


def settles(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.state is State.NEEDS_LEAD or case.is_widened)
    command = cmd.Settle(actor=crowd.someone(Role.LEAD), door=Door.MODAL, text=crowd.one_of(TEXTS))
    return case.alias, command


def listens(crowd: Crowd) -> Doing:
    command = cmd.Listen(actor=crowd.one_of(PEOPLE), door=Door.BUTTON)
    return crowd.case_in(State.OPEN, State.WITHHELD).alias, command


def listens_in_review(crowd: Crowd) -> Doing:
    command = cmd.ListenInReview(actor=crowd.someone(Role.MODERATOR), door=Door.BUTTON)
    return crowd.case_in(State.WITHHELD).alias, command


def begins_to_hear(crowd: Crowd) -> Doing:
    person = crowd.one_of(PEOPLE).person
    command = cmd.BeginHearing(actor=SYSTEM_ACTOR, door=Door.PLAYER, person=person, link="a link")
    return crowd.one_of(crowd.cases).alias, command


def has_heard(crowd: Crowd) -> Doing:
    command = cmd.RecordHearing(
        actor=SYSTEM_ACTOR,
        door=Door.PLAYER,
        person=crowd.one_of(PEOPLE).person,
        link="a link",
        seconds=1.5,
    )
    return crowd.one_of(crowd.cases).alias, command


def flags(crowd: Crowd) -> Doing:
    category = crowd.one_of([*Category, None, None])
    command = cmd.Flag(actor=crowd.one_of(PEOPLE), door=Door.BUTTON, category=category)
    return crowd.one_of(crowd.cases).alias, command


def describes_flag(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.has_unexplained_flag)
    actor = crowd.someone_of(flag.person for flag in case.flags if flag.category is None)
    command = cmd.DescribeFlag(actor=actor, door=Door.MODAL, category=crowd.one_of([*Category]))
    return case.alias, command


def takes(crowd: Crowd) -> Doing:
    actor = crowd.someone(Role.MODERATOR)
    return crowd.case_in(State.WITHHELD).alias, cmd.Take(actor=actor, door=Door.BUTTON)


def releases(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.review and case.review.taken_by)
    actor = crowd.someone_of([case.review.taken_by] if case.review else [])
    return case.alias, cmd.ReleaseCase(actor=actor, door=Door.MODAL, reason="nothing in it")


def upholds(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.review and case.review.taken_by)
    actor = crowd.someone_of([case.review.taken_by] if case.review else [])
    return case.alias, cmd.Uphold(actor=actor, door=Door.MODAL, reason="a name is said")


def store_answers(crowd: Crowd) -> Doing:
    """To the present outcome or, late, to the one before."""
    case = crowd.case_in(State.AGREED)
    number = max(1, (case.outcome.number if case.outcome else 1) - crowd.one_of([0, 0, 0, 1]))
    result = crowd.one_of([WriteState.WRITTEN, WriteState.WRITTEN, *WriteState])
    command = cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, number=number, result=result)
    return case.alias, command


def resolves(crowd: Crowd) -> Doing:
    case = crowd.case_where(has_conflict)
    choice = crowd.one_of([*ConflictChoice])
    seen = crowd.one_of([None, None, "1.1", "1.2"])
    command = cmd.ResolveConflict(
        actor=crowd.someone_of(case.askers), door=Door.BUTTON, choice=choice, clip_version="2", conflict=seen
    )
    return case.alias, command


def renews(crowd: Crowd) -> Doing:
    """The present outcome or, late, the one before."""
    case = crowd.case_in(State.WRITTEN, State.WITHHELD)
    number = max(1, (case.outcome.number if case.outcome else 1) - crowd.one_of([0, 0, 1]))
    return case.alias, cmd.RenewWrite(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, number=number)


def renews_mark(crowd: Crowd) -> Doing:
    """The latest mark or, late, the one before."""
    case = crowd.case_where(lambda case: case.store_mark_epoch)
    epoch = max(1, case.store_mark_wanted - crowd.one_of([0, 0, 1]))
    return case.alias, cmd.RenewMark(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, epoch=epoch)


def parks(crowd: Crowd) -> Doing:
    alias = crowd.one_of(crowd.cases).alias
    return alias, cmd.ParkWrite(actor=SYSTEM_ACTOR, door=Door.TIMER)


def retries(crowd: Crowd) -> Doing:
    actor = crowd.someone(Role.OPERATOR)
    is_parked = crowd.one_of([True, False])
    command = cmd.RetryWork(actor=actor, door=Door.BUTTON, work="write", is_parked=is_parked)
    return crowd.one_of(crowd.cases).alias, command


def store_is_told(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.store_mark_epoch < case.store_mark_wanted)
    epoch = max(0, case.store_mark_wanted - crowd.one_of([0, 1]))
    return case.alias, cmd.RecordWriteBack(actor=SYSTEM_ACTOR, door=Door.STORE, mark_epoch=epoch)


def store_asks(crowd: Crowd) -> Doing:
    case = crowd.one_of(crowd.cases)
    request = crowd.one_of(["r1", "r1", "r2"])
    requested_at = crowd.one_of([None, case.closed_at, START + timedelta(days=90)])
    command = cmd.Ask(
        actor=SYSTEM_ACTOR,
        door=Door.STORE,
        clip=case.clip,
        request=request,
        requested_at=requested_at,
    )
    return case.alias, command


def store_takes_back(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.store_request)
    return case.alias, cmd.EndRequest(actor=SYSTEM_ACTOR, door=Door.STORE)


def store_marks(crowd: Crowd) -> Doing:
    case = crowd.one_of(crowd.cases)
    mark, category = crowd.one_of(["m1", "m1", "m2"]), crowd.one_of([None, *Category])
    return case.alias, cmd.Flag(actor=SYSTEM_ACTOR, door=Door.STORE, category=category, mark=mark)


def marks_stand(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: any(flag.mark for flag in case.flags))
    marks = crowd.one_of([(), ("m1",), ("m1", "m2")])
    return case.alias, cmd.NoteMarks(actor=SYSTEM_ACTOR, door=Door.STORE, marks=marks)


def counts_copies(crowd: Crowd) -> Doing:
    """After the present stop or, late, after the one before."""
    case = crowd.case_in(State.WITHHELD)
    states = {CopyKind.CARD: CopyState.REMOVED, CopyKind.MEMBERS_MESSAGE: crowd.one_of([*CopyState])}
    copies = tuple(Copy(kind=kind, place="C1/1.0", state=state) for kind, state in states.items())
    epoch = case.sharing_epoch - crowd.one_of([0, 0, 1])
    return case.alias, cmd.CountCopies(actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=epoch, copies=copies)


def leak_is_noticed(crowd: Crowd) -> Doing:
    """In one of two messages, of any kind, and now and then the same again."""
    command = cmd.NoticeLeak(
        actor=SYSTEM_ACTOR,
        door=Door.MESSAGE,
        leak=crowd.one_of([*LeakKind]),
        place=crowd.one_of(["C9/1.0", "C9/2.0"]),
        person=crowd.someone(Role.PEER).person,
        traces=crowd.one_of([(), ("one",), ("one", "two")]),
    )
    return crowd.one_of(crowd.cases).alias, command


def leak_is_removed(crowd: Crowd) -> Doing:
    place = crowd.one_of(["C9/1.0", "C9/2.0"])
    return crowd.one_of(crowd.cases).alias, cmd.CloseLeak(actor=SYSTEM_ACTOR, door=Door.MESSAGE, place=place)


def leak_is_cleared(crowd: Crowd) -> Doing:
    """As a moderator was shown it, now and then of a moment ago, or the only one."""
    case = crowd.one_of(crowd.cases)
    shown = crowd.one_of([None, "C9/1.0@0", *(leak.name for leak in case.leaks)])
    actor = crowd.someone(Role.MODERATOR)
    return case.alias, cmd.ClearLeak(actor=actor, door=Door.BUTTON, leak=shown)


Making = Callable[[Crowd], Doing]

HELPING: tuple[Making, ...] = (
    asks,
    asks,
    withdraws,
    store_asks,
    store_takes_back,
    claims,
    claims,
    extends,
    gives_back,
    listens,
)
HEARING: tuple[Making, ...] = (
    suggests,
    suggests,
    suggests,
    suggests,
    cannot_tell,
    settles,
    store_answers,
    reopens,
    resolves,
    renews,
    parks,
    retries,
)


def escalates(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.review and case.review.taken_by)
    actor = crowd.someone_of([case.review.taken_by] if case.review else [])
    return case.alias, cmd.Escalate(actor=actor, door=Door.MODAL, reason="beyond me")


def hands_over(crowd: Crowd) -> Doing:
    case = crowd.case_where(lambda case: case.review and case.review.taken_by)
    actor = crowd.someone_of([case.review.taken_by] if case.review else [])
    return case.alias, cmd.HandOver(actor=actor, door=Door.BUTTON)


def pager_answers(crowd: Crowd) -> Doing:
    """To what it was told, once or twice."""
    case = crowd.case_where(lambda case: case.pages)
    page = crowd.one_of(case.pages) if case.pages else Page(epoch=1, level=2, wanted=PageAction.TRIGGER)
    command = cmd.RecordPage(
        actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=page.epoch, level=page.level, action=page.wanted
    )
    return case.alias, command


FLAGGING: tuple[Making, ...] = (
    escalates,
    hands_over,
    pager_answers,
    flags,
    describes_flag,
    takes,
    takes,
    takes,
    releases,
    releases,
    releases,
    upholds,
    store_marks,
    marks_stand,
    store_is_told,
    renews_mark,
    counts_copies,
    listens_in_review,
    begins_to_hear,
    has_heard,
    leak_is_noticed,
    leak_is_removed,
    leak_is_cleared,
)
