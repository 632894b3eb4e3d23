"""The Lua scripts, one change each, and their loader; their keys are named by `storage/keys.py`."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NEEDS = "-- NEEDS "


@dataclass(frozen=True)
class Script:
    name: str
    text: str
    sha: str


@cache
def script(name: str) -> Script:
    """The script, after the functions of the file that its header says it needs; Redis has no include."""
    source = source_of(name)
    needed = [line.removeprefix(_NEEDS).strip() for line in source.splitlines() if line.startswith(_NEEDS)]
    text = "\n".join([*(source_of(library) for library in needed), source])
    # The protocol's name for a script; nothing is protected by it.
    return Script(name, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


def source_of(name: str) -> str:
    return files(__name__).joinpath(f"{name}.lua").read_text(encoding="utf-8")
