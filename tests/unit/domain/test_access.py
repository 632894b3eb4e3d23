"""The permission matrix, written out a second time by hand so that a slip in either shows."""

import pytest

from bot.domain import commands as cmd
from bot.domain.access import MATRIX, SYSTEM_ACTOR, Act, Actor, Role, Standing, require
from bot.domain.case import Door
from bot.domain.decide import _DECIDERS, decide
from bot.domain.ids import PersonId
from bot.errors import UserError, Why
from tests.unit.domain.builders import CAST, POLICY, START, a_case, a_person, refused

#                     r e v i e w e r, p e e r, l e a d, m o d e r a t o r, o p e r a t o r, s y s t e m
ALLOWED = {
    Act.ASK: "reviewer lead system",
    Act.CLAIM: "peer lead",
    Act.EXTEND_CLAIM: "peer lead",
    Act.RELEASE: "peer lead",
    Act.SUGGEST: "peer lead",
    Act.WITHDRAW: "reviewer lead system",
    Act.END_REQUEST: "system",
    Act.NOTE_MARKS: "system",
    Act.WEIGH: "system",
    Act.SETTLE: "lead",
    Act.COMPARE: "lead",
    Act.FLAG: "reviewer peer lead moderator operator system",
    Act.DESCRIBE_FLAG: "reviewer peer lead moderator operator",
    Act.LISTEN: "reviewer peer lead",
    Act.LISTEN_IN_REVIEW: "moderator",
    Act.BEGIN_HEARING: "system",
    Act.RECORD_HEARING: "system",
    Act.TAKE: "moderator",
    Act.UPHOLD: "moderator",
    Act.RELEASE_CASE: "moderator",
    Act.ESCALATE: "moderator",
    Act.HAND_OVER: "moderator",
    Act.PANIC: "moderator",
    Act.RESUME: "moderator",
    Act.SPARE: "moderator",
    Act.RECORD_PAGE: "system",
    Act.REOPEN: "reviewer lead",
    Act.RECORD_WRITE_BACK: "system",
    Act.RESOLVE_CONFLICT: "reviewer lead",
    Act.RENEW_WRITE: "system",
    Act.RENEW_MARK: "system",
    Act.PARK_WRITE: "system",
    Act.RETRY_WORK: "operator system",
    Act.COUNT_COPIES: "system",
    Act.NOTICE_LEAK: "system",
    Act.CLOSE_LEAK: "system",
    Act.CLEAR_LEAK: "moderator",
    Act.TICK: "system",
    Act.LOOK: "reviewer peer lead moderator operator",
    Act.LOOK_AT_REVIEWS: "moderator",
    Act.LOOK_AT_WORK: "operator",
}


def is_allowed(actor: Actor, act: Act) -> bool:
    try:
        require(actor, act)
    except UserError:
        return False
    return True


@pytest.mark.parametrize("act", Act)
def test_exactly_the_listed_roles_may_do_it(act: Act) -> None:
    allowed = {role.value for role in Role if is_allowed(a_person("somebody", role), act)}

    assert allowed == set(ALLOWED[act].split())


@pytest.mark.parametrize("act", Act)
def test_without_a_role_nothing_is_allowed(act: Act) -> None:
    with refused(Why.NOT_ALLOWED):
        require(a_person("somebody"), act)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.GUEST, Why.NOT_A_MEMBER),
        (Standing.OTHER_WORKSPACE, Why.NOT_A_MEMBER),
        (Standing.DEACTIVATED, Why.NOT_A_MEMBER),
        (Standing.UNKNOWN, Why.UNKNOWN_PERSON),
    ],
)
def test_no_role_helps_who_is_not_a_member(act: Act, standing: Standing, why: Why) -> None:
    actor = Actor(person=PersonId("somebody"), standing=standing, roles=frozenset(Role))

    with refused(why):
        require(actor, act)


def test_an_actor_of_whom_nothing_is_said_is_unknown() -> None:
    with refused(Why.UNKNOWN_PERSON):
        require(Actor(person=PersonId("somebody"), roles=frozenset(Role)), Act.LOOK)


def test_a_refusal_names_the_roles_that_would_do() -> None:
    with refused(Why.NOT_ALLOWED, saying="role of lead or reviewer,"):
        require(CAST["aiko"], Act.REOPEN)


def test_the_matrix_has_every_act() -> None:
    assert set(MATRIX) == set(Act) == set(ALLOWED)


def test_every_command_has_a_decider_and_an_act_of_its_own() -> None:
    commands = set(cmd.Asking.__subclasses__())

    assert set(_DECIDERS) == commands
    assert len({command.act for command in commands}) == len(commands)


def test_every_command_is_checked_before_it_is_decided() -> None:
    stranger = a_person("stranger")
    bodies: dict[type[cmd.Asking], dict[str, object]] = {
        cmd.Ask: {"clip": a_case().case.clip},
        cmd.Reopen: {"clip": a_case().case.clip},
        cmd.Weigh: {"advice": "settled", "method": "by hand/1", "people": ()},
        cmd.DescribeFlag: {"category": "other"},
        cmd.Uphold: {"reason": "a name"},
        cmd.ReleaseCase: {"reason": "a name"},
        cmd.CountCopies: {"epoch": 1, "copies": ()},
        cmd.NoticeLeak: {"leak": "link", "place": "C1/1.0", "person": "aiko"},
        cmd.CloseLeak: {"place": "C1/1.0"},
        cmd.ResolveConflict: {"choice": "theirs"},
        cmd.RenewWrite: {"number": 1},
        cmd.RenewMark: {"epoch": 1},
        cmd.RetryWork: {"work": "write", "is_parked": True},
        cmd.NoteMarks: {"marks": ()},
        cmd.Escalate: {"reason": "a name"},
        cmd.RecordPage: {"epoch": 1, "level": 1, "action": "trigger"},
        cmd.BeginHearing: {"person": "aiko", "link": "a link"},
        cmd.RecordHearing: {"person": "aiko", "link": "a link", "seconds": 1.0},
    }

    for kind in _DECIDERS:
        command = kind.model_validate({"actor": stranger, "door": Door.BUTTON, **bodies.get(kind, {})})
        with refused(Why.NOT_ALLOWED):
            decide(a_case().case, command, POLICY, cmd.Moment(now=START))  # type: ignore[arg-type]


def test_the_system_itself_can_only_do_what_timers_and_the_store_do() -> None:
    assert {act for act in Act if is_allowed(SYSTEM_ACTOR, act)} == {
        Act.ASK,
        Act.WITHDRAW,
        Act.END_REQUEST,
        Act.NOTE_MARKS,
        Act.WEIGH,
        Act.FLAG,
        Act.BEGIN_HEARING,
        Act.RECORD_HEARING,
        Act.RECORD_WRITE_BACK,
        Act.RENEW_WRITE,
        Act.RENEW_MARK,
        Act.PARK_WRITE,
        Act.RETRY_WORK,
        Act.RECORD_PAGE,
        Act.COUNT_COPIES,
        Act.NOTICE_LEAK,
        Act.CLOSE_LEAK,
        Act.TICK,
    }
