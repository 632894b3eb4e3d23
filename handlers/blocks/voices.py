"""The letters that stand for people wherever it is shown who heard what: “Voice A”, never a name."""

import hashlib
from collections.abc import Iterable
from string import ascii_uppercase

from bot.domain.case import Case
from bot.domain.ids import PersonId

Letters = dict[PersonId, str]


def letters_of(case: Case) -> Letters:
    """A letter for everyone who suggested in the present round: the same in every view of it."""
    people = {suggestion.person for suggestion in case.suggestions if suggestion.round == case.round}
    ordered = sorted(people, key=lambda person: _lot(case, person))
    return {person: _letter(number) for number, person in enumerate(ordered)}


def _lot(case: Case, person: PersonId) -> bytes:
    # By arrival, whoever saw the claims on the card could tell who is Voice A. Everybody in Slack knows the
    # alias and the people's ids, so a hash of these alone could be worked out again; the clip's reference and
    # the microsecond of the opening are never shown there, and no reader knows both.
    drawn_from = f"{case.clip.reference}\n{case.opened_at}\n{person}"
    return hashlib.sha256(drawn_from.encode()).digest()


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def voices_named(letters: Iterable[str]) -> str:
    """`Voice A`, `Voices A and C`, `Voices A, C and D`."""
    *most, last = letters
    return f"Voices {', '.join(most)} and {last}" if most else f"Voice {last}"
