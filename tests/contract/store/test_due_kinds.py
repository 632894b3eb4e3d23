"""Due work of some kinds only, for workers that do not do everything."""

from datetime import timedelta

from bot.ports import Kind
from tests.contract.store.making import Stores, Story, mark

LEASE = timedelta(seconds=30)


async def test_only_work_of_the_kinds_that_are_asked_for_is_lent(stores: Stores, story: Story) -> None:
    now = story.clock.now()
    due = tuple(mark(kind, now) for kind in (Kind.STOP, Kind.WRITE, Kind.PRESENT, Kind.TALLY))
    await story.tell(stores.cases, story.asked(), due=due)

    lent = await stores.due.claim_due(limit=10, lease=LEASE, kinds={Kind.TALLY, Kind.STOP})

    assert [lease.kind for lease in lent] == [Kind.STOP, Kind.TALLY]
    assert [lease.kind for lease in await stores.due.claim_due(limit=10, lease=LEASE)] == [
        Kind.WRITE,
        Kind.PRESENT,
    ]
