"""The interactive elements of kept blocks, and how one is found again."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.block_kit.fill import elements_of, flattened, options_of, with_block_ids
from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.messages import Message

__all__ = [
    "Placed",
    "attachment_with",
    "blocks_of",
    "find",
    "interactive",
    "is_seen_by",
    "kept_blocks",
    "options_of",
]


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
    """The interactive elements, those of gathered blocks too."""
    for _, block in flattened(blocks):
        for _, element in elements_of(block):
            if "action_id" in element:
                yield Placed(block, element)


def blocks_of(message: Message) -> list[JsonObject]:
    """The blocks of a message and of its attachments."""
    held = [block for attachment in message.attachments for block in attachment.get("blocks") or []]
    return [*message.blocks, *held]


def attachment_with(message: Message, block_id: str) -> JsonObject | None:
    """The attachment that holds this block, if one does."""
    for attachment in message.attachments:
        held = [block for _, block in flattened(attachment.get("blocks") or [])]
        if any(block.get("block_id") == block_id for block in held):
            return attachment
    return None


def find(blocks: list[JsonObject], action_id: str, block_id: str | None) -> Placed | None:
    for placed in interactive(blocks):
        if placed.action_id == action_id and block_id in {None, placed.block_id}:
            return placed
    return None


def is_seen_by(element: JsonObject, user: str) -> bool:
    return "visible_to_user_ids" not in element or user in element["visible_to_user_ids"]
