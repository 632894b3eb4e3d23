"""The composition root: opens what is needed, wires it, closes it in order. The only place that knows all."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.agreement import prepare
from bot.annotation_ports import AnnotationStore
from bot.background import Background, cancel
from bot.config import Settings, require_label_studio_token, require_pager, require_slack
from bot.errors import ConfigurationError, StoreAway, WorldError
from bot.keys import read_secrets
from bot.log import fault_lines
from bot.policy import Policy
from bot.ports import Clock, Waveforms
from bot.services.desk import Desk
from bot.services.leaks import Leaks
from bot.services.parked import ParkedWork
from bot.services.store_gate import StoreGate
from bot.workers import (
    Core,
    Slack,
    clips_of,
    desk_of,
    feed_of,
    reconciler_of,
    store_watch_of,
    sweep_of,
    upkeep_of,
)
from handlers.forms import OpenForms
from handlers.hooks import hook_routes, label_studio_routes
from handlers.identity import read_identity
from handlers.listen import Ledger, Listeners, Recordings, listen_routes
from handlers.people import SlackPeople
from handlers.router import build_slack_app
from handlers.screen import Screen
from handlers.visit import House
from handlers.web import Check, build_web_app
from storage.annotations.label_studio import reach_label_studio
from storage.annotations.label_studio_address import is_label_studio
from storage.annotations.sql import SqlAnnotationStore
from storage.annotations.sql_engine import open_engine
from storage.audio import AudioFolder
from storage.embedded import open_embedded
from storage.embedded_watch import EmbeddedWatch
from storage.peaks import open_waveforms
from storage.redis.opening import open_redis

_log = structlog.get_logger(__name__)

CALL_SECONDS = 10
CONNECT_SECONDS = 15.0
DRAIN_SECONDS = 5.0
CLOCK_REFRESH_SECONDS = 60.0
PEOPLE_REFRESH_SECONDS = 15 * 60.0
UPKEEP_SECONDS = 60.0
SWEEP_SECONDS = 1.0
FEED_SECONDS = 1.0
STORE_SECONDS = 1.0
EMBEDDED_SECONDS = 5.0
CONNECTIONS_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot that takes clicks; `address` is where its pages are, `died` says that it must be started anew."""

    desk: Desk
    address: str
    died: asyncio.Event


@asynccontextmanager
async def open_core(settings: Settings) -> AsyncIterator[Core]:
    """Stores, keys and clock; closed at the end, the bundled server with them.

    The annotation store is not asked yet: whoever needs it prepares it.
    """
    async with AsyncExitStack() as stack:
        keys = await asyncio.to_thread(read_secrets, settings)
        url = settings.redis_url
        if url is None:
            embedded = await open_embedded(settings.data_dir)
            stack.push_async_callback(embedded.close, stop=True)
            url = embedded.url
        stores = await open_redis(url, keys)
        stack.push_async_callback(stores.aclose)
        annotations = await _open_annotations(settings, stores.redis_clock, stack)
        yield Core(settings=settings, secrets=keys, stores=stores, annotations=annotations)


async def _open_annotations(settings: Settings, clock: Clock, stack: AsyncExitStack) -> AnnotationStore:
    if is_label_studio(settings.annotations_address):
        token = require_label_studio_token(settings)
        return await stack.enter_async_context(
            reach_label_studio(settings.annotations_address, token, clock=clock)
        )
    await asyncio.to_thread(settings.data_dir.mkdir, parents=True, exist_ok=True)
    engine = open_engine(settings.annotations_address)
    store = SqlAnnotationStore(engine, audio=AudioFolder(settings.audio_directory), clock=clock)
    stack.push_async_callback(store.close)
    return store


@asynccontextmanager
async def open_bot(settings: Settings, policy: Policy) -> AsyncIterator[Bot]:
    """A running bot. At the end it takes no more clicks, ends what is under way, closes what it opened."""
    require_slack(settings)
    require_pager(settings, policy)
    async with AsyncExitStack() as stack:
        core = await stack.enter_async_context(open_core(settings))
        gate = StoreGate(core.annotations, clock=core.clock)
        await gate.prepare()
        core = replace(core, annotations=gate)
        await asyncio.to_thread(prepare, [channel.language for channel in policy.help])
        slack = await _open_slack(core, policy, stack)
        desk = desk_of(core, policy)
        died = asyncio.Event()
        _start_loops(core, desk, slack, gate, stack, died)
        address = await _open_doors(core, desk, slack, gate, stack, died)
        if settings.public_url is None:
            _log.warning("bot.no_public_url", hint="Listen links work on this machine only")
        _log.info("bot.ready", address=address, has_socket=settings.slack_app_token is not None)
        yield Bot(desk=desk, address=address, died=died)
        _log.info("bot.closing")


async def _open_slack(core: Core, policy: Policy, stack: AsyncExitStack) -> Slack:
    settings = core.settings
    session = await stack.enter_async_context(_session())
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        session=session,
        timeout=CALL_SECONDS,
        # What is asked again, when, and in which order, is the reconciler's to say.
        retry_handlers=[],
    )
    background = Background()
    stack.push_async_callback(background.drain, seconds=DRAIN_SECONDS)
    identity = await read_identity(client)
    people = SlackPeople(
        client=client, policy=policy, identity=identity, store=core.stores.people, background=background
    )
    await people.open()
    return Slack(client=client, session=session, identity=identity, people=people, background=background)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=CALL_SECONDS),
        connector=aiohttp.TCPConnector(limit=CONNECTIONS_AT_ONCE),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def _start_loops(
    core: Core, desk: Desk, slack: Slack, gate: StoreGate, stack: AsyncExitStack, died: asyncio.Event
) -> None:
    reconciler = reconciler_of(core, desk, slack)
    stack.push_async_callback(reconciler.close, seconds=DRAIN_SECONDS)
    upkeep = upkeep_of(core, desk, slack, gate)
    loops = {
        "reconciler": reconciler.run(),
        "clock": _every(CLOCK_REFRESH_SECONDS, core.stores.redis_clock.refresh),
        "people": _every(PEOPLE_REFRESH_SECONDS, slack.people.refresh),
        "upkeep": _every(UPKEEP_SECONDS, upkeep.look),
        "sweep": _every(SWEEP_SECONDS, sweep_of(core, desk, slack).look),
    }
    if not gate.is_open:
        loops["store"] = _every(STORE_SECONDS, store_watch_of(gate, upkeep))
    if desk.policy.feed.on:
        feed = feed_of(core, desk, slack, holder=secrets.token_hex(8))
        stack.push_async_callback(feed.close)
        loops["feed"] = _every(FEED_SECONDS, feed.look)
    if core.settings.redis_url is None:
        watch = EmbeddedWatch(core.settings.data_dir, core.stores.check)
        loops["embedded"] = _every(EMBEDDED_SECONDS, watch.look)
    for name, work in loops.items():
        _start_loop(work, name, stack, died)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except WorldError as away:
            _log.warning("refresh.away", error=type(away).__name__)


def _start_loop(
    work: Coroutine[None, None, None], name: str, stack: AsyncExitStack, died: asyncio.Event
) -> None:
    """A task that lives as long as the bot. If it ends by itself, the bot must not look alive: `died`."""
    task = asyncio.create_task(work, name=name)

    def ended(done: asyncio.Task[None]) -> None:
        if not done.cancelled():
            error = done.exception()
            _log.critical("loop.died", loop=name, fault=fault_lines(error) if error else [])
            died.set()

    task.add_done_callback(ended)
    stack.push_async_callback(cancel, [task])


async def _open_doors(
    core: Core, desk: Desk, slack: Slack, gate: StoreGate, stack: AsyncExitStack, died: asyncio.Event
) -> str:
    """Opens HTTP first, because a click may answer with a link to it, then the socket."""
    settings = core.settings
    listener = socket.create_server((settings.listen_host, settings.listen_port))
    address = settings.public_url or f"http://{settings.listen_host}:{listener.getsockname()[1]}/"
    screen = Screen(client=slack.client, session=slack.session)
    house = House(
        desk=desk,
        parked=ParkedWork(desk=desk, due=core.stores.due),
        leaks=Leaks(
            desk=desk,
            cases=core.stores.cases,
            due=core.stores.due,
            clips=clips_of(core, desk.policy),
            index=core.stores.leaks,
            print_key=core.secrets.print_key,
        ),
        answers=core.stores.answers,
        people=slack.people,
        screen=screen,
        forms=OpenForms(log=core.stores.surfaces, cases=core.stores.cases, clock=core.clock, screen=screen),
        background=slack.background,
        identity=slack.identity,
        public_url=address,
    )
    secret = settings.slack_signing_secret
    app = build_slack_app(
        house,
        client=slack.client,
        signing_secret=secret.get_secret_value() if secret else None,
        new_reference=lambda: secrets.token_hex(4),
    )
    handler = _socket_handler(app, settings)
    pages = build_web_app(
        slack_app=app if secret else None,
        is_ready=_readiness(core, handler, died),
        remarks=gate.remarks,
        routes=_routes(core, desk, slack, address, await stack.enter_async_context(open_waveforms())),
    )
    await _serve(pages, listener, stack)
    if handler is not None:
        await _connect(handler, slack.client, stack)
    return address


def _routes(core: Core, desk: Desk, slack: Slack, address: str, waveforms: Waveforms) -> list[web.RouteDef]:
    """The player, and the webhooks when there is a secret to know their senders by."""
    hooks_secret = core.settings.hooks_secret
    hint_secret = core.settings.label_studio_hook_secret
    return [
        *listen_routes(
            links=core.stores.links,
            cases=core.stores.cases,
            recordings=Recordings(annotations=core.annotations, waveforms=waveforms),
            ledger=Ledger(
                desk=desk, background=slack.background, new_reference=partial(secrets.token_hex, 8)
            ),
            is_https=address.startswith("https:"),
            listeners=Listeners(
                actor_of=partial(slack.people.actor, team=None), name_of=slack.people.name_of
            ),
        ),
        *hook_routes(
            desk=desk,
            clock=core.clock,
            secret=hooks_secret.get_secret_value() if hooks_secret else None,
        ),
        *label_studio_routes(
            hint=core.stores.feed.hint,
            secret=hint_secret.get_secret_value() if hint_secret else None,
        ),
    ]


async def _serve(pages: web.Application, listener: socket.socket, stack: AsyncExitStack) -> None:
    # What a request holds in its address can be a link's secret, so nothing of it is logged.
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listener).start()


def _socket_handler(app: AsyncApp, settings: Settings) -> AsyncSocketModeHandler | None:
    if settings.slack_app_token is None:
        return None
    return AsyncSocketModeHandler(app, settings.slack_app_token.get_secret_value())


async def _connect(handler: AsyncSocketModeHandler, client: AsyncWebClient, stack: AsyncExitStack) -> None:
    """Socket Mode, with a clear word when it cannot be: the library would try a bad token for ever."""
    try:
        await client.apps_connections_open(app_token=handler.app_token)
    except SlackApiError as error:
        raise ConfigurationError(
            f"Slack refuses SLACK_APP_TOKEN ({error.response['error']}). It begins with xapp- and needs the "
            "scope connections:write, and Socket Mode must be on."
        ) from error
    stack.push_async_callback(handler.close_async)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            # The library leaves this one method without types.
            await handler.connect_async()  # type: ignore[no-untyped-call]
    except TimeoutError as error:
        raise ConfigurationError(
            f"Slack's socket did not open within {CONNECT_SECONDS:g} s. Is there a proxy in the way?"
        ) from error


def _readiness(core: Core, handler: AsyncSocketModeHandler | None, died: asyncio.Event) -> Check:
    async def problems() -> list[str]:
        found = ["a part of the bot has ended; start it anew"] if died.is_set() else []
        if handler is not None and not await handler.client.is_connected():
            found.append("Slack's socket is not connected")
        try:
            await core.stores.check()
        except StoreAway:
            found.append("the store does not answer")
        return found

    return problems
