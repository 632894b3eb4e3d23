"""What the adapter for Label Studio makes of faults, lost answers, pages and tokens that end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.annotation_ports import StoreFlag
from bot.domain.case import WriteState
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.ports import Audio
from storage.annotations.label_studio import (
    LabelStudioAnnotationStore,
    open_label_studio,
    reach_label_studio,
)
from tests.contract.annotations.label_studio_world import (
    Instance,
    LabelStudioWorld,
    address_of,
    fake_instance,
    hands_on,
    label_studio_world,
)
from tests.contract.annotations.reports import report_on
from tests.contract.annotations.world import TestClock
from tests.fakes.label_studio import FakeLabelStudio, Trouble

SOUND = bytes(range(256)) * 200
LIMIT_SECONDS = 1.5
_PAGE = "<html><title>Be right back</title></html>"


async def _says_nothing(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


class Scene:
    """A project in a fake, a store that waits only a moment for answers, and one clip."""

    def __init__(self, instance: Instance, project: LabelStudioWorld, clock: TestClock) -> None:
        assert instance.fake is not None
        self.instance = instance
        self.fake: FakeLabelStudio = instance.fake
        self.project = project
        self.clock = clock
        self.url = address_of(instance, project.project)
        self.lamp = ""
        self.store: LabelStudioAnnotationStore = project.store


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with fake_instance() as instance, label_studio_world(instance) as project:
        opened = Scene(instance, project, TestClock())
        opened.lamp = await project.add_clip("lamp", SOUND)
        async with open_label_studio(
            opened.url, instance.bot_token, clock=opened.clock, request_seconds=LIMIT_SECONDS
        ) as store:
            opened.store = store
            yield opened


async def heard(audio: Audio | None) -> bytes:
    assert audio is not None
    return b"".join([piece async for piece in audio.pieces()])


class OtherHost:
    """A place for recordings that is not Label Studio's; it keeps what it was sent."""

    def __init__(self) -> None:
        self.authorizations: list[str] = []
        app = web.Application()
        app.add_routes([web.get("/{name:.+}", self._sound)])
        self.server = TestServer(app)

    def address(self, name: str) -> str:
        return str(self.server.make_url(f"/{name}"))

    async def _sound(self, request: web.Request) -> web.Response:
        self.authorizations.append(request.headers.get("Authorization", ""))
        return web.Response(body=SOUND, content_type="application/octet-stream")


@pytest.fixture
async def other() -> AsyncIterator[OtherHost]:
    host = OtherHost()
    await host.server.start_server(shutdown_timeout=0)
    yield host
    await host.server.close()


@pytest.mark.parametrize("trouble", [Trouble.FAULT_AFTER, Trouble.SILENCE_AFTER, Trouble.BREAK_AFTER])
async def test_an_outcome_whose_answer_was_lost_is_looked_for_and_found(
    scene: Scene, trouble: Trouble
) -> None:
    report = await report_on(scene.store, scene.lamp)
    scene.fake.troubles = [trouble]

    assert await scene.store.write(report, key="k1") is WriteState.WRITTEN
    assert await scene.project.written(scene.lamp) == ["turn the lamp off"]


@pytest.mark.parametrize("trouble", [Trouble.FAULT, Trouble.PAGE, Trouble.BUSY])
async def test_an_outcome_that_was_not_taken_is_away_and_written_the_next_time(
    scene: Scene, trouble: Trouble
) -> None:
    report = await report_on(scene.store, scene.lamp)
    scene.fake.troubles = [trouble]

    with pytest.raises(AnnotationStoreAway):
        await scene.store.write(report, key="k1")

    assert await scene.store.write(report, key="k1") is WriteState.WRITTEN
    assert await scene.project.written(scene.lamp) == ["turn the lamp off"]


async def test_a_token_that_ended_is_renewed_once_for_all_who_wait(scene: Scene) -> None:
    await scene.store.clip(scene.lamp)
    before = scene.fake.refreshed
    scene.fake.memory.access.clear()

    clips = await asyncio.gather(*(scene.store.clip(scene.lamp) for _ in range(10)))

    assert None not in clips
    assert scene.fake.refreshed == before + 1


async def test_a_token_is_renewed_before_it_ends(scene: Scene) -> None:
    before = scene.fake.refreshed

    scene.clock.passes(seconds=239)
    await scene.store.clip(scene.lamp)
    assert scene.fake.refreshed == before

    scene.clock.passes(seconds=2)
    await scene.store.clip(scene.lamp)
    assert scene.fake.refreshed == before + 1


async def test_a_personal_token_that_was_revoked_says_what_to_do(scene: Scene) -> None:
    scene.fake.memory.access.clear()
    scene.fake.memory.users[1].personal_token = "revoked"

    with pytest.raises(AnnotationStoreAway, match="make a new one"):
        await scene.store.clip(scene.lamp)


async def test_legacy_tokens_that_are_turned_off_are_told_from_a_wrong_token(scene: Scene) -> None:
    scene.fake.is_legacy_allowed = False

    with pytest.raises(ConfigurationError, match="legacy tokens turned off"):
        async with open_label_studio(scene.url, scene.instance.person_token, clock=scene.clock):
            pass


async def test_the_session_cookie_is_not_sent_back(scene: Scene) -> None:
    await report_on(scene.store, scene.lamp)
    await heard(await scene.store.audio(scene.lamp))

    assert scene.fake.cookies == []


async def test_a_page_in_the_place_of_label_studio_is_no_word_that_a_task_is_gone(scene: Scene) -> None:
    below = scene.url.replace("/projects/", "/somewhere/projects/")

    with pytest.raises(AnnotationStoreAway, match="page came instead of data"):
        async with open_label_studio(below, scene.instance.person_token, clock=scene.clock):
            pass


async def test_a_gateways_own_not_found_is_no_word_that_a_task_is_gone(scene: Scene) -> None:
    report = await report_on(scene.store, scene.lamp)
    scene.fake.is_misrouted = True

    with pytest.raises(AnnotationStoreAway, match="status 404"):
        await scene.store.write(report, key="k1")
    with pytest.raises(AnnotationStoreAway, match="status 404"):
        await scene.store.clip(scene.lamp)


async def test_a_label_studio_that_does_not_run_is_away(unused_tcp_port: int) -> None:
    url = f"label-studio+http://127.0.0.1:{unused_tcp_port}/projects/1"

    with pytest.raises(AnnotationStoreAway, match="cannot be reached"):
        async with open_label_studio(url, "f" * 40, clock=TestClock()):
            pass


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, _PAGE), (503, _PAGE), (200, _PAGE), (404, _PAGE), (404, '{"message": "no route"}'), (429, "{}")],
)
async def test_whatever_stands_in_front_of_one_that_restarts_is_taken_for_a_store_that_is_away(
    status: int, body: str
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        kind = "text/html" if body is _PAGE else "application/json"
        return web.Response(status=status, text=body, content_type=kind)

    app = web.Application()
    app.add_routes([web.get("/{any:.*}", answer)])
    async with TestServer(app) as proxy:
        url = f"label-studio+{proxy.make_url('/projects/1')}"
        async with reach_label_studio(url, "f" * 40, clock=TestClock()) as store:
            with pytest.raises(AnnotationStoreAway):
                await store.prepare()


async def test_one_that_takes_the_connection_and_says_nothing_is_away() -> None:
    app = web.Application()
    app.add_routes([web.get("/{any:.*}", _says_nothing)])
    async with TestServer(app) as proxy:
        url = f"label-studio+{proxy.make_url('/projects/1')}"
        opening = reach_label_studio(url, "f" * 40, clock=TestClock(), request_seconds=0.2)
        async with opening as store:
            with pytest.raises(AnnotationStoreAway, match="did not answer within"):
                await store.prepare()


async def test_a_tag_that_is_taken_away_while_the_bot_runs_stops_the_writing(scene: Scene) -> None:
    report = await report_on(scene.store, scene.lamp)
    project = scene.fake.memory.projects[scene.project.project]
    project["label_config"] = project["label_config"].replace('name="transcription"', 'name="heard"')

    scene.clock.passes(minutes=6)
    assert await scene.store.write(report, key="k1") is WriteState.WRITTEN
    assert (await scene.project.notes(scene.lamp))[0]["result"][0]["from_name"] == "heard"

    project["label_config"] = project["label_config"].replace("withheld", "hidden")
    scene.clock.passes(minutes=6)
    with pytest.raises(AnnotationStoreAway, match="also “withheld”"):
        await scene.store.mark(scene.lamp, StoreFlag.WITHHELD, None, key="m1")


async def test_a_recording_on_a_host_that_is_named_comes_without_our_token(
    scene: Scene, other: OtherHost
) -> None:
    far = await scene.project.add_task({"audio": other.address("lamp.wav"), "language": "en"})

    assert await scene.store.audio(far) is None
    assert other.authorizations == []

    url = f"{scene.url}?audio_host=127.0.0.1"
    async with open_label_studio(url, scene.instance.bot_token, clock=scene.clock) as open_minded:
        audio = await open_minded.audio(far, first=300, last=40_000)
        assert audio is not None
        assert audio.content_type == "audio/wav"
        assert await heard(audio) == SOUND[300:40_001]  # that host knows no ranges
    assert set(other.authorizations) == {""}


async def test_a_redirect_is_followed_to_named_hosts_only_and_loses_the_token(
    scene: Scene, other: OtherHost
) -> None:
    scene.fake.redirects["cloud/lamp.wav"] = other.address("lamp.wav")
    far = await scene.project.add_task({"audio": "/data/cloud/lamp.wav", "language": "en"})

    with pytest.raises(AnnotationStoreAway, match="audio_host"):
        await scene.store.audio(far)
    assert other.authorizations == []

    url = f"{scene.url}?audio_host=127.0.0.1"
    async with open_label_studio(url, scene.instance.bot_token, clock=scene.clock) as open_minded:
        assert await heard(await open_minded.audio(far)) == SOUND
    assert set(other.authorizations) == {""}


async def test_a_recording_that_changes_while_it_is_read_is_a_failure(scene: Scene) -> None:
    audio = await scene.store.audio(scene.lamp)
    uploads = scene.fake.memory.uploads
    for number, (path, _) in uploads.items():
        uploads[number] = (path, b"shorter")

    with pytest.raises(AnnotationStoreAway, match="changed while"):
        await heard(audio)


async def test_what_goes_wrong_never_shows_speech_task_or_token(scene: Scene) -> None:
    report = await report_on(scene.store, scene.lamp, "my pin is four two")
    scene.fake.troubles = [Trouble.FAULT]

    with pytest.raises(AnnotationStoreAway) as away:
        await scene.store.write(report, key="k1")

    told = f"{away.value} {away.value.__cause__}"
    assert "four two" not in told
    assert f"tasks/{scene.lamp}" not in told
    assert scene.instance.bot_token not in told


async def test_a_person_who_deletes_our_note_gets_it_again_only_when_it_is_asked_for(scene: Scene) -> None:
    await scene.store.mark(scene.lamp, StoreFlag.WITHHELD, None, key="m1")
    note = (await scene.project.notes(scene.lamp))[0]
    async with hands_on(scene.instance) as hands:
        await hands.ask("DELETE", f"annotations/{note['id']}/")
    assert await scene.project.marked(scene.lamp) == []

    assert await scene.store.mark(scene.lamp, StoreFlag.WITHHELD, None, key="m1") is WriteState.WRITTEN
    assert await scene.project.marked(scene.lamp) == ["withheld"]
