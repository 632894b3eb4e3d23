"""The feed over a Label Studio: what people tick there, and that our own annotations are nobody's request."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.case import Category, State
from bot.domain.feed import Cursor, Queued, Request
from tests.contract.annotations.label_studio_world import (
    LabelStudioWorld,
    fake_instance,
    heard,
    label_studio_world,
    ticked,
)
from tests.contract.services.feed_desk import RULES, FeedDesk
from tests.contract.services.office import Office
from tests.contract.store.making import ENGLISH, HandClock, Stores
from tests.fakes.annotations import UnsteadyAnnotations
from tests.unit.domain.builders import POLICY


@pytest.fixture
async def project() -> AsyncIterator[LabelStudioWorld]:
    async with fake_instance() as instance, label_studio_world(instance) as opened:
        yield opened


@pytest.fixture
def desk(desk: FeedDesk, project: LabelStudioWorld, stores: Stores, clock: HandClock) -> FeedDesk:
    """The same office, with the project in place of the tables."""
    annotations = UnsteadyAnnotations(project.store)
    policy = POLICY.model_copy(update={"feed": RULES})
    office = Office(
        stores=stores, clock=clock, world=desk.office.world, annotations=annotations, policy=policy
    )
    return FeedDesk(office)


async def asked(desk: FeedDesk, project: LabelStudioWorld) -> str:
    lamp = await project.add_clip("lamp", b"sound")
    await project.somebody_asks(lamp)
    await desk.looks()
    assert await desk.state(lamp) is State.OPEN
    return lamp


async def test_an_answer_that_is_written_asks_for_nothing(desk: FeedDesk, project: LabelStudioWorld) -> None:
    lamp = await asked(desk, project)

    await desk.answers(lamp)
    for _ in range(3):
        await desk.looks(after_seconds=60)

    assert await desk.state(lamp) is State.WRITTEN
    assert len(await project.written(lamp)) == 1


async def test_whoever_asked_may_go_on_writing(desk: FeedDesk, project: LabelStudioWorld) -> None:
    lamp = await asked(desk, project)
    await desk.answers(lamp)
    before = await desk.case(lamp)
    (annotation,) = await project.theirs(lamp)
    result = [ticked("needs help"), heard("turn the lamp off")]

    await project.hands.ask("PATCH", f"annotations/{annotation['id']}/", json={"result": result})
    await desk.looks(after_seconds=60)

    assert await desk.case(lamp) == before


async def test_a_choice_that_is_taken_away_closes_the_case(desk: FeedDesk, project: LabelStudioWorld) -> None:
    lamp = await asked(desk, project)

    await project.somebody_takes_back(lamp)
    await desk.looks()

    assert await desk.state(lamp) is State.IDLE


async def test_a_choice_ticked_again_in_the_same_annotation_asks_again(
    desk: FeedDesk, project: LabelStudioWorld
) -> None:
    lamp = await asked(desk, project)
    await project.somebody_takes_back(lamp)
    await desk.looks()
    (annotation,) = await project.theirs(lamp)

    await project.hands.ask(
        "PATCH", f"annotations/{annotation['id']}/", json={"result": [ticked("needs help")]}
    )
    await desk.looks(after_seconds=60)

    assert await desk.state(lamp) is State.OPEN


async def test_critical_data_stops_and_what_we_write_of_the_stop_is_no_mark(
    desk: FeedDesk, project: LabelStudioWorld
) -> None:
    lamp = await asked(desk, project)

    await project.somebody_marks(lamp)
    await desk.looks()
    await desk.office.reconciler.settle_all()
    for _ in range(3):
        await desk.looks(after_seconds=60)

    case = await desk.case(lamp)
    assert case is not None
    assert (case.state, case.gravest, len(case.flags)) == (State.WITHHELD, Category.CRITICAL, 1)
    assert await project.marked(lamp) == ["withheld"]


async def test_a_task_that_is_deleted_stops(desk: FeedDesk, project: LabelStudioWorld) -> None:
    lamp = await asked(desk, project)

    await project.somebody_removes(lamp)
    await desk.looks()

    assert await desk.state(lamp) is State.WITHHELD


async def test_what_waited_for_another_project_is_not_asked_about_here(
    desk: FeedDesk, project: LabelStudioWorld, clock: HandClock
) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await desk.looks()
    alias, _ = await desk.clips.placed(lamp)
    feed = desk.office.stores.feed
    of_another = Queued(alias=alias, language=ENGLISH, reference=lamp, request=Request(id="1"))
    await feed.queue(of_another, due_at=clock.now())
    # Nothing here has changed since, so nothing here speaks against the request.
    later = Cursor(at=datetime.now(UTC) + timedelta(days=1))
    progress = await feed.progress()
    await feed.record_progress(progress.model_copy(update={"store": "label-studio-9", "cursor": later}))

    desk.feed = desk.opens_feed("first")
    await desk.looks()

    assert await desk.case(lamp) is None
    assert await feed.queue_length() == 0
