"""Doors for suggestions: form, slash command, “can't tell”, and one's own words lifted from a thread."""

from functools import partial

from bot.domain import commands as cmd
from bot.domain.access import Act, require
from bot.domain.case import Door
from bot.domain.command_line import SuggestLine
from bot.domain.text import SUGGESTION_CHARACTERS
from bot.errors import UserError, Why
from handlers import ids
from handlers.blocks.kit import View
from handlers.blocks.notice import notice_view
from handlers.blocks.suggest import how_to_write_view, suggest_view, suggested_reply
from handlers.lift import alias_of_thread
from handlers.payloads import SlackMessage
from handlers.visit import Chosen, Pressed, Reply, Submitted, Typed


async def handle_suggest_typed(visit: Typed, line: SuggestLine) -> Reply:
    command = cmd.Suggest(actor=visit.actor, door=Door.SLASH_COMMAND, text=line.text)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=suggested_reply(answer.case))


async def handle_suggest_pressed(visit: Pressed) -> Reply:
    later = cmd.Suggest(actor=visit.actor, door=Door.BUTTON, is_nobody_can_tell=True)
    case = await visit.foreseen(visit.payload.alias, later)
    return Reply(opens=suggest_view(case, case.voice_of(visit.actor.person)))


async def handle_suggest_submitted(visit: Submitted) -> Reply:
    form = visit.payload
    text = form.text(ids.SUGGEST_TEXT)
    cannot_tell = ids.CHOICE_CANT_TELL in form.choices(ids.SUGGEST_CHOICE)
    if cannot_tell and text.strip():
        return Reply(faults={ids.SUGGEST_CHOICE: "Either write what you hear or choose this, not both."})
    command = cmd.Suggest(actor=visit.actor, door=Door.MODAL, text=text, is_nobody_can_tell=cannot_tell)
    await visit.desk.execute(form.alias, command, key=visit.key)
    return Reply()


async def handle_cant_tell_chosen(visit: Pressed) -> Reply:
    command = cmd.Suggest(actor=visit.actor, door=Door.BUTTON, is_nobody_can_tell=True)
    answer = await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply(says=suggested_reply(answer.case))


async def handle_how_to_write_chosen(_visit: Pressed) -> Reply:
    return Reply(opens=how_to_write_view())


async def handle_suggest_shortcut(visit: Chosen) -> Reply:
    """“Use as suggestion”: opens the form with the person's own message in it, for a last look."""
    require(visit.actor, Act.SUGGEST)
    message = visit.payload.message
    if message is None or message.user != visit.actor.person:
        # Each voice is a person's own ear; somebody else's words would count one ear twice.
        raise UserError(
            Why.NOT_ALLOWED,
            "You can send in your own words only. Whoever wrote this message can do it themselves.",
        )
    if len(message.text) > SUGGESTION_CHARACTERS:
        # The form holds no more, and would show the words cut off without a word about it.
        raise UserError(
            Why.BAD_TEXT,
            f"This message has {len(message.text):,} characters; at most {SUGGESTION_CHARACTERS:,} fit. "
            "Shorten it, or press Suggest on the card and write what you hear.",
        )
    return Reply(
        opens=notice_view("One moment", "I am looking up the clip of this thread …"),
        fills=partial(_lifted, visit, message),
    )


async def _lifted(visit: Chosen, message: SlackMessage) -> View:
    later = cmd.Suggest(actor=visit.actor, door=Door.SHORTCUT, is_nobody_can_tell=True)
    case = await visit.foreseen(await alias_of_thread(visit), later)
    return suggest_view(case, case.voice_of(visit.actor.person), lifted=message.text)
