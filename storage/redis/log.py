"""The log of events in Redis: read it as people may see it, and prove that nobody changed it."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError

from bot.annotation_ports import WriteEntry
from bot.domain.document import Document
from bot.domain.events import Event
from bot.domain.ids import Alias
from storage import keys
from storage.chain import Line
from storage.codec import Stored, public_event
from storage.keys import PARTITIONS, milliseconds, moment, partition_of
from storage.redis.client import Server
from storage.redis.verifying import Links, Seen, Snapshot, Verdict
from storage.sealing import CaseKeys, Secrets
from storage.write_lines import write_line

_PAGE = 1_000
TIME_TOLERANCE = timedelta(minutes=5)
_CASE_FIELDS = ("doc", "sealed", "key", "revision", "epoch", "hidden", "mac", "events")


class LoggedEvent(Document):
    """An event as an auditor reads it: sealed fields are blank."""

    index: int
    revision: int
    logged_at: datetime
    """The server's time, from the stream's own id."""
    event: Event


@dataclass(frozen=True)
class Entry:
    """One entry of a stream; `line` is None when it is none of ours or cannot be read."""

    id: str
    line: Line | None
    mac: str

    @property
    def logged_at(self) -> datetime:
        return moment(int(self.id.partition("-")[0]))


class RedisLog:
    """Reads every partition's stream in pages; for the command line, not for a request's path."""

    def __init__(self, server: Server, secrets: Secrets, case_keys: CaseKeys) -> None:
        self._server = server
        self._secrets = secrets
        self._case_keys = case_keys

    async def events_of(self, alias: Alias) -> list[LoggedEvent]:
        """The events of a case in the order of the log, without speech."""
        return [
            LoggedEvent(
                index=entry.line.index,
                revision=entry.line.revision,
                logged_at=entry.logged_at,
                event=public_event(entry.line.event.public),
            )
            async for entry in self._entries(partition_of(alias))
            if entry.line is not None and entry.line.alias == alias
        ]

    async def written(
        self, *, since: datetime | None = None, alias: Alias | None = None
    ) -> AsyncIterator[WriteEntry]:
        """As the port says."""
        # The stream has the server's time, and an event may be a little older.
        after = "-" if since is None else f"{milliseconds(since - TIME_TOLERANCE)}-0"
        partitions = range(PARTITIONS) if alias is None else [partition_of(alias)]
        streams = [self._written_in(partition, after) for partition in partitions]
        async for line in _in_order(streams):
            if alias in {None, line.alias} and (since is None or line.at >= since):
                yield line

    async def _written_in(self, partition: int, after: str) -> AsyncIterator[WriteEntry]:
        async for entry in self._entries(partition, after=after):
            if entry.line is None:
                continue
            line = write_line(entry.line.alias, public_event(entry.line.event.public))
            if line is not None:
                yield line

    async def verify(self, *, tolerance: timedelta = TIME_TOLERANCE) -> Verdict:
        """Every event and every case, checked; sound also while the bot goes on working."""
        total = Verdict()
        for partition in range(PARTITIONS):
            total += await self._verify_partition(partition, tolerance)
        return total

    async def _verify_partition(self, partition: int, tolerance: timedelta) -> Verdict:
        links = Links(self._secrets.chain_key, tolerance)
        last = await self._follow(partition, links, after="-")
        aliases = {*links.seen, *await self._aliases(partition)}
        # Work goes on: each case is read between two readings of the stream and must end between their ends.
        links.remember_ends()
        snapshots = await self._snapshots(aliases)
        await self._follow(partition, links, after=last)
        findings = [
            finding
            for alias in sorted(aliases)
            for finding in links.compare(alias, snapshots[alias], self._case_keys)
        ]
        return Verdict(events=links.events, cases=len(links.seen), findings=(*links.findings(), *findings))

    async def _follow(self, partition: int, links: Links, *, after: str) -> str:
        last = after
        async for entry in self._entries(partition, after=after):
            last = entry.id
            if entry.line is None:
                links.add_unreadable(entry.id)
            else:
                links.add(Seen(entry.id, entry.logged_at, entry.line, entry.mac))
        return last

    async def _entries(self, partition: int, *, after: str = "-") -> AsyncIterator[Entry]:
        while True:
            start = after if after == "-" else f"({after}"
            (page,) = await self._server.ask(("XRANGE", keys.log(partition), start, "+", "COUNT", _PAGE))
            for identifier, fields in page:
                after = identifier
                yield _entry(identifier, fields)
            if len(page) < _PAGE:
                return

    async def _aliases(self, partition: int) -> set[Alias]:
        found: set[Alias] = set()
        cursor = "0"
        while True:
            command = ("SCAN", cursor, "MATCH", keys.every_case(partition), "COUNT", _PAGE)
            ((cursor, names),) = await self._server.ask(command)
            found.update(Alias(name.rpartition(":")[2]) for name in names)
            if int(cursor) == 0:
                return found

    async def _snapshots(self, aliases: Iterable[Alias]) -> dict[Alias, Snapshot | None]:
        wanted = list(aliases)
        found: dict[Alias, Snapshot | None] = {}
        for first in range(0, len(wanted), _PAGE):
            page = wanted[first : first + _PAGE]
            replies = await self._server.ask(*(("HMGET", keys.case(alias), *_CASE_FIELDS) for alias in page))
            found |= {alias: _snapshot(fields) for alias, fields in zip(page, replies, strict=True)}
        return found


async def _in_order(streams: Sequence[AsyncIterator[WriteEntry]]) -> AsyncIterator[WriteEntry]:
    """What all the streams have, oldest first; of each stream one entry is held."""
    firsts = [await anext(stream, None) for stream in streams]
    held = {number: entry for number, entry in enumerate(firsts) if entry is not None}
    while held:
        number = min(held, key=lambda each: held[each].at)
        yield held.pop(number)
        following = await anext(streams[number], None)
        if following is not None:
            held[number] = following


def _entry(identifier: str, fields: dict[str, str]) -> Entry:
    try:
        stored = Stored(fields["event"], fields["sealed"])
        public_event(stored.public)
        line = Line(Alias(fields["alias"]), int(fields["index"]), int(fields["revision"]), stored)
    except (KeyError, ValueError, ValidationError):
        return Entry(identifier, None, "")
    return Entry(identifier, line, fields.get("mac", ""))


def _snapshot(fields: list[str | None]) -> Snapshot | None:
    doc, sealed, key, revision, epoch, hidden, mac, events = fields
    if doc is None:
        return None
    return Snapshot(
        stored=Stored(doc, sealed or ""),
        wrapped_key=key or "",
        revision=int(revision or 0),
        epoch=int(epoch or 0),
        is_hidden=hidden != "0",
        mac=mac or "",
        events=int(events or 0),
    )
