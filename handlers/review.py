"""Doors for moderators: what is flagged, taking a review, deciding it with a reason, or letting it go."""

from bot.domain import commands as cmd
from bot.domain.case import Case, Door
from bot.domain.command_line import (
    EscalateLine,
    HandOverLine,
    HelpLine,
    ReceiptLine,
    ReleaseCaseLine,
    ReviewQueueLine,
    TakeLine,
    UpholdLine,
)
from handlers import ids
from handlers.blocks.escalation import escalate_view, escalated_reply, handed_over_reply
from handlers.blocks.receipt import receipt_note
from handlers.blocks.review import (
    decided_reply,
    release_view,
    review_queue_reply,
    taken_reply,
    uphold_view,
)
from handlers.blocks.status import review_help_reply
from handlers.blocks.wellbeing import kind_word
from handlers.visit import Pressed, Reply, Submitted, Typed

_TO_COME = "…"


async def handle_review_queue_typed(visit: Typed, _line: ReviewQueueLine) -> Reply:
    cases = await visit.desk.reviews(visit.actor)
    return Reply(says=review_queue_reply(cases, visit.desk.clock.now()))


async def handle_review_take_typed(visit: Typed, line: TakeLine) -> Reply:
    if line.alias is None:
        answer = await visit.desk.take_next(visit.actor, door=Door.SLASH_COMMAND, key=visit.key)
    else:
        command = cmd.Take(actor=visit.actor, door=Door.SLASH_COMMAND)
        answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return await _taken(visit, answer.case)


async def handle_uphold_typed(visit: Typed, line: UpholdLine) -> Reply:
    command = cmd.Uphold(actor=visit.actor, door=Door.SLASH_COMMAND, reason=line.reason)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=decided_reply(answer.case))


async def handle_release_case_typed(visit: Typed, line: ReleaseCaseLine) -> Reply:
    command = cmd.ReleaseCase(actor=visit.actor, door=Door.SLASH_COMMAND, reason=line.reason)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=decided_reply(answer.case))


async def handle_escalate_typed(visit: Typed, line: EscalateLine) -> Reply:
    command = cmd.Escalate(actor=visit.actor, door=Door.SLASH_COMMAND, reason=line.reason)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=escalated_reply(answer.case, visit.desk.policy))


async def handle_hand_over_typed(visit: Typed, line: HandOverLine) -> Reply:
    command = cmd.HandOver(actor=visit.actor, door=Door.SLASH_COMMAND)
    answer = await visit.desk.execute(line.alias, command, key=visit.key)
    return Reply(says=handed_over_reply(answer.case))


async def handle_receipt_typed(visit: Typed, line: ReceiptLine) -> Reply:
    return Reply(says=receipt_note(await visit.desk.receipt(visit.actor, line.alias)))


async def handle_review_help_typed(_visit: Typed, _line: HelpLine) -> Reply:
    return Reply(says=review_help_reply())


async def handle_review_take_pressed(visit: Pressed) -> Reply:
    command = cmd.Take(actor=visit.actor, door=Door.BUTTON)
    answer = await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return await _taken(visit, answer.case)


async def _taken(visit: Typed | Pressed, case: Case) -> Reply:
    day = await visit.desk.reviewing.wellbeing(visit.actor)
    return Reply(says=taken_reply(case, kind_word(day, visit.desk.policy) if case.is_grave else ""))


async def handle_uphold_pressed(visit: Pressed) -> Reply:
    later = cmd.Uphold(actor=visit.actor, door=Door.BUTTON, reason=_TO_COME)
    return Reply(opens=uphold_view(await visit.foreseen(visit.payload.alias, later)))


async def handle_release_case_pressed(visit: Pressed) -> Reply:
    later = cmd.ReleaseCase(actor=visit.actor, door=Door.BUTTON, reason=_TO_COME)
    return Reply(opens=release_view(await visit.foreseen(visit.payload.alias, later)))


async def handle_escalate_pressed(visit: Pressed) -> Reply:
    later = cmd.Escalate(actor=visit.actor, door=Door.BUTTON, reason=_TO_COME)
    case = await visit.foreseen(visit.payload.alias, later)
    return Reply(opens=escalate_view(case, visit.desk.policy))


async def handle_hand_over_pressed(visit: Pressed) -> Reply:
    command = cmd.HandOver(actor=visit.actor, door=Door.BUTTON)
    answer = await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply(says=handed_over_reply(answer.case))


async def handle_escalate_submitted(visit: Submitted) -> Reply:
    reason = visit.payload.text(ids.REVIEW_REASON)
    command = cmd.Escalate(actor=visit.actor, door=Door.MODAL, reason=reason)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()


async def handle_uphold_submitted(visit: Submitted) -> Reply:
    reason = visit.payload.text(ids.REVIEW_REASON)
    command = cmd.Uphold(actor=visit.actor, door=Door.MODAL, reason=reason)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()


async def handle_release_case_submitted(visit: Submitted) -> Reply:
    reason = visit.payload.text(ids.REVIEW_REASON)
    command = cmd.ReleaseCase(actor=visit.actor, door=Door.MODAL, reason=reason)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()
