"""The Listen button: a personal link to the player, in a modal, because a message could not be recalled."""

from bot.domain.case import Door
from handlers.blocks.listen import listen_view, review_listen_view
from handlers.visit import Pressed, Reply


async def handle_listen_pressed(visit: Pressed) -> Reply:
    alias = visit.payload.alias
    case = await visit.desk.look(visit.actor, alias)
    path = await visit.desk.listen(visit.actor, alias, door=Door.BUTTON, key=visit.key)
    return Reply(opens=listen_view(case, visit.house.url(path), visit.desk.policy))


async def handle_review_listen_pressed(visit: Pressed) -> Reply:
    """A moderator asks to hear a withheld clip: anew for each time, and only while they have its review."""
    alias = visit.payload.alias
    path = await visit.desk.listen_in_review(visit.actor, alias, door=Door.BUTTON, key=visit.key)
    case = await visit.desk.look(visit.actor, alias)
    return Reply(opens=review_listen_view(case, visit.house.url(path), visit.desk.policy))


async def handle_link_pressed(_visit: Pressed) -> Reply:
    """Slack reports that somebody follows a link; the link itself does the rest."""
    return Reply()
