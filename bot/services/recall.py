"""What must be known again of a case when it turns up elsewhere, or when all sharing stops."""

import asyncio
from datetime import datetime

from bot.domain.case import Case, State
from bot.domain.leak_traces import kept_runs, print_of
from bot.leak_ports import AgreedIndex, LeakIndex
from bot.policy import OnLeak, Policy
from bot.ports import Clock

_SHOWN = frozenset({State.AGREED, State.WRITTEN})


class Recall:
    """Brings the indexes in line with a case; repeating it is harmless."""

    def __init__(
        self, *, index: LeakIndex, agreed: AgreedIndex, print_key: bytes, policy: Policy, clock: Clock
    ) -> None:
        self._index = index
        self._agreed = agreed
        self._print_key = print_key
        self._policy = policy
        self._clock = clock

    async def remember(self, case: Case) -> None:
        waits = [self._remember_length(case)]
        if case.outcome is not None:
            waits += [self._remember_text(case), self._remember_agreed(case)]
        await asyncio.gather(*waits)

    async def _remember_text(self, case: Case) -> None:
        """Also of a withheld case, whose quotes matter most; nothing of an erased one."""
        text, until = _text(case), self._until(case)
        if self._policy.leaks.quote is OnLeak.IGNORE or case.state is State.ERASED or not text:
            await self._index.keep_text(case.alias, (), until=until)
        elif until > self._clock.now():
            runs = kept_runs(text, self._policy.leaks.words_at_least)
            prints = [print_of(self._print_key, run) for run in runs]
            await self._index.keep_text(case.alias, prints, until=until)

    def _until(self, case: Case) -> datetime:
        agreed_at = case.outcome.at if case.outcome else self._clock.now()
        return agreed_at + self._policy.leaks.remember

    async def _remember_length(self, case: Case) -> None:
        seconds = case.clip.duration_seconds if case.state is State.OPEN else None
        await self._index.keep_length(case.alias, case.clip.language, seconds)

    async def _remember_agreed(self, case: Case) -> None:
        is_shown = case.state in _SHOWN and bool(_text(case))
        at = case.outcome.at if case.outcome and is_shown else None
        await self._agreed.keep_agreed(case.alias, case.clip.language, at)


def _text(case: Case) -> str:
    return case.outcome.text if case.outcome else ""
