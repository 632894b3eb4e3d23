"""What is written into Label Studio, with its provenance, and how it is told from what people write."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.annotation_ports import Brought, Report, StoreFlag
from bot.domain.case import Category
from storage.annotations.label_studio_address import Address
from storage.annotations.label_studio_tags import CRITICAL_DATA, NOBODY_CAN_TELL, Tags

OURS = "second_ear"
"""The entry in a result's meta that holds the provenance. It is ASCII, so that filters find it."""

FORMAT = 1
_NAMESPACE = uuid.UUID("7d0c1f0e-5a7e-5b7a-9b8e-2f7f3f6d9a41")


class Annotation(BaseModel):
    """An annotation or a draft, as far as it matters here."""

    model_config = ConfigDict(frozen=True)

    id: int
    result: Any = None
    was_cancelled: bool | None = False
    updated_at: datetime | None = None

    @property
    def items(self) -> list[dict[str, Any]]:
        """Label Studio checks nothing of what other tools write: what is no list of objects is nothing."""
        if not isinstance(self.result, list):
            return []
        return [item for item in self.result if isinstance(item, dict)]

    @property
    def choices(self) -> set[str]:
        """Everything that is ticked in it."""
        values = [item.get("value") for item in self.items if item.get("type") == "choices"]
        lists = [value.get("choices") for value in values if isinstance(value, dict)]
        return {
            choice
            for found in lists
            if isinstance(found, list)
            for choice in found
            if isinstance(choice, str)
        }


class Task(BaseModel):
    """A task as the API gives it, with its addresses as they were imported."""

    model_config = ConfigDict(frozen=True)

    id: int
    project: int
    data: dict[str, Any]
    annotations: tuple[Annotation, ...] = ()
    updated_at: datetime | None = None
    """When the task or any annotation of it was last made, changed or removed, by Label Studio's clock."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One annotation of ours that is to be written, once for its key."""

    kind: str
    key: str
    result: tuple[dict[str, Any], ...]

    @property
    def item_id(self) -> str:
        return _item_id(self.kind, self.key)


def outcome_note(report: Report, tags: Tags, *, key: str) -> Note:
    """The agreed text, or the choice that nobody can tell."""
    if report.is_nobody_can_tell:
        item = _choice(tags, NOBODY_CAN_TELL)
    else:
        value = {"text": [report.text]}
        item = {"from_name": tags.text, "to_name": tags.audio, "type": "textarea", "value": value}
    facts = report.model_dump(mode="json", exclude={"reference", "clip_version", "insisted", "text"})
    facts["text_sha256"] = _sha256(report.text)
    people = f"{len(report.people)} people"
    line = f"Second Ear {report.alias}: {people}, {report.method}, confidence {report.confidence:.2f}"
    return _note(Brought.OUTCOME.value, key, item, facts, line)


def sought(what: Brought, key: str) -> Note:
    """The outcome or the mark of this key as far as it takes to find it again."""
    return Note(kind=what.value, key=key, result=())


def mark_note(flag: StoreFlag, category: Category | None, tags: Tags, *, key: str) -> Note:
    facts = {"flag": flag.value, "category": category.value if category else None}
    choices = [flag.value]
    if tags.has_critical_data and category is Category.CRITICAL and flag is not StoreFlag.RELEASED:
        choices.append(CRITICAL_DATA)
    return _note(Brought.MARK.value, key, _choice(tags, *choices), facts, f"Second Ear: {flag.value}")


def unique_id(address: Address, task: int, note: Note) -> str:
    """Label Studio takes it once in the whole instance, so it is made of everything that makes it ours."""
    parts = [str(address.root), str(address.project), str(task), note.kind, note.key]
    return str(uuid.uuid5(_NAMESPACE, json.dumps(parts)))


def has_note(annotations: Sequence[Annotation], note: Note) -> bool:
    return any(item.get("id") == note.item_id for found in annotations for item in found.items)


def version_of(task: Task, drafts: Sequence[Annotation]) -> str:
    """Another value after a person changed the task, annotated it, or left a draft; the same after our notes.

    A note of ours that a person has edited is theirs from then on. What was skipped says nothing of a clip.
    """
    theirs = [found for found in task.annotations if not found.was_cancelled and not is_ours(found)]
    # A draft without anything in it is only a task that was opened.
    begun = [found for found in drafts if found.result]
    content = [task.data, *(sorted([found.id, found.result] for found in some) for some in (theirs, begun))]
    return _sha256(_canonical(content))[:32]


def _note(kind: str, key: str, item: dict[str, Any], facts: dict[str, Any], line: str) -> Note:
    item = {"id": _item_id(kind, key), **item}
    provenance = {"format": FORMAT, "kind": kind, "key": key, **facts, "content_sha256": _content([item])}
    return Note(kind=kind, key=key, result=({**item, "meta": {OURS: provenance, "text": [line]}},))


def _item_id(kind: str, key: str) -> str:
    return f"second-ear:{kind}:{key}"


def _choice(tags: Tags, *choices: str) -> dict[str, Any]:
    value = {"choices": list(choices)}
    return {"from_name": tags.choices, "to_name": tags.audio, "type": "choices", "value": value}


def is_ours(annotation: Annotation) -> bool:
    """Whether all of it stands as we wrote it: the editor keeps our provenance on what a person edits."""
    if not annotation.items or len(annotation.items) != len(annotation.result):
        return False
    meta = annotation.items[0].get("meta")
    provenance = meta.get(OURS) if isinstance(meta, dict) else None
    return isinstance(provenance, dict) and provenance.get("content_sha256") == _content(annotation.items)


def _content(items: Sequence[dict[str, Any]]) -> str:
    return _sha256(
        _canonical([[item.get("from_name"), item.get("type"), item.get("value")] for item in items])
    )


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
