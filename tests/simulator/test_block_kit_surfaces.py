"""Where each block and element may stand: in messages, in modals, on the Home tab."""

from typing import get_args

import pytest

from simulator.block_kit import Surface, check_blocks
from tests.simulator.running import Json
from tests.simulator.test_block_kit_limits import (
    actions,
    card,
    chart,
    container,
    field,
    mrkdwn,
    plain,
    table,
)
from tests.simulator.test_block_kit_rules import TAKEN

ONLY_ON: dict[str, tuple[Json, set[Surface]]] = {
    "alert": ({"type": "alert", "text": mrkdwn(1), "level": "info"}, {"modal"}),
    "carousel": ({"type": "carousel", "elements": [card()]}, {"message", "home"}),
    "card": (card(), {"message", "modal", "home"}),
    "container": (container(), {"message", "home"}),
    "context_actions": (
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain(1)}]},
        {"message"},
    ),
    "data_visualization": (chart(), {"message"}),
    "datetimepicker": (actions({"type": "datetimepicker"}), {"message", "modal"}),
    "email_text_input": (field("email_text_input"), {"message", "modal"}),
    "file": ({"type": "file", "external_id": "a", "source": "remote"}, {"message"}),
    "file_input": (field("file_input"), {"modal"}),
    "markdown": ({"type": "markdown", "text": "a"}, {"message"}),
    "number_input": (field("number_input", is_decimal_allowed=False), {"modal"}),
    "plan": ({"type": "plan", "title": "a"}, {"message"}),
    "rich_text_input": (field("rich_text_input"), {"modal", "home"}),
    "table": (table(), {"message", "home"}),
    "workflow_button": (TAKEN["a workflow"], {"message"}),
}


@pytest.mark.parametrize("name", ONLY_ON)
def test_a_block_stands_on_its_surfaces_only(name: str) -> None:
    block, surfaces = ONLY_ON[name]

    taken = {surface for surface in get_args(Surface) if not check_blocks([block], surface)}

    assert taken == surfaces
