"""What an admin's token can take away after a stop: members' own messages, wherever they brought the clip."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.case import Copy, CopyKind, CopyState, State
from handlers.receipt import Logs, SlackCopies
from storage.memory.opening import open_memory
from tests.unit.handlers.cases import AIKO, ALIAS, LEAK, LEAK_GONE, NOW, POLICY, case_in
from tests.unit.handlers.house import StillClock

CLOCK = StillClock(NOW)


@dataclass
class Desert:
    """A Slack that knows one method, and answers it in one way."""

    answer: dict[str, object] = field(default_factory=lambda: {"ok": True})
    deleted: list[tuple[str, str, str]] = field(default_factory=list)

    async def delete(self, request: web.Request) -> web.Response:
        said = {**request.query, **await request.post()}
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.deleted.append((token, str(said["channel"]), str(said["ts"])))
        return web.json_response(self.answer)


@asynccontextmanager
async def counting(desert: Desert, *, has_admin: bool = True) -> AsyncIterator[SlackCopies]:
    app = web.Application()
    app.router.add_post("/api/chat.delete", desert.delete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    async with aiohttp.ClientSession() as session:

        def client(token: str) -> AsyncWebClient:
            return AsyncWebClient(token=token, base_url=address, session=session)

        stores = open_memory(CLOCK)
        await stores.answers.keep_answer(ALIAS, AIKO)
        yield SlackCopies(
            client=client("xoxb-bot"),
            logs=Logs(surfaces=stores.surfaces, answers=stores.answers),
            policy=POLICY,
            clock=CLOCK,
            admin=client("xoxp-admin") if has_admin else None,
        )
    await runner.cleanup()


async def counted(desert: Desert, kind: CopyKind, *, leak: object = LEAK, has_admin: bool = True) -> Copy:
    async with counting(desert, has_admin=has_admin) as copies:
        found = await copies.count(case_in(State.WITHHELD, leaks=(leak,)))
    (copy,) = [copy for copy in found if copy.kind is kind]
    return copy


async def test_with_an_admins_token_a_leak_is_removed_by_it() -> None:
    desert = Desert()

    copy = await counted(desert, CopyKind.LEAKED_QUOTE)

    assert (copy.state, copy.removed_at, copy.place) == (CopyState.REMOVED, NOW, LEAK.place)
    assert desert.deleted == [("xoxp-admin", *LEAK.place.split("/"))]


async def test_a_leak_that_the_admin_may_not_remove_stays_its_authors() -> None:
    copy = await counted(Desert({"ok": False, "error": "cant_delete_message"}), CopyKind.LEAKED_QUOTE)

    assert copy.state is CopyState.MEMBERS_OWN


async def test_without_an_admin_nobody_tries() -> None:
    desert = Desert()

    copy = await counted(desert, CopyKind.LEAKED_QUOTE, has_admin=False)

    assert (copy.state, desert.deleted) == (CopyState.MEMBERS_OWN, [])


async def test_a_leak_that_its_author_removed_keeps_that_time() -> None:
    desert = Desert()

    copy = await counted(desert, CopyKind.LEAKED_QUOTE, leak=LEAK_GONE)

    assert (copy.state, copy.removed_at, desert.deleted) == (CopyState.GONE, LEAK_GONE.gone_at, [])


async def test_an_answer_that_one_person_saw_is_a_copy_by_their_name() -> None:
    copy = await counted(Desert(), CopyKind.ANSWER)

    assert (copy.place, copy.state) == (AIKO, CopyState.BEYOND_RECALL)
