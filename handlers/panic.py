"""Doors for a panic: one moderator stops all sharing somewhere, several let it go on."""

from bot.domain.case import Door
from bot.domain.command_line import PanicLine, ResumeLine
from handlers.blocks.panic import panics_reply
from handlers.visit import Pressed, Reply, Typed


async def handle_panic_typed(visit: Typed, line: PanicLine) -> Reply:
    panics = await visit.desk.panics.start(visit.actor, line.target, door=Door.SLASH_COMMAND, key=visit.key)
    return Reply(says=panics_reply(panics, visit.desk.policy))


async def handle_resume_typed(visit: Typed, line: ResumeLine) -> Reply:
    panics = await visit.desk.panics.resume(visit.actor, line.target, door=Door.SLASH_COMMAND, key=visit.key)
    return Reply(says=panics_reply(panics, visit.desk.policy))


async def handle_panic_pressed(visit: Pressed) -> Reply:
    panics = await visit.desk.panics.start(visit.actor, visit.payload.value, door=Door.BUTTON, key=visit.key)
    return Reply(says=panics_reply(panics, visit.desk.policy))


async def handle_resume_pressed(visit: Pressed) -> Reply:
    panics = await visit.desk.panics.resume(visit.actor, visit.payload.value, door=Door.BUTTON, key=visit.key)
    return Reply(says=panics_reply(panics, visit.desk.policy))
