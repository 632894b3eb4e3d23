"""Cases in memory."""

from datetime import datetime

from bot.domain.case import Case
from bot.domain.ids import Alias, Language
from bot.errors import Conflict
from bot.ports import Commit, Kind, Loaded, Result
from storage.indexes import check_commit, open_score, review_score, revision_before
from storage.keys import ANSWER_LIFETIME
from storage.memory.room import Logged, Room


class MemoryCaseStore:
    """CaseStore in dictionaries."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def load(self, alias: Alias, *, key: str | None = None) -> Loaded:
        answered = None if key is None else self._answer(alias, key)
        return Loaded(case=self._room.cases.get(alias), answered=answered)

    async def commit(self, commit: Commit) -> Result:
        check_commit(commit)
        alias = commit.result.alias
        answered = self._answer(alias, commit.key)
        if answered is not None:
            return answered
        if commit.after is not None:
            self._change(commit, commit.after)
        for kind in commit.clear:
            self._room.clear((kind, alias))
        for mark in commit.marks:
            self._room.mark((mark.kind, alias), mark.due_at, is_exact=mark.kind is Kind.TICK)
        self._room.answers[alias, commit.key] = (commit.result, self._now() + ANSWER_LIFETIME)
        if commit.marks:
            self._room.bell.ring()
        return commit.result

    async def choose_once(self, key: str, alias: Alias | None) -> Alias | None:
        chosen = self._room.choices.get(key)
        if chosen is not None and chosen[1] > self._now():
            return chosen[0]
        if alias is not None:
            self._room.choices[key] = (alias, self._now() + ANSWER_LIFETIME)
        return alias

    async def open_cases(self, language: Language, *, limit: int) -> list[Alias]:
        cases = [case for case in self._room.cases.values() if case.clip.language == language]
        return _first([(open_score(case), case.alias) for case in cases], limit)

    async def waiting_cases(self, language: Language, *, limit: int) -> list[Alias]:
        waiting = (self._room.cases[alias] for alias in self._room.waiting)
        cases = [case for case in waiting if case.clip.language == language]
        return _first([(open_score(case), case.alias) for case in cases], limit)

    async def cases_in_review(self, *, limit: int) -> list[Alias]:
        return _first([(review_score(case), case.alias) for case in self._room.cases.values()], limit)

    def _change(self, commit: Commit, after: Case) -> None:
        present = self._room.cases.get(after.alias)
        if present != commit.before:
            raise Conflict(f"{after.alias} is not at revision {revision_before(commit)} any more")
        self._room.cases[after.alias] = after
        self._room.waiting.discard(after.alias)
        if commit.has_places:
            self._room.waiting.add(after.alias)
        index = sum(logged.alias == after.alias for logged in self._room.log)
        self._room.log += [
            Logged(after.alias, index + number, after.revision, event)
            for number, event in enumerate(commit.events, start=1)
        ]

    def _answer(self, alias: Alias, key: str) -> Result | None:
        found = self._room.answers.get((alias, key))
        return found[0] if found and found[1] > self._now() else None

    def _now(self) -> datetime:
        return self._room.clock.now()


def _first(scored: list[tuple[int | None, Alias]], limit: int) -> list[Alias]:
    placed = sorted((score, alias) for score, alias in scored if score is not None)
    return [alias for _, alias in placed[: max(0, limit)]]
