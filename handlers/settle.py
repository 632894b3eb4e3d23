"""Doors for a lead: compare what peers heard, then settle what is written to the store."""

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.errors import UserError, Why
from handlers import ids
from handlers.blocks.settle import picked_text, settle_view
from handlers.visit import Pressed, Reply, Submitted


async def handle_settle_pressed(visit: Pressed) -> Reply:
    case = await visit.desk.compare(visit.actor, visit.payload.alias)
    return Reply(opens=settle_view(case))


async def handle_settle_submitted(visit: Submitted) -> Reply:
    form = visit.payload
    pick = form.choice(ids.SETTLE_PICK) or ""
    words = form.text(ids.SETTLE_TEXT)
    if pick == ids.PICK_OWN_WORDS and not words.strip():
        return Reply(faults={ids.SETTLE_TEXT: "Write your words here, or choose another answer above."})
    settle = cmd.Settle(
        actor=visit.actor,
        door=Door.MODAL,
        text=words if pick == ids.PICK_OWN_WORDS else await _heard(visit, pick),
        is_nobody_can_tell=pick == ids.PICK_NOBODY_CAN_TELL,
    )
    await visit.desk.execute(form.alias, settle, key=visit.key)
    return Reply()


async def _heard(visit: Submitted, pick: str) -> str:
    """The text of the voice that was picked: the form holds only what stands for it."""
    if pick == ids.PICK_NOBODY_CAN_TELL:
        return ""
    case = await visit.desk.compare(visit.actor, visit.payload.alias)
    text = picked_text(case, pick)
    if text is None:
        raise UserError(
            Why.USAGE,
            "That voice has changed meanwhile. Close this and compare once more, or write your own words.",
        )
    return text
