"""Files: the bytes that were uploaded, who shared them where, and how Slack describes them."""

import dataclasses
import html
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.file_kinds import BINARY, Kind, kind_of, wav_milliseconds
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.json_types import JsonObject

UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024
"""The largest file that this workspace takes; what it keeps is kept in memory."""
SHARE_SECONDS = 0.25
_PREVIEW_LINES = 5
_PREVIEW_CHARACTERS = 1000


@dataclass(frozen=True)
class Share:
    """A message that carries the file."""

    channel: str
    ts: str


@dataclass(frozen=True)
class VoiceClip:
    """What Slack knows of a clip that was recorded in its client."""

    duration_ms: int
    transcript: str | None = None


@dataclass
class File:
    id: str
    user: str
    team: str
    name: str
    created: int
    address: str
    """Where the workspace serves the bytes, ending with a slash."""
    site: str
    title: str = ""
    alt_txt: str | None = None
    content: bytes | None = None
    """Nothing until the bytes have come, and again after the file was deleted."""
    size: int = 0
    kind: Kind = BINARY
    clip: VoiceClip | None = None
    duration_ms: int | None = None
    """How long uploaded sound is; here Slack's ear goes no further than WAV."""
    is_completed: bool = False
    is_processed: bool = False
    """Whether Slack has looked at the bytes: before that it tells no kind."""
    is_deleted: bool = False
    is_public: bool = False
    shares: list[Share] = field(default_factory=list)

    @property
    def is_snippet(self) -> bool:
        return self.is_processed and self.kind.is_text

    def receive(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    def process(self) -> None:
        self.is_processed = True
        if self.clip is None:
            self.kind = kind_of(self.name, self.content or b"")
            self.duration_ms = wav_milliseconds(self.content or b"") if self.kind.display == "audio" else None

    def delete(self) -> None:
        self.is_deleted = True
        self.content = None
        self.shares.clear()

    def tombstone(self) -> "File":
        """What stays of it in the messages that carried it."""
        return dataclasses.replace(self, is_deleted=True, content=None, shares=[])


class Files:
    """All files, by id; an upload that was begun and not completed is none yet."""

    def __init__(self, app: Installation, clock: Clock, ids: Ids, base_url: str) -> None:
        self._app = app
        self._clock = clock
        self._ids = ids
        self._base_url = base_url
        self._by_id: dict[str, File] = {}
        self._by_ticket: dict[str, File] = {}
        self.share_seconds = SHARE_SECONDS

    def announce(self, user: str, name: str, alt_txt: str | None = None) -> File:
        team = self._app.team
        file_id = self._ids.entity("F0")
        self._by_id[file_id] = File(
            id=file_id,
            user=user,
            team=team.id,
            name=name,
            title=name,
            alt_txt=alt_txt,
            created=int(self._clock.now()),
            address=f"{self._base_url}files-pri/{team.id}-{file_id}/",
            site=f"https://{team.domain}.slack.com/files/",
        )
        return self._by_id[file_id]

    def upload_url(self, file: File, host: str) -> str:
        """An address that takes the bytes of this file from whoever knows it."""
        ticket = self._ids.secret(90)
        self._by_ticket[ticket] = file
        return f"http://{host}/upload/v1/{ticket}"

    def awaited(self, ticket: str) -> File | None:
        """The file whose bytes this ticket lets in, as long as the upload is not completed."""
        file = self._by_ticket.get(ticket)
        return file if file and not file.is_completed else None

    def begun(self, file_id: str) -> File | None:
        """A file whether its upload was completed or not."""
        return self._by_id.get(file_id)

    def find(self, file_id: str) -> File | None:
        file = self._by_id.get(file_id)
        return file if file and file.is_completed else None

    def newest_first(self) -> list[File]:
        known = [file for file in self._by_id.values() if file.is_completed and not file.is_deleted]
        return known[::-1]


def file_object(file: File) -> JsonObject:
    """The file as messages carry it: without the places where it is shared."""
    if file.is_deleted:
        return {"id": file.id, "mode": "tombstone"}
    return dict(_described(file))


def _described(file: File) -> Iterator[tuple[str, object]]:
    yield from _identity(file).items()
    yield from _flags(file).items()
    yield from _addresses(file).items()
    if file.alt_txt:
        yield "alt_txt", file.alt_txt
    if file.is_snippet:
        yield from _snippet(file).items()
    if file.clip:
        yield from _clip(file, file.clip).items()
    elif file.duration_ms is not None:
        yield "duration_ms", file.duration_ms


def _identity(file: File) -> JsonObject:
    kind = file.kind if file.is_processed else Kind("", "", "")
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": kind.mimetype,
        "filetype": kind.filetype,
        "pretty_type": kind.pretty_type,
        "user": file.user,
        "user_team": file.team,
        "size": file.size,
        "mode": "snippet" if file.is_snippet else "hosted",
        "media_display_type": kind.display,
        "username": "",
        "external_type": "",
        "file_access": "visible",
    }


def _flags(file: File) -> JsonObject:
    return {
        "editable": file.is_snippet,
        "is_external": False,
        "is_public": file.is_public,
        "public_url_shared": False,
        "display_as_bot": False,
        "is_starred": False,
        "has_rich_preview": False,
    }


def _addresses(file: File) -> JsonObject:
    slug = urllib.parse.quote(file.name.lower().replace(" ", "_"), safe="")
    digest = f"{int(file.id[1:], 36) % 16**10:010x}"
    addresses = {
        "url_private": f"{file.address}{slug}",
        "url_private_download": f"{file.address}download/{slug}",
        "permalink": f"{file.site}{file.user}/{file.id}/{slug}",
        "permalink_public": f"https://slack-files.com/{file.team}-{file.id}-{digest}",
    }
    edit = {"edit_link": f"{addresses['permalink']}/edit"} if file.is_snippet else {}
    return addresses | edit


def _snippet(file: File) -> JsonObject:
    lines = (file.content or b"").decode().splitlines()
    preview = "\n".join(lines[:_PREVIEW_LINES])[:_PREVIEW_CHARACTERS]
    more = max(len(lines) - _PREVIEW_LINES, 0)
    return {
        "preview": preview,
        "preview_highlight": f'<div class="CodeMirror cm-s-default"><pre>{html.escape(preview)}</pre></div>',
        "lines": len(lines),
        "lines_more": more,
        "preview_is_truncated": more > 0,
    }


def _clip(file: File, clip: VoiceClip) -> JsonObject:
    described: JsonObject = {"subtype": "slack_audio", "duration_ms": clip.duration_ms}
    if clip.transcript is None:
        return described | {"transcription": {"status": "none"}}
    preview = {"content": clip.transcript, "has_more": False}
    transcription = {"status": "complete", "locale": "en-US", "preview": preview}
    return described | {"transcription": transcription, "vtt": f"{file.address}file.vtt"}
