"""Doors that only look: where a clip stands, what is open, what is mine, and how it all works."""

from bot.domain.command_line import HelpLine, MineLine, QueueLine, StatusLine
from handlers.blocks.status import help_reply, mine_reply, queue_reply, status_reply
from handlers.visit import Reply, Typed, shared


async def handle_status_typed(visit: Typed, line: StatusLine) -> Reply:
    case = await visit.desk.look(visit.actor, line.alias)
    says = status_reply(case, visit.actor.person, visit.desk.policy)
    return Reply(says=says, tells_of=shared(case))


async def handle_queue_typed(visit: Typed, line: QueueLine) -> Reply:
    lines = await visit.desk.queue(visit.actor, line.language)
    return Reply(says=queue_reply(lines, visit.desk.policy), tells_of=tuple(found.alias for found in lines))


async def handle_mine_typed(visit: Typed, _line: MineLine) -> Reply:
    cases = await visit.desk.mine(visit.actor)
    return Reply(says=mine_reply(cases, visit.actor.person), tells_of=shared(*cases))


async def handle_help_typed(_visit: Typed, _line: HelpLine) -> Reply:
    return Reply(says=help_reply())
