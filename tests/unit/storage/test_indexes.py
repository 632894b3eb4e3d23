"""A commit that would leave the log and the case apart is refused before it reaches any store."""

from datetime import UTC, datetime

import pytest

from bot.domain.case import Case, Clip, Door
from bot.domain.events import Listened
from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Commit, Result
from storage.indexes import check_commit

CLIP = Clip(store="sql", reference="r", language=Language("en"), duration_seconds=1)
KITCHEN, GARDEN = Alias("7K3QXM29TA"), Alias("0B1C2D3E4F")
HEARD = (Listened(by=PersonId("U1"), at=datetime(2026, 11, 22, tzinfo=UTC), door=Door.BUTTON),)


def at(revision: int, alias: Alias = KITCHEN) -> Case:
    return Case(alias=alias, clip=CLIP, revision=revision)


@pytest.mark.parametrize(
    ("before", "after", "events", "why"),
    [
        (at(1), at(2), (), "has events"),
        (at(1), None, HEARD, "has events"),
        (at(1), at(2, GARDEN), HEARD, "one case"),
        (at(1), at(3), HEARD, "next revision"),
        (None, at(2), HEARD, "next revision"),
    ],
)
def test_a_commit_that_does_not_hold_together_is_refused(
    before: Case | None, after: Case | None, events: tuple[Listened, ...], why: str
) -> None:
    result = Result(alias=KITCHEN, revision=1)

    with pytest.raises(ValueError, match=why):
        check_commit(Commit(before=before, after=after, events=events, key="k", result=result))


def test_a_next_revision_with_its_event_is_fine() -> None:
    result = Result(alias=KITCHEN, revision=2)

    check_commit(Commit(before=at(1), after=at(2), events=HEARD, key="k", result=result))
