"""Every pair of role and command in one table, for every standing, and for roles that change in mid-case.

The table is written out by hand from the design; `decide` is asked, not the matrix, so that a command that
forgot to ask the matrix would show.
"""

from collections.abc import Callable

import pytest

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Act, Actor, Role, Standing, require
from bot.domain.case import Case, Category, ConflictChoice, Door, State, WriteState
from bot.domain.decide import decide
from bot.domain.ids import PersonId
from bot.domain.leaked import LeakKind
from bot.domain.panic import Panic, decide_panic, decide_resume
from bot.domain.reviewed import PageAction
from bot.errors import UserError, Why
from tests.unit.domain.builders import CALLING, ENGLISH, START, a_case, an_open_case, refused

SOMEBODY = PersonId("somebody")
WORDS = "turn the lights off"
A_PANIC = Panic(scope="all", turn=1, revision=1)

# one column a role: reviewer, peer, lead, moderator, operator, the system itself; x where it may
TABLE: dict[type[cmd.Asking], str] = {
    cmd.Ask: "x . x . . x",
    cmd.Claim: ". x x . . .",
    cmd.ExtendClaim: ". x x . . .",
    cmd.Release: ". x x . . .",
    cmd.Suggest: ". x x . . .",
    cmd.Withdraw: "x . x . . x",
    cmd.Weigh: ". . . . . x",
    cmd.Settle: ". . x . . .",
    cmd.Listen: "x x x . . .",
    cmd.ListenInReview: ". . . x . .",
    cmd.BeginHearing: ". . . . . x",
    cmd.RecordHearing: ". . . . . x",
    cmd.Flag: "x x x x x x",
    cmd.DescribeFlag: "x x x x x .",
    cmd.Take: ". . . x . .",
    cmd.Uphold: ". . . x . .",
    cmd.ReleaseCase: ". . . x . .",
    cmd.Escalate: ". . . x . .",
    cmd.HandOver: ". . . x . .",
    cmd.RecordPage: ". . . . . x",
    cmd.Reopen: "x . x . . .",
    cmd.RecordWriteBack: ". . . . . x",
    cmd.ResolveConflict: "x . x . . .",
    cmd.RenewWrite: ". . . . . x",
    cmd.RenewMark: ". . . . . x",
    cmd.ParkWrite: ". . . . . x",
    cmd.RetryWork: ". . . . x x",
    cmd.CountCopies: ". . . . . x",
    cmd.NoticeLeak: ". . . . . x",
    cmd.CloseLeak: ". . . . . x",
    cmd.ClearLeak: ". . . x . .",
    cmd.EndRequest: ". . . . . x",
    cmd.NoteMarks: ". . . . . x",
    cmd.Tick: ". . . . . x",
}
LOOKING = {
    Act.COMPARE: ". . x . . .",
    Act.LOOK: "x x x x x .",
    Act.LOOK_AT_REVIEWS: ". . . x . .",
    Act.LOOK_AT_WORK: ". . . . x .",
    Act.PANIC: ". . . x . .",
    Act.RESUME: ". . . x . .",
    Act.SPARE: ". . . x . .",
}
BODIES: dict[type[cmd.Asking], dict[str, object]] = {
    cmd.Ask: {"clip": a_case().case.clip},
    cmd.Reopen: {"clip": a_case().case.clip},
    cmd.Suggest: {"text": WORDS},
    cmd.Settle: {"text": WORDS},
    cmd.Weigh: {"advice": "ask_further", "method": "by hand/1", "people": ()},
    cmd.DescribeFlag: {"category": Category.OTHER},
    cmd.Uphold: {"reason": "a name"},
    cmd.ReleaseCase: {"reason": "nothing"},
    cmd.Escalate: {"reason": "beyond me"},
    cmd.BeginHearing: {"person": "aiko", "link": "a link"},
    cmd.RecordHearing: {"person": "aiko", "link": "a link", "seconds": 1.0},
    cmd.RecordPage: {"epoch": 1, "level": 2, "action": PageAction.TRIGGER},
    cmd.CountCopies: {"epoch": 1, "copies": ()},
    cmd.NoticeLeak: {"leak": "link", "place": "C1/1.0", "person": "aiko"},
    cmd.CloseLeak: {"place": "C1/1.0"},
    cmd.ResolveConflict: {"choice": ConflictChoice.THEIRS},
    cmd.RenewWrite: {"number": 1},
    cmd.RenewMark: {"epoch": 1},
    cmd.RetryWork: {"work": "write", "is_parked": True},
    cmd.NoteMarks: {"marks": ()},
}


def taken_by_somebody(case: Case) -> Case:
    """Withheld, and with somebody, who may have flagged it too."""
    assert case.review is not None
    lease = {"taken_by": SOMEBODY, "taken_until": START.replace(hour=20), "acknowledged_at": START}
    flags = (*case.flags, case.flags[0].model_copy(update={"person": SOMEBODY, "category": None}))
    return case.model_copy(update={"review": case.review.model_copy(update=lease), "flags": flags})


def claimed_by_somebody(case: Case) -> Case:
    claims = tuple(claim.model_copy(update={"person": SOMEBODY}) for claim in case.claims)
    return case.model_copy(update={"claims": claims})


def asked_by_somebody(case: Case) -> Case:
    asks = tuple(ask.model_copy(update={"person": SOMEBODY}) for ask in case.asks)
    return case.model_copy(update={"asks": asks})


def an_open() -> Case:
    return an_open_case(policy=CALLING).case


def a_withheld() -> Case:
    return an_open_case(policy=CALLING).flagged_by("ben", Category.OTHER).case


def a_closed() -> Case:
    return an_open_case(policy=CALLING).agreed_on(WORDS).written().case


def a_leaking() -> Case:
    notice = cmd.NoticeLeak(
        actor=SYSTEM_ACTOR, door=Door.MESSAGE, leak=LeakKind.LINK, place="C1/1.0", person=PersonId("aiko")
    )
    return an_open_case(policy=CALLING).does(notice).case


def a_conflict() -> Case:
    return an_open_case(policy=CALLING).agreed_on(WORDS).written(WriteState.CONFLICT).case


CASES: dict[type[cmd.Asking], Callable[[], Case]] = {
    cmd.ExtendClaim: lambda: claimed_by_somebody(an_open_case().claimed_by("aiko").case),
    cmd.Release: lambda: claimed_by_somebody(an_open_case().claimed_by("aiko").case),
    cmd.Withdraw: lambda: asked_by_somebody(an_open()),
    cmd.Settle: lambda: an_open_case().disputed().case,
    cmd.Take: a_withheld,
    cmd.HandOver: a_withheld,
    cmd.ListenInReview: lambda: taken_by_somebody(a_withheld()),
    cmd.DescribeFlag: lambda: taken_by_somebody(a_withheld()),
    cmd.Uphold: lambda: taken_by_somebody(a_withheld()),
    cmd.ReleaseCase: lambda: taken_by_somebody(a_withheld()),
    cmd.Escalate: lambda: taken_by_somebody(a_withheld()),
    cmd.Reopen: lambda: asked_by_somebody(a_closed()),
    cmd.ClearLeak: a_leaking,
    cmd.ResolveConflict: lambda: asked_by_somebody(a_conflict()),
}
"""A case on which the command would go through if the role allows it; without an entry, an open one."""


def an_actor(*roles: Role, standing: Standing = Standing.MEMBER) -> Actor:
    return Actor(person=SOMEBODY, standing=standing, roles=frozenset(roles), languages=frozenset({ENGLISH}))


def allowed(row: str) -> dict[Role, bool]:
    return {role: mark == "x" for role, mark in zip(Role, row.split(), strict=True)}


PAIRS = [
    (command, role, is_allowed) for command, row in TABLE.items() for role, is_allowed in allowed(row).items()
]


def ask(command: type[cmd.Asking], actor: Actor, case: Case | None = None) -> None:
    body = {"actor": actor, "door": Door.BUTTON, **BODIES.get(command, {})}
    case = case or CASES.get(command, an_open)()
    decide(case, command.model_validate(body), CALLING, cmd.Moment(now=START))  # type: ignore[arg-type]


@pytest.mark.parametrize(("command", "role", "is_allowed"), PAIRS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    command: type[cmd.Asking], role: Role, *, is_allowed: bool
) -> None:
    if is_allowed:
        ask(command, an_actor(role))
        return
    with refused(Why.NOT_ALLOWED):
        ask(command, an_actor(role))


@pytest.mark.parametrize("command", TABLE)
@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.GUEST, Why.NOT_A_MEMBER),
        (Standing.OTHER_WORKSPACE, Why.NOT_A_MEMBER),
        (Standing.DEACTIVATED, Why.NOT_A_MEMBER),
        (Standing.UNKNOWN, Why.UNKNOWN_PERSON),
    ],
)
def test_guests_strangers_and_deactivated_people_may_do_nothing_whatever_their_roles(
    command: type[cmd.Asking], standing: Standing, why: Why
) -> None:
    with refused(why):
        ask(command, an_actor(*Role, standing=standing))


@pytest.mark.parametrize("command", TABLE)
def test_without_a_role_nobody_may_do_anything(command: type[cmd.Asking]) -> None:
    with refused(Why.NOT_ALLOWED):
        ask(command, an_actor())


@pytest.mark.parametrize(("act", "role"), [(act, role) for act in LOOKING for role in Role])
def test_looking_panics_and_ones_own_choices_are_for_the_roles_of_the_table(act: Act, role: Role) -> None:
    if allowed(LOOKING[act])[role]:
        require(an_actor(role), act)
        return
    with refused(Why.NOT_ALLOWED):
        require(an_actor(role), act)


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.MEMBER])
def test_nobody_but_a_member_stops_or_resumes_everything(standing: Standing) -> None:
    actor = an_actor(*Role, standing=standing)

    with pytest.raises(UserError):
        decide_panic(Panic(scope="all"), actor, door=Door.BUTTON, key="k", now=START)
    with pytest.raises(UserError):
        decide_resume(A_PANIC, actor, needed=2, door=Door.BUTTON, key="k", now=START)


def test_the_table_has_every_command_and_every_other_act() -> None:
    assert set(TABLE) == set(cmd.Asking.__subclasses__())
    assert {command.act for command in TABLE} | set(LOOKING) == set(Act)


@pytest.mark.parametrize(
    "command", [cmd.Uphold, cmd.ReleaseCase, cmd.Escalate, cmd.HandOver, cmd.ListenInReview]
)
@pytest.mark.parametrize(
    "now", [an_actor(Role.PEER), an_actor(Role.MODERATOR, standing=Standing.DEACTIVATED)]
)
def test_who_was_a_moderator_when_taking_a_review_and_is_none_now_does_nothing_with_it(
    command: type[cmd.Asking], now: Actor
) -> None:
    case = taken_by_somebody(a_withheld())
    ask(command, an_actor(Role.MODERATOR), case)

    with pytest.raises(UserError):
        ask(command, now, case)


def test_their_review_is_free_for_others_when_the_lease_is_over() -> None:
    story = an_open_case().flagged_by("ben", Category.OTHER).taken_by("moritz").after(minutes=30)

    assert story.taken_by("nadia").released_by("nadia").case.state is State.OPEN


def test_a_vote_of_who_is_no_moderator_any_more_still_needs_another_who_is() -> None:
    story = an_open_case().flagged_by("ben", Category.CRITICAL).taken_by("moritz").released_by("moritz")

    with refused(Why.NOT_ALLOWED):
        story.taken_by("aiko")
    assert story.taken_by("nadia").released_by("nadia").case.state is State.OPEN


def test_a_peer_who_becomes_a_guest_cannot_finish_what_they_claimed() -> None:
    case = claimed_by_somebody(an_open_case().claimed_by("aiko").case)

    with refused(Why.NOT_A_MEMBER):
        ask(cmd.Suggest, an_actor(Role.PEER, standing=Standing.GUEST), case)


def test_who_becomes_a_lead_in_mid_case_does_not_settle_what_they_suggested() -> None:
    case = an_open_case().disputed().case
    voiced = case.suggestions[0].model_copy(update={"person": SOMEBODY})
    case = case.model_copy(update={"suggestions": (voiced, *case.suggestions[1:])})

    with refused(Why.OWN_SUGGESTION):
        ask(cmd.Settle, an_actor(Role.LEAD), case)


def test_a_deactivated_moderators_vote_to_resume_does_not_count() -> None:
    with refused(Why.NOT_A_MEMBER):
        decide_resume(
            A_PANIC,
            an_actor(Role.MODERATOR, standing=Standing.DEACTIVATED),
            needed=2,
            door=Door.BUTTON,
            key="k",
            now=START,
        )
