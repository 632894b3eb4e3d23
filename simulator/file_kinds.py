"""What a file's name says about its kind, in the words that Slack has for kinds."""

import io
import wave
from dataclasses import dataclass
from typing import Literal

Display = Literal["audio", "video", "unknown"]


@dataclass(frozen=True)
class Kind:
    filetype: str
    mimetype: str
    pretty_type: str
    is_text: bool = False
    """Text is kept as a snippet, which Slack shows the beginning of."""

    @property
    def display(self) -> Display:
        family = self.mimetype.partition("/")[0]
        if family == "audio":
            return "audio"
        return "video" if family == "video" else "unknown"


BINARY = Kind("binary", "application/octet-stream", "Binary")
_TABLE = """
wav wav audio/wav WAV | mp3 mp3 audio/mpeg MP3 | m4a m4a audio/mp4 M4A | ogg ogg audio/ogg OGG
flac flac audio/flac FLAC | opus opus audio/opus Opus | aac aac audio/aac AAC | aiff aiff audio/aiff AIFF
mp4 mp4 video/mp4 MPEG 4 Video | mov mov video/quicktime QuickTime Movie | webm webm video/webm WebM
png png image/png PNG | jpg jpg image/jpeg JPEG | jpeg jpg image/jpeg JPEG | gif gif image/gif GIF
webp webp image/webp WebP | svg svg image/svg+xml SVG | heic heic image/heic HEIC
pdf pdf application/pdf PDF | zip zip application/zip Zip | gz gzip application/x-gzip Gzip
tar tar application/x-tar Tar | doc doc application/msword Word Document
docx docx application/vnd.openxmlformats-officedocument.wordprocessingml.document Word Document
xlsx xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet Excel Spreadsheet
pptx pptx application/vnd.openxmlformats-officedocument.presentationml.presentation PowerPoint Presentation
"""
_TEXTS = """
txt text text/plain Plain Text | log text text/plain Plain Text | csv csv text/csv CSV
tsv tsv text/plain TSV
md markdown text/plain Markdown (raw) | json json text/plain JSON | jsonl text text/plain Plain Text
yml yaml text/plain YAML | yaml yaml text/plain YAML | toml toml text/plain TOML | xml xml text/plain XML
html html text/html HTML | css css text/plain CSS | js javascript text/plain JavaScript/JSON
ts typescript text/plain TypeScript | py python text/plain Python | rb ruby text/plain Ruby
go go text/plain Go
rs rust text/plain Rust | java java text/plain Java | sh shell text/plain Shell | sql sql text/plain SQL
diff diff text/plain Diff | vtt vtt text/plain WebVTT | srt subrip text/plain SubRip
"""


def _rows(table: str, *, is_text: bool) -> dict[str, Kind]:
    kinds = {}
    for row in table.strip().replace(" | ", "\n").splitlines():
        extension, filetype, mimetype, pretty_type = row.split(" ", 3)
        kinds[extension] = Kind(filetype, mimetype, pretty_type, is_text)
    return kinds


_KINDS = _rows(_TABLE, is_text=False) | _rows(_TEXTS, is_text=True)
VOICE_CLIP = _KINDS["m4a"]


def kind_of(name: str, content: bytes) -> Kind:
    """The kind that the name tells; a name without a known ending leaves it to the bytes."""
    _, dot, extension = name.rpartition(".")
    known = _KINDS.get(extension.lower()) if dot else None
    if known is None:
        return _KINDS["txt"] if content and is_readable(content) else BINARY
    return BINARY if known.is_text and not is_readable(content) else known


def is_readable(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def wav_milliseconds(content: bytes) -> int | None:
    """How long the sound is; nothing for what is no whole WAV file."""
    try:
        with wave.open(io.BytesIO(content)) as sound:
            return int(sound.getnframes() * 1000 / sound.getframerate())
    except (wave.Error, EOFError):
        return None
