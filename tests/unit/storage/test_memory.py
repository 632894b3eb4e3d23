"""What memory must do by its clock, where the server has lifetimes."""

from datetime import UTC, datetime, timedelta

from bot.domain.ids import Alias
from bot.ports import Commit, Result
from storage.memory.opening import open_memory

KITCHEN, GARDEN = Alias("7K3QXM29TA"), Alias("0B1C2D3E4F")


class HandClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


async def test_answers_and_choices_are_forgotten_after_25_hours() -> None:
    clock = HandClock()
    stores = open_memory(clock)
    result = Result(alias=KITCHEN, revision=0)
    await stores.cases.commit(Commit(before=None, after=None, key="delivery", result=result))
    await stores.cases.choose_once("delivery", KITCHEN)

    clock.at += timedelta(hours=24, minutes=59)
    assert (await stores.cases.load(KITCHEN, key="delivery")).answered == result
    assert await stores.cases.choose_once("delivery", GARDEN) == KITCHEN

    clock.at += timedelta(minutes=1)
    assert (await stores.cases.load(KITCHEN, key="delivery")).answered is None
    assert await stores.cases.choose_once("delivery", GARDEN) == GARDEN
