"""The fake Label Studio as a process of its own, which can be slow and fail, and outlives whoever is killed.

`python -m tests.fakes.label_studio_process [--slow-ms N] [--failing SHARE --seed N]`

Its first line says where it is and whose tokens it takes. Annotations take `slow-ms` longer to write. Of the
calls by the bot's personal access token this share fails, in one of five ways: see `Weather`. No other fails.
"""

import argparse
import asyncio
import json
import random
from enum import StrEnum

from aiohttp import web

from tests.fakes.label_studio import FakeLabelStudio, Handler

BOT, PERSON = "second-ear@example.com", "maria@example.com"


class Weather(StrEnum):
    """What happens to a call that fails."""

    FAULT = "status 500, and nothing is done"
    PAGE = "an HTML page with status 502, and nothing is done"
    CUT_BEFORE = "the connection is cut before anything is done"
    CUT_AFTER = "it is done, and the connection is cut"
    SILENCE = "it is done, and no answer comes"


class Unsteady:
    """Makes calls slow, and some fail."""

    def __init__(self, *, slow_seconds: float, failing: float, seed: int) -> None:
        self._slow_seconds = slow_seconds
        self._failing = failing
        self._chance = random.Random(seed)  # noqa: S311 - a game of chance that can be repeated

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_writing = request.method == "POST" and request.path.endswith("/annotations/")
        if is_writing:
            await asyncio.sleep(self._slow_seconds)
        is_bot = request.headers.get("Authorization", "").startswith("Bearer ")
        if not is_bot or self._chance.random() >= self._failing:
            return await handler(request)
        # Only a write keeps silent: whether a look was carried out makes no difference.
        return await self._fail(
            request, handler, self._chance.choice(list(Weather)[: 5 if is_writing else 4])
        )

    async def _fail(self, request: web.Request, handler: Handler, weather: Weather) -> web.StreamResponse:
        if weather is Weather.FAULT:
            return web.json_response({"status_code": 500, "detail": "Internal error"}, status=500)
        if weather is Weather.PAGE:
            return web.Response(
                status=502, text="<html><title>Bad Gateway</title></html>", content_type="text/html"
            )
        response = web.StreamResponse() if weather is Weather.CUT_BEFORE else await handler(request)
        if weather is Weather.SILENCE:
            await asyncio.Event().wait()
        if request.transport:
            request.transport.close()
        return response


async def serve(*, slow_seconds: float, failing: float, seed: int) -> None:
    """Until it is killed."""
    fake = FakeLabelStudio()
    app = fake.application()
    app.middlewares.insert(0, Unsteady(slow_seconds=slow_seconds, failing=failing, seed=seed).middleware)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    person, bot = fake.memory.add_user(PERSON), fake.memory.add_user(BOT)
    told = {"root": f"http://{host}:{port}", "bot": bot.personal_token, "person": person.legacy_token}
    print(json.dumps(told), flush=True)  # noqa: T201 - whoever started it reads this
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slow-ms", type=float, default=0.0)
    parser.add_argument("--failing", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    asyncio.run(serve(slow_seconds=told.slow_ms / 1000, failing=told.failing, seed=told.seed))


if __name__ == "__main__":
    main()
