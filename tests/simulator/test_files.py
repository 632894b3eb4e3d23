"""Files: uploaded by the SDK or by hand, read back, shared a little later, deleted, and leaked by people."""

import base64
import io
import wave

import aiohttp
import pytest

from tests.simulator.conftest import workspace_of_its_own
from tests.simulator.running import Json, Running, until
from tests.simulator.sdk import Client

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, OTHER, MODS, SECRET = "C0HELPEN01", "C0OTHER001", "C0MODS0001", "C0SECRET01"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(256))


@pytest.fixture
def more_scopes() -> list[str]:
    return ["files:read", "files:write", "groups:history"]


@pytest.fixture
def more_events() -> list[str]:
    return ["file_change", "file_created", "file_deleted", "file_shared"]


async def test_a_file_goes_up_and_its_bytes_come_down_as_they_were(slack: Client, running: Running) -> None:
    uploaded = await slack("files_upload_v2", filename="bell.wav", content=WAV, channel=HELP, title="A bell")
    file = await _shared(slack, uploaded["file"]["id"])

    assert (file["title"], file["name"], file["size"]) == ("A bell", "bell.wav", len(WAV))
    assert (file["mimetype"], file["filetype"], file["mode"]) == ("audio/wav", "wav", "hosted")
    for address in (file["url_private"], file["url_private_download"]):
        assert await _fetched(running, address, running.at["bot_token"]) == WAV
    assert file["permalink"].startswith("https://second-ear.slack.com/files/")


async def test_sharing_takes_a_while_and_the_reply_does_not_know_of_it_yet(
    slack: Client, running: Running
) -> None:
    await running.control("file_sharing", delay_seconds=3600)

    uploaded = await slack(
        "files_upload_v2", filename="bell.wav", content=WAV, channel=HELP, initial_comment="Listen"
    )
    early = (await slack("files_info", file=uploaded["file"]["id"]))["file"]
    before = (await slack("conversations_history", channel=HELP))["messages"]
    await running.control("clock", advance_seconds=3600)
    file = await _shared(slack, uploaded["file"]["id"])
    after = (await slack("conversations_history", channel=HELP))["messages"]

    for unknown in (uploaded["file"], early):
        assert (unknown["shares"], unknown["channels"], unknown["mimetype"]) == ({}, [], "")
    assert before == []
    assert file["shares"]["public"][HELP][0]["ts"] == after[0]["ts"]
    assert (after[0]["text"], after[0]["files"][0]["id"]) == ("Listen", file["id"])


async def test_without_a_delay_the_reply_knows_where_the_file_is(slack: Client, running: Running) -> None:
    await running.control("file_sharing", delay_seconds=0)

    uploaded = await slack("files_upload_v2", filename="bell.wav", content=WAV, channel=MODS)

    assert uploaded["file"]["groups"] == [MODS]
    assert list(uploaded["file"]["shares"]) == ["private"]


async def test_several_files_are_one_message_in_each_channel(slack: Client, running: Running) -> None:
    await running.control("file_sharing", delay_seconds=0)
    parent = (await running.api("chat.postMessage", channel=HELP, text="a"))["ts"]
    both = [{"filename": f"{name}.wav", "content": WAV} for name in ("one", "two")]

    await slack("files_upload_v2", file_uploads=both, channels=[HELP, MODS])
    await slack("files_upload_v2", file_uploads=both, channel=HELP, thread_ts=parent)

    [in_channel, _] = (await running.api("conversations.history", channel=HELP))["messages"]
    [private] = (await running.api("conversations.history", channel=MODS))["messages"]
    [_, reply] = (await running.api("conversations.replies", channel=HELP, ts=parent))["messages"]
    for message in (in_channel, private, reply):
        assert [file["name"] for file in message["files"]] == ["one.wav", "two.wav"]
    threaded = (await slack("files_info", file=reply["files"][0]["id"]))["file"]
    assert threaded["shares"]["public"][HELP][0]["thread_ts"] == parent


async def test_an_upload_is_refused_where_slack_refuses_it(slack: Client, running: Running) -> None:
    asked = await slack("files_getUploadURLExternal", filename="bell.wav", length=3)
    named = [{"id": asked["file_id"], "title": "a"}]

    async def refusal(**arguments: object) -> str:
        return await slack.error("files_completeUploadExternal", **{"files": named, **arguments})

    assert await refusal() == "file_not_found"
    async with running.session.post(asked["upload_url"], data=b"abc") as response:
        assert (response.status, await response.text()) == (200, "OK - 3")
    assert await refusal(channel_id=OTHER) == "not_in_channel"
    assert await refusal(channel_id=SECRET) == "channel_not_found"
    assert await refusal(channel_id=HELP, thread_ts="1.000000") == "thread_not_found"
    assert await refusal(channels=[f"C{number}" for number in range(101)]) == "channels_limit_exceeded"
    assert await refusal(files=[{"id": "F0NOWHERE"}]) == "file_not_found"
    await slack("files_completeUploadExternal", files=named)
    assert await refusal() == "file_update_failed"
    async with running.session.post(asked["upload_url"], data=b"abc") as response:
        assert response.status == 404


async def test_an_upload_url_is_not_given_for_nothing(slack: Client) -> None:
    too_long = 200 * 1024 * 1024
    refusal = await slack.refused("files_getUploadURLExternal", filename="", length=3)

    assert refusal["response_metadata"]["messages"] == ["[ERROR] missing required field: filename"]
    error = await slack.error("files_getUploadURLExternal", filename="a.wav", length=too_long)
    assert error == "file_upload_size_restricted"
    error = await slack.error("files_getUploadURLExternal", filename="a", length=1, alt_txt="a" * 1001)
    assert error == "alt_txt_too_large"


async def test_a_form_of_many_megabytes_goes_up_too(running: Running) -> None:
    content = WAV * 25_000
    asked = await running.api("files.getUploadURLExternal", filename="long.wav", length=len(content))
    form = aiohttp.FormData()
    form.add_field("filename", "long.wav")
    form.add_field("file", io.BytesIO(content), filename="long.wav")

    async with running.session.post(asked["upload_url"], data=form) as response:
        assert await response.text() == f"OK - {len(content)}"

    done = await running.api("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    fetched = await _fetched(running, done["files"][0]["url_private"], running.at["bot_token"])
    is_same = fetched == content
    assert is_same, len(fetched)


async def test_nobody_without_a_token_that_reads_files_gets_the_bytes(
    running: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    uploaded = await _upload(running)
    async with workspace_of_its_own(tmp_path_factory.mktemp("other"), ["files:write"]) as without:
        unread = await _upload(without)
        assert await _redirect(without, unread["url_private"], without.at["bot_token"]) is not None

    for token in (None, "xoxb-wrong", running.at["app_token"]):
        location = await _redirect(running, uploaded["url_private"], token)
        assert location is not None
        assert location.startswith("/signin?redir=%2Ffiles-pri%2F")
        assert b"Sign in" in await _fetched(running, uploaded["url_private"], token)


async def test_the_old_upload_is_gone(slack: Client) -> None:
    with pytest.warns(UserWarning, match="files_upload_v2"):
        assert await slack.error("files_upload", content="a", filename="a.txt") == "method_deprecated"


async def test_a_deleted_file_leaves_a_tombstone_and_no_bytes(slack: Client, running: Running) -> None:
    await running.control("file_sharing", delay_seconds=0)
    file = (await slack("files_upload_v2", filename="bell.wav", content=WAV, channel=HELP))["file"]

    await slack("files_delete", file=file["id"])

    [message] = (await slack("conversations_history", channel=HELP))["messages"]
    assert message["files"] == [{"id": file["id"], "mode": "tombstone"}]
    assert await _fetched(running, file["url_private"], running.at["bot_token"]) == b"File not found"
    assert await slack.error("files_info", file=file["id"]) == "file_deleted"
    assert await slack.error("files_delete", file=file["id"]) == "file_deleted"
    assert (await slack("files_list"))["files"] == []


async def test_files_of_others_cannot_be_deleted_and_hidden_ones_cannot_be_seen(
    slack: Client, running: Running
) -> None:
    shared = await running.control("file", user=MIRA, channel=HELP, filename="a.wav", **_base64(WAV))
    hidden = await running.control("file", user=MIRA, channel=SECRET, filename="a.wav", **_base64(WAV))

    assert await slack.error("files_delete", file=shared["file"]) == "cant_delete_file"
    assert await slack.error("files_delete", file="F0NOWHERE") == "file_not_found"
    assert await slack.error("files_info", file=hidden["file"]) == "file_not_found"
    assert await slack.error("files_info", file="F0NOWHERE") == "file_not_found"


async def test_files_are_listed_newest_first_and_filtered(slack: Client, running: Running) -> None:
    for name in ("a.txt", "b.wav", "c.png"):
        await running.control("file", user=MIRA, channel=HELP, filename=name, **_base64(b"plain words"))
    await running.control("file", user=JON, channel=HELP, filename="d.wav", **_base64(WAV))

    async def names(**filters: object) -> list[str]:
        return [file["name"] for file in (await slack("files_list", **filters))["files"]]

    assert await names() == ["d.wav", "c.png", "b.wav", "a.txt"]
    assert await names(user=JON) == ["d.wav"]
    assert await names(types=["snippets", "images"]) == ["c.png", "a.txt"]
    assert await names(channel=MODS) == []
    assert await names(ts_to="1") == []
    second = await slack("files_list", count=3, page=2)
    assert second["paging"] == {"count": 3, "total": 4, "page": 2, "pages": 2}
    assert [file["name"] for file in second["files"]] == ["a.txt"]
    assert await slack.error("files_list", types="songs") == "unknown_type"
    assert await slack.error("files_list", user="U0NOBODY") == "user_not_found"
    assert await slack.error("files_list", channel=SECRET) == "channel_not_found"


async def test_text_is_a_snippet_with_its_beginning(slack: Client) -> None:
    lines = "\n".join(f"line {number}" for number in range(8))
    uploaded = await slack("files_upload_v2", filename="words.txt", content=lines, channel=HELP)

    await _shared(slack, uploaded["file"]["id"])
    told = await slack("files_info", file=uploaded["file"]["id"])

    assert (told["file"]["mode"], told["file"]["lines"], told["file"]["lines_more"]) == ("snippet", 8, 3)
    assert told["content"] == lines


async def test_the_app_hears_of_each_step_of_a_file(running: Running) -> None:
    uploaded = await _upload(running, channel=HELP)
    await until(lambda: _has(running, "file_change"))
    await running.api("files.delete", file=uploaded["id"])
    await until(lambda: _has(running, "file_deleted"))

    events = {event["type"]: event for event in await _events(running)}
    message = next(e for e in await _events(running) if e.get("subtype") == "file_share")
    edited = next(e for e in await _events(running) if e.get("subtype") == "message_changed")
    bot = (await running.see("workspace"))["bot_user_id"]
    assert events["file_created"] | {"event_ts": ""} == {
        "type": "file_created",
        "file_id": uploaded["id"],
        "file": {"id": uploaded["id"]},
        "user_id": bot,
        "event_ts": "",
    }
    assert (events["file_shared"]["channel_id"], events["file_shared"]["user_id"]) == (HELP, bot)
    assert (message["user"], message["files"][0]["id"], message["upload"]) == (bot, uploaded["id"], True)
    assert events["file_deleted"]["file_id"] == uploaded["id"]
    assert edited["message"]["files"] == [{"id": uploaded["id"], "mode": "tombstone"}]
    assert edited["previous_message"]["files"][0]["name"] == "bell.wav"


async def test_a_person_leaks_a_voice_clip_in_a_thread(running: Running) -> None:
    parent = (await running.api("chat.postMessage", channel=HELP, text="Help wanted"))["ts"]
    clip = await running.control(
        "file",
        user=MIRA,
        channel=HELP,
        thread_ts=parent,
        text="it says this",
        is_voice_clip=True,
        duration_ms=1500,
        transcript="ring the bell",
        **_base64(WAV),
    )
    await until(lambda: _has(running, "message"))

    [event] = [e for e in await _events(running) if e.get("subtype") == "file_share"]
    [_, reply] = (await running.api("conversations.replies", channel=HELP, ts=parent))["messages"]
    file = (await running.api("files.info", file=clip["file"]))["file"]
    vtt = await _fetched(running, file["vtt"], running.at["bot_token"])
    assert (event["ts"], event["thread_ts"], event["files"][0]["id"]) == (clip["ts"], parent, clip["file"])
    assert (reply["ts"], reply["files"][0]["subtype"]) == (clip["ts"], "slack_audio")
    assert (file["mimetype"], file["duration_ms"], file["user"]) == ("audio/mp4", 1500, MIRA)
    assert file["transcription"]["preview"]["content"] == "ring the bell"
    assert vtt.decode().startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nring the bell")
    assert await _fetched(running, file["url_private"], running.at["bot_token"]) == WAV


async def test_the_app_hears_how_long_an_uploaded_sound_is(running: Running) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(2 * 8000 * 5 // 2))
    for content in (sound.getvalue(), WAV):
        await running.control("file", user=MIRA, channel=HELP, filename="bell.wav", **_base64(content))

    async def both() -> bool:
        return len([e for e in await _events(running) if e.get("subtype") == "file_share"]) > 1

    await until(both)

    files = [event["files"][0] for event in await _events(running) if event.get("subtype") == "file_share"]
    assert [file.get("duration_ms") for file in files] == [2500, None]


async def test_a_person_deletes_only_what_is_their_own(running: Running) -> None:
    clip = await running.control("file", user=MIRA, channel=HELP, filename="a.wav", **_base64(WAV))

    assert await running.refused("file_delete", user=JON, file=clip["file"]) == "not_your_file"
    await running.control("file_delete", user=MIRA, file=clip["file"])

    assert await running.refused("file_delete", user=MIRA, file=clip["file"]) == "no_such_file"
    [message] = await running.messages(JON, HELP)
    assert message["files"] == [{"id": clip["file"], "mode": "tombstone"}]


async def test_a_person_uploads_nothing_that_the_client_could_not(running: Running) -> None:
    async def refusal(**changes: object) -> str:
        asked = {"user": MIRA, "channel": HELP, "filename": "a.wav", **_base64(WAV), **changes}
        return await running.refused("file", **asked)

    assert await refusal(user=JON, channel=OTHER) == "not_in_channel"
    assert await refusal(content_base64="not base64") == "invalid_base64"
    assert await refusal(filename=None) == "no_filename"
    assert await refusal(thread_ts="1.000000") == "no_such_message"


async def test_a_file_whose_message_is_gone_is_shared_no_more(running: Running) -> None:
    await running.control("file_sharing", delay_seconds=0)
    file = await _upload(running, channel=HELP)
    await running.api("chat.delete", channel=HELP, ts=file["shares"]["public"][HELP][0]["ts"])

    told = (await running.api("files.info", file=file["id"]))["file"]

    assert (told["channels"], told["shares"]) == ([], {})


def _base64(content: bytes) -> dict[str, str]:
    return {"content_base64": base64.b64encode(content).decode()}


async def _upload(running: Running, channel: str = "") -> Json:
    asked = await running.api("files.getUploadURLExternal", filename="bell.wav", length=len(WAV))
    async with running.session.post(asked["upload_url"], data=WAV) as response:
        assert response.status == 200
    named = [{"id": asked["file_id"]}]
    done = await running.api("files.completeUploadExternal", files=named, channel_id=channel)
    uploaded: Json = done["files"][0]
    return uploaded


async def _shared(slack: Client, file_id: str) -> Json:
    """What files.info says once the sharing is through, as a client has to wait for it."""
    told: Json = {}

    async def is_shared() -> bool:
        told.update((await slack("files_info", file=file_id))["file"])
        return bool(told["shares"])

    await until(is_shared)
    return told


async def _fetched(running: Running, address: str, token: str | None) -> bytes:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with running.session.get(address, headers=headers) as response:
        return await response.read()


async def _redirect(running: Running, address: str, token: str | None) -> str | None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with running.session.get(address, headers=headers, allow_redirects=False) as response:
        return response.headers.get("Location")


async def _events(running: Running) -> list[Json]:
    """What was to be delivered, each event once, however often it was tried: no app is listening."""
    payloads = {entry["payload"]["event_id"]: entry["payload"] for entry in await running.deliveries()}
    return [payload["event"] for payload in payloads.values()]


async def _has(running: Running, kind: str) -> bool:
    return any(event["type"] == kind for event in await _events(running))
