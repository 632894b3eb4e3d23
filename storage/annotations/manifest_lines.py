"""One line of a manifest, read and checked. Messages name the field and what to do, not what stood there."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictStr, ValidationError

from bot.domain.text import NOTE_CHARACTERS
from bot.errors import SecondEarError
from storage.annotations.records import ClipFacts
from storage.audio import AudioFolder, UnusableAudio

LINE_BYTES_MAX = 64 * 1024
TEXT_CHARACTERS_MAX = 10_000
REFERENCE_CHARACTERS_MAX = 200

# Second Ear's own result in an export; it is no fact about the clip.
_NOT_IMPORTED = frozenset({"second_ear"})

_ADVICE = {
    "audio_filepath": "give the path of the recording, relative to the manifest or to the audio folder",
    "duration": "give the length in seconds, a number above 0 and at most 3600",
    "lang": "give a language tag such as en or de-CH",
    "text": f"give what is known so far in quotes, at most {TEXT_CHARACTERS_MAX} characters, or leave it out",
    "domain": "give a few words in quotes, at most 100 characters, or leave it out",
    "consent": "give true or false without quotes, or leave it out",
    "needs_help": "give true, false, or what is hard in quotes, at most 500 characters, or leave it out",
    "reference": f"give a name in quotes, at most {REFERENCE_CHARACTERS_MAX} characters that can be printed",
}


class BadLine(SecondEarError):  # noqa: N818 - the name says what happened, as in bot/errors.py
    """A line cannot be imported; the message says why and what to do."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    audio_filepath: Annotated[StrictStr, Field(min_length=1, max_length=4096)]
    duration: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False, strict=True)]
    lang: Annotated[StrictStr, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    text: Annotated[StrictStr, Field(max_length=TEXT_CHARACTERS_MAX)] | None = None
    domain: Annotated[StrictStr, Field(max_length=100)] | None = None
    consent: StrictBool | None = None
    needs_help: StrictBool | Annotated[StrictStr, Field(max_length=NOTE_CHARACTERS)] | None = None
    reference: (
        Annotated[StrictStr, Field(max_length=REFERENCE_CHARACTERS_MAX, pattern=r"^[^\x00-\x1f\x7f]+$")]
        | None
    ) = None


def parse_line(raw: bytes, *, folder: AudioFolder, base: Path) -> ClipFacts | None:
    """What a line says of a clip, None when it is empty; BadLine otherwise. Blocks: it looks at the disk."""
    if len(raw) > LINE_BYTES_MAX:
        raise BadLine(
            f"the line is longer than {LINE_BYTES_MAX} bytes; is this JSON Lines, one object a line?"
        )
    if not raw.strip():
        return None
    line = _checked(_parsed(raw))
    facts = {name: value for name, value in line.__pydantic_extra__.items() if name not in _NOT_IMPORTED}
    audio_path = _place(line.audio_filepath, folder, base)
    return ClipFacts(
        reference=line.reference or _stem(line.audio_filepath),
        language=line.lang,
        duration_seconds=line.duration,
        audio_path=audio_path,
        text=line.text,
        domain=line.domain,
        has_consent=line.consent,
        help_note=_help_note(line.needs_help),
        is_help_over=line.needs_help is False,
        facts=facts,
    )


def _help_note(said: bool | str | None) -> str | None:  # noqa: FBT001 - as the line has it
    if isinstance(said, str):
        return said
    return "" if said else None


def _parsed(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BadLine("the line is not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise BadLine(f"the line is no JSON (column {error.colno}); write one object a line") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all measure
        raise BadLine("the line is no JSON that can be read; write one flat object a line") from error


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _checked(found: object) -> _Line:
    if not isinstance(found, dict):
        raise BadLine('the line is no JSON object; write {"audio_filepath": …, "duration": …, "lang": …}')
    try:
        return _Line.model_validate(found)
    except ValidationError as error:
        fields = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_input=False))
        advice = "; ".join(f"{field}: {_ADVICE.get(field, 'give a JSON value')}" for field in fields)
        raise BadLine(advice) from error


def _stem(path: str) -> str:
    stem = Path(path).stem
    if len(stem) > REFERENCE_CHARACTERS_MAX or not stem.isprintable():
        raise BadLine(f"reference: {_ADVICE['reference']}; the name of the recording cannot serve as one")
    return stem


def _place(path: str, folder: AudioFolder, base: Path) -> str:
    """Manifests name recordings relative to themselves; an export names them relative to the audio folder."""
    try:
        return folder.place(base / path)
    except UnusableAudio as first:
        try:
            return folder.place(folder.root / path)
        except UnusableAudio:
            raise BadLine(f"audio_filepath: {first}") from first
