"""Doors for a conflict in the annotation store: keep theirs, add ours beside it, or ask again."""

from bot.domain.case import ConflictChoice, Door
from bot.domain.command_line import ReopenLine, ResolveLine
from handlers.blocks.conflict import resolved_reply
from handlers.reopen import handle_reopen_typed
from handlers.visit import Pressed, Reply, Typed


async def handle_resolve_typed(visit: Typed, line: ResolveLine) -> Reply:
    if line.choice is None:
        return await handle_reopen_typed(visit, ReopenLine(line.alias))
    answer = await visit.desk.resolve(
        visit.actor, line.alias, line.choice, shown=None, door=Door.SLASH_COMMAND, key=visit.key
    )
    return Reply(says=resolved_reply(answer.case, line.choice))


async def handle_theirs_pressed(visit: Pressed) -> Reply:
    return await _pressed(visit, ConflictChoice.THEIRS)


async def handle_beside_pressed(visit: Pressed) -> Reply:
    return await _pressed(visit, ConflictChoice.BESIDE)


async def _pressed(visit: Pressed, choice: ConflictChoice) -> Reply:
    answer = await visit.desk.resolve(
        visit.actor,
        visit.payload.alias,
        choice,
        shown=visit.payload.value.partition(":")[0],
        door=Door.BUTTON,
        key=visit.key,
    )
    return Reply(says=resolved_reply(answer.case, choice))
