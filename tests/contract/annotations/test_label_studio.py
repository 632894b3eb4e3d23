"""What the Label Studio adapter promises beyond the port, over the fake and, when asked for, the real one."""

import hashlib
from typing import Any

import pytest

from bot.annotation_ports import StoreFlag
from bot.domain.case import Category, WriteState
from bot.errors import AnnotationStoreAway, ConfigurationError
from storage.annotations.label_studio import open_label_studio
from tests.contract.annotations.label_studio_world import (
    CONFIG,
    Instance,
    LabelStudioWorld,
    address_of,
    hands_on,
    heard,
    label_studio_world,
)
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import TestClock


async def begin_draft(project: LabelStudioWorld, reference: str, result: list[dict[str, Any]]) -> None:
    await project.hands.ask("POST", f"tasks/{reference}/drafts", json={"result": result, "lead_time": 1})


async def edit_note(project: LabelStudioWorld, reference: str, **change: object) -> None:
    """A person changes the first thing in our annotation, and the editor keeps the rest of it."""
    note = (await project.notes(reference))[0]
    result = [{**note["result"][0], **change}]
    await project.hands.ask("PATCH", f"annotations/{note['id']}/", json={"result": result})


async def test_what_a_person_wrote_stands_untouched_beside_what_we_write(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await project.somebody_annotates(lamp, "turn the ramp off")
    before = await project.theirs(lamp)

    await project.store.write(await report_on(project.store, lamp), key="k1")
    await project.store.mark(lamp, StoreFlag.WITHHELD, Category.CRITICAL, key="m1")

    assert await project.theirs(lamp) == before
    assert len(await project.notes(lamp)) == 2


async def test_a_note_says_how_it_came_about_and_names_nobody(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")

    told_apart = {"method": "chosen-words/3", "disagreement": (0.0, 0.25, 0.0, 0.5)}
    report = (await report_on(project.store, lamp)).model_copy(update=told_apart)

    await project.store.write(report, key="k1")

    note = (await project.notes(lamp))[0]
    told = note["result"][0]["meta"]["second_ear"]
    assert (told["alias"], told["number"], told["revision"]) == ("7K3QXM29TA", 1, 12)
    assert (told["method"], told["confidence"]) == ("chosen-words/3", 0.9)
    assert told["people"] == ["p-1", "p-2", "p-3"]
    assert told["words"][0] == ["turn", 0.9]
    assert told["disagreement"] == [0.0, 0.25, 0.0, 0.5]
    assert told["agreed_at"] == "2026-03-02T09:05:00Z"
    assert told["text_sha256"] == hashlib.sha256(b"turn the lamp off").hexdigest()
    assert not note["ground_truth"]  # it would silently unset everybody else's


async def test_what_we_write_lets_the_labelling_config_grow(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    report = await report_on(project.store, lamp)
    await project.store.write(report, key="k1")
    untold = report.model_copy(update={"text": "", "is_nobody_can_tell": True})
    await project.store.write(untold, key="k2")
    for flag in StoreFlag:
        await project.store.mark(lamp, flag, Category.CRITICAL, key=flag.value)
    grown = CONFIG.replace("<Choices", '<TextArea name="notes" toName="audio"/><Choices', 1)

    await project.hands.ask("PATCH", f"projects/{project.project}/", json={"label_config": grown})

    assert len(await project.notes(lamp)) == 5


async def test_a_critical_clip_gets_the_projects_own_choice_until_it_is_released(instance: Instance) -> None:
    told = CONFIG.replace("<Choice ", '<Choice value="critical data"/><Choice ', 1)
    async with label_studio_world(instance, told) as project:
        lamp = await project.add_clip("lamp", b"sound")

        await project.store.mark(lamp, StoreFlag.WITHHELD, Category.CRITICAL, key="m1")
        await project.store.mark(lamp, StoreFlag.WITHHELD, Category.SENSITIVE, key="m2")
        await project.store.mark(lamp, StoreFlag.RELEASED, Category.CRITICAL, key="m3")

        choices = [note["result"][0]["value"]["choices"] for note in await project.notes(lamp)]
    assert choices == [["withheld", "critical data"], ["withheld"], ["released"]]


async def test_our_note_that_a_person_edited_is_theirs_from_then_on(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    report = await report_on(project.store, lamp)
    await project.store.write(report, key="k1")

    await edit_note(project, lamp, value={"text": ["turn the lamp on"]})

    assert await project.store.write(report, key="k2") is WriteState.CONFLICT
    asked_again = await report_on(project.store, lamp, number=2)
    assert await project.store.write(asked_again, key="k2") is WriteState.WRITTEN


async def test_a_note_whose_sign_a_person_took_away_is_not_written_again(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await project.store.mark(lamp, StoreFlag.WITHHELD, None, key="m1")

    await edit_note(project, lamp, id="other", meta={})

    assert await project.store.mark(lamp, StoreFlag.WITHHELD, None, key="m1") is WriteState.WRITTEN
    assert len(await project.notes(lamp)) == 1


async def test_a_draft_begun_since_the_ask_is_a_conflict(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    report = await report_on(project.store, lamp)

    await begin_draft(project, lamp, [heard("turn the")])

    assert await project.store.write(report, key="k1") is WriteState.CONFLICT


async def test_a_draft_from_before_the_ask_and_a_task_only_opened_are_none(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    await begin_draft(project, lamp, [heard("turn the")])
    report = await report_on(project.store, lamp)

    await begin_draft(project, lamp, [])

    assert await project.store.write(report, key="k1") is WriteState.WRITTEN


async def test_a_task_that_a_person_skipped_takes_the_outcome(project: LabelStudioWorld) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    report = await report_on(project.store, lamp)

    skipped = {"result": [], "was_cancelled": True}
    await project.hands.ask("POST", f"tasks/{lamp}/annotations/", json=skipped)

    assert await project.store.write(report, key="k1") is WriteState.WRITTEN


async def test_a_task_of_another_project_is_unknown(project: LabelStudioWorld, instance: Instance) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    report = await report_on(project.store, lamp)
    other = await project.hands.make_project()

    async with open_label_studio(
        address_of(instance, other), instance.bot_token, clock=TestClock()
    ) as elsewhere:
        assert await elsewhere.clip(lamp) is None
        assert await elsewhere.audio(lamp) is None
        assert await elsewhere.write(report, key="k1") is WriteState.GONE
    assert await project.notes(lamp) == []


@pytest.mark.parametrize("written", ["0{}", "{}/../{}", "-{}", " {}", "{}?x", "{}٣"])
async def test_a_task_has_one_reference_and_no_other_spelling(
    project: LabelStudioWorld, written: str
) -> None:
    lamp = await project.add_clip("lamp", b"sound")

    assert await project.store.clip(written.format(lamp, lamp)) is None


async def test_a_task_without_a_language_says_what_to_do_and_takes_the_projects(
    project: LabelStudioWorld, instance: Instance
) -> None:
    bare = await project.add_task({"audio": "/data/upload/x.wav"})
    url = f"{address_of(instance, project.project)}?language=de"

    with pytest.raises(AnnotationStoreAway, match=r"data\.language"):
        await project.store.clip(bare)
    async with open_label_studio(url, instance.bot_token, clock=TestClock()) as german:
        clip = await german.clip(bare)

    assert clip is not None
    assert (clip.language, clip.duration_seconds, clip.has_consent) == ("de", 0.0, True)


@pytest.mark.parametrize(
    "place",
    [
        "/api/current-user/whoami",
        "/data/../api/current-user/whoami",
        "/data/%2e%2e/api/current-user/whoami",
        "/data/..%2fapi/current-user/whoami",
        "https://elsewhere.example/lamp.wav",
        "//elsewhere.example/lamp.wav",
        "file:///etc/passwd",
        "s3://bucket/lamp.wav",
    ],
)
async def test_what_is_no_place_for_recordings_is_not_served(project: LabelStudioWorld, place: str) -> None:
    lamp = await project.add_task({"audio": place, "language": "en"})

    assert await project.store.audio(lamp) is None


async def test_an_upload_that_label_studio_has_lost_is_away_because_it_answers_with_a_fault(
    project: LabelStudioWorld,
) -> None:
    lamp = await project.add_task({"audio": "/data/upload/1/missing.wav", "language": "en"})

    with pytest.raises(AnnotationStoreAway, match="status 500"):
        await project.store.audio(lamp)


@pytest.mark.parametrize(
    ("label_config", "missing"),
    [
        (CONFIG.replace('<Choice value="upheld"/>', ""), "in the Choices “status” also “upheld”"),
        (CONFIG.replace("Choices", "Taxonomy"), "a Choices on the Audio tag with “nobody can tell”"),
        (
            CONFIG.replace("</View>", '<TextArea name="notes" toName="audio"/></View>'),
            r"add \?text=transcription",
        ),
        (
            '<View><Text name="t" value="$t"/><TextArea name="a" toName="t"/></View>',
            "a TextArea on an Audio tag; and a Choices",
        ),
    ],
)
async def test_a_labelling_config_that_lacks_something_is_told_what(
    instance: Instance, label_config: str, missing: str
) -> None:
    async with hands_on(instance) as hands:
        number = await hands.make_project(label_config)

    with pytest.raises(ConfigurationError, match=missing):
        async with open_label_studio(address_of(instance, number), instance.bot_token, clock=TestClock()):
            pass


async def test_one_of_several_text_areas_is_named_in_the_address(instance: Instance) -> None:
    more = CONFIG.replace("</View>", '<TextArea name="notes" toName="audio"/></View>')
    async with hands_on(instance) as hands:
        number = await hands.make_project(more)
    url = f"{address_of(instance, number)}?text=transcription"

    async with open_label_studio(url, instance.bot_token, clock=TestClock()) as store:
        assert "0 tasks" in await store.check()


async def test_a_project_that_is_not_there_is_named(instance: Instance) -> None:
    with pytest.raises(ConfigurationError, match="no project 999999"):
        async with open_label_studio(address_of(instance, 999999), instance.bot_token, clock=TestClock()):
            pass


@pytest.mark.parametrize("token", ["f" * 40, "not.a.token"])
async def test_a_token_that_is_refused_is_named_by_its_variable(
    project: LabelStudioWorld, instance: Instance, token: str
) -> None:
    with pytest.raises(ConfigurationError, match="refuses LABEL_STUDIO_TOKEN"):
        async with open_label_studio(address_of(instance, project.project), token, clock=TestClock()):
            pass


async def test_a_legacy_token_serves_as_well(project: LabelStudioWorld, instance: Instance) -> None:
    lamp = await project.add_clip("lamp", b"sound")
    url = address_of(instance, project.project)

    async with open_label_studio(url, instance.person_token, clock=TestClock()) as store:
        assert await store.clip(lamp) is not None
