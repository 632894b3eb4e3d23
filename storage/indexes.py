"""What the indexes and people's pages say of a case: the same for every adapter."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.case import Case, State
from bot.domain.ids import EVERYBODY, PersonId
from bot.ports import Commit
from storage.keys import milliseconds

_AT_ONCE = 0


def check_commit(commit: Commit) -> None:
    """Raises ValueError when a case would change without a line, or a line stand without a change."""
    if (commit.after is None) != (not commit.events):
        raise ValueError("a commit has events when it changes the case, and only then")
    if commit.after is None:
        return
    if commit.before is not None and commit.before.alias != commit.after.alias:
        raise ValueError("a commit changes one case")
    if commit.after.revision != revision_before(commit) + 1:
        raise ValueError("each commit makes the next revision")


def revision_before(commit: Commit) -> int:
    return commit.before.revision if commit.before else 0


def open_score(case: Case) -> int | None:
    """Its place among the open cases of its language, or None when it is not open."""
    if case.state is not State.OPEN or case.opened_at is None:
        return None
    return milliseconds(case.opened_at)


def review_score(case: Case) -> int | None:
    """Its place among the withheld cases; one whose clock was never set comes first rather than never."""
    if case.state is not State.WITHHELD:
        return None
    return milliseconds(case.review.acknowledge_by) if case.review else _AT_ONCE


def involved(case: Case) -> dict[PersonId, datetime]:
    """Who asked for the case, claims it or suggested in it, and when they last did."""
    people: dict[PersonId, datetime] = {}
    acts = [(ask.person, ask.at) for ask in case.asks]
    acts += [(claim.person, claim.at) for claim in case.claims]
    acts += [(suggestion.person, suggestion.at) for suggestion in case.suggestions]
    for person, at in acts:
        people[person] = max(at, people.get(person, at))
    return people


def tallied(case: Case, told: Collection[PersonId]) -> dict[PersonId, datetime]:
    """Whose pages the case stands on, and since when: `involved`, and `EVERYBODY` once it told of them."""
    together = {EVERYBODY: case.outcome.at} if case.outcome and EVERYBODY in told else {}
    return involved(case) | together


def accepted(case: Case) -> set[PersonId]:
    """Whose suggestions the present outcome rests on."""
    if case.outcome is None:
        return set()
    return set(case.outcome.people) & {suggestion.person for suggestion in case.suggestions}
