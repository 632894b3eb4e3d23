"""`evolve` is total: every event on every case gives a case, and what cannot be changes nothing it should not."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import case as parts
from bot.domain import events as ev
from bot.domain.case import Case, Document, State
from bot.domain.evolve import _CHANGES, evolve, replay
from bot.domain.ids import Alias, Language, PersonId
from tests.unit.domain.builders import a_case, an_open_case

EVENT_TYPES: tuple[type[ev.Event], ...] = get_args(ev.Event)

people = st.sampled_from([PersonId(name) for name in ("aiko", "ben", "mira", "lena")])
times = st.datetimes(
    min_value=datetime(2026, 1, 1),
    max_value=datetime(2027, 1, 1),
    timezones=st.just(UTC),  # noqa: DTZ001 - bounds are naive here
)
st.register_type_strategy(Document, lambda kind: st.builds(kind, **_fields_of(kind)))


def _fields_of(kind: type[Document]) -> dict[str, st.SearchStrategy[object]]:
    """Small worlds, so that the people and numbers of events meet those of the case."""
    known: dict[str, st.SearchStrategy[object]] = {
        "by": people,
        "person": people,
        "taken_by": st.none() | people,
        "settled_by": st.none() | people,
        "people": st.lists(people, max_size=3).map(tuple),
        "number": st.integers(0, 3),
        "epoch": st.integers(0, 3),
        "at": times,
        "until": times,
        "language": st.just(Language("en")),
        "alias": st.just(Alias("7K3QXM29TA")),
    }
    return {name: known[name] for name in kind.model_fields if name in known}
