"""Doors for asking again about a closed case."""

from bot.domain.case import Door
from bot.domain.command_line import ReopenLine
from handlers.blocks.ask import asked_reply
from handlers.visit import Pressed, Reply, Typed, shared


async def handle_reopen_typed(visit: Typed, line: ReopenLine) -> Reply:
    answer = await visit.desk.reopen(visit.actor, line.alias, door=Door.SLASH_COMMAND, key=visit.key)
    return Reply(says=asked_reply(answer.case, visit.desk.policy), tells_of=shared(answer.case))


async def handle_reopen_pressed(visit: Pressed) -> Reply:
    alias = visit.payload.alias
    answer = await visit.desk.reopen(visit.actor, alias, door=Door.BUTTON, key=visit.key)
    return Reply(says=asked_reply(answer.case, visit.desk.policy), tells_of=shared(answer.case))
