"""Doors for flags: the click stops sharing at once, and only then is anyone asked why."""

from functools import partial

from bot.domain import commands as cmd
from bot.domain.access import Act, require
from bot.domain.case import Category, Door
from bot.domain.command_line import FlagLine
from bot.domain.ids import Alias, show_alias
from bot.errors import UserError, Why
from handlers import ids
from handlers.blocks.flag import flag_view, flagged_reply
from handlers.blocks.kit import View
from handlers.blocks.notice import notice_view
from handlers.lift import alias_in, alias_of_thread, alias_on
from handlers.visit import Chosen, Pressed, Reply, Submitted, Typed


async def handle_flag_typed(visit: Typed, line: FlagLine) -> Reply:
    command = cmd.Flag(actor=visit.actor, door=Door.SLASH_COMMAND, category=line.category, note=line.note)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=flagged_reply(answer.case))


async def handle_flag_pressed(visit: Pressed) -> Reply:
    command = cmd.Flag(actor=visit.actor, door=Door.BUTTON)
    answer = await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply(opens=flag_view(answer.case), late=_stopped(answer.case.alias))


async def handle_flag_submitted(visit: Submitted) -> Reply:
    form = visit.payload
    chosen = form.choice(ids.FLAG_CATEGORY)
    if chosen not in set(Category):
        raise UserError(Why.USAGE, "Please choose one of the reasons.")
    command = cmd.DescribeFlag(
        actor=visit.actor, door=Door.MODAL, category=Category(chosen), note=form.text(ids.FLAG_NOTE)
    )
    await visit.desk.execute(form.alias, command, key=visit.key)
    return Reply()


async def handle_flag_shortcut(visit: Chosen) -> Reply:
    """“Flag this clip” on a message: at once when it names its clip, else as soon as its thread does."""
    require(visit.actor, Act.FLAG)
    message = visit.payload.message
    alias = alias_on(message, bot=visit.house.identity.bot) if message else None
    if alias is None and message is not None and not message.is_reply:
        alias = alias_in(message.text)
    if alias is not None:
        return Reply(opens=await _flag(visit, alias), late=_stopped(alias))
    return Reply(
        opens=notice_view("One moment", "I am looking up the clip of this thread to stop its sharing …"),
        fills=partial(_flag_the_thread, visit),
        late="Sharing of this thread's clip has stopped. Thank you.",
    )


async def _flag_the_thread(visit: Chosen) -> View:
    return await _flag(visit, await alias_of_thread(visit))


async def _flag(visit: Chosen, alias: Alias) -> View:
    command = cmd.Flag(actor=visit.actor, door=Door.SHORTCUT)
    return flag_view((await visit.desk.execute(alias, command, key=visit.key)).case)


def _stopped(alias: Alias) -> str:
    name = show_alias(alias)
    return (
        f"Sharing of clip *{name}* has stopped. Slack took too long to open the form; "
        f"`/clip flag {name} <category> <note>` says why."
    )
