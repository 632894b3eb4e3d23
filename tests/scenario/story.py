"""A story drawn by a seed: what people do with one clip by every door, in any order, while things go wrong.

Slack loses, repeats and delays deliveries and refuses calls; the store and the annotation store answer late;
the bot is killed and comes back. Who presses a button that is gone, or acts while no bot is there, is told so
by the workspace and goes on.
"""

import asyncio
import random
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass

import aiohttp

from bot.demo.people import ActFailed, Json, Member, until
from bot.demo.stage import HOOKS_SECRET
from handlers import ids
from handlers.hooks import FLAG_PATH
from tests.scenario.hall import Hall
from tests.scenario.room import Room, bare, values

MODERATORS = "C0MODS0001"
NOTE, HEARD = "the note says marigold", "saffron kettles whistle a slow tango"
TROUBLE: dict[str, object] = {
    "calls": {"server_error": 0.03, "storm": 0.02},
    "storm_calls": 1,
    "deliveries": {"duplicate": 0.1, "delay": 0.1},
}
_LATE_MS = 700
_LINK = re.compile(r"http://127\.0\.0\.1:\d+/listen/[^'\"]+")

Deed = Callable[[], Awaitable[object]]


@dataclass
class Player:
    """A browser at a personal link, before or after Play was pressed."""

    link: str
    browser: aiohttp.ClientSession
    page: str | None = None


class Story:
    """One clip, and all that people can do about it."""

    def __init__(self, hall: Hall, room: Room, alias: str, seed: int) -> None:
        self.hall, self.room, self.alias = hall, room, alias
        self.dice = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.forms: list[tuple[Member, str]] = []
        self.players: list[Player] = []

    @property
    def someone(self) -> Member:
        return self.dice.choice(self.room.peers)

    def deeds(self) -> list[Deed]:
        """What may happen before and after a flag."""
        helping: list[Deed] = [self.claims, self.suggests, self.suggests, self.takes, self.submits]
        looking: list[Deed] = [self.asks_how_it_stands, self.asks_too, self.is_looked_at_again, self.writes]
        listening: list[Deed] = [self.listens, self.listens, self.plays, self.plays]
        late: list[Deed] = [self.the_store_is_late, self.the_annotation_store_is_late]
        return [*helping, *looking, *listening, *late]

    def deeds_after_the_flag(self) -> list[Deed]:
        return [*self.deeds(), self.flags, self.is_taken_for_review, self.is_upheld]

    async def go_on(self, count: int, *, deeds: list[Deed]) -> None:
        for _ in range(count):
            try:
                await self.dice.choice(deeds)()
            except (ActFailed, aiohttp.ClientError):
                # What the workspace does not let a person do, or a bot that is not there.
                continue

    async def until_flagged(self, *, is_bot_killed: bool) -> None:
        """Until a flag is in the log: each try by another door, as a delivery may be lost."""

        async def look() -> bool | None:
            try:
                await self.flags()
            except (ActFailed, aiohttp.ClientError):
                return None
            return "sharing_stopped" in await self.hall.kinds(bare(self.alias)) or None

        await until(look, "the flag", seconds=60)
        if is_bot_killed:
            await self.the_bot_is_killed()

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
        who = self.someone
        await self.presses(who, ids.LISTEN_OPEN)
        found = _LINK.search(str(await who.modal()))
        if found:
            browser = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
            self.players.append(Player(found.group(), browser))

    async def plays(self) -> None:
        """Opens a link that somebody has, or goes on listening in its page."""
        if self.players:
            await sound_of(self.dice.choice(self.players))

    async def writes(self) -> None:
        card = await self.room.card(self.alias)
        text = self.dice.choice([f"I'd say “{HEARD}”", "no idea, sorry", "coffee?"])
        await self.post("message", user=self.someone.user, text=text, thread_ts=card["ts"])

    async def asks_too(self) -> None:
        await self.types(f"ask {self.alias} {NOTE}", who=self.room.asker)

    async def is_looked_at_again(self) -> None:
        await self.types(f"reopen {self.alias}", who=self.room.asker)

    async def flags(self) -> None:
        await self.dice.choice(
            [self.flags_typing, self.flags_pressing, self.flags_a_message, self.flags_by_hook]
        )()

    async def flags_typing(self) -> None:
        await self.types(f"flag {self.alias} {self.dice.choice(['sensitive', 'critical', ''])}")

    async def flags_pressing(self) -> None:
        await self.presses(self.someone, ids.FLAG_RAISE)

    async def flags_a_message(self) -> None:
        card = await self.room.card(self.alias)
        who = self.someone
        await self.post(
            "message_shortcut", user=who.user, message_ts=card["ts"], callback_id=ids.SHORTCUT_FLAG
        )

    async def flags_by_hook(self) -> None:
        stage = self.hall.stage
        body = {"clip": self.alias, "category": "sensitive"}
        secret = {"X-Second-Ear-Secret": HOOKS_SECRET}
        address = f"{stage.public_url.rstrip('/')}{FLAG_PATH}"
        async with stage.session.post(address, json=body, headers=secret) as answer:
            await answer.read()

    async def is_taken_for_review(self) -> None:
        await self.moderates(f"take {self.alias}")

    async def is_upheld(self) -> None:
        await self.moderates(f"uphold {self.alias} a name is said")

    async def moderates(self, text: str) -> None:
        moderator = self.dice.choice(self.hall.moderators)
        await moderator.types(MODERATORS, ids.CLIP_REVIEW, text)

    async def the_store_is_late(self) -> None:
        await self.hall.pause_store(milliseconds=_LATE_MS)

    async def the_annotation_store_is_late(self) -> None:
        """Somebody else writes into it, and others wait for their turn."""
        connection = sqlite3.connect(self.hall.stage.annotations, isolation_level=None)
        with closing(connection) as elsewhere:
            elsewhere.execute("BEGIN IMMEDIATE")
            await self.go_on(1, deeds=[self.suggests, self.asks_how_it_stands, self.asks_too])
            elsewhere.execute("ROLLBACK")

    async def the_bot_is_killed(self) -> None:
        """As by a power cut; people go on while it is away, and then it comes back."""
        await self.hall.stage.kill_bot()
        await self.go_on(2, deeds=[self.presses_while_away, self.writes, self.plays])
        # A bot that starts lists the members of every channel: that is a minute's worth of its calls.
        await self.hall.begin_minute()
        await self.hall.stage.start_bot()

    async def presses_while_away(self) -> None:
        await self.presses(self.someone, self.dice.choice([ids.CLAIM_TAKE, ids.LISTEN_OPEN]))

    async def types(self, text: str, who: Member | None = None) -> None:
        await (who or self.someone).types(self.room.channel, ids.CLIP, text)

    async def presses(self, who: Member, action: str) -> None:
        card = await self.room.card(self.alias)
        await who.presses(self.room.channel, card["ts"], action)

    async def post(self, path: str, **arguments: object) -> Json:
        return await self.hall.stage.workspace.post(path, channel=self.room.channel, **arguments)

    async def still_heard(self) -> list[str]:
        """The links that still lead to a byte of sound, by opening them anew and in pages that are open."""
        return [player.link for player in self.players if await sound_of(player)]

    async def close(self) -> None:
        await asyncio.gather(*(player.browser.close() for player in self.players))


async def sound_of(player: Player) -> bytes:
    """What a browser at this link hears; it presses Play if nobody has."""
    if player.page is None:
        async with player.browser.post(player.link) as page:
            if page.status == 200:
                player.page = str(page.url)
    if player.page is None:
        return b""
    async with player.browser.get(f"{player.page}/audio") as sound:
        return await sound.read() if sound.content_type.startswith("audio/") else b""
