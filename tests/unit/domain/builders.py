"""A cast, a policy, and stories told in steps: `a_case().asked_by("mira").suggested("aiko", "lights off")`.

Every step builds the command that a door would build and carries it out as the desk does, without saving.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import SYSTEM_ACTOR, Actor, Role, Standing
from bot.domain.case import Case, Category, Clip, ConflictChoice, Door, WriteState
from bot.domain.decide import decide
from bot.domain.evolve import replay
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.reviewed import PageAction
from bot.errors import UserError, Why
from bot.policy import Channels, EscalationLevel, EscalationRules, Grant, HelpChannel, Policy, Severity
from bot.services.weigh import weigh

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENGLISH = Language("en")
GERMAN = Language("de")

POLICY = Policy(
    channels=Channels(leads="#leads", moderators="#moderators", operators="#ear-ops"),
    help=(
        HelpChannel(language=ENGLISH, name="English", channel="#help-en"),
        HelpChannel(language=GERMAN, name="German", channel="#help-de"),
    ),
    roles={
        Role.REVIEWER: Grant(groups=("@reviewers",)),
        Role.PEER: Grant(help_channels=True),
        Role.LEAD: Grant(groups=("@leads",)),
        Role.MODERATOR: Grant(groups=("@moderators",)),
        Role.OPERATOR: Grant(channels=("#ear-ops",)),
    },
)

CALLING = POLICY.model_copy(
    update={
        "escalation": EscalationRules(
            levels=(
                EscalationLevel(name="Leads", channel="#leads"),
                EscalationLevel(name="Pager", pagerduty=Severity.CRITICAL),
            )
        )
    }
)
"""The same policy with two levels to call: a channel, then a pager."""

CLIP = Clip(store="sql", reference="clips/kitchen-0417", language=ENGLISH, duration_seconds=3.2, version="1")


def a_person(
    name: str, *roles: Role, languages: tuple[Language, ...] = (ENGLISH,), accepted_suggestions: int = 0
) -> Actor:
    return Actor(
        person=PersonId(name),
        standing=Standing.MEMBER,
        roles=frozenset(roles),
        languages=frozenset(languages),
        accepted_suggestions=accepted_suggestions,
    )


_PEERS = ("aiko", "ben", "chloe", "dev", "eli", "fay", "gus", "hana")
CAST = {
    **{name: a_person(name, Role.PEER) for name in _PEERS},
    "mira": a_person("mira", Role.REVIEWER, Role.PEER),
    "noor": a_person("noor", Role.REVIEWER, Role.PEER),
    "otto": a_person("otto", Role.PEER, languages=(GERMAN,)),
    "vera": a_person("vera", Role.PEER, accepted_suggestions=20),
    "lena": a_person("lena", Role.LEAD),
    "lars": a_person("lars", Role.LEAD, Role.PEER),
    "moritz": a_person("moritz", Role.MODERATOR),
    "nadia": a_person("nadia", Role.MODERATOR),
    "olga": a_person("olga", Role.OPERATOR),
    "second-ear": SYSTEM_ACTOR,
}


class Story:
    """A case on its way, with a clock that only `after` moves."""

    def __init__(self, case: Case, policy: Policy) -> None:
        self.case = case
        self.policy = policy
        self.now = START
        self.sharing = cmd.Sharing()
        """What panics say of the case; nothing, unless a story says otherwise."""
        self.last: list[ev.Event] = []
        """What the latest step made happen."""

    def does(self, command: cmd.Command, *, claims_elsewhere: int = 0) -> Self:
        limits = cmd.Limits(claims_elsewhere=claims_elsewhere)
        moment = cmd.Moment(now=self.now, limits=limits, sharing=self.sharing)
        self.last = decide(self.case, command, self.policy, moment)
        if isinstance(command, cmd.Suggest):
            heard = replay(self.case, self.last)
            advice = weigh(heard, self.policy, actor=SYSTEM_ACTOR, door=command.door)
            self.last = [*self.last, *decide(heard, advice, self.policy, moment)]
        self.case = replay(self.case, self.last)
        return self

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.last]

    def after(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> Self:
        self.now += timedelta(minutes=minutes, hours=hours, days=days)
        return self

    def asked_by(self, name: str, *, clip: Clip | None = None, note: str = "", guess: str = "") -> Self:
        command = cmd.Ask(
            actor=CAST[name], door=Door.MODAL, clip=clip or self.case.clip, note=note, guess=guess
        )
        return self.does(command)

    def withdrawn_by(self, name: str) -> Self:
        return self.does(cmd.Withdraw(actor=CAST[name], door=Door.BUTTON))

    def reopened_by(self, name: str, *, clip: Clip | None = None) -> Self:
        command = cmd.Reopen(actor=CAST[name], door=Door.SLASH_COMMAND, clip=clip or self.case.clip)
        return self.does(command)

    def claimed_by(self, name: str, *, claims_elsewhere: int = 0) -> Self:
        command = cmd.Claim(actor=CAST[name], door=Door.BUTTON)
        return self.does(command, claims_elsewhere=claims_elsewhere)

    def extended_by(self, name: str) -> Self:
        return self.does(cmd.ExtendClaim(actor=CAST[name], door=Door.BUTTON))

    def given_back_by(self, name: str) -> Self:
        return self.does(cmd.Release(actor=CAST[name], door=Door.BUTTON))

    def suggested(self, name: str, text: str) -> Self:
        return self.does(cmd.Suggest(actor=CAST[name], door=Door.MODAL, text=text))

    def cannot_tell(self, *names: str) -> Self:
        for name in names:
            self.does(cmd.Suggest(actor=CAST[name], door=Door.BUTTON, is_nobody_can_tell=True))
        return self

    def agreed_on(self, text: str, *names: str) -> Self:
        """Everybody named suggests the same."""
        for name in names or ("aiko", "ben", "chloe"):
            self.suggested(name, text)
        return self

    def disputed(self) -> Self:
        """Four peers hear four things: no further three could bring a majority of seven."""
        for name, text in zip(_PEERS[:4], ("one", "two", "three", "four"), strict=True):
            self.suggested(name, text)
        return self

    def settled_by(self, name: str, text: str) -> Self:
        return self.does(cmd.Settle(actor=CAST[name], door=Door.MODAL, text=text))

    def listened_to_by(self, name: str) -> Self:
        return self.does(cmd.Listen(actor=CAST[name], door=Door.BUTTON))

    def listened_to_in_review_by(self, name: str) -> Self:
        return self.does(cmd.ListenInReview(actor=CAST[name], door=Door.BUTTON))

    def begun_to_be_heard_by(self, name: str) -> Self:
        person = CAST[name].person
        return self.does(cmd.BeginHearing(actor=SYSTEM_ACTOR, door=Door.PLAYER, person=person, link="a link"))

    def heard_by(self, name: str, *, seconds: float, is_cut: bool = False) -> Self:
        return self.does(
            cmd.RecordHearing(
                actor=SYSTEM_ACTOR,
                door=Door.PLAYER,
                person=CAST[name].person,
                link="a link",
                seconds=seconds,
                is_cut=is_cut,
            )
        )

    def flagged_by(self, name: str, category: Category | None = None, note: str = "") -> Self:
        return self.does(cmd.Flag(actor=CAST[name], door=Door.BUTTON, category=category, note=note))

    def explained_by(self, name: str, category: Category, note: str = "") -> Self:
        return self.does(cmd.DescribeFlag(actor=CAST[name], door=Door.MODAL, category=category, note=note))

    def taken_by(self, name: str) -> Self:
        return self.does(cmd.Take(actor=CAST[name], door=Door.BUTTON))

    def upheld_by(self, name: str, reason: str = "a name is said") -> Self:
        return self.does(cmd.Uphold(actor=CAST[name], door=Door.MODAL, reason=reason))

    def released_by(self, name: str, reason: str = "nothing to see") -> Self:
        return self.does(cmd.ReleaseCase(actor=CAST[name], door=Door.MODAL, reason=reason))

    def escalated_by(self, name: str, reason: str = "beyond me") -> Self:
        return self.does(cmd.Escalate(actor=CAST[name], door=Door.MODAL, reason=reason))

    def passed_by(self, name: str) -> Self:
        """Wants somebody else to take it."""
        return self.does(cmd.HandOver(actor=CAST[name], door=Door.BUTTON))

    def paged(self, action: PageAction, *, level: int, epoch: int = 1) -> Self:
        """The pager has taken what it was told."""
        command = cmd.RecordPage(actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=epoch, level=level, action=action)
        return self.does(command)

    def written(self, result: WriteState = WriteState.WRITTEN, *, number: int | None = None) -> Self:
        """The annotation store answers to the present outcome."""
        present = self.case.outcome.number if self.case.outcome else 1
        command = cmd.RecordWriteBack(
            actor=SYSTEM_ACTOR, door=Door.STORE, number=number or present, result=result
        )
        return self.does(command)

    def resolved_by(self, name: str, choice: ConflictChoice, *, conflict: str | None = None) -> Self:
        command = cmd.ResolveConflict(
            actor=CAST[name], door=Door.BUTTON, choice=choice, clip_version="now", conflict=conflict
        )
        return self.does(command)

    def renewed(self, *, number: int = 1) -> Self:
        return self.does(cmd.RenewWrite(actor=SYSTEM_ACTOR, door=Door.COMMAND_LINE, number=number))

    def parked(self) -> Self:
        """The store does not take the present outcome for so long that operators are told."""
        return self.does(cmd.ParkWrite(actor=SYSTEM_ACTOR, door=Door.TIMER))

    def retried_by(self, name: str, work: str = "write", *, is_parked: bool = True) -> Self:
        command = cmd.RetryWork(actor=CAST[name], door=Door.BUTTON, work=work, is_parked=is_parked)
        return self.does(command)

    def ticked(self) -> Self:
        return self.does(cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER))


def a_case(*, policy: Policy = POLICY, clip: Clip = CLIP) -> Story:
    """A case about which nobody has asked yet."""
    return Story(Case(alias=Alias("7K3QXM29TA"), clip=clip), policy)


def an_open_case(*, policy: Policy = POLICY) -> Story:
    """A case about which Mira has just asked."""
    return a_case(policy=policy).asked_by("mira")


def with_at_most(people: int) -> Policy:
    """The policy with fewer voices before a lead is called."""
    rules = POLICY.agreement.model_copy(update={"people_at_most": people})
    return POLICY.model_copy(update={"agreement": rules})


@contextmanager
def refused(why: Why, *, saying: str | None = None) -> Iterator[None]:
    """What is done inside is refused for this reason, in a sentence that matches `saying`."""
    with pytest.raises(UserError, match=saying) as caught:
        yield
    assert caught.value.why is why, caught.value.message
