"""Documents to text and back: a part that anyone may read, and a part that opens only with the case's key.

The public part is the document's JSON with every field marked `SEALED` left blank, so that it is a valid
document by itself. The sealed part holds those fields by their path. It is bound to its place (alias, kind,
number) and to the public part: when the one was moved or the other edited, it no longer opens.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from bot.domain.case import Case
from bot.domain.document import Document
from bot.domain.events import EVENT, Event
from bot.domain.ids import Alias
from bot.domain.sealed import Sealed
from storage.sealing import CaseKeys, unseal

CASE = TypeAdapter(Case)
Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a document is kept; `number` is the revision of a case, or an event's index in its chain."""

    alias: Alias
    kind: str
    number: int


@dataclass(frozen=True)
class Stored:
    """A document as it is kept."""

    public: str
    sealed: str


def place_of(case: Case) -> Place:
    return Place(case.alias, "case", case.revision)


def place_of_event(alias: Alias, index: int) -> Place:
    return Place(alias, "event", index)


def encode(document: Document, place: Place, *, key: bytes, keys: CaseKeys) -> Stored:
    body: Json = document.model_dump(mode="json")
    taken = {".".join(path): _blank(body, path) for path in _sealed_paths(document)}
    public = _json(body)
    plain = _json({path: value for path, value in taken.items() if value})
    return Stored(public, keys.seal(key, plain.encode(), bound_to=_bound(place, public)))


def decode_case(stored: Stored, place: Place, *, key: bytes) -> Case:
    return CASE.validate_python(_opened(stored, place, key))


def decode_event(stored: Stored, place: Place, *, key: bytes) -> Event:
    return EVENT.validate_python(_opened(stored, place, key))


def public_case(public: str) -> Case:
    """The case with its sealed fields blank: all that is left after its key was destroyed."""
    return CASE.validate_json(public)


def public_event(public: str) -> Event:
    return EVENT.validate_json(public)


def _opened(stored: Stored, place: Place, key: bytes) -> Json:
    plain = unseal(key, stored.sealed, bound_to=_bound(place, stored.public))
    body: Json = json.loads(stored.public)
    for path, value in json.loads(plain).items():
        *above, name = path.split(".")
        _at(body, above)[name] = value
    return body


def _bound(place: Place, public: str) -> bytes:
    digest = hashlib.sha256(public.encode()).hexdigest()
    return f"{place.kind}\n{place.alias}\n{place.number}\n{digest}".encode()


def _blank(body: Json, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON value
    *above, name = path
    owner = _at(body, above)
    value = owner[name]
    owner[name] = "" if isinstance(value, str) else [] if isinstance(value, list) else None
    return value


def _at(body: Any, path: list[str]) -> Any:  # noqa: ANN401 - any JSON value
    for step in path:
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body


def _sealed_paths(value: object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, BaseModel):
        sealed = _sealed_fields(type(value))
        for name in type(value).model_fields:
            if name in sealed:
                yield (*above, name)
            else:
                yield from _sealed_paths(getattr(value, name), (*above, name))
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from _sealed_paths(item, (*above, str(number)))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _sealed_paths(item, (*above, str(name)))


@cache
def _sealed_fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in model.model_fields.items() if _is_sealed(field))


def _is_sealed(field: FieldInfo) -> bool:
    """The mark may stand on the field, or inside its type: `SealedText | None`, `tuple[SealedText, ...]`."""
    return any(isinstance(mark, Sealed) for mark in field.metadata) or _marks(field.annotation)


def _marks(annotation: object) -> bool:
    if get_origin(annotation) is Annotated:
        return any(isinstance(mark, Sealed) for mark in get_args(annotation)[1:]) or _marks(
            get_args(annotation)[0]
        )
    return any(_marks(part) for part in get_args(annotation))


def _json(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
