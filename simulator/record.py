"""What happened between the workspace and the app, in order, for tests and for people who look on."""

import json
from collections import deque
from pathlib import Path

from simulator.clock import Clock
from simulator.json_types import JsonObject

KEPT_ENTRIES = 50_000


class Record:
    """Keeps the last 50,000 entries; writes each to a file of JSON lines when one is named."""

    def __init__(self, clock: Clock, path: Path | None) -> None:
        self._clock = clock
        self._entries: deque[JsonObject] = deque(maxlen=KEPT_ENTRIES)
        self._count = 0
        self._file = path.open("a", encoding="utf-8") if path else None

    def add(self, kind: str, **fields: object) -> JsonObject:
        self._count += 1
        entry = {"n": self._count, "at": self._clock.now(), "kind": kind, **_copied(fields)}
        self._entries.append(entry)
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()
        return entry

    def after(self, number: int) -> JsonObject:
        return {"next": self._count, "entries": [entry for entry in self._entries if entry["n"] > number]}

    def close(self) -> None:
        if self._file:
            self._file.close()


def _copied(fields: dict[str, object]) -> JsonObject:
    # An entry is what was true then: the objects it was made from go on changing.
    copied: JsonObject = json.loads(json.dumps(fields, ensure_ascii=False))
    return copied
