"""What Slack adds to blocks when it keeps them."""

import itertools
from typing import Any

from simulator.block_kit import with_block_ids

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**fields: object) -> Json:
    return {"type": "section", "text": mrkdwn("hello"), **fields}


def button(**fields: object) -> Json:
    return {"type": "button", "text": plain("Take it"), "action_id": "claim.take", **fields}


def actions(*elements: Json, **fields: object) -> Json:
    return {"type": "actions", "elements": list(elements), **fields}


def test_kept_blocks_get_the_ids_that_were_left_out() -> None:
    ids = itertools.count(1)

    kept = with_block_ids(
        [actions({"type": "button", "text": plain("a")}, button(), block_id="mine"), {"type": "divider"}],
        lambda: f"new{next(ids)}",
    )

    assert [block["block_id"] for block in kept] == ["mine", "new2"]
    assert [element["action_id"] for element in kept[0]["elements"]] == ["new1", "claim.take"]


def test_kept_blocks_spell_out_the_defaults_of_texts() -> None:
    kept = with_block_ids([section(accessory=button())], lambda: "x")

    assert kept[0]["text"] == {"type": "mrkdwn", "text": "hello", "verbatim": False}
    assert kept[0]["accessory"]["text"] == {"type": "plain_text", "text": "Take it", "emoji": True}


def test_images_get_no_action_and_the_given_blocks_stay_as_they_were() -> None:
    picture = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
    given = [section(accessory=picture)]

    kept = with_block_ids(given, lambda: "x")

    assert "action_id" not in kept[0]["accessory"]
    assert "block_id" not in given[0]
