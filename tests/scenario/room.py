"""One help channel with its people, as a story sees it: what they do, and what each of them then sees."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.people import Json, Member, said, until
from bot.demo.stage import Stage
from handlers import ids

_ALIAS = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")

TRUTH = "set a timer for fifteen minutes"


@dataclass
class Room:
    stage: Stage
    language: str
    channel: str
    asker: Member
    peers: list[Member]
    clips: list[str]
    """References of clips that nobody has asked about yet."""
    long_clip: str
    private_clip: str
    """Its owner has not agreed that people listen to it."""

    def stranger(self, user: str) -> Member:
        return self.stage.workspace.member(user)

    async def asks(self, note: str = "") -> str:
        """Asks about a fresh clip and waits for its card; its alias, as people read it."""
        alias = alias_in(await self.types(self.asker, f"ask {self.clips.pop(0)} {note}"))
        await self.card(alias)
        return alias

    async def types(
        self, who: Member, text: str, *, command: str = ids.CLIP, channel: str | None = None
    ) -> str:
        """What the member sees after typing a command."""
        where = channel or self.channel
        answer = await who.types(where, command, text)
        assert answer["outcome"] == "acked", answer["shown"]
        return said(await self.whispered(who, where))

    async def whispered(self, who: Member, channel: str | None = None, *, words: str = "") -> Json:
        """The latest message that only this member sees, once it has these words."""

        async def look() -> Json | None:
            whispers = [found for found in await who.sees(channel or self.channel) if found["is_ephemeral"]]
            return whispers[-1] if whispers and words in said(whispers[-1]) else None

        return await until(look, f"“{words}”, for {who.user} only")

    async def card(self, alias: str, *words: str) -> Json:
        """The clip's help card, the latest if it was asked about again, once it says these words."""

        async def look() -> Json | None:
            found = [message for message in await self.cards() if alias in said(message)]
            return found[-1] if found and all(word in said(found[-1]) for word in words) else None

        return await until(look, f"the card of {alias} with {words}")

    async def alias_of_latest_card(self) -> str:
        async def look() -> str | None:
            cards = await self.cards()
            return alias_in(said(cards[-1])) if cards else None

        return await until(look, "a card")

    async def cards(self) -> list[Json]:
        """Every message of the bot in the channel that all see, threads left out."""
        messages = await self.asker.sees(self.channel)
        return [found for found in messages if not found["is_ephemeral"] and found.get("bot_id")]

    async def thread(self, alias: str) -> list[Json]:
        card = await self.card(alias)
        found = await self.asker.sees(self.channel, thread_ts=card["ts"])
        return [message for message in found if message["ts"] != card["ts"]]

    async def presses(self, who: Member, alias: str, action_id: str, **more: str) -> Json:
        """A button of the card; how Slack's delivery of it went."""
        card = await self.card(alias)
        answer = await who.presses(self.channel, card["ts"], action_id, **more)
        assert answer["outcome"] == "acked", answer["shown"]
        return answer

    async def chooses(self, who: Member, alias: str, option: str) -> Json:
        """An option of the card's overflow menu."""
        chosen = f"{option}:{alias.replace('-', '')}"
        return await self.presses(who, alias, ids.CARD_MORE, selected_option=chosen)

    async def takes(self, who: Member, alias: str) -> Json:
        """“I'll take it”; the form that opens."""
        await self.presses(who, alias, ids.CLAIM_TAKE)
        return await who.opened(ids.SUGGEST_MODAL)

    async def until_said(self, saying: Callable[[], Awaitable[str]], *words: str) -> str:
        """What is said, once these words are in it."""

        async def look() -> str | None:
            text = await saying()
            return text if all(word in text for word in words) else None

        return await until(look, f"an answer with {words}")

    async def suggests(self, who: Member, alias: str, text: str = TRUTH) -> str:
        return await self.types(who, f"suggest {alias} {text}")

    async def agrees(self, alias: str, text: str = TRUTH) -> None:
        """Three peers hear the same, and it is written."""
        for peer in self.peers[:3]:
            await self.suggests(peer, alias, text)
        await self.card(alias, "saved")

    async def told(self, who: Member, *words: str) -> Json:
        """The direct message with these words, once it is there."""

        async def look() -> Json | None:
            found = [
                message
                for message in await who.sees(who.user)
                if all(word in said(message) for word in words)
            ]
            return found[-1] if found else None

        return await until(look, f"a direct message to {who.user} with {words}")


def alias_in(text: str) -> str:
    """The first alias in a text, as people read it."""
    found = _ALIAS.search(text)
    assert found, f"no alias in: {text}"
    return found.group()


def bare(alias: str) -> str:
    """The alias as the log and the buttons have it."""
    return alias.replace("-", "")


def values(**fields: object) -> Json:
    """What is typed and chosen in a modal, by its inputs' names in `handlers.ids`."""
    return {getattr(ids, name): {getattr(ids, name): value} for name, value in fields.items()}
