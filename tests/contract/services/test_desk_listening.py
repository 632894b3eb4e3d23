"""The desk about listening: plays within an hour, links of moderators, and what the log says of them."""

import pytest

from bot.domain.case import Category, Door
from bot.domain.ids import Alias
from bot.errors import Why
from tests.contract.services.office import Office, flag
from tests.unit.domain.builders import CAST, POLICY, refused

FEW = POLICY.model_copy(update={"listen": POLICY.listen.model_copy(update={"plays_an_hour": 2})})


@pytest.fixture
def busy(office: Office) -> Office:
    """The office with few plays an hour."""
    office.policy = FEW
    office.desk = office.open_desk()
    return office


async def listens(office: Office, alias: Alias, *, key: str | None = None) -> str:
    return await office.desk.listen(CAST["aiko"], alias, door=Door.BUTTON, key=key or office.fresh_key())


async def reviews(office: Office, alias: Alias, name: str = "moritz") -> str:
    return await office.desk.listen_in_review(CAST[name], alias, door=Door.BUTTON, key=office.fresh_key())


async def test_a_person_opens_so_many_clips_an_hour_and_is_told_kindly(busy: Office) -> None:
    first, second = await busy.asked(), await busy.asked("another clip")
    await listens(busy, first)
    await listens(busy, second)

    with refused(Why.TOO_MANY_PLAYS, saying="take a break"):
        await listens(busy, first)

    busy.clock.advance(minutes=61)
    assert await listens(busy, first)


async def test_a_repeated_press_is_one_play(busy: Office) -> None:
    alias = await busy.asked()

    for _ in range(4):
        await listens(busy, alias, key="one press")

    assert await listens(busy, alias)


async def test_a_press_that_is_refused_costs_no_play(busy: Office) -> None:
    alias, other = await busy.asked(), await busy.asked("another clip")
    await busy.does(alias, flag("ben", Category.OTHER))
    for _ in range(3):
        with refused(Why.WITHHELD):
            await listens(busy, alias)

    assert [await listens(busy, other) for _ in range(2)]


async def test_a_moderator_gets_a_link_to_the_review_they_have(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, flag("ben", Category.OTHER))
    await office.takes(alias)

    _, _, secret = (await reviews(office, alias)).split("/")

    grant = await office.stores.links.peek_link(alias, secret)
    assert grant is not None
    assert (grant.person, grant.is_review) == (CAST["moritz"].person, True)


async def test_no_other_moderator_gets_one_meanwhile(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, flag("ben", Category.OTHER))
    await office.takes(alias)

    with refused(Why.NOT_TAKEN):
        await reviews(office, alias, "nadia")


async def test_a_link_in_the_log_has_a_name_that_opens_nothing(office: Office) -> None:
    alias = await office.asked()
    _, _, secret = (await listens(office, alias, key="a press")).split("/")
    grant = await office.stores.links.peek_link(alias, secret)

    assert grant is not None
    assert grant.link
    assert await office.stores.links.peek_link(alias, grant.link) is None
