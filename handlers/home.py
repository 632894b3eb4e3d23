"""The Home tab: made anew whenever somebody opens it or presses a button there."""

from collections.abc import Mapping

from bot.domain.access import Act, Actor, Role, require
from bot.domain.ids import PersonId
from bot.errors import UserError
from handlers.blocks.home import HomePage, home_view
from handlers.payloads import HomeOpened, parse
from handlers.visit import House


async def handle_home_opened(house: House, event: Mapping[str, object]) -> None:
    opened = parse(HomeOpened, event)
    if opened.tab == "home":
        await show_home(house, PersonId(opened.user))


async def show_home(house: House, person: PersonId) -> None:
    """Reads what the person may see and puts it into their Home tab; slow, so only after an ack."""
    actor = await house.people.actor(person, team=None)
    page = await _page(house, actor)
    await house.screen.publish(person, home_view(page, house.desk.policy, house.desk.clock.now()))


async def _page(house: House, actor: Actor) -> HomePage:
    try:
        require(actor, Act.LOOK)
    except UserError as refused:
        # Home is there for whoever opens it, so a guest learns why there is nothing on it.
        return HomePage(person=actor.person, notice=refused.message)
    is_moderator = Role.MODERATOR in actor.roles
    return HomePage(
        person=actor.person,
        cases=await house.desk.mine(actor),
        open=await house.desk.queue(actor, None),
        reviews=await house.desk.reviews(actor) if is_moderator else None,
        day=await house.desk.reviewing.wellbeing(actor) if is_moderator else None,
        panics=await house.desk.panics.present(),
    )
