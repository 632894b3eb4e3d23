"""After a stop an admin's token takes away what members wrote of the clip, or the receipt says why not."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.demo.people import Json, said, until
from tests.scenario.hall import LUNCH, Hall, House, open_hall, rooms_for
from tests.scenario.leaking import Leaking
from tests.scenario.room import TRUTH, Room
from tests.scenario.test_receipt import receipt, writes_in_thread

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADMIN, TOKEN = "U0TOMAS001", "xoxp-tomas"
HOUSE = House(
    settings={"SLACK_ADMIN_TOKEN": TOKEN},
    user_tokens=({"token": TOKEN, "user": ADMIN, "scopes": ["chat:write"]},),
)
_MANY = 6


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Hall]:
    rooms = rooms_for(request.session, "opened")
    async with open_hall(tmp_path_factory.mktemp("removal"), rooms=rooms, house=HOUSE) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def hall(opened: Hall) -> Hall:
    """A bot that has an admin's token, and the admin is one."""
    await opened.begin_minute()
    await opened.stage.workspace.post("user", user=ADMIN, is_admin=True)
    await opened.stage.workspace.post("tokens", token="user", user=ADMIN, state="active")
    return opened


async def quoted(hall: Hall, room: Room) -> tuple[str, Json]:
    """The alias of a clip that is agreed on, and the message in its thread that repeats it."""
    alias = await room.asks()
    await room.agrees(alias)
    card = await room.card(alias)
    written = await writes_in_thread(hall, room, card["ts"], f"so it is “{TRUTH}”")
    await writes_in_thread(hall, room, card["ts"], "thanks, all")
    return alias, written


async def told_in(room: Room, card: Json) -> list[str]:
    """What people have written in the card's thread."""
    found = await room.asker.sees(room.channel, thread_ts=card["ts"])
    return [message["text"] for message in found if not message.get("bot_id")]


async def members_line(hall: Hall, alias: str) -> list[str]:
    ended = await hall.command_line("audit", "receipt", alias)
    (line,) = [line for line in ended.output.splitlines() if "members_message" in line]
    return line.split()


async def test_a_members_message_that_repeats_the_clip_goes_and_the_receipt_says_when(
    hall: Hall, room: Room
) -> None:
    alias, written = await quoted(hall, room)
    card = await room.card(alias)

    await room.types(room.peers[0], f"flag {alias} sensitive")
    shown = await receipt(hall, alias, "known copies removed", "1 member's message")

    state, _, time, kind, place = await members_line(hall, alias)
    (deletion,) = [
        call for call in await hall.calls("chat.delete") if call["arguments"]["ts"] == written["ts"]
    ]
    assert await told_in(room, card) == ["thanks, all"]
    assert (state, kind, place) == ("removed", "members_message", f"{room.channel}/{written['ts']}")
    assert time
    assert deletion["token_type"] == "user"
    assert "Still there" not in shown


async def test_what_leaked_into_a_channel_that_the_admin_is_not_in_goes_too(hall: Hall, room: Room) -> None:
    leaking = Leaking(hall, room)
    alias = await room.asks()
    await room.agrees(alias)
    await leaking.writes(f"haha {TRUTH}")
    await leaking.note(alias)

    await room.types(room.peers[0], f"flag {alias} sensitive")
    await receipt(hall, alias, "known copies removed", "1 quote of it elsewhere")

    assert not [said(found) for found in await leaking.author.sees(LUNCH) if TRUTH in said(found)]
    await leaking.note(alias, "gone since")


async def stays(hall: Hall, room: Room, *why: str) -> None:
    """The stop does all the rest, and its receipt says that the member's message is there and why."""
    alias, written = await quoted(hall, room)
    card = await room.card(alias)

    await room.types(room.peers[0], f"flag {alias} sensitive")

    shown = await receipt(hall, alias, "1 of", *why)
    await room.card(alias, "withheld")
    state, *_, word = await members_line(hall, alias)
    assert "Only its author or a workspace admin can remove it" in shown
    assert f"so it is “{TRUTH}”" in await told_in(room, card)
    assert (state, written["ts"] in str(await members_line(hall, alias))) == ("members_own", True)
    assert word.startswith("(")
    listed = (await hall.command_line("audit", "receipt", alias)).output
    assert "waiting" not in listed
    assert (await hall.command_line("work", "list")).output == ""


async def test_the_token_of_somebody_who_is_no_admin_removes_nothing_and_the_receipt_says_so(
    hall: Hall, room: Room
) -> None:
    await hall.stage.workspace.post("user", user=ADMIN, is_admin=False)

    await stays(hall, room, "did not remove it: its owner may not delete it")


async def test_a_token_that_was_revoked_removes_nothing_and_holds_up_nothing(hall: Hall, room: Room) -> None:
    await hall.stage.workspace.post("tokens", token="user", user=ADMIN, state="token_revoked")

    await stays(hall, room, "did not remove it: it does not work any more", "An operator can set another")


async def test_at_start_the_log_says_that_the_token_is_of_no_admin(hall: Hall) -> None:
    log = hall.stage.home / "bot.log"
    before = log.read_text(encoding="utf-8")
    await hall.stage.workspace.post("user", user=ADMIN, is_admin=False)

    await hall.stage.stop_bot()
    await hall.stage.start_bot()

    async def look() -> bool | None:
        return "of somebody who is no admin" in log.read_text(encoding="utf-8")[len(before) :] or None

    await until(look, "a word about the token")
    assert "admin_token" not in before
    assert TOKEN not in log.read_text(encoding="utf-8")


async def test_messages_that_slack_does_not_let_go_yet_are_named_and_go_later(hall: Hall, room: Room) -> None:
    alias, _ = await quoted(hall, room)
    card = await room.card(alias)
    for number in range(_MANY):
        await writes_in_thread(hall, room, card["ts"], f"{number}: {TRUTH}")
    await hall.trouble("chat.delete", error="ratelimited", retry_after=2, times=2)

    await room.types(room.peers[0], f"flag {alias} sensitive")
    await receipt(hall, alias, "known copies removed", f"{_MANY + 1} members' messages")

    assert await told_in(room, card) == ["thanks, all"]


async def test_a_token_that_works_again_removes_what_it_could_not(hall: Hall, room: Room) -> None:
    await hall.stage.workspace.post("user", user=ADMIN, is_admin=False)
    alias, _ = await quoted(hall, room)
    card = await room.card(alias)
    await room.types(room.peers[0], f"flag {alias} sensitive")
    await receipt(hall, alias, "1 of", "did not remove it")

    await hall.stage.workspace.post("user", user=ADMIN, is_admin=True)
    await writes_in_thread(hall, room, card["ts"], "sorry")

    await receipt(hall, alias, "known copies removed")

    async def look() -> bool | None:
        return await told_in(room, card) == ["thanks, all", "sorry"] or None

    await until(look, "a thread without the quote")


async def test_what_goes_while_the_bot_dies_is_on_the_receipt_all_the_same(hall: Hall, room: Room) -> None:
    alias, written = await quoted(hall, room)
    card = await room.card(alias)
    await hall.trouble("chat.delete", delay_seconds=1)

    async def is_under_way() -> bool | None:
        return "chat.delete" not in str(await hall.stage.workspace.get("faults")) or None

    async def is_gone() -> bool | None:
        return await told_in(room, card) == ["thanks, all"] or None

    await room.types(room.peers[0], f"flag {alias} sensitive")
    await until(is_under_way, "a deletion on its way")
    await hall.stage.kill_bot()
    await until(is_gone, "the deletion to arrive")
    await hall.stage.start_bot()

    await receipt(hall, alias, "known copies removed", "1 member's message")
    state, *_, place = await members_line(hall, alias)
    assert (state, place) == ("gone", f"{room.channel}/{written['ts']}")
