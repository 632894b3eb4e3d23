"""Compares what the simulator sends with the samples that Slack's own SDK keeps: no other key, no other type.

A sample names every key that Slack is known to send, with an empty value of the right type.
An empty object in a sample, such as `state`, stands for any object.
Blocks are left out: the samples hold few of their kinds, and the Block Kit checker knows them all.
"""

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulator.running import Json

_REPOSITORY = Path(__file__).parents[2]


def samples_folder() -> Path | None:
    """Where the samples are: under `SECOND_EAR_SHARED`, or beside the repository."""
    shared = os.environ.get("SECOND_EAR_SHARED")
    folder = (Path(shared) if shared else _REPOSITORY.parent / "shared") / "data" / "slack-samples"
    return folder if folder.is_dir() else None


@cache
def sample(path: str) -> Any:  # noqa: ANN401 - any JSON
    folder = samples_folder()
    if folder is None:
        raise FileNotFoundError("set SECOND_EAR_SHARED to the folder that holds data/slack-samples")
    return json.loads((folder / path).read_text(encoding="utf-8"))


def differences(sent: object, known: object, at: str = "") -> Iterator[str]:
    """Each place where `sent` has a key or a type that `known` has not; null fits everywhere."""
    if sent is None:
        return
    if isinstance(sent, dict):
        yield from _in_object(sent, known, at)
    elif isinstance(sent, list):
        yield from _in_list(sent, known, at)
    elif _kind(sent) != _kind(known) and known is not None:
        yield f"{at or '/'}: {_kind(sent)} where the sample has {_kind(known)}"


def merged(known: Json, more: Json) -> Json:
    """The sample and what it leaves out, all the way down."""
    both = {
        key: merged(known[key], value) for key, value in more.items() if _are_objects(known.get(key), value)
    }
    return known | more | both


def at_path(sent: object, path: str) -> bool:
    """Whether there is something at this path, such as `members/0/id`, in each item of a list."""
    head, _, rest = path.partition("/")
    if isinstance(sent, list):
        return bool(sent) and all(not rest or at_path(item, rest) for item in sent)
    if not isinstance(sent, dict) or head not in sent:
        return False
    return not rest or at_path(sent[head], rest)


def all_blocks(part: object) -> Iterator[list[Json]]:
    """Every list of blocks, wherever it is."""
    for key, value in part.items() if isinstance(part, dict) else ():
        if key == "blocks":
            yield value
    for inner in _inside(part):
        yield from all_blocks(inner)


def _inside(part: object) -> Iterable[object]:
    if isinstance(part, dict):
        return part.values()
    return part if isinstance(part, list) else ()


def _are_objects(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)


def _in_object(sent: Json, known: object, at: str) -> Iterator[str]:
    if not isinstance(known, dict):
        yield f"{at or '/'}: an object where the sample has {_kind(known)}"
        return
    if not known:
        return
    for key, value in sent.items():
        if key == "blocks":
            continue
        if key not in known:
            yield f"{at}/{key}: not in the sample"
        else:
            yield from differences(value, known[key], f"{at}/{key}")


def _in_list(sent: list[Any], known: object, at: str) -> Iterator[str]:
    if not isinstance(known, list):
        yield f"{at or '/'}: a list where the sample has {_kind(known)}"
        return
    for index, item in enumerate(sent):
        found = [list(differences(item, each, f"{at}/{index}")) for each in _alike(item, known)]
        if found:
            yield from min(found, key=len)


def _alike(item: object, known: list[Any]) -> list[Any]:
    """The items of the sample that this one could be: of the same `type`, where that is told."""
    kind = item.get("type") if isinstance(item, dict) else None
    same = [each for each in known if isinstance(each, dict) and kind and each.get("type") == kind]
    return same or known


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "null"
