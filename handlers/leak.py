"""Doors for leaks: what people write in channels, in the rules' words, and a moderator's word on it."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.domain.command_line import NoLeakLine
from bot.domain.ids import Alias, PersonId
from bot.domain.leak import latest_cleared, leak_at, where_of
from bot.domain.leak_traces import Recording, Said, place_of
from bot.domain.leaked import place_in
from handlers.blocks.leak import cleared_reply
from handlers.directory import Listed
from handlers.payloads import Code, SlackId, as_typed, parse
from handlers.visit import House, Pressed, Reply, Typed

_WRITTEN_BY_PEOPLE = frozenset({"", "file_share", "thread_broadcast", "me_message"})
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")
_FILES_AT_MOST = 20
_SOUNDS = ("audio/", "video/")

Long = Annotated[str, Field(max_length=250_000)]
"""Slack's 40,000 characters, each of them escaped: nothing that Slack takes is too long to be looked at."""


class SharedFile(Listed):
    """As much of a file as the event of its message tells; the file itself is never read."""

    id: SlackId = ""
    name: Long = ""
    title: Long = ""
    mimetype: Code = ""
    duration_ms: float | None = None


class Attachment(Listed):
    """Another message that Slack shows below this one: forwarded, or what a link leads to."""

    from_url: Long = ""
    text: Long = ""


class Written(Listed):
    """A message as events tell it."""

    ts: Code = ""
    thread_ts: Code | None = None
    subtype: Code = ""
    user: SlackId | None = None
    bot_id: SlackId | None = None
    text: Long = ""
    files: tuple[SharedFile, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_by_a_person(self) -> bool:
        return self.user is not None and self.bot_id is None and self.subtype in _WRITTEN_BY_PEOPLE


class MessageEvent(Written):
    """A new message, or by its subtype an edit (`message`) or a deletion (`deleted_ts`)."""

    channel: SlackId
    event_ts: Annotated[str, Field(pattern=r"^\d{1,15}(\.\d{1,6})?$")]
    message: Written | None = None
    previous_message: Written | None = None
    deleted_ts: Code | None = None


async def handle_message(house: House, event: Mapping[str, object]) -> None:
    """Looks at what a person wrote or edited, and at what was deleted; at nothing that an app writes."""
    told = parse(MessageEvent, event)
    gone_ts = _deleted(told)
    if gone_ts:
        before = told.previous_message
        thread = place_of(told.channel, before.thread_ts) if before and before.thread_ts else None
        place = place_of(told.channel, gone_ts)
        await house.leaks.gone(place, thread=thread, delivery=told.event_ts)
        return
    written = told.message or told
    if not written.is_by_a_person or _is_as_before(told):
        return
    where = where_of(house.desk.policy, lambda name: house.people.channel_id(name) == told.channel)
    said = _said(told.channel, written)
    told_at = float(told.event_ts)
    is_edit = told.message is not None
    await house.leaks.look(said, where, delivery=told.event_ts, told_at=told_at, is_edit=is_edit)


async def handle_no_leak_pressed(visit: Pressed) -> Reply:
    shown = visit.payload.value.rpartition(":")[0]
    command = cmd.ClearLeak(actor=visit.actor, door=Door.BUTTON, leak=shown)
    return await _cleared(visit, visit.payload.alias, command)


async def handle_no_leak_typed(visit: Typed, line: NoLeakLine) -> Reply:
    return await _cleared(visit, line.alias, cmd.ClearLeak(actor=visit.actor, door=Door.SLASH_COMMAND))


async def _cleared(visit: Pressed | Typed, alias: Alias, command: cmd.ClearLeak) -> Reply:
    case = (await visit.desk.execute(alias, command, key=visit.key)).case
    leak = leak_at(case, place_in(command.leak)) if command.leak else latest_cleared(case)
    if leak is not None and leak.is_asked:
        next_one = visit.house.leaks.ask_next(leak.place, delivery=visit.key)
        visit.house.background.start(next_one, name="leaks.ask_next")
    return Reply(says=cleared_reply(case, leak, visit.actor.person))


def _deleted(told: MessageEvent) -> str | None:
    """The message that is there no more; a deleted one that has answers leaves a stone in its place."""
    if told.message is not None and told.message.subtype == "tombstone":
        return told.message.ts
    return told.deleted_ts


def _is_as_before(told: MessageEvent) -> bool:
    """Slack tells of an edit also when somebody answered, or reacted in another way."""
    before, after = told.previous_message, told.message
    if before is None or after is None:
        return False
    return (before.text, before.files, before.attachments) == (after.text, after.files, after.attachments)


def _said(channel: str, written: Written) -> Said:
    return Said(
        person=PersonId(written.user or ""),
        channel=channel,
        ts=written.ts,
        thread_ts=written.thread_ts,
        texts=tuple(
            as_typed(text) for text in (written.text, *(shown.text for shown in written.attachments))
        ),
        links=tuple(_links(written)),
        recordings=tuple(
            Recording(
                names=tuple(dict.fromkeys(name for name in (file.name, file.title) if name)),
                seconds=None if file.duration_ms is None else file.duration_ms / 1000,
            )
            for file in written.files[:_FILES_AT_MOST]
            if file.mimetype.startswith(_SOUNDS)
        ),
    )


def _links(written: Written) -> Iterator[str]:
    yield from (url.replace("&amp;", "&") for url in _LINK.findall(written.text))
    yield from (attachment.from_url for attachment in written.attachments if attachment.from_url)
