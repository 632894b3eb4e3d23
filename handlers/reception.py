"""From a delivery to its door and back: parse, meet the person, open the door, answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.errors import Why
from handlers import doors
from handlers.answers import Ack, Answers
from handlers.errors import UNREADABLE, Excuse, Excuses
from handlers.payloads import (
    EventEnvelope,
    Malformed,
    Payload,
    Press,
    Shortcut,
    SlashCommand,
    Submission,
    parse,
)
from handlers.sentences import notice, sentence, under_input
from handlers.visit import Chosen, House, Pressed, Reply, Submitted, Typed, Visit

_log = structlog.get_logger(__name__)

Body = Mapping[str, Any]
PaperT = TypeVar("PaperT", bound=Payload)
Opener = Callable[[Visit[PaperT]], Awaitable[Reply]]

_ACK_SECONDS = 2.5
"""Slack waits three seconds; the rest is for the way."""
_DOOR_SECONDS = 2.0
_EVENT_SECONDS = 20.0
_UNKNOWN = "unknown"
_EXPIRED = "I don't know what to do with this any more. `/clip help` shows what there is."


class Reception:
    """Answers every delivery, whatever it holds: each method gives what the ack carries, and never raises."""

    def __init__(self, house: House, excuses: Excuses) -> None:
        self._house = house
        self._excuses = excuses
        self._answers = Answers(house, excuses)

    async def on_command(self, body: Body) -> Ack:
        return await self._receive(SlashCommand, body, command_door)

    async def on_press(self, body: Body) -> Ack:
        return await self._receive(Press, body, press_door)

    async def on_submission(self, body: Body) -> Ack:
        return await self._receive(Submission, body, form_door)

    async def on_shortcut(self, body: Body) -> Ack:
        return await self._receive(Shortcut, body, shortcut_door)

    async def on_event(self, body: Body) -> Ack:
        """Starts what the event asks for, and acks also what nobody handles: Slack would repeat it."""
        try:
            envelope = parse(EventEnvelope, body)
        except Malformed as malformed:
            _log.warning("event.malformed", places=malformed.places)
            return {}
        if door := doors.EVENTS.get(envelope.event.type):
            work = self._excuses.attempt(
                door(self._house, body["event"]), door=envelope.event.type, seconds=_EVENT_SECONDS
            )
            self._house.background.start(_to_its_end(work), name=f"event.{envelope.event.type}")
        return {}

    async def _receive(
        self, model: type[PaperT], body: Body, find: Callable[[PaperT], tuple[str, Opener[PaperT]]]
    ) -> Ack:
        late_at = asyncio.get_running_loop().time() + _ACK_SECONDS
        try:
            payload = parse(model, body)
        except Malformed as malformed:
            _log.warning("door.malformed", door=model.__name__, places=malformed.places)
            return self._unreadable(model, body)
        name, opener = find(payload)
        visit = self._through(payload, opener)
        reply = await self._excuses.attempt(visit, door=name, seconds=_DOOR_SECONDS)
        if isinstance(reply, Excuse):
            reply = excused(payload, reply)
        left = late_at - asyncio.get_running_loop().time()
        return await self._answers.give(payload, reply, seconds=max(left, 0.1))

    async def _through(self, payload: PaperT, opener: Opener[PaperT]) -> Reply:
        actor = await self._house.people.actor(payload.person, team=payload.team_of_person)
        return await opener(Visit(house=self._house, actor=actor, payload=payload))

    def unreadable(self, body: Body) -> Ack:
        """What the person sees when not even the door can be told that their delivery is for."""
        if "command" in body:
            return self._unreadable(SlashCommand, body)
        is_form = body.get("type") == "view_submission"
        return self._unreadable(Submission if is_form else Press, body)

    def _unreadable(self, model: type[Payload], body: Body) -> Ack:
        if issubclass(model, SlashCommand):
            return {"response_type": "ephemeral", "text": UNREADABLE}
        if issubclass(model, Submission):
            return {"response_action": "update", "view": notice(UNREADABLE)}
        if isinstance(url := body.get("response_url"), str):
            self._answers.tell(url, UNREADABLE)
        return {}


def command_door(payload: SlashCommand) -> tuple[str, Opener[SlashCommand]]:
    """A door and the name under which logs know it: never what was typed."""
    door = doors.COMMANDS.get(payload.command)
    return (_UNKNOWN, _expired) if door is None else (payload.command, partial(_type, door))


def press_door(payload: Press) -> tuple[str, Opener[Press]]:
    name = payload.action.action_id
    found = doors.PRESSES.get(name)
    if name == doors.OVERFLOW:
        name = payload.value.partition(":")[0]
        found = doors.CHOICES.get(name)
    return (name, found) if found else (_UNKNOWN, _expired)


def form_door(payload: Submission) -> tuple[str, Opener[Submission]]:
    name = payload.view.callback_id
    door = doors.FORMS.get(name)
    return (name, door.handle) if door else (_UNKNOWN, _expired)


def shortcut_door(payload: Shortcut) -> tuple[str, Opener[Shortcut]]:
    found = doors.SHORTCUTS.get(payload.callback_id)
    return (payload.callback_id, found) if found else (_UNKNOWN, _expired)


def excused(payload: Payload, excuse: Excuse) -> Reply:
    """The excuse where the person looks: under the input of a modal, else as a sentence."""
    if not isinstance(payload, Submission):
        return Reply(says=sentence(excuse.sentence))
    door = doors.FORMS.get(payload.view.callback_id)
    if door is None or excuse.why is Why.WITHHELD:
        # What was typed about a clip that is withheld by now must not stay on the screen.
        return Reply(becomes=notice(excuse.sentence))
    return Reply(faults={door.field: under_input(excuse.sentence)})


async def _type(door: doors.CommandDoor, visit: Typed) -> Reply:
    line = door.parse(visit.payload.text)
    return await door.lines[type(line)](visit, line)


async def _expired(visit: Typed | Pressed | Submitted | Chosen) -> Reply:
    """What has no door: a button of an earlier version, or a command that is not in our manifest."""
    _log.warning("door.unknown", kind=type(visit.payload).__name__)
    if isinstance(visit.payload, Submission):
        return Reply(becomes=notice(_EXPIRED))
    return Reply(says=sentence(_EXPIRED))


async def _to_its_end(work: Awaitable[object]) -> None:
    await work
