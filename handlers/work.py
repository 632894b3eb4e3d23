"""Doors for operators: work that was given up is looked at, or tried again."""

from bot.domain.case import Door
from bot.domain.ids import show_alias
from bot.errors import UserError, Why
from bot.ports import Kind
from handlers.blocks.operators import parked_view, retried_reply
from handlers.visit import Pressed, Reply


async def handle_retry_pressed(visit: Pressed) -> Reply:
    alias, kind = visit.payload.alias, _kind(visit)
    await visit.house.parked.retry(visit.actor, kind, alias, door=Door.BUTTON, key=visit.key)
    return Reply(says=retried_reply(kind, alias))


async def handle_details_pressed(visit: Pressed) -> Reply:
    parked = await visit.house.parked.details(visit.actor, _kind(visit), visit.payload.alias)
    return Reply(opens=parked_view(parked))


def _kind(visit: Pressed) -> Kind:
    """The kind of work that stands before the alias in the button's value."""
    name = visit.payload.value.partition(":")[0].upper()
    if name not in Kind.__members__:
        raise UserError(
            Why.USAGE,
            f"I don't know this work at {show_alias(visit.payload.alias)} any more. "
            "`python -m bot work list` lists what there is.",
        )
    return Kind[name]
