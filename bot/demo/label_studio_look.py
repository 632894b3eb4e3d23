"""What stands in the demo's tasks after the story, and what should not, by Label Studio's own answers."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.demo.label_studio_server import BOT
from bot.demo.people import Json
from bot.demo.played import Played
from bot.demo.stores import Seen, Written

_OURS = "second_ear"
_KEPT = ("id", "result", "was_cancelled", "ground_truth", "lead_time", "updated_at", "updated_by")
_NOBODY = {"from_name": "status", "type": "choices", "value": {"choices": ["nobody can tell"]}}
_UPHELD = "upheld"


@dataclass(frozen=True, kw_only=True)
class _Note:
    """An annotation of the bot's account, with what it says about itself."""

    clip: str
    item: Json
    told: Json
    """Its provenance; nothing when it has none."""

    @property
    def alias(self) -> str:
        return str(self.told.get("key", "")).partition(":")[0]

    @property
    def choice(self) -> str:
        return str(next(iter(self.item.get("value", {}).get("choices", ())), ""))

    @property
    def text(self) -> str:
        return "".join(self.item.get("value", {}).get("text", ()))


def seen_in(tasks: Mapping[str, Json], *, before: Mapping[str, Json], played: Played) -> Seen:
    """The tasks by their clips, now and as they were before the story."""
    notes = [_note(clip, found) for clip, task in tasks.items() for found in _of_the_bot(task)]
    outcomes = [note for note in notes if note.told.get("kind") == "outcome"]
    marks = [note for note in notes if note.told.get("kind") == "mark"]
    problems = [
        *_touched(tasks, before),
        *(f"{note.clip}: {problem}" for note in notes for problem in _problems_of(note, played)),
        *_not_upheld(marks, played),
    ]
    return Seen(
        outcomes=[_written(note) for note in outcomes],
        marks=Counter(note.alias for note in marks),
        problems=problems,
    )


def _of_the_bot(task: Json) -> list[Json]:
    return [found for found in task["annotations"] if found["completed_by"]["email"] == BOT]


def _of_people(task: Json) -> list[Json]:
    others = [found for found in task["annotations"] if found["completed_by"]["email"] != BOT]
    return [{name: found.get(name) for name in _KEPT} for found in others]


def _note(clip: str, annotation: Json) -> _Note:
    items: list[Any] = annotation["result"] or [{}]
    meta = items[0].get("meta", {}) if len(items) == 1 else {}
    told = {} if annotation["ground_truth"] or annotation["was_cancelled"] else meta.get(_OURS, {})
    return _Note(clip=clip, item=items[0], told=told)


def _written(note: _Note) -> Written:
    return Written(
        alias=note.alias,
        number=int(note.told.get("number", 0)),
        text=note.text,
        is_nobody_can_tell=_NOBODY.items() <= note.item.items(),
    )


def _touched(tasks: Mapping[str, Json], before: Mapping[str, Json]) -> Iterator[str]:
    for clip, task in tasks.items():
        if _of_people(task) != _of_people(before[clip]):
            yield f"{clip}: what people annotated is not as it was"
        if task["data"] != before[clip]["data"]:
            yield f"{clip}: the data of the task is not as it was"


def _problems_of(note: _Note, played: Played) -> Iterator[str]:
    """What is wrong with one annotation of the bot's."""
    if played.clips.get(note.alias) != note.clip:
        yield "the bot's annotation does not say of which case it is, or is another clip's"
    elif note.told.get("kind") == "outcome":
        yield from _problems_of_outcome(note)
    elif note.alias not in played.withheld:
        yield f"a mark, {note.choice!r}, stands on a clip that nobody flagged"


def _problems_of_outcome(note: _Note) -> Iterator[str]:
    told = note.told
    is_text = (note.item.get("from_name"), note.item.get("type")) == ("transcription", "textarea")
    if not is_text and not _NOBODY.items() <= note.item.items():
        yield "the outcome is neither a text in its TextArea nor the choice that nobody can tell"
    if told.get("text_sha256") != hashlib.sha256(note.text.encode()).hexdigest():
        yield "the hash beside the text is not the hash of the text"
    if told.get("alias") != note.alias or not told.get("method") or not told.get("agreed_at"):
        yield "the outcome does not say how it came about"
    people = told.get("people", ())
    if not people or not all(str(person).startswith("p-") for person in people):
        yield "the people who were counted are missing, or are named"


def _not_upheld(marks: list[_Note], played: Played) -> Iterator[str]:
    for alias in played.withheld:
        said = [note.choice for note in marks if note.alias == alias]
        if _UPHELD not in said:
            yield f"{played.clips[alias]}: the marks say {said} and not that the stop was upheld"
