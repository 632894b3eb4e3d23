"""How far the annotation store was read, and which requests wait, in Redis: all of it in one partition."""

from datetime import datetime, timedelta

from bot.domain.feed import Line, Queued
from bot.domain.ids import Alias, Language
from bot.feed_ports import Progress
from bot.ports import Clock
from storage import keys
from storage.keys import milliseconds
from storage.redis.client import Server
from storage.sealing import CaseKeys

_PROGRESS, _HINTS, _LINE = "progress", "hints", "line:"
_WALK_ENDS = "0"


class RedisFeedStore:
    """FeedStore in Redis. What a request says of its clip is sealed."""

    def __init__(self, server: Server, case_keys: CaseKeys, clock: Clock) -> None:
        self._server = server
        self._case_keys = case_keys
        self._clock = clock

    async def take_turn(self, holder: str, *, lease: timedelta) -> bool:
        milliseconds_long = round(lease.total_seconds() * 1000)
        return bool(await self._server.run("take_turn", [keys.FEED_TURN], [holder, milliseconds_long]))

    async def end_turn(self, holder: str) -> None:
        await self._server.run("take_turn", [keys.FEED_TURN], [holder, 0])

    async def hint(self) -> None:
        await self._server.ask(("HINCRBY", keys.FEED, _HINTS, 1))

    async def hints(self) -> int:
        (count,) = await self._server.ask(("HGET", keys.FEED, _HINTS))
        return int(count or 0)

    async def progress(self) -> Progress:
        (text,) = await self._server.ask(("HGET", keys.FEED, _PROGRESS))
        if not text:
            return Progress()
        return Progress.model_validate_json(self._case_keys.open_early(_PROGRESS, text))

    async def record_progress(self, progress: Progress) -> None:
        # The place of its cursor may be a clip's reference.
        sealed = self._case_keys.seal_early(_PROGRESS, progress.model_dump_json().encode())
        await self._server.ask(("HSET", keys.FEED, _PROGRESS, sealed))

    async def queue(self, queued: Queued, *, due_at: datetime) -> None:
        alias = queued.alias
        sealed = self._case_keys.seal_early(alias, queued.model_dump_json().encode())
        await self._server.together(
            ("HSET", keys.FEED_QUEUE, alias, f"{queued.language}\n{sealed}"),
            ("ZADD", keys.feed_line(queued.language), milliseconds(due_at), alias),
        )

    async def unqueue(self, alias: Alias) -> None:
        (kept,) = await self._server.ask(("HGET", keys.FEED_QUEUE, alias))
        if kept is not None:
            language = Language(kept.partition("\n")[0])
            await self._server.together(
                ("HDEL", keys.FEED_QUEUE, alias), ("ZREM", keys.feed_line(language), alias)
            )

    async def queued(self, alias: Alias) -> Queued | None:
        (kept,) = await self._server.ask(("HGET", keys.FEED_QUEUE, alias))
        return self._opened(alias, kept) if kept else None

    async def every_queued(self) -> list[Queued]:
        (kept,) = await self._server.ask(("HGETALL", keys.FEED_QUEUE))
        return [self._opened(Alias(alias), text) for alias, text in kept.items()]

    async def queue_length(self) -> int:
        (count,) = await self._server.ask(("HLEN", keys.FEED_QUEUE))
        return int(count)

    async def next_in_line(self, language: Language) -> tuple[Queued | None, int]:
        now, line = milliseconds(self._clock.now()), keys.feed_line(language)
        first, count = await self._server.ask(
            ("ZRANGE", line, "-inf", now, "BYSCORE", "LIMIT", 0, 1), ("ZCOUNT", line, "-inf", now)
        )
        return (await self.queued(Alias(first[0])) if first else None), int(count)

    async def line(self, language: Language) -> Line:
        (text,) = await self._server.ask(("HGET", keys.FEED, f"{_LINE}{language}"))
        return Line.model_validate_json(text) if text else Line()

    async def record_line(self, language: Language, line: Line) -> None:
        await self._server.ask(("HSET", keys.FEED, f"{_LINE}{language}", line.model_dump_json()))

    def _opened(self, alias: Alias, kept: str) -> Queued:
        sealed = kept.partition("\n")[2]
        return Queued.model_validate_json(self._case_keys.open_early(alias, sealed))


class RedisCaseWalk:
    """CaseWalk by the server's own cursor, which finds every case that is there from beginning to end."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def step(self, after: str, *, limit: int) -> tuple[list[Alias], str]:
        command = ("SCAN", after or "0", "MATCH", keys.EVERY_CASE, "COUNT", limit)
        ((cursor, names),) = await self._server.ask(command)
        aliases = [Alias(name.rpartition(":")[2]) for name in names]
        return aliases, "" if str(cursor) == _WALK_ENDS else str(cursor)
