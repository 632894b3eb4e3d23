"""The scenes that only a Label Studio project has, after those of every store."""

import aiohttp

from bot.demo.label_studio import EXAMPLES, LabelStudioProject
from bot.demo.people import ActFailed, Json
from bot.demo.played import Played
from bot.demo.stage import Stage
from bot.demo.story import (
    AIKO,
    HELP_DE,
    HELP_EN,
    HELP_ES,
    JONAS,
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
    messages_in,
    new_card,
    suggest,
    uphold,
)
from handlers import ids
from handlers.hooks import LABEL_STUDIO_PATH


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


async def help_is_asked_for_in_label_studio(stage: Stage, played: Played) -> None:
    project = _project_of(stage)
    await project.tell(f"{stage.public_url.rstrip('/')}{LABEL_STUDIO_PATH}")
    viewer = stage.workspace.member(JONAS)
    before = await messages_in(viewer, HELP_DE)
    await project.tick("de-03", "needs help")
    card = await new_card(viewer, HELP_DE, played, "de-03", before=before)
    for who in (AIKO, RAVI, LENA):
        await suggest(stage, who, HELP_DE, card, TRUTH["de-03"])
    await closed(stage, HELP_DE, card, "agreed")
    played.written[alias_of(card)] = TRUTH["de-03"]


async def a_clip_is_marked_in_label_studio(stage: Stage, played: Played) -> None:
    card = await ask(stage, played, MIRA, HELP_ES, "es-03")
    await _project_of(stage).tick("es-03", "withheld")
    await closed(stage, HELP_ES, card, "withheld")
    await uphold(stage, alias_of(card))
    played.withheld.append(alias_of(card))


def _project_of(stage: Stage) -> LabelStudioProject:
    if not isinstance(stage.store, LabelStudioProject):
        raise ActFailed("this scene needs a stage over Label Studio")
    return stage.store


LABEL_STUDIO_SCENES: Scenes = (
    *SCENES,
    ("Somebody listens: the sound comes out of Label Studio", the_sound_comes_from_label_studio),
    (
        "Somebody ticks “needs help” in Label Studio: the clip comes by itself",
        help_is_asked_for_in_label_studio,
    ),
    ("Somebody ticks “withheld” there: sharing stops", a_clip_is_marked_in_label_studio),
)
