"""Panics in Redis: one place where they are switched, and a copy beside the cases of every partition.

A script touches one slot. So a switch is decided in one partition, and is then brought to all of them before
whoever made it hears that it is done; each sharing check reads its case and the copy beside it together.
"""

import hashlib
import hmac

from bot.domain.case import Case
from bot.domain.commands import Sharing
from bot.domain.panic import Panic, PanicEvent, scopes_of
from bot.errors import Conflict
from storage import keys
from storage.keys import PARTITIONS, milliseconds, moment, partition_of
from storage.redis.client import Argument, Server
from storage.sealing import Secrets

_MAC, _SWEPT = "mac:", "swept:"
_PAGE = 500


class RedisPanicStore:
    """PanicStore in Redis."""

    def __init__(self, server: Server, secrets: Secrets) -> None:
        self._server = server
        self._chain_key = secrets.chain_key

    async def panics(self) -> dict[str, Panic]:
        (found,) = await self._server.ask(("HGETALL", keys.PANICS))
        kept = {name: text for name, text in found.items() if not name.startswith((_MAC, _SWEPT))}
        return {
            scope: Panic.model_validate_json(text).model_copy(
                update={"swept_turn": int(found.get(f"{_SWEPT}{scope}", 0))}
            )
            for scope, text in kept.items()
        }

    async def switch(self, after: Panic, event: PanicEvent) -> None:
        (before,) = await self._server.ask(("HGET", keys.PANICS, f"{_MAC}{after.scope}"))
        line = event.model_dump_json()
        document = after.model_copy(update={"swept_turn": 0}).model_dump_json()
        code = self._code(before or "", line)
        arguments: list[Argument] = [after.scope, after.revision - 1, document, line, before or "", code]
        if not await self._server.run("switch_sharing", [keys.PANICS, keys.PANIC_LOG], arguments):
            raise Conflict(f"{after.scope} was switched meanwhile")
        await self.spread(after)

    async def spread(self, panic: Panic) -> None:
        at = milliseconds(panic.switched_at) if panic.switched_at else 0
        arguments: list[Argument] = [panic.scope, panic.turn, at]
        calls = [([keys.panic(partition)], arguments) for partition in range(PARTITIONS)]
        await self._server.run_each("spread_panic", calls)

    async def sharing(self, case: Case) -> Sharing:
        at = partition_of(case.alias)
        (found,) = await self._server.ask(("HMGET", keys.panic(at), *scopes_of(case)))
        switches = [tuple(map(int, value.split(":"))) for value in found if value]
        return Sharing(
            is_stopped=any(turn % 2 for turn, _ in switches),
            epoch=sum(turn for turn, _ in switches),
            since=moment(max(at for _, at in switches)) if switches else None,
        )

    async def record_swept(self, panic: Panic) -> None:
        await self._server.ask(("HSET", keys.PANICS, f"{_SWEPT}{panic.scope}", panic.turn))

    async def log(self) -> list[tuple[PanicEvent, bool]]:
        """Every line of the log of panics, and whether its code follows from the line before it."""
        lines: list[tuple[PanicEvent, bool]] = []
        codes: dict[str, str] = {}
        after = "-"
        while True:
            (page,) = await self._server.ask(("XRANGE", keys.PANIC_LOG, after, "+", "COUNT", _PAGE))
            for _, fields in page:
                is_sound = fields["mac"] == self._code(codes.get(fields["scope"], ""), fields["event"])
                codes[fields["scope"]] = fields["mac"]
                lines.append((PanicEvent.model_validate_json(fields["event"]), is_sound))
            if len(page) < _PAGE:
                return lines
            after = f"({page[-1][0]}"

    async def verify(self) -> list[str]:
        """What is wrong with the log of panics, a sentence each; empty when nothing is."""
        lines = await self.log()
        problems = [
            f"panic_log: a line of {event.scope} before {event.at:%Y-%m-%d %H:%M:%S} was altered or removed"
            for event, is_sound in lines
            if not is_sound
        ]
        # Each revision has one line, so lines that are missing at the end are noticed too.
        for scope, panic in (await self.panics()).items():
            missing = panic.revision - sum(event.scope == scope for event, _ in lines)
            if missing:
                problems.append(f"panic_log: {missing:,} of {panic.revision:,} lines of {scope} are missing")
        return problems

    def _code(self, before: str, line: str) -> str:
        return hmac.new(self._chain_key, f"{before}\n{line}".encode(), hashlib.sha256).hexdigest()
