"""The moderators at work on the flagged clips of one room, and what they see."""

from bot.demo.people import Json, Member, said, until
from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room

MODERATORS = "C0MODS0001"
LEADS = "C0LEADS001"


class Moderators:
    def __init__(self, hall: Hall, room: Room) -> None:
        self.hall = hall
        self.room = room
        self.noor, self.felix = hall.moderators

    async def types(self, who: Member, text: str) -> str:
        return await self.room.types(who, text, command=ids.CLIP_REVIEW, channel=MODERATORS)

    async def flagged(self, category: str) -> str:
        """The alias of a clip that a peer has just flagged."""
        alias = await self.room.asks()
        await self.room.types(self.room.peers[0], f"flag {alias} {category} something in it")
        return alias

    async def sees(
        self,
        words: str,
        *,
        about: str,
        who: Member | None = None,
        channel: str = MODERATORS,
        after: Json | None = None,
    ) -> Json:
        """The latest message there about this, once it says these words and is newer than `after`."""
        who = who or self.noor
        oldest = after["ts"] if after else ""

        async def look() -> Json | None:
            shown = [found for found in await who.sees(channel) if not found["is_ephemeral"]]
            about_it = [found for found in shown if about in said(found) and found["ts"] > oldest]
            return about_it[-1] if about_it and words in said(about_it[-1]) else None

        return await until(look, f"“{words}” about {about} in {channel}")

    async def presses(self, who: Member, message: Json, action_id: str) -> None:
        answer = await who.presses(MODERATORS, message["ts"], action_id)
        assert answer["outcome"] == "acked", answer["shown"]
