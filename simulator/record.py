"""What happened between the workspace and the app, in order, for tests and for people who look on."""

import json
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from simulator.clock import Clock
from simulator.json_types import JsonObject

KEPT_ENTRIES = 50_000
KEPT_CHARACTERS = 100_000_000


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    kind: str
    line: str

    def is_wanted(self, kinds: Collection[str] | None, containing: Collection[str] = ()) -> bool:
        is_of_kind = kinds is None or self.kind in kinds
        return is_of_kind and (not containing or any(text in self.line for text in containing))


class Record:
    """Keeps the last 50,000 entries; writes each to a file of JSON lines when one is named."""

    def __init__(self, clock: Clock, path: Path | None) -> None:
        self._clock = clock
        self._entries: deque[_Entry] = deque()
        self._count = 0
        self._characters = 0
        self._file = path.open("a", encoding="utf-8") if path else None

    @property
    def count(self) -> int:
        """The number of the last entry."""
        return self._count

    def add(self, kind: str, **fields: object) -> None:
        self._count += 1
        entry = {"n": self._count, "at": self._clock.now(), "kind": kind, **fields}
        # An entry is what was true then: the objects it was made from go on changing.
        line = json.dumps(entry, ensure_ascii=False)
        self._entries.append(_Entry(self._count, kind, line))
        self._characters += len(line)
        while len(self._entries) > KEPT_ENTRIES or self._characters > KEPT_CHARACTERS:
            self._characters -= len(self._entries.popleft().line)
        if self._file:
            self._file.write(line + "\n")
            self._file.flush()

    def after(
        self,
        number: int,
        limit: int = KEPT_ENTRIES,
        kinds: Collection[str] | None = None,
        containing: Collection[str] = (),
    ) -> JsonObject:
        """The entries after this one, oldest first; `next` is where the following page begins.

        With `containing` only those whose JSON has one of these texts in it.
        """
        first = self._entries[0].number if self._entries else self._count + 1
        following = islice(self._entries, max(number + 1 - first, 0), None)
        wanted = (entry for entry in following if entry.is_wanted(kinds, containing))
        page = list(islice(wanted, limit))
        has_more = next(wanted, None) is not None
        return {
            "next": page[-1].number if has_more else self._count,
            "has_more": has_more,
            "entries": [json.loads(entry.line) for entry in page],
        }

    def latest(self, limit: int, kinds: Collection[str] | None = None) -> list[JsonObject]:
        """The last entries, newest first."""
        wanted = (entry for entry in reversed(self._entries) if entry.is_wanted(kinds))
        return [json.loads(entry.line) for entry in islice(wanted, limit)]

    def close(self) -> None:
        if self._file:
            self._file.close()
