"""What a fault does to a request: before the call takes effect, or after."""

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Fault


async def apply_before(request: web.Request, fault: Fault, clock: Clock) -> web.StreamResponse | None:
    """The failed answer; nothing when the call goes on."""
    if fault.delay_seconds is not None:
        await clock.sleep(fault.delay_seconds)
        return None
    if fault.reset == "before":
        return drop(request)
    if fault.status is not None:
        return web.Response(status=fault.status, text="")
    if fault.error is not None:
        return _refused(fault)
    return None


def apply_after(request: web.Request, fault: Fault) -> None:
    if fault.reset == "after":
        drop(request)


def drop(request: web.Request) -> web.StreamResponse:
    """Cuts the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


def _refused(fault: Fault) -> web.StreamResponse:
    body = {"ok": False, "error": fault.error}
    if fault.error in {"ratelimited", "rate_limited"}:
        headers = {"Retry-After": str(1 if fault.retry_after is None else fault.retry_after)}
        return web.json_response(body, status=429, headers=headers)
    return web.json_response(body)
