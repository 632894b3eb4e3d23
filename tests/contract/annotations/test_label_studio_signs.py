"""What the Label Studio adapter takes for a request or a mark: over the fake, and the real one if wanted."""

import pytest

from bot.domain.case import Category
from bot.domain.feed import Signs
from bot.errors import AnnotationStoreAway, ConfigurationError
from storage.annotations.label_studio import LabelStudioAnnotationStore, open_label_studio
from tests.contract.annotations.label_studio_world import (
    CONFIG,
    Instance,
    LabelStudioWorld,
    address_of,
    fake_instance,
    heard,
    label_studio_world,
    ticked,
)
from tests.contract.annotations.world import TestClock


async def all_of(store: LabelStudioAnnotationStore) -> list[Signs]:
    return list((await store.changes(None, limit=100)).signs)


async def test_words_that_somebody_typed_are_no_request(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await project.somebody_annotates(lamp, 'she says "choices" and needs help')

    (found,) = await all_of(project.store)

    assert (found.request, found.marks) == (None, ())


async def test_what_somebody_skipped_is_no_request(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    body = {"result": [ticked("needs help", "critical data")], "was_cancelled": True}
    await project.hands.ask("POST", f"tasks/{lamp}/annotations/", json=body)

    assert all((found.request, found.marks) == (None, ()) for found in await all_of(project.store))


async def test_a_request_stays_the_same_while_its_author_goes_on_writing(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await project.ticks(lamp, "needs help")
    (before,) = await all_of(project.store)
    (annotation,) = await project.theirs(lamp)

    result = [ticked("needs help"), heard("turn the")]
    await project.hands.ask("PATCH", f"annotations/{annotation['id']}/", json={"result": result})

    (after,) = await all_of(project.store)
    assert before.request is not None
    assert after.request is not None
    assert after.request.id == before.request.id
    assert after.request.at != before.request.at


async def test_each_choice_that_means_stop_is_a_mark_of_its_own(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await project.ticks(lamp, "withheld", "critical data", "released")

    (found,) = await all_of(project.store)

    marks = {mark.id.partition(":")[2]: mark.category for mark in found.marks}
    assert marks == {"withheld": None, "critical data": Category.CRITICAL}


async def test_another_choice_can_ask_for_help(instance: Instance) -> None:
    config = CONFIG.replace("needs help", "second opinion")
    async with label_studio_world(instance, config) as project:
        lamp = await project.add_clip("lamp", b"sound")
        await project.ticks(lamp, "second opinion")
        url = f"{address_of(instance, project.project)}?help=second+opinion"
        async with open_label_studio(url, instance.bot_token, clock=TestClock()) as store:
            (found,) = await all_of(store)

    assert found.request is not None


async def test_a_choice_that_the_project_does_not_have_is_named_at_start(
    instance: Instance, project: LabelStudioWorld
) -> None:
    url = f"{address_of(instance, project.project)}?help=second+opinion"

    with pytest.raises(ConfigurationError, match="“second opinion”"):
        async with open_label_studio(url, instance.bot_token, clock=TestClock()):
            pass


async def test_a_saved_view_says_which_tasks_need_help(instance: Instance, project: LabelStudioWorld) -> None:
    lamp, tent = await project.add_clip("lamp", b"sound"), await project.add_clip("tent", b"sound")
    await project.ticks(lamp, "nobody can tell")
    await project.ticks(tent, "needs help")
    view = await project.saves_view("nobody can tell")
    url = f"{address_of(instance, project.project)}?view={view}"

    async with open_label_studio(url, instance.bot_token, clock=TestClock()) as store:
        asked = {found.reference for found in await all_of(store) if found.request}
        (sign,) = await store.signs([lamp])
        await project.unticks(lamp, "nobody can tell")
        (left,) = await store.signs([lamp])

    assert asked == {lamp}
    assert sign.request is not None
    assert (sign.request.id, sign.request.at) == (f"view:{view}", None)
    assert left.request is None


async def test_a_saved_view_that_is_gone_is_trouble_and_not_the_end_of_all_requests(
    instance: Instance, project: LabelStudioWorld
) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    url = f"{address_of(instance, project.project)}?view=99999999"

    async with open_label_studio(url, instance.bot_token, clock=TestClock()) as store:
        with pytest.raises(AnnotationStoreAway, match="saved view 99999999"):
            await store.changes(None, limit=100)
        with pytest.raises(AnnotationStoreAway, match="saved view 99999999"):
            await store.signs([lamp])


async def test_a_view_that_is_no_number_is_refused_at_start(instance: Instance) -> None:
    with pytest.raises(ConfigurationError, match="view is the number"):
        async with open_label_studio(f"{address_of(instance, 1)}?view=mine", "t.t.t", clock=TestClock()):
            pass


async def test_while_label_studio_cannot_be_reached_nothing_counts_as_removed() -> None:
    async with fake_instance() as instance, label_studio_world(instance) as project:
        lamp = await project.add_clip("lamp", b"sound")
        assert instance.fake is not None
        instance.fake.is_misrouted = True

        with pytest.raises(AnnotationStoreAway):
            await project.store.signs([lamp])
