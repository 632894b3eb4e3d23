"""After a flag, nothing of a clip is shown or played, whatever happened before it, by whichever doors.

Each story is drawn by a seed, and told again by it. When it is over, everything that anybody sees in the
workspace is read and every link to the player is tried; what still shows the clip must stand on the receipt.
"""

from enum import StrEnum

import pytest

from bot.demo.people import ActFailed, Json, said, until
from tests.scenario.hall import Hall
from tests.scenario.room import Room, bare
from tests.scenario.story import MODERATORS, NOTE, TROUBLE, Story

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEADS = "C0LEADS001"
DEEDS_BEFORE, DEEDS_AFTER = 24, 12


class Killed(StrEnum):
    """When the bot is killed in a story."""

    BEFORE = "before the flag"
    AT_ONCE = "as soon as the flag is committed"
    AFTER = "after the flag"
    NEVER = "never"


async def everything_shown(hall: Hall, room: Room) -> list[tuple[str, Json]]:
    """Every message that anybody sees, with its channel, threads too; what only one person sees left out."""
    watchers = [room.asker, *room.peers, hall.lead, *hall.moderators]
    found: dict[tuple[str, str], Json] = {}
    for who in watchers:
        for channel in (room.channel, LEADS, MODERATORS, who.user):
            try:
                messages = await who.sees(channel)
            except ActFailed:
                continue
            threads = [parent["ts"] for parent in messages if parent.get("reply_count")]
            for thread in threads:
                messages += await who.sees(channel, thread_ts=thread)
            found |= {
                (channel, message["ts"]): message for message in messages if not message["is_ephemeral"]
            }
    return [(channel, message) for (channel, _), message in found.items()]


def shows_the_clip(message: Json) -> bool:
    return "marigold" in said(message) or "kettles whistle a slow" in said(message)


async def modals_with_content(room: Room) -> list[str]:
    open_now = [await who.modal() for who in room.peers]
    return [modal["callback_id"] for modal in open_now if modal and shows_the_clip(modal)]


@pytest.mark.parametrize("killed", Killed)
@pytest.mark.parametrize("seed", range(2))
async def test_after_a_flag_what_is_still_shown_stands_on_the_receipt_and_nothing_is_played(
    hall: Hall, room: Room, seed: int, killed: Killed
) -> None:
    alias = await room.asks(NOTE)
    story = Story(hall, room, alias, seed=10 * seed + list(Killed).index(killed))
    await hall.stage.workspace.post("faults/seeded", seed=seed, **TROUBLE)
    try:
        await tell(story, killed)
        still_heard = await story.still_heard()
    finally:
        await hall.no_more_trouble()
        await story.close()

    assert still_heard == []
    await until_nothing_of_ours_shows_it(hall, room)
    left = {
        f"{channel}/{message['ts']}"
        for channel, message in await everything_shown(hall, room)
        if shows_the_clip(message)
    }
    await until_on_the_receipt(hall, alias, left)
    kinds = await hall.kinds(bare(alias))
    assert {"suggested", "claimed", "hearing_began"}.isdisjoint(after_the_stop(kinds))


async def tell(story: Story, killed: Killed) -> None:
    await story.go_on(DEEDS_BEFORE // 2, deeds=story.deeds())
    if killed is Killed.BEFORE:
        await story.the_bot_is_killed()
    await story.go_on(DEEDS_BEFORE // 2, deeds=story.deeds())
    await story.until_flagged(is_bot_killed=killed is Killed.AT_ONCE)
    await story.go_on(DEEDS_AFTER // 2, deeds=story.deeds_after_the_flag())
    if killed is Killed.AFTER:
        await story.the_bot_is_killed()
    await story.go_on(DEEDS_AFTER // 2, deeds=story.deeds_after_the_flag())


async def until_nothing_of_ours_shows_it(hall: Hall, room: Room) -> None:
    async def look() -> bool | None:
        shown = [message for _, message in await everything_shown(hall, room) if shows_the_clip(message)]
        ours = [message for message in shown if message.get("bot_id")]
        return (not ours and not await modals_with_content(room)) or None

    await until(look, "everything of ours to show nothing of the clip", seconds=60)


async def until_on_the_receipt(hall: Hall, alias: str, left: set[str]) -> None:
    async def look() -> bool | None:
        ended = await hall.command_line("audit", "receipt", alias)
        named = {line.split()[-1] for line in ended.output.splitlines() if line.startswith("members_own")}
        return left <= named or None

    await until(look, f"{left} on the receipt", seconds=70)


def after_the_stop(kinds: list[str]) -> list[str]:
    return kinds[kinds.index("sharing_stopped") :]
