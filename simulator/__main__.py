"""`python -m simulator`: starts a workspace, prints one line of JSON that says where, and stays up."""

import argparse
import asyncio
import json
import random
import signal
import socket
import sys
import time
from pathlib import Path

import aiohttp
import yaml
from aiohttp import web
from pydantic import ValidationError

from simulator.manifest import load_manifest
from simulator.rate_limits import LimitsMode
from simulator.seed import load_seed
from simulator.server import Plan, make_application, make_workspace
from simulator.workspace import Workspace

_SHUTDOWN_SECONDS = 1.0
_VERIFY_ATTEMPTS = 60
_VERIFY_PAUSE_SECONDS = 0.5


def main() -> int:
    options = _options()
    with _listening(options.listen) as listener:
        try:
            plan = _plan(options, listener)
        except (OSError, ValidationError, yaml.YAMLError) as exc:
            print(f"The workspace cannot be made: {exc}", file=sys.stderr)
            return 2
        asyncio.run(_serve(plan, listener, options.request_url))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="the Slack app's manifest, YAML")
    parser.add_argument("--seed", type=Path, required=True, help="the people and channels, YAML")
    parser.add_argument("--listen", default="127.0.0.1:0", help="host:port; port 0 takes a free one")
    parser.add_argument("--record", type=Path, help="a file that gets every call and delivery as a JSON line")
    parser.add_argument(
        "--limits",
        type=LimitsMode,
        choices=list(LimitsMode),
        default=LimitsMode.SLACK,
        help="how often the app may call: Slack's limits with the bursts that it tolerates, strict, or off",
    )
    parser.add_argument("--request-url", help="where to deliver by HTTP when no socket is connected")
    return parser.parse_args()


def _listening(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_server((host or "127.0.0.1", int(port)))


def _plan(options: argparse.Namespace, listener: socket.socket) -> Plan:
    host, port = listener.getsockname()[:2]
    return Plan(
        manifest=load_manifest(options.manifest),
        seed=load_seed(options.seed),
        base_url=f"http://{host}:{port}/",
        record_path=options.record,
        real_seconds=time.time,
        randomness=random.SystemRandom(),
        limits=options.limits,
    )


async def _serve(plan: Plan, listener: socket.socket, request_url: str | None) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with aiohttp.ClientSession() as session:
        workspace = make_workspace(plan, session)
        runner = web.AppRunner(
            make_application(workspace), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS
        )
        await runner.setup()
        await web.SockSite(runner, listener).start()
        _use_request_url(workspace, request_url)
        print(json.dumps(_whereabouts(plan, workspace)), flush=True)
        await stopped.wait()
        await workspace.machinery.hub.close()
        await workspace.delivery.close()
        await runner.cleanup()
        workspace.record.close()


def _whereabouts(plan: Plan, workspace: Workspace) -> dict[str, str]:
    return {
        "api": f"{plan.base_url}api/",
        "page": plan.base_url,
        "control": f"{plan.base_url}control/",
        "bot_token": workspace.app.bot_token,
        "app_token": workspace.app.app_token,
        "signing_secret": workspace.app.signing_secret,
        "client_id": workspace.app.client_id,
        "client_secret": workspace.app.client_secret,
    }


def _use_request_url(workspace: Workspace, request_url: str | None) -> None:
    if request_url is not None:
        workspace.delivery.use_request_url(request_url)
        workspace.delivery.in_background(_verify(workspace, request_url))


async def _verify(workspace: Workspace, request_url: str) -> None:
    # The app usually starts after the workspace that it asks for its tokens.
    for _ in range(_VERIFY_ATTEMPTS):
        if await workspace.delivery.verify_request_url(request_url):
            return
        await workspace.clock.sleep(_VERIFY_PAUSE_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
