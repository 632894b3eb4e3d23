"""What a door is given, a visit, and what it gives back, a reply that is data only."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.background import Background
from bot.domain import commands as cmd
from bot.domain.access import Actor
from bot.domain.case import Case
from bot.domain.decide import decide
from bot.domain.ids import Alias
from bot.leak_ports import AnswerLog
from bot.services.desk import Desk
from bot.services.leaks import Leaks
from bot.services.parked import ParkedWork
from handlers.blocks.kit import Message, View
from handlers.forms import OpenForms
from handlers.identity import Identity
from handlers.payloads import Payload, Press, Shortcut, SlashCommand, Submission
from handlers.people import SlackPeople
from handlers.screen import Screen

PayloadT = TypeVar("PayloadT", bound=Payload, covariant=True)

LATE = "Slack took too long, so the window did not open. Please try again."


@dataclass(frozen=True, kw_only=True)
class House:
    """What stands behind every door, the same for all visits."""

    desk: Desk
    leaks: Leaks
    answers: AnswerLog
    parked: ParkedWork
    people: SlackPeople
    screen: Screen
    forms: OpenForms
    background: Background
    identity: Identity
    public_url: str
    """Where the player's pages are, as people's browsers reach them."""

    def url(self, path: str) -> str:
        return f"{self.public_url.rstrip('/')}/{path}"


@dataclass(frozen=True, kw_only=True)
class Visit(Generic[PayloadT]):
    """One press, command, submission or shortcut by one person."""

    house: House
    actor: Actor
    payload: PayloadT

    @property
    def desk(self) -> Desk:
        return self.house.desk

    @property
    def key(self) -> str:
        return self.payload.key

    async def foreseen(self, alias: Alias, command: cmd.Command) -> Case:
        """The case for a form, when the command that the form leads to would be taken; UserError otherwise.

        It saves people from filling in a form in vain. The submission is decided by the desk on its own.
        """
        case = await self.desk.look(self.actor, alias)
        decide(case, command, self.desk.policy, cmd.Moment(now=self.desk.clock.now()))
        return case


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the person gets at once; the rest follows from the case. All empty: the click was enough."""

    says: Message | None = None
    """To this person only."""
    opens: View | None = None
    """A modal on top of what the person sees."""
    late: str = LATE
    """Said when Slack would not open that modal in time; what was committed stays."""
    fills: Callable[[], Awaitable[View]] | None = None
    """What the opened modal becomes, worked out after the ack."""
    becomes: View | None = None
    """What the submitted modal turns into."""
    tells_of: tuple[Alias, ...] = ()
    """The clips whose facts `says` tells: no stop can take that back, so it is remembered."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with which input of the submitted modal."""


def shared(*cases: Case) -> tuple[Alias, ...]:
    """Those of them whose facts an answer tells; of a withheld one it tells nothing."""
    return tuple(case.alias for case in cases if not case.is_hidden)


Typed = Visit[SlashCommand]
Pressed = Visit[Press]
Submitted = Visit[Submission]
Chosen = Visit[Shortcut]
