"""Panic: a moderator stops all sharing in a scope at once; it takes several of them to resume it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain import commands as cmd
from bot.domain.access import Act, Actor, require
from bot.domain.case import Case, Door
from bot.domain.document import Document
from bot.domain.ids import Language, PersonId
from bot.errors import UserError, Why

EVERYWHERE = "all"
_STORE, _LANGUAGE = "store:", "language:"
_REMEMBERED = 20

REFUSED_IN_PANIC = frozenset(
    {
        Act.ASK,
        Act.REOPEN,
        Act.CLAIM,
        Act.EXTEND_CLAIM,
        Act.SUGGEST,
        Act.LISTEN,
        Act.SETTLE,
        Act.COMPARE,
    }
)
"""Whatever brings a clip, or what is heard in it, to people. Flags, reviews and giving back go on."""

STOPPED = (
    "Moderators have stopped all sharing of clips for now, so nothing was sent or saved. "
    "It is nobody's fault here; please come back when the channel says that sharing goes on."
)


class Panic(Document):
    """One scope that was stopped at least once. It is on while `turn` is odd; each switch counts up."""

    scope: str
    turn: int = 0
    revision: int = 0
    started_by: PersonId | None = None
    switched_at: datetime | None = None
    votes: tuple[PersonId, ...] = ()
    """Who wants to resume, while that is not enough."""
    handled: tuple[str, ...] = ()
    """The latest deliveries that changed it."""
    swept_turn: int = 0
    """The switch that the cards in Slack were last brought in line with."""

    @property
    def is_on(self) -> bool:
        return self.turn % 2 == 1


class PanicDeed(StrEnum):
    STARTED = "panic_started"
    RESUME_VOTED = "resume_voted"
    RESUMED = "panic_ended"


class PanicEvent(Document):
    """A line of the log of panics."""

    deed: PanicDeed
    scope: str
    turn: int
    by: PersonId
    at: datetime
    door: Door


def scope_of_store(name: str) -> str:
    return f"{_STORE}{name}"


def scope_of_language(language: Language) -> str:
    return f"{_LANGUAGE}{language}"


def language_of_scope(scope: str) -> Language | None:
    return Language(scope.removeprefix(_LANGUAGE)) if scope.startswith(_LANGUAGE) else None


def scopes_of(case: Case) -> tuple[str, ...]:
    """Every scope whose panic reaches the case."""
    return EVERYWHERE, scope_of_store(case.clip.store), scope_of_language(case.clip.language)


def sharing_of(case: Case, panics: Mapping[str, Panic]) -> cmd.Sharing:
    """What the panics say of the case's sharing."""
    found = [panics[scope] for scope in scopes_of(case) if scope in panics]
    return cmd.Sharing(
        is_stopped=any(panic.is_on for panic in found),
        epoch=sum(panic.turn for panic in found),
        since=max((panic.switched_at for panic in found if panic.switched_at), default=None),
    )


def refuse_stopped(case: Case, command: cmd.Asking, moment: cmd.Moment) -> None:
    """UserError for what a panic holds back. A withheld clip says of itself that it is withheld."""
    if moment.sharing.is_stopped and not case.is_hidden:
        refuse_in_panic(command.act)


def refuse_in_panic(act: Act) -> None:
    if act in REFUSED_IN_PANIC:
        raise UserError(Why.SHARING_STOPPED, STOPPED)


def decide_panic(
    panic: Panic, actor: Actor, *, door: Door, key: str, now: datetime
) -> tuple[Panic, PanicEvent] | None:
    """The scope after somebody stopped it; None when it is stopped already."""
    require(actor, Act.PANIC)
    if panic.is_on or key in panic.handled:
        return None
    turn = panic.turn + 1
    changes = {"turn": turn, "started_by": actor.person, "switched_at": now, "votes": ()}
    event = PanicEvent(
        deed=PanicDeed.STARTED, scope=panic.scope, turn=turn, by=actor.person, at=now, door=door
    )
    return _changed(panic, changes, key), event


def decide_resume(
    panic: Panic, actor: Actor, *, needed: int, door: Door, key: str, now: datetime
) -> tuple[Panic, PanicEvent] | None:
    """The scope after one more moderator wants to resume; None for a repeated delivery."""
    require(actor, Act.RESUME)
    if key in panic.handled:
        return None
    if not panic.is_on:
        raise UserError(Why.ALREADY, "Sharing is not stopped there, so there is nothing to resume.")
    if actor.person in panic.votes:
        raise UserError(
            Why.ALREADY,
            "You already asked to resume; it takes another moderator, so that nobody ends a panic alone.",
        )
    votes = (*panic.votes, actor.person)
    is_enough = len(set(votes)) >= needed
    turn = panic.turn + is_enough
    deed = PanicDeed.RESUMED if is_enough else PanicDeed.RESUME_VOTED
    event = PanicEvent(deed=deed, scope=panic.scope, turn=turn, by=actor.person, at=now, door=door)
    changes: dict[str, object] = {"votes": votes}
    if is_enough:
        changes = {"turn": turn, "switched_at": now, "votes": votes}
    return _changed(panic, changes, key), event


def _changed(panic: Panic, changes: Mapping[str, object], key: str) -> Panic:
    handled = (*panic.handled, key)[-_REMEMBERED:]
    return panic.model_copy(update={**changes, "revision": panic.revision + 1, "handled": handled})
