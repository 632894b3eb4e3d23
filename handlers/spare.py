"""Doors for what a moderator is not given: chosen by them, shown to nobody else."""

from bot.domain.case import Category
from bot.domain.command_line import SpareLine
from bot.errors import UserError, Why
from handlers import ids
from handlers.blocks.wellbeing import spare_view, spared_reply
from handlers.visit import Pressed, Reply, Submitted, Typed


async def handle_spare_typed(visit: Typed, line: SpareLine) -> Reply:
    if line.categories is not None:
        await visit.desk.reviewing.spare(visit.actor, line.categories)
    return Reply(says=spared_reply(await visit.desk.reviewing.wellbeing(visit.actor)))


async def handle_spare_pressed(visit: Pressed) -> Reply:
    return Reply(opens=spare_view(await visit.desk.reviewing.wellbeing(visit.actor)))


async def handle_spare_submitted(visit: Submitted) -> Reply:
    chosen = visit.payload.choices(ids.SPARE_CATEGORIES)
    if not set(chosen) <= set(Category):
        raise UserError(Why.USAGE, "Please choose among the categories shown.")
    await visit.desk.reviewing.spare(visit.actor, frozenset(Category(name) for name in chosen))
    return Reply()
