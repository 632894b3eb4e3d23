"""The interactive elements of kept blocks, and how one is found again."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.block_kit.fill import elements_of, with_block_ids
from simulator.ids import Ids
from simulator.json_types import JsonObject


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block that holds it."""

    block: JsonObject
    element: JsonObject

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def kept_blocks(blocks: list[JsonObject], ids: Ids) -> list[JsonObject]:
    """A copy with the ids that the app left out, and with the defaults of text objects spelled out."""
    return with_block_ids(blocks, ids.block)


def interactive(blocks: list[JsonObject]) -> Iterator[Placed]:
    for block in blocks:
        for _, element in elements_of(block):
            if "action_id" in element:
                yield Placed(block, element)


def find(blocks: list[JsonObject], action_id: str, block_id: str | None) -> Placed | None:
    for placed in interactive(blocks):
        if placed.action_id == action_id and block_id in {None, placed.block_id}:
            return placed
    return None


def is_seen_by(element: JsonObject, user: str) -> bool:
    return "visible_to_user_ids" not in element or user in element["visible_to_user_ids"]


def options_of(element: JsonObject) -> list[JsonObject]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options.extend(group.get("options") or [])
    return options
