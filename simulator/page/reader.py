"""Who looks at blocks, where they stand, and what their elements hold by now."""

import re
from dataclasses import dataclass, field, replace

from simulator.json_types import JsonObject
from simulator.page.names import Names
from simulator.view_state import STATEFUL
from simulator.workspace import Workspace

State = dict[str, JsonObject]
"""Of one block: action id to what the element holds, as in `view.state.values`."""

_NOT_IN_IDS = re.compile(r"[^\w-]")


@dataclass(frozen=True)
class Reader:
    workspace: Workspace
    user: str
    where: str
    """A word that no other place on the page has; the ids of elements begin with it."""
    values: dict[str, State] = field(default_factory=dict)
    position: int | None = None
    """Of the block in its message: an app that updates a message rarely gives its blocks ids that stay."""

    @property
    def is_in_view(self) -> bool:
        return self.where.startswith("V")

    @property
    def names(self) -> Names:
        return Names(self.workspace, self.user)

    def at(self, position: int) -> "Reader":
        """The same reader at one block of a message; in a view, blocks keep their own ids."""
        return self if self.is_in_view else replace(self, position=position)

    def id_of(self, block: JsonObject, element: JsonObject) -> str:
        name = block.get("block_id", "") if self.position is None else self.position
        parts = (self.where, str(name), str(element.get("action_id", "")))
        return _NOT_IN_IDS.sub("_", "-".join(parts))

    def held(self, block: JsonObject, element: JsonObject) -> object:
        """What the element holds now, or at first: a text, an option, a list, or nothing."""
        stateful = STATEFUL.get(str(element.get("type")))
        if stateful is None:
            return None
        state = self.values.get(str(block.get("block_id")), {}).get(str(element.get("action_id")))
        return state.get(stateful.key) if state else element.get(stateful.initial)


@dataclass(frozen=True)
class Place:
    """One element in its block, as one person sees it."""

    block: JsonObject
    element: JsonObject
    reader: Reader

    @property
    def id(self) -> str:
        return self.reader.id_of(self.block, self.element)

    @property
    def kind(self) -> str:
        return str(self.element.get("type"))

    @property
    def names(self) -> Names:
        return self.reader.names

    @property
    def is_input(self) -> bool:
        return self.block.get("type") == "input"

    @property
    def held(self) -> object:
        return self.reader.held(self.block, self.element)

    @property
    def values(self) -> list[str]:
        """The held values as the texts that a select or a box has."""
        return values_in(self.held)


def values_in(held: object) -> list[str]:
    if isinstance(held, list):
        return [text for item in held for text in values_in(item)]
    if isinstance(held, dict):
        return values_in(held.get("value"))
    return [] if held is None else [str(held)]
