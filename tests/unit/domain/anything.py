"""Any case and any event, whether or not a story could lead to them."""

from datetime import UTC, datetime
from types import EllipsisType
from typing import TypeVar, get_args

from hypothesis import strategies as st

from bot.domain import case as parts
from bot.domain import copies, reviewed
from bot.domain import events as ev
from bot.domain.document import Document
from bot.domain.ids import Alias, Language, PersonId

D = TypeVar("D", bound=Document)

EVENT_TYPES: tuple[type[ev.Event], ...] = get_args(ev.Event)

# Few people and small numbers, so that those of an event meet those of the case.
_people = st.sampled_from([PersonId(name) for name in ("aiko", "ben", "mira", "lena")])
_times = st.datetimes(
    datetime(2026, 3, 1),  # noqa: DTZ001 - Hypothesis wants its bounds without a zone
    datetime(2026, 3, 9),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
_KNOWN: dict[str, st.SearchStrategy[object]] = {
    "format": st.just(1),
    "alias": st.just(Alias("7K3QXM29TA")),
    "language": st.just(Language("en")),
    "by": _people,
    "person": _people,
    "people": st.lists(_people, max_size=3).map(tuple),
    "taken_by": st.none() | _people,
    "settled_by": st.none() | _people,
    "number": st.integers(0, 3),
    "epoch": st.integers(0, 3),
    "level": st.integers(0, 3),
    "alarms": st.integers(0, 3),
    "last_alarm": st.integers(0, 3),
    "passed_by": st.lists(_people, max_size=3).map(tuple),
    "clock_started_at": st.none() | _times,
    "confidence": st.floats(0, 1),
    "seconds": st.floats(0, 60),
    "duration_seconds": st.floats(0, 60),
}
_KNOWN |= dict.fromkeys(("at", "until", "opened_at", "counted_at", "acknowledge_by", "outcome_by"), _times)
_MAYBE = ("closed_at", "quiet_since", "taken_until", "acknowledged_at", "written_at", "removed_at", "gone_at")
_KNOWN |= dict.fromkeys(_MAYBE, st.none() | _times)


def built(kind: type[D]) -> st.SearchStrategy[D]:
    """Any document of this kind."""
    given: dict[str, st.SearchStrategy[object] | EllipsisType] = {
        name: _KNOWN.get(name, ...) for name in kind.model_fields if name != "kind"
    }
    return st.builds(kind, **given)


def _few(kind: type[D]) -> st.SearchStrategy[object]:
    return st.lists(built(kind), max_size=3).map(tuple)


# From the inside outwards, for a document is built of what is known before it.
_KNOWN["others"] = _few(parts.Variant)
_KNOWN["words"] = _few(parts.AgreedWord)
_KNOWN["disputed"] = _KNOWN["words"]
_KNOWN["clip"] = built(parts.Clip)
_KNOWN["asks"] = _few(parts.Ask)
_KNOWN["claims"] = _few(parts.Claim)
_KNOWN["plays"] = _few(parts.Plays)
_KNOWN["suggestions"] = _few(parts.Suggestion)
_KNOWN["outcome"] = st.none() | built(parts.Outcome)
_KNOWN["flags"] = _few(parts.FlagEntry)
_KNOWN["release_votes"] = _few(reviewed.Decision)
_KNOWN["decisions"] = _few(reviewed.Decision)
_KNOWN["copies"] = _few(copies.Copy)
_KNOWN["receipt"] = st.none() | built(copies.Receipt)
_KNOWN["escalations"] = _few(reviewed.Escalation)
_KNOWN["pages"] = _few(reviewed.Page)
_KNOWN["review"] = st.none() | built(reviewed.Review)

any_case = built(parts.Case)
any_event: st.SearchStrategy[ev.Event] = st.sampled_from(EVENT_TYPES).flatmap(built)
