"""What Slack shows is remembered by revision, and old content over new is noticed."""

from datetime import timedelta

from bot.ports import Kind, Shown
from tests.contract.store.making import KITCHEN, HandClock, Stores, Story, mark

LEASE = timedelta(seconds=30)


def card(revision: int, clock: HandClock, *, content_hash: str = "") -> Shown:
    return Shown(
        name="help_card",
        channel="C1",
        ts="1700000000.000100",
        content_hash=content_hash or f"content of {revision}",
        revision=revision,
        at=clock.now(),
    )


async def due_kinds(stores: Stores) -> list[Kind]:
    return [lease.kind for lease in await stores.due.claim_due(limit=10, lease=LEASE)]


async def test_a_surface_is_found_as_it_was_recorded(stores: Stores, clock: HandClock) -> None:
    assert await stores.surfaces.shown(KITCHEN) == {}

    assert await stores.surfaces.record_shown(KITCHEN, card(1, clock))
    assert await stores.surfaces.record_shown(KITCHEN, card(2, clock))

    assert await stores.surfaces.shown(KITCHEN) == {"help_card": card(2, clock)}


async def test_an_older_revision_is_refused_forgets_the_content_and_presents_again(
    stores: Stores, clock: HandClock
) -> None:
    await stores.surfaces.record_shown(KITCHEN, card(5, clock))

    assert not await stores.surfaces.record_shown(KITCHEN, card(4, clock))

    kept = (await stores.surfaces.shown(KITCHEN))["help_card"]
    assert (kept.revision, kept.ts, kept.content_hash) == (5, card(5, clock).ts, "")
    assert await due_kinds(stores) == [Kind.PRESENT]


async def test_the_same_revision_can_be_recorded_again(stores: Stores, clock: HandClock) -> None:
    await stores.surfaces.record_shown(KITCHEN, card(5, clock))

    assert await stores.surfaces.record_shown(KITCHEN, card(5, clock))
    assert await due_kinds(stores) == []


async def test_a_surface_shown_of_a_case_that_has_moved_on_is_presented_again(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, *story.stopped())

    assert await stores.surfaces.record_shown(KITCHEN, card(1, clock))

    assert await due_kinds(stores) == [Kind.PRESENT]


async def test_a_surface_of_the_present_case_is_left_alone(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await story.tell(stores.cases, story.asked())

    await stores.surfaces.record_shown(KITCHEN, card(1, clock))

    assert await due_kinds(stores) == []


async def test_old_content_during_a_lease_does_not_break_the_lease(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    await story.tell(stores.cases, story.asked(), due=(mark(Kind.PRESENT, clock.now()),))
    (lease,) = await stores.due.claim_due(limit=1, lease=LEASE)
    await stores.surfaces.record_shown(KITCHEN, card(5, clock))

    await stores.surfaces.record_shown(KITCHEN, card(4, clock))

    assert await due_kinds(stores) == []
    await stores.due.settle_due(lease)
    assert await due_kinds(stores) == [Kind.PRESENT]


async def test_a_forgotten_surface_is_gone_and_the_others_stay(stores: Stores, clock: HandClock) -> None:
    note = card(1, clock).model_copy(update={"name": "outcome_note"})
    await stores.surfaces.record_shown(KITCHEN, card(1, clock))
    await stores.surfaces.record_shown(KITCHEN, note)

    await stores.surfaces.forget_shown(KITCHEN, "help_card")
    await stores.surfaces.forget_shown(KITCHEN, "help_card")

    assert await stores.surfaces.shown(KITCHEN) == {"outcome_note": note}
