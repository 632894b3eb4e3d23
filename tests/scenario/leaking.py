"""What people bring from a clip's thread into other channels, and what then becomes of it."""

import base64
import io
import wave
from dataclasses import dataclass

from bot.demo.people import Json, Member, said, until
from tests.scenario.hall import LUNCH, Hall
from tests.scenario.room import Room, bare

MODERATORS = "C0MODS0001"
SITE = "https://second-ear.slack.com/"


@dataclass
class Leaking:
    hall: Hall
    room: Room

    @property
    def author(self) -> Member:
        return self.room.peers[0]

    @property
    def secret(self) -> str:
        """Words that are agreed on in no other room, whichever five of them stand in a row."""
        word = self.room.language.replace("-", "")
        return f"call {word} doctor anwar {word} about the {word} rash"

    async def writes(self, text: str, *, channel: str = LUNCH, **more: object) -> Json:
        """The author writes, by hand; or with `edit_ts` edits what they wrote."""
        return await self.hall.stage.workspace.post(
            "message", user=self.author.user, channel=channel, text=text, **more
        )

    async def uploads(self, name: str, *, channel: str = LUNCH, seconds: float = 1.0) -> Json:
        content = base64.b64encode(silence(seconds)).decode()
        return await self.hall.stage.workspace.post(
            "file", user=self.author.user, channel=channel, filename=name, content_base64=content
        )

    async def deletes(self, written: Json) -> None:
        await self.hall.stage.workspace.post(
            "message_delete", user=self.author.user, channel=written["channel"], ts=written["ts"]
        )

    async def link_to_card(self, alias: str) -> str:
        return link_to(self.room.channel, (await self.room.card(alias))["ts"])

    async def note(self, alias: str, *words: str) -> str:
        """The moderators' note of a leak of this clip, once it says these words."""
        return await self._note(f"Leak of clip {alias}", words)

    async def none(self, alias: str, *words: str) -> str:
        """The moderators' note that it is no leak of this clip, once it says these words."""
        return await self._note(f"No leak of clip {alias}", words)

    async def _note(self, title: str, words: tuple[str, ...]) -> str:
        moderator, _ = self.hall.moderators

        async def look() -> str | None:
            shown = [said(found) for found in await moderator.sees(MODERATORS)]
            notes = [text for text in shown if title in text]
            return notes[-1] if notes and all(word in notes[-1] for word in words) else None

        return await until(look, f"a note “{title}” with {words}")

    async def noticed(self, alias: str) -> list[str]:
        """What the log has of leaks of this clip."""
        return [kind for kind in await self.hall.kinds(bare(alias)) if kind.startswith("leak_")]


def link_to(channel: str, ts: str) -> str:
    return f"{SITE}archives/{channel}/p{ts.replace('.', '')}"


def silence(seconds: float) -> bytes:
    """A WAV file of this length."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(2 * round(8000 * seconds)))
    return sound.getvalue()
