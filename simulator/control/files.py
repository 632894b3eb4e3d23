"""Files that people upload and delete in the client, and how long an app's upload takes to be shared."""

import base64
import binascii
from typing import Annotated

from pydantic import Field

from simulator import files_sharing
from simulator.control.people import acting_user, joined_channel, seen_message
from simulator.control.strict import Acting, StrictModel
from simulator.file_kinds import VOICE_CLIP
from simulator.files import UPLOAD_LIMIT_BYTES, File, VoiceClip
from simulator.files_sharing import Posting
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.people import User
from simulator.refusals import ActingError
from simulator.typed_text import as_rich_text, as_sent
from simulator.workspace import Workspace


class FileRequest(Acting):
    """A file with what is typed beside it; a voice clip is one that was recorded in the client."""

    channel: str
    content_base64: str
    filename: str | None = None
    title: str | None = None
    text: str = ""
    alt_txt: str | None = None
    thread_ts: str | None = None
    is_voice_clip: bool = False
    duration_ms: Annotated[int, Field(ge=0)] = 0
    transcript: str | None = None


class FileDeleteRequest(Acting):
    file: str


class SharingRequest(StrictModel):
    delay_seconds: Annotated[float, Field(ge=0)]


async def file(workspace: Workspace, request: FileRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    channel = joined_channel(workspace, user, request.channel)
    if request.thread_ts is not None:
        seen_message(workspace, user, channel, request.thread_ts)
    uploaded = _uploaded(workspace, user, request)
    message = Message(
        ts="",
        user=user.id,
        text=as_sent(request.text),
        team=user.team_id,
        blocks=as_rich_text(request.text, workspace.ids) if request.text else [],
        thread_ts=request.thread_ts,
        client_msg_id=workspace.ids.envelope(),
    )
    files_sharing.complete_at_once(workspace, [uploaded], [Posting(channel, message)])
    return {"file": uploaded.id, "ts": message.ts, "channel": channel.id}


async def file_delete(workspace: Workspace, request: FileDeleteRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    known = workspace.files.find(request.file)
    if known is None or known.is_deleted:
        raise ActingError("no_such_file", f"There is no file {request.file}.")
    if known.user != user.id:
        raise ActingError("not_your_file", f"{known.id} was not uploaded by {user.id}.")
    files_sharing.delete(workspace, known)
    return {"file": known.id}


async def sharing(workspace: Workspace, request: SharingRequest) -> JsonObject:
    """Sets how long Slack works on an app's upload before the file is in its channels."""
    workspace.files.share_seconds = request.delay_seconds
    return {"delay_seconds": workspace.files.share_seconds}


def _uploaded(workspace: Workspace, user: User, request: FileRequest) -> File:
    name = request.filename or ("audio_message.m4a" if request.is_voice_clip else "")
    if not name:
        raise ActingError("no_filename", "Give the file a name.")
    uploaded = workspace.files.announce(user.id, name, request.alt_txt)
    uploaded.title = request.title or name
    uploaded.receive(_bytes(request.content_base64))
    if request.is_voice_clip:
        uploaded.kind = VOICE_CLIP
        uploaded.clip = VoiceClip(request.duration_ms, request.transcript)
    return uploaded


def _bytes(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as exc:
        raise ActingError("invalid_base64", "Send the bytes in base64.") from exc
    if len(content) > UPLOAD_LIMIT_BYTES:
        raise ActingError("file_too_large", "The workspace takes files of up to 100 MiB.")
    return content
