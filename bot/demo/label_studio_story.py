"""The scenes that only a Label Studio project has, after those of every store.

Asks that come from the store itself belong here, too: a scene marks a task, and waits for the card.
"""

import aiohttp

from bot.demo.label_studio import EXAMPLES
from bot.demo.people import Json
from bot.demo.played import Played
from bot.demo.stage import Stage
from bot.demo.story import (
    AIKO,
    HELP_EN,
    LENA,
    MIRA,
    RAVI,
    SCENES,
    TRUTH,
    Scenes,
    alias_of,
    ask,
    closed,
    expect,
    suggest,
)
from handlers import ids


async def the_sound_comes_from_label_studio(stage: Stage, played: Played) -> None:
    card = await ask(stage, played, MIRA, HELP_EN, "en-05", "rain and what?")
    sound = await heard(stage, AIKO, HELP_EN, card)
    recorded = (EXAMPLES / "clips/en-05.wav").read_bytes()
    expect(sound == recorded, f"{len(sound):,} bytes were heard, which are not the recording's")
    for who in (AIKO, RAVI, LENA):
        await suggest(stage, who, HELP_EN, card, TRUTH["en-05"])
    await closed(stage, HELP_EN, card, "agreed")
    played.written[alias_of(card)] = TRUTH["en-05"]


async def heard(stage: Stage, who: str, channel: str, card: Json) -> bytes:
    """The recording as the player of this person gets it."""
    listener = stage.workspace.member(who)
    await listener.presses(channel, card["ts"], ids.LISTEN_OPEN)
    modal = await listener.opened(ids.LISTEN_MODAL)
    buttons = [button for block in modal["blocks"] for button in block.get("elements", ())]
    link = next(str(button["url"]) for button in buttons if button.get("action_id") == ids.LISTEN_LINK)
    async with stage.session.post(link, allow_redirects=False) as pressed:
        cookie = pressed.headers.get("Set-Cookie", "").partition(";")[0]
    player = link.rpartition("/")[0]
    try:
        async with stage.session.get(f"{player}/audio", headers={"Cookie": cookie}) as sound:
            return await sound.read()
    except aiohttp.ClientError:
        return b""


LABEL_STUDIO_SCENES: Scenes = (
    *SCENES,
    ("Somebody listens: the sound comes out of Label Studio", the_sound_comes_from_label_studio),
)
