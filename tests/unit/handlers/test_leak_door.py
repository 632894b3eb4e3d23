"""What Slack tells of messages: whose are looked at, and what of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.case import State
from bot.domain.leak import open_leaks
from bot.domain.leaked import Leak
from handlers.leak import handle_message
from tests.unit.handlers.cases import AIKO, ALIAS, case_in
from tests.unit.handlers.house import IDENTITY, Furnished, a_house

CARD = "C0HELPEN01/1700000000.000100"
LINK = "https://ear.slack.com/archives/C0HELPEN01/p1700000000000100"
LUNCH, TS = "C0LUNCH001", "1700000009.000100"

Json = dict[str, Any]


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Furnished]:
    async with a_house(tmp_path) as house:
        await house.put(case_in(State.OPEN))
        await house.stores.leaks.keep_place(CARD, ALIAS)
        yield house


def written(text: str = f"look: <{LINK}>", **more: object) -> Json:
    """A new message, as Slack tells of it."""
    return {
        "type": "message",
        "user": AIKO,
        "text": text,
        "ts": TS,
        "channel": LUNCH,
        "event_ts": TS,
        "channel_type": "channel",
        **more,
    }


def edited(before: Json, after: Json) -> Json:
    event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": LUNCH}
    at = "1700000010.000100"
    return {**event, "ts": at, "event_ts": at, "message": after, "previous_message": before}


async def leaks(ear: Furnished) -> list[Leak]:
    case = (await ear.stores.cases.load(ALIAS)).case
    assert case is not None
    return open_leaks(case)


async def test_a_link_that_a_person_writes_is_noticed_under_their_name_and_place(ear: Furnished) -> None:
    await handle_message(ear.house, written())

    (leak,) = await leaks(ear)
    assert (leak.person, leak.place) == (AIKO, f"{LUNCH}/{TS}")


@pytest.mark.parametrize(
    "text", [f"<{LINK}|a nice word>", f"see <{LINK}?thread_ts=1700000000.000100&amp;cid=C0HELPEN01>"]
)
async def test_a_link_is_found_behind_its_words_and_with_its_query(ear: Furnished, text: str) -> None:
    await handle_message(ear.house, written(text))

    assert await leaks(ear)


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": IDENTITY.bot},
        {"bot_id": "B0OTHER001", "subtype": "bot_message", "user": None},
        {"bot_id": "B0OTHER001"},
        {"subtype": "channel_topic"},
        {"user": None},
    ],
    ids=["ours", "another app's", "another app's bot user's", "a topic", "nobody's"],
)
async def test_what_no_person_wrote_is_not_looked_at(ear: Furnished, more: Json) -> None:
    await handle_message(ear.house, written(**more))
    await handle_message(ear.house, edited(written("nothing yet", **more), written(**more)))

    assert await leaks(ear) == []


async def test_a_forwarded_card_is_a_leak_though_the_message_says_nothing(ear: Furnished) -> None:
    shown = {"is_share": True, "from_url": LINK, "text": "Clip …", "id": 1, "author_id": "U1", "color": None}

    await handle_message(ear.house, written("", attachments=[shown]))

    assert await leaks(ear)


async def test_a_recording_is_known_by_its_name_and_a_picture_with_that_name_is_not(ear: Furnished) -> None:
    file = {"id": "F1", "name": f"{ALIAS}.m4a", "title": f"{ALIAS}.m4a", "mimetype": "audio/mp4"}
    picture = file | {"name": f"{ALIAS}.png", "mimetype": "image/png"}

    earlier = written("", subtype="file_share", files=[picture], ts="1700000008.000100")
    await handle_message(ear.house, earlier)
    assert await leaks(ear) == []

    await handle_message(ear.house, written("", subtype="file_share", files=[file]))
    assert await leaks(ear)


async def test_a_file_that_was_deleted_out_of_its_message_leaks_no_more(ear: Furnished) -> None:
    file = {"id": "F1", "name": f"{ALIAS}.m4a", "title": None, "mimetype": "audio/mp4"}
    before = written("", subtype="file_share", files=[file])
    await handle_message(ear.house, before)

    await handle_message(ear.house, edited(before, before | {"files": [{"id": "F1", "mode": "tombstone"}]}))

    assert await leaks(ear) == []


async def test_an_edit_is_looked_at_and_an_answer_to_the_message_is_no_edit(ear: Furnished) -> None:
    await handle_message(ear.house, edited(written("nothing yet"), written()))
    assert await leaks(ear)

    # By now the index has forgotten the place, which must not look as if the link had been taken out.
    await ear.stores.leaks.keep_place(CARD, ALIAS.__class__("0" * 10))
    await handle_message(ear.house, edited(written(), written(reply_count=1)))

    assert await leaks(ear)


STONE = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "ts": TS}
DELETED = {"type": "message", "subtype": "message_deleted", "channel": LUNCH, "ts": "1.5", "event_ts": "1.5"}


@pytest.mark.parametrize(
    "end", [DELETED | {"deleted_ts": TS}, edited(written(), STONE)], ids=["all of it", "its answers stay"]
)
async def test_a_deleted_message_leaks_no_more(ear: Furnished, end: Json) -> None:
    await handle_message(ear.house, written())
    assert await leaks(ear)

    await handle_message(ear.house, end)

    assert await leaks(ear) == []
