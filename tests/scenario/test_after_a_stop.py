"""After a flag, nothing of a clip is shown, whatever happened before it, by whichever doors and in any order.

Each story is drawn by a seed: people do a dozen things with one clip, by every door, while Slack loses,
repeats and delays deliveries and refuses calls; somebody flags it; people go on trying. Then everything that
anybody sees in the workspace is read, and what still shows the clip must stand on the stop receipt.
"""

import random
from collections.abc import Awaitable, Callable

import pytest

from bot.demo.people import ActFailed, Json, Member, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room, bare, values

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODERATORS, LEADS = "C0MODS0001", "C0LEADS001"
NOTE, HEARD = "the note says marigold", "saffron kettles whistle a slow tango"
DEEDS_BEFORE, DEEDS_AFTER = 12, 8
TROUBLE: dict[str, object] = {
    "calls": {"server_error": 0.03, "storm": 0.02},
    "storm_calls": 1,
    "deliveries": {"duplicate": 0.1, "delay": 0.1},
}

Deed = Callable[[], Awaitable[object]]


class Story:
    """One clip, and all that people can do about it."""

    def __init__(self, hall: Hall, room: Room, alias: str, seed: int) -> None:
        self.hall, self.room, self.alias = hall, room, alias
        self.dice = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.forms: list[tuple[Member, str]] = []

    @property
    def someone(self) -> Member:
        return self.dice.choice(self.room.peers)

    async def claims(self) -> None:
        await self.types(f"claim {self.alias}")

    async def suggests(self) -> None:
        await self.types(f"suggest {self.alias} {HEARD}{self.dice.choice(['', ' or two', ' tonight'])}")

    async def asks_how_it_stands(self) -> None:
        await self.types(self.dice.choice([f"status {self.alias}", "queue", "mine"]))

    async def takes(self) -> None:
        who = self.someone
        await self.presses(who, ids.CLAIM_TAKE)
        form = await who.modal()
        if form:
            self.forms.append((who, form["id"]))

    async def submits(self) -> None:
        if self.forms:
            who, form = self.dice.choice(self.forms)
            await who.submits(form, values(SUGGEST_TEXT=HEARD))

    async def listens(self) -> None:
        await self.presses(self.someone, ids.LISTEN_OPEN)

    async def writes(self) -> None:
        card = await self.room.card(self.alias)
        text = self.dice.choice([f"I'd say “{HEARD}”", "no idea, sorry", "coffee?"])
        await self.post("message", user=self.someone.user, text=text, thread_ts=card["ts"])

    async def asks_too(self) -> None:
        await self.types(f"ask {self.alias} {NOTE}", who=self.room.asker)

    async def is_looked_at_again(self) -> None:
        await self.types(f"reopen {self.alias}", who=self.room.asker)

    async def flags(self) -> None:
        await self.types(f"flag {self.alias} {self.dice.choice(['sensitive', 'critical', ''])}")

    async def types(self, text: str, who: Member | None = None) -> None:
        await (who or self.someone).types(self.room.channel, ids.CLIP, text)

    async def presses(self, who: Member, action: str) -> None:
        card = await self.room.card(self.alias)
        await who.presses(self.room.channel, card["ts"], action)

    async def post(self, path: str, **arguments: object) -> Json:
        return await self.hall.stage.workspace.post(path, channel=self.room.channel, **arguments)

    async def go_on(self, count: int, *, deeds: list[Deed]) -> None:
        for _ in range(count):
            try:
                await self.dice.choice(deeds)()
            except ActFailed:
                # What the workspace does not let a person do, such as pressing a button that is gone.
                continue

    def deeds(self) -> list[Deed]:
        helping: list[Deed] = [
            self.claims,
            self.suggests,
            self.suggests,
            self.takes,
            self.submits,
            self.writes,
        ]
        return [*helping, self.listens, self.asks_how_it_stands, self.asks_too, self.is_looked_at_again]


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


@pytest.mark.parametrize("seed", range(6))
async def test_after_a_flag_what_is_still_shown_stands_on_the_receipt(
    hall: Hall, room: Room, seed: int
) -> None:
    alias = await room.asks(NOTE)
    story = Story(hall, room, alias, seed)
    await hall.stage.workspace.post("faults/seeded", seed=seed, **TROUBLE)
    try:
        await story.go_on(DEEDS_BEFORE, deeds=story.deeds())
        await until_flagged(hall, story)
        await story.go_on(DEEDS_AFTER, deeds=[*story.deeds(), story.flags])
    finally:
        await hall.no_more_trouble()

    async def is_clean() -> bool | None:
        shown = [message for _, message in await everything_shown(hall, room) if shows_the_clip(message)]
        ours = [message for message in shown if message.get("bot_id")]
        return (not ours and not await modals_with_content(room)) or None

    await until(is_clean, "everything of ours to show nothing of the clip", seconds=60)
    left = {
        f"{channel}/{message['ts']}"
        for channel, message in await everything_shown(hall, room)
        if shows_the_clip(message)
    }

    async def on_the_receipt() -> bool | None:
        ended = await hall.command_line("audit", "receipt", alias)
        named = {line.split()[-1] for line in ended.output.splitlines() if line.startswith("members_own")}
        return left <= named or None

    await until(on_the_receipt, f"{left} on the receipt", seconds=70)
    assert "suggested" not in after_the_stop(await hall.kinds(bare(alias)))


async def until_flagged(hall: Hall, story: Story) -> None:
    """Until the flag is in the log; a delivery may be lost."""

    async def look() -> bool | None:
        await story.flags()
        return "sharing_stopped" in await hall.kinds(bare(story.alias)) or None

    await until(look, "the flag")


def after_the_stop(kinds: list[str]) -> list[str]:
    return kinds[kinds.index("sharing_stopped") :]
