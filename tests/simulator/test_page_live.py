"""The page's live connection sends each window what changed in it, and nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from tests.simulator.page_reading import HELP, JON, MIRA, SECRET
from tests.simulator.running import PATIENCE_SECONDS, Json, Running


@dataclass
class Window:
    websocket: aiohttp.ClientWebSocketResponse

    async def turns_to(self, user: str, channel: str, **query: str) -> Json:
        words = "".join(f"&{name}={value}" for name, value in query.items())
        await self.websocket.send_json({"look": f"?user={user}&channel={channel}{words}"})
        return await self.news()

    async def news(self) -> Json:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                heard: Json = await self.websocket.receive_json()
                if heard:
                    return heard


@asynccontextmanager
async def window(running: Running) -> AsyncIterator[Window]:
    page = running.at["page"]
    websocket = await running.session.ws_connect(f"{page}page/live", origin=page.rstrip("/"))
    yield Window(websocket)
    await websocket.close()


def items(news: Json, name: str = "messages") -> str:
    return json.dumps(news.get("lists", {}).get(name, {}).get("items", {}))


async def test_a_change_is_sent_alone(running: Running) -> None:
    async with window(running) as mira:
        everything = await mira.turns_to(MIRA, HELP)

        await running.control("message", user=JON, channel=HELP, text="news")
        news = await mira.news()

    assert {"nav", "head", "foot", "modal"} <= set(everything["regions"])
    assert "news" in items(news)
    assert "foot" not in news.get("regions", {})
    assert len(news["lists"]["messages"]["items"]) == 2  # the message, and the day before it


async def test_nothing_of_a_closed_channel_reaches_who_is_outside(running: Running) -> None:
    async with window(running) as jon:
        shown = await jon.turns_to(JON, SECRET)
        await running.control("message", user=MIRA, channel=SECRET, text="hush")
        await running.control("message", user=MIRA, channel=HELP, text="loud")
        news = await jon.news()

    assert shown["at"]["channel"] == HELP
    assert "secret" not in json.dumps(shown)
    assert "hush" not in json.dumps(news)


async def test_who_is_made_anew_elsewhere_is_told_to_choose_again(running: Running) -> None:
    async with window(running) as stranger:
        news = await stranger.turns_to("U0NOBODY", HELP)

    assert news == {"nobody": True}


async def test_nonsense_is_passed_over(running: Running) -> None:
    async with window(running) as mira:
        for word in ("", "nonsense", "[]", '{"read": 3}', '{"look": {}}', '{"read": "9999999999.0"}'):
            await mira.websocket.send_str(word)
        everything = await mira.turns_to(MIRA, HELP)
        await mira.websocket.send_json({"read": "9999999999.000000"})
        await running.control("message", user=JON, channel=HELP, text="news")
        news = await mira.news()

    assert everything["at"]["user"] == MIRA
    assert "news" in items(news)


async def test_a_mark_of_reading_takes_the_news_from_the_list(running: Running) -> None:
    async with window(running) as mira, window(running) as elsewhere:
        await mira.turns_to(MIRA, HELP)
        await elsewhere.turns_to(MIRA, "C0OTHER001")
        posted = await running.control("message", user=JON, channel=HELP, text=f"<@{MIRA}>")
        marked = (await elsewhere.news())["regions"]["nav"][1]

        await mira.websocket.send_json({"read": posted["ts"]})
        cleared = (await elsewhere.news())["regions"]["nav"][1]

    assert (">1 new<" in marked, ">1 new<" in cleared) == (True, False)
