"""Doors for asking: the slash command, the shortcut with its form, and taking an ask back."""

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.domain.command_line import AskLine
from handlers import ids
from handlers.blocks.ask import ask_view, asked_reply
from handlers.blocks.notice import notice_view
from handlers.visit import Chosen, Pressed, Reply, Submitted, Typed, shared


async def handle_ask_typed(visit: Typed, line: AskLine) -> Reply:
    answer = await visit.desk.ask(
        visit.actor, line.clip, note=line.note, door=Door.SLASH_COMMAND, key=visit.key
    )
    return Reply(says=asked_reply(answer.case, visit.desk.policy), tells_of=shared(answer.case))


async def handle_ask_shortcut(_visit: Chosen) -> Reply:
    return Reply(opens=ask_view())


async def handle_ask_submitted(visit: Submitted) -> Reply:
    form = visit.payload
    answer = await visit.desk.ask(
        visit.actor,
        form.text(ids.ASK_CLIP).strip(),
        note=form.text(ids.ASK_NOTE),
        guess=form.text(ids.ASK_GUESS),
        door=Door.MODAL,
        key=visit.key,
    )
    return Reply(becomes=notice_view("Asked", asked_reply(answer.case, visit.desk.policy).text))


async def handle_withdraw_chosen(visit: Pressed) -> Reply:
    command = cmd.Withdraw(actor=visit.actor, door=Door.BUTTON)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()
