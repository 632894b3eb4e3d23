"""The parts put together: a workspace made from its files, and the HTTP application that serves it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from simulator.clock import Clock
from simulator.control import control_routes
from simulator.delivery import Delivery, Surroundings
from simulator.events import EventFeed
from simulator.faults import Faults
from simulator.files import Files
from simulator.files_http import file_routes
from simulator.hooks import hook_routes
from simulator.http_delivery import HttpDelivery
from simulator.ids import Ids
from simulator.installation import Installation, install
from simulator.manifest import Manifest
from simulator.oauth import Oauth
from simulator.oauth_page import oauth_routes
from simulator.page import page_routes
from simulator.page.developers import developer_routes
from simulator.rate_limits import LimitsMode, RateLimits
from simulator.record import Record
from simulator.response_urls import ResponseUrls
from simulator.seed import Seed
from simulator.sockets import SocketHub
from simulator.tokens import Tokens
from simulator.triggers import Triggers
from simulator.views import Views
from simulator.web_api import web_api_routes
from simulator.workspace import Machinery, Workspace, populate

# A body with a view of 250 KB, form-encoded, fits.
_LONGEST_BODY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """What a workspace is made of and where it listens."""

    manifest: Manifest
    seed: Seed
    base_url: str
    record_path: Path | None
    real_seconds: Callable[[], float]
    randomness: random.Random
    limits: LimitsMode = LimitsMode.SLACK


def make_workspace(plan: Plan, session: aiohttp.ClientSession) -> Workspace:
    clock = Clock(plan.real_seconds)
    ids = Ids(plan.randomness, clock)
    app = install(plan.manifest, plan.seed.team, ids, int(clock.now()))
    machinery = _machinery(plan, app, clock, ids, session)
    workspace = Workspace(
        app=app,
        machinery=machinery,
        views=Views(app, ids),
        triggers=Triggers(clock, ids),
        response_urls=ResponseUrls(app, clock, ids, f"{plan.base_url}hooks/"),
        files=Files(app, clock, ids, plan.base_url),
        oauth=Oauth(app, machinery.tokens, clock, ids),
    )
    populate(workspace, plan.seed)
    return workspace


def make_application(workspace: Workspace) -> web.Application:
    application = web.Application(client_max_size=_LONGEST_BODY_BYTES)
    application.on_response_prepare.append(workspace.changes.noticed)
    application.add_routes(
        [
            *web_api_routes(workspace),
            *control_routes(workspace),
            *hook_routes(workspace),
            *file_routes(workspace),
            *oauth_routes(workspace),
            web.get("/link/", workspace.machinery.hub.handle),
            *page_routes(workspace),
            *developer_routes(workspace),
        ]
    )
    return application


def _machinery(
    plan: Plan, app: Installation, clock: Clock, ids: Ids, session: aiohttp.ClientSession
) -> Machinery:
    record = Record(clock, plan.record_path)
    faults = Faults(record)
    limits = RateLimits(clock, plan.limits)
    hub = SocketHub(app, clock, ids, record)
    delivery = Delivery(hub, HttpDelivery(app, clock, session), Surroundings(clock, ids, record, faults))
    events = EventFeed(app, delivery, clock, ids, limits)
    return Machinery(clock, ids, record, faults, limits, Tokens(app, clock), hub, delivery, events)
