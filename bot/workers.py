"""A part of the composition root: what stands, and what works beside the doors, wired together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.annotation_ports import AnnotationStore
from bot.background import Background
from bot.config import Settings
from bot.policy import Policy
from bot.ports import Clock
from bot.review_ports import Pager
from bot.services.clips import Clips
from bot.services.desk import Desk, Shelves
from bot.services.feed import Feed, Shelf
from bot.services.following import Following
from bot.services.paging import Paging
from bot.services.recall import Recall
from bot.services.reconciler import Outside, Reconciler
from bot.services.store_gate import StoreGate
from bot.services.sweep import Sweep
from bot.services.upkeep import Upkeep
from bot.services.write_back import WriteBack
from handlers.admins_token import look_at_admins_token
from handlers.feed_notices import SlackFeedNotices
from handlers.identity import Identity
from handlers.messages import SlackMessages
from handlers.operators import SlackOperators
from handlers.pacing import Pacing
from handlers.pagerduty import PagerDuty
from handlers.panic_notices import SlackPanicNotices
from handlers.people import SlackPeople
from handlers.receipt import Logs, SlackCopies
from handlers.surfaces import Places, SlackSurfaces
from storage.redis.opening import RedisStores
from storage.sealing import Secrets


@dataclass(frozen=True, kw_only=True)
class Core:
    """What stands without Slack: stores, keys and clock."""

    settings: Settings
    secrets: Secrets
    stores: RedisStores
    annotations: AnnotationStore

    @property
    def clock(self) -> Clock:
        return self.stores.redis_clock


@dataclass(frozen=True, kw_only=True)
class Slack:
    """One workspace: the calls to it, and who we are there."""

    client: AsyncWebClient
    session: aiohttp.ClientSession
    identity: Identity
    people: SlackPeople
    background: Background


def clips_of(core: Core, policy: Policy) -> Clips:
    return Clips(
        annotations=core.annotations,
        store=core.stores.cases,
        alias_key=core.secrets.alias_key,
        policy=policy,
    )


def desk_of(core: Core, policy: Policy) -> Desk:
    return Desk(
        shelves=Shelves(
            cases=core.stores.cases,
            people=core.stores.people,
            links=core.stores.links,
            panics=core.stores.panics,
            moderators=core.stores.moderators,
        ),
        clips=clips_of(core, policy),
        policy=policy,
        clock=core.clock,
    )


def upkeep_of(core: Core, desk: Desk, slack: Slack, gate: StoreGate) -> Upkeep:
    operators = SlackOperators(
        messages=SlackMessages(client=slack.client, pacing=Pacing()),
        channel=desk.policy.channels.operators,
        channels=slack.people.channel_id,
    )
    return Upkeep(due=core.stores.due, operators=operators, trouble=lambda: gate.trouble)


def store_watch_of(gate: StoreGate, upkeep: Upkeep) -> Callable[[], Awaitable[None]]:
    """Looks after a store that was away or wrong at the start; operators are told of news at once."""

    async def look() -> None:
        if await gate.look():
            await upkeep.look()

    return look


def sweep_of(core: Core, desk: Desk, slack: Slack) -> Sweep:
    notices = SlackPanicNotices(
        messages=SlackMessages(client=slack.client, pacing=Pacing()),
        log=core.stores.surfaces,
        policy=desk.policy,
        clock=core.clock,
        channels=slack.people.channel_id,
    )
    return Sweep(
        panics=core.stores.panics,
        cases=core.stores.cases,
        due=core.stores.due,
        agreed=core.stores.agreed,
        notices=notices,
        policy=desk.policy,
    )


def feed_of(core: Core, desk: Desk, slack: Slack, *, holder: str) -> Feed:
    notices = SlackFeedNotices(
        messages=SlackMessages(client=slack.client, pacing=Pacing()),
        log=core.stores.surfaces,
        policy=desk.policy,
        clock=core.clock,
        channels=slack.people.channel_id,
    )
    return Feed(
        desk=desk,
        following=Following(desk=desk, clips=clips_of(core, desk.policy), store=core.stores.feed),
        annotations=core.annotations,
        shelf=Shelf(store=core.stores.feed, cases=core.stores.cases, walk=core.stores.walk),
        notices=notices,
        holder=holder,
    )


def reconciler_of(core: Core, desk: Desk, slack: Slack) -> Reconciler:
    pacing = Pacing()
    surfaces = SlackSurfaces(
        client=slack.client,
        log=core.stores.surfaces,
        policy=desk.policy,
        clock=core.clock,
        places=Places(
            channels=slack.people.channel_id,
            groups=slack.people.group_id,
            sharing=desk.panics.sharing,
            keep=core.stores.leaks.keep_place,
            workspace_url=slack.identity.url,
        ),
        pacing=pacing,
    )
    admin = _admin_client(core.settings, slack.client)
    if admin is not None:
        look = look_at_admins_token(admin=admin, bot=slack.client)
        slack.background.start(look, name="admins_token.look")
    copies = SlackCopies(
        client=slack.client,
        logs=Logs(surfaces=core.stores.surfaces, answers=core.stores.answers),
        policy=desk.policy,
        clock=core.clock,
        admin=admin,
        pacing=pacing,
    )
    return Reconciler(
        desk=desk,
        store=core.stores.cases,
        due=core.stores.due,
        people=core.stores.people,
        outside=Outside(
            surfaces=surfaces,
            copies=copies,
            write_back=WriteBack(
                desk=desk, annotations=core.annotations, pseudonym_key=core.secrets.pseudonym_key
            ),
            paging=Paging(desk=desk, pager=_pager(core.settings, slack.session)),
            recall=Recall(
                index=core.stores.leaks,
                agreed=core.stores.agreed,
                print_key=core.secrets.print_key,
                policy=desk.policy,
                clock=core.clock,
            ),
        ),
    )


def _pager(settings: Settings, session: aiohttp.ClientSession) -> Pager | None:
    key = settings.pagerduty_routing_key
    if key is None:
        return None
    return PagerDuty(session=session, url=settings.pagerduty_url, routing_key=key.get_secret_value())


def _admin_client(settings: Settings, bot: AsyncWebClient) -> AsyncWebClient | None:
    """Slack as an admin of the workspace, who alone can remove what members wrote."""
    token = settings.slack_admin_token
    if token is None:
        return None
    return AsyncWebClient(
        token=token.get_secret_value(), base_url=bot.base_url, session=bot.session, timeout=bot.timeout
    )
