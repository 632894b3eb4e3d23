"""`/clip claim` without an alias: who comes to help gets a clip as long as one waits."""

import asyncio

from bot.domain.case import Door
from bot.errors import Why
from bot.services.commits import Answer
from tests.contract.services.office import Office, claim, peers
from tests.unit.domain.builders import CAST, refused


async def test_whoever_is_too_late_for_one_clip_gets_the_next(office: Office) -> None:
    for number in range(4):
        await office.asked(f"clip-{number}")
    crowd = peers(10)

    outcomes = await asyncio.gather(
        *(office.desk.claim_next(who, door=Door.SLASH_COMMAND, key=office.fresh_key()) for who in crowd)
    )

    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    taken = [answer.case.alias for answer in outcomes]
    assert max(taken.count(alias) for alias in taken) == 3


async def test_clips_without_a_free_place_do_not_hide_one_that_waits(office: Office) -> None:
    crowd = peers(60 * 3)
    for number in range(60):
        alias = await office.asked(f"taken-{number}")
        for who in crowd[number * 3 : number * 3 + 3]:
            await office.does(alias, claim(who))
    waiting = await office.asked("waiting")

    answer = await office.desk.claim_next(CAST["aiko"], door=Door.SLASH_COMMAND, key="delivery")

    assert answer.case.alias == waiting


async def test_a_place_that_is_given_back_makes_the_clip_wait_again(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko", "ben", "chloe")
    with refused(Why.NOTHING_OPEN):
        await office.desk.claim_next(CAST["dev"], door=Door.SLASH_COMMAND, key="too early")
    office.clock.advance(minutes=16)
    await office.reconciler.settle_all()

    answer = await office.desk.claim_next(CAST["dev"], door=Door.SLASH_COMMAND, key="later")

    assert answer.case.alias == alias


async def test_a_repeated_delivery_comes_to_the_same_clip_also_after_a_detour(office: Office) -> None:
    first, second = await office.asked("first"), await office.asked("second")
    crowd = peers(4)
    keys = [f"delivery-{number}" for number in range(4)]

    async def claims() -> list[str]:
        answers = await asyncio.gather(
            *(
                office.desk.claim_next(who, door=Door.SLASH_COMMAND, key=key)
                for who, key in zip(crowd, keys, strict=True)
            )
        )
        return [answer.case.alias for answer in answers]

    before = await claims()

    assert set(before) == {first, second}
    assert await claims() == before
