"""After a stop the copies are counted, as long as one of them waits, and after the stop itself."""

from datetime import timedelta

from bot.domain.copies import Copy, CopyKind, CopyState
from bot.errors import SlackAway
from bot.ports import Kind
from tests.contract.services.office import Office, flag

CARD = Copy(kind=CopyKind.CARD, place="C1/1.0", state=CopyState.WAITING)
REMOVED = CARD.model_copy(update={"state": CopyState.REMOVED})
THEIRS = Copy(kind=CopyKind.MEMBERS_MESSAGE, place="C1/2.0", state=CopyState.MEMBERS_OWN)


async def test_a_stop_is_counted_until_nothing_waits(office: Office) -> None:
    alias = await office.asked()
    office.copies.found = (CARD, THEIRS)
    await office.does(alias, flag("aiko"))
    await office.reconciler.settle_all()
    first = (await office.case(alias)).receipt

    office.copies.found = (REMOVED, THEIRS)
    office.clock.advance(seconds=2)
    await office.reconciler.settle_all()
    second = (await office.case(alias)).receipt

    assert first is not None
    assert first.copies == (CARD, THEIRS)
    assert second is not None
    assert second.copies == (REMOVED, THEIRS)
    assert second.counted_at - first.counted_at == timedelta(seconds=2)


async def test_a_count_that_fails_is_done_again(office: Office) -> None:
    alias = await office.asked()
    office.copies.trouble = SlackAway("no answer")
    await office.does(alias, flag("aiko"))
    await office.reconciler.settle_all()
    assert (await office.case(alias)).receipt is None

    office.copies.trouble, office.copies.found = None, (REMOVED,)
    office.clock.advance(minutes=5)
    await office.reconciler.settle_all()

    receipt = (await office.case(alias)).receipt
    assert receipt is not None
    assert receipt.copies == (REMOVED,)


async def test_the_stop_itself_goes_before_its_count(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()
    await office.does(alias, flag("aiko"))

    leases = await office.stores.due.claim_due(limit=10, lease=timedelta(seconds=1))

    kinds = [lease.kind for lease in leases]
    assert kinds[0] is Kind.STOP
    assert kinds[-1] is Kind.RECEIPT
