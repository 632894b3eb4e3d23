"""The order of the moderators' queue. How right people's flags were orders it, and never stops anything."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.domain.case import Case, Category, State
from bot.domain.document import Document
from bot.domain.ids import SYSTEM, PersonId
from bot.domain.reviewed import Verdict
from bot.domain.wellbeing import is_spared


class FlagCounts(Document):
    """How many of a person's flags moderators upheld, and how many they released."""

    upheld: int = 0
    released: int = 0

    @property
    def share_upheld(self) -> float:
        """Between 0 and 1; a half for somebody of whom nothing is known."""
        return (self.upheld + 1) / (self.upheld + self.released + 2)


class Judged(NamedTuple):
    """A decision about somebody's flag; `number` counts the decisions of the case from 1."""

    person: PersonId
    number: int
    at: datetime
    verdict: Verdict


def judged(case: Case) -> Iterator[Judged]:
    """Each person's flags as the decisions after them had it: one a person and decision."""
    if case.state is State.ERASED:
        return
    since: datetime | None = None
    for number, decision in enumerate(case.decisions, start=1):
        flagged = {
            flag.person
            for flag in case.flags
            if flag.at <= decision.at and (since is None or flag.at > since) and flag.person != SYSTEM
        }
        since = decision.at
        for person in sorted(flagged):
            yield Judged(person, number, decision.at, decision.verdict)


def in_order(
    cases: Collection[Case],
    counts: Mapping[PersonId, FlagCounts],
    spared: Collection[Category],
    now: datetime,
) -> list[Case]:
    """The most pressing first. What the person is spared comes last.

    Grave and late ones go by their clock alone: accuracy never makes those wait.
    """

    def place(case: Case) -> tuple[bool, bool, float, datetime, str]:
        due = case.review.acknowledge_by if case.review else now
        is_pressing = case.is_grave or due <= now
        return (
            is_spared(case, spared),
            not is_pressing,
            0.0 if is_pressing else -_best_share(case, counts),
            due,
            case.alias,
        )

    return sorted(cases, key=place)


def _best_share(case: Case, counts: Mapping[PersonId, FlagCounts]) -> float:
    shares = [counts.get(flag.person, FlagCounts()).share_upheld for flag in case.flags_that_count]
    return max(shares, default=0.5)
