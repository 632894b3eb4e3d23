"""Cases in Redis: read in one round trip, changed by one script."""

import json
from collections import OrderedDict
from dataclasses import dataclass

from bot.domain.case import Case, State
from bot.domain.ids import Alias, Language
from bot.errors import Conflict
from bot.ports import Clock, Commit, Kind, Loaded, Result
from storage import keys
from storage.bell import Bell
from storage.chain import Line, mac_of
from storage.codec import Place, Stored, decode_case, encode, place_of, place_of_event, public_case
from storage.indexes import check_commit, open_score, review_score, revision_before
from storage.keys import PARTITIONS, milliseconds, partition_of
from storage.redis.client import Argument, Server
from storage.sealing import CaseKeys, Secrets, Unreadable

_HEADS_MAX = 4096
_FIELDS = ("doc", "sealed", "key", "revision", "mac", "events")


@dataclass(frozen=True)
class Head:
    """Where a case's chain ends at a revision, and its wrapped key: what the next commit starts from."""

    wrapped_key: str
    mac: str
    events: int


class RedisCaseStore:
    """CaseStore in Redis. `bell` rings in this process when a commit makes work due."""

    def __init__(
        self, server: Server, secrets: Secrets, case_keys: CaseKeys, clock: Clock, bell: Bell
    ) -> None:
        self._server = server
        self._chain_key = secrets.chain_key
        self._case_keys = case_keys
        self._clock = clock
        self._bell = bell
        self._heads: OrderedDict[tuple[Alias, int], Head] = OrderedDict()

    async def load(self, alias: Alias, *, key: str | None = None) -> Loaded:
        read_case = ("HMGET", keys.case(alias), *_FIELDS)
        if key is None:
            (fields,) = await self._server.ask(read_case)
            return Loaded(case=self._case(alias, fields))
        fields, answered = await self._server.ask(read_case, ("GET", keys.answer(alias, key)))
        result = Result.model_validate_json(answered) if answered else None
        return Loaded(case=self._case(alias, fields), answered=result)

    async def commit(self, commit: Commit) -> Result:
        check_commit(commit)
        alias = commit.result.alias
        arguments = self._remembering(commit)
        if commit.after is not None:
            head = await self._head(commit)
            ending, rest = self._changing(commit, commit.after, head)
            arguments += rest
        reply = await self._server.run("commit", _keys_of(alias, commit), arguments)
        if reply[0] == "answered":
            return Result.model_validate_json(reply[1])
        if reply[0] == "conflict":
            raise Conflict(f"{alias} is not at revision {revision_before(commit)} any more")
        if commit.after is not None:
            self._keep_head(alias, commit.after.revision, ending)
        if commit.marks:
            self._bell.ring()
        return commit.result

    async def choose_once(self, key: str, alias: Alias | None) -> Alias | None:
        arguments: list[Argument] = [alias or "", _answer_milliseconds()]
        chosen = await self._server.run("choose_once", [keys.choice(key)], arguments)
        return Alias(chosen) if chosen else None

    async def open_cases(self, language: Language, *, limit: int) -> list[Alias]:
        return await self._first([keys.open_cases(number, language) for number in range(PARTITIONS)], limit)

    async def waiting_cases(self, language: Language, *, limit: int) -> list[Alias]:
        return await self._first([keys.waiting_cases(at, language) for at in range(PARTITIONS)], limit)

    async def cases_in_review(self, *, limit: int) -> list[Alias]:
        return await self._first([keys.review(number) for number in range(PARTITIONS)], limit)

    async def _first(self, indexes: list[str], limit: int) -> list[Alias]:
        if limit <= 0:
            return []
        replies = await self._server.ask(
            *(("ZRANGE", index, 0, limit - 1, "WITHSCORES") for index in indexes)
        )
        found = sorted((float(score), alias) for reply in replies for alias, score in reply)
        return [Alias(alias) for _, alias in found[:limit]]

    def _case(self, alias: Alias, fields: list[str | None]) -> Case | None:
        doc, sealed, wrapped_key, revision, mac, events = fields
        if doc is None or revision is None:
            return None
        if not wrapped_key:
            return _erased(alias, doc)
        key = self._case_keys.unwrap(alias, wrapped_key)
        case = decode_case(Stored(doc, sealed or ""), Place(alias, "case", int(revision)), key=key)
        self._keep_head(alias, case.revision, Head(wrapped_key, mac or "", int(events or 0)))
        return case

    async def _head(self, commit: Commit) -> Head:
        alias = commit.result.alias
        if commit.before is None:
            return Head(self._case_keys.new(alias), "", 0)
        known = self._heads.get((alias, commit.before.revision))
        if known is None:
            await self.load(alias)
            known = self._heads.get((alias, commit.before.revision))
        if known is None:
            raise Conflict(f"{alias} is not at revision {commit.before.revision} any more")
        return known

    def _keep_head(self, alias: Alias, revision: int, head: Head) -> None:
        self._heads[alias, revision] = head
        self._heads.move_to_end((alias, revision))
        if len(self._heads) > _HEADS_MAX:
            self._heads.popitem(last=False)

    def _remembering(self, commit: Commit) -> list[Argument]:
        """The arguments of `commit.lua` up to the fourth, and an empty fifth when nothing else is to do."""
        answer = commit.result.model_dump_json()
        now = milliseconds(self._clock.now())
        arguments: list[Argument] = [now, answer, _answer_milliseconds(), _marks(commit)]
        return arguments if commit.after is not None else [*arguments, ""]

    def _changing(self, commit: Commit, after: Case, head: Head) -> tuple[Head, list[Argument]]:
        """Where the chain ends afterwards, and the arguments of `commit.lua` from the fifth on."""
        key = self._case_keys.unwrap(after.alias, head.wrapped_key)
        snapshot = encode(after, place_of(after), key=key, keys=self._case_keys)
        ending, lines = self._lines(commit, after, key, head)
        arguments: list[Argument] = [revision_before(commit), head.mac, after.alias, after.revision]
        arguments += [snapshot.public, snapshot.sealed, after.sharing_epoch, int(after.is_hidden)]
        opened = _or_empty(open_score(after))
        waiting = opened if commit.has_places else ""
        arguments += [head.wrapped_key, opened, waiting, _or_empty(review_score(after)), *lines]
        return ending, arguments

    def _lines(self, commit: Commit, after: Case, key: bytes, head: Head) -> tuple[Head, list[Argument]]:
        mac, index = head.mac, head.events
        arguments: list[Argument] = []
        for event in commit.events:
            index += 1
            place = place_of_event(after.alias, index)
            stored = encode(event, place, key=key, keys=self._case_keys)
            mac = mac_of(self._chain_key, mac, Line(after.alias, index, after.revision, stored))
            arguments += [index, stored.public, stored.sealed, mac]
        return Head(head.wrapped_key, mac, index), arguments


def _answer_milliseconds() -> int:
    return round(keys.ANSWER_LIFETIME.total_seconds() * 1000)


def _erased(alias: Alias, doc: str) -> Case:
    case = public_case(doc)
    if case.state is not State.ERASED:
        raise Unreadable(f"The key of {alias} is gone, but the case was not erased.")
    return case


def _keys_of(alias: Alias, commit: Commit) -> list[str]:
    partition = partition_of(alias)
    after = commit.after
    languages = [case.clip.language if case else Language("") for case in (commit.before or after, after)]
    return [
        keys.case(alias),
        keys.answer(alias, commit.key),
        keys.log(partition),
        keys.due(partition),
        keys.work(partition),
        keys.review(partition),
        *(keys.open_cases(partition, language) for language in languages),
        *(keys.waiting_cases(partition, language) for language in languages),
    ]


def _marks(commit: Commit) -> str:
    alias = commit.result.alias
    marks = [
        [
            keys.due_member(mark.kind, alias),
            str(keys.due_score(mark.kind, mark.due_at)),
            mark.kind is Kind.TICK,
        ]
        for mark in commit.marks
    ]
    return json.dumps({"clear": [keys.due_member(kind, alias) for kind in commit.clear], "marks": marks})


def _or_empty(score: int | None) -> Argument:
    return "" if score is None else score
