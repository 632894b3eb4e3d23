"""Documents come back as they were, and only with their key, at their place."""

import itertools
import json
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.case import Case, Clip, Suggestion
from bot.domain.document import Document
from bot.domain.events import Event
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.sealed import SEALED, SealedText
from storage.codec import (
    Place,
    Stored,
    decode_case,
    decode_event,
    encode,
    place_of,
    place_of_event,
    public_case,
    public_event,
)
from storage.sealing import CaseKeys, Secrets, Unreadable
from tests.unit.storage.documents import documents

KEY = bytes(32)
ALIAS = Alias("7K3QXM29TA")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HEARD = "turn the kitchen lights off"
EVENTS = get_args(Event)


def counting() -> Any:  # noqa: ANN401 - a function
    """Entropy that never repeats and is the same in every run."""
    numbers = itertools.count()
    return lambda size: next(numbers).to_bytes(size)


KEYS = CaseKeys(Secrets.of(b"m" * 32), counting())


def stored(case: Case) -> Stored:
    return encode(case, place_of(case), key=KEY, keys=KEYS)


@pytest.fixture
def case() -> Case:
    clip = Clip(store="sql", reference="serial-0042.wav", language=Language("en"), duration_seconds=2.5)
    return Case(
        alias=ALIAS,
        revision=7,
        clip=clip,
        suggestions=(Suggestion(person=PersonId("U1"), at=NOW, text=HEARD),),
    )


@settings(max_examples=60, deadline=None)
@given(documents(Case))
def test_any_case_comes_back_as_it_was(case: Case) -> None:
    assert decode_case(stored(case), place_of(case), key=KEY) == case


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_event_comes_back_as_it_was(model: type[Document], data: st.DataObject) -> None:
    event = data.draw(documents(model))
    place = place_of_event(ALIAS, 3)

    kept = encode(event, place, key=KEY, keys=KEYS)

    assert decode_event(kept, place, key=KEY) == event
    assert public_event(kept.public).by == event.by


@settings(max_examples=60, deadline=None)
@given(documents(Case))
def test_the_public_part_is_a_case_without_speech(case: Case) -> None:
    public = public_case(stored(case).public)

    assert (public.alias, public.state, public.revision) == (case.alias, case.state, case.revision)
    assert public.clip.reference == ""
    assert public.clip.version == ""
    assert {ask.note + ask.guess for ask in public.asks} <= {""}
    assert {suggestion.text for suggestion in public.suggestions} <= {""}
    assert {flag.note for flag in public.flags} <= {""}
    assert {decision.reason for decision in public.decisions} <= {""}
    assert {leak.traces for leak in public.leaks} <= {()}
    words = public.outcome.words if public.outcome else ()
    assert {word.text for word in words} <= {""}
    assert {other.text for word in words for other in word.others} <= {""}


def test_the_kept_text_shows_no_speech_and_no_reference(case: Case) -> None:
    kept = stored(case)

    assert HEARD not in kept.public + kept.sealed
    assert "serial-0042" not in kept.public + kept.sealed
    assert json.loads(kept.public)["suggestions"][0]["person"] == "U1"


def test_another_key_does_not_open_it(case: Case) -> None:
    with pytest.raises(Unreadable):
        decode_case(stored(case), place_of(case), key=b"k" * 32)


@pytest.mark.parametrize(
    "place", [Place(Alias("AAAAAAAAAA"), "case", 7), Place(ALIAS, "event", 7), Place(ALIAS, "case", 6)]
)
def test_a_sealed_part_does_not_open_in_another_place(case: Case, place: Place) -> None:
    with pytest.raises(Unreadable):
        decode_case(stored(case), place, key=KEY)


def test_a_sealed_part_does_not_open_beside_an_edited_public_part(case: Case) -> None:
    kept = stored(case)
    edited = Stored(kept.public.replace('"idle"', '"open"'), kept.sealed)

    assert edited != kept
    with pytest.raises(Unreadable):
        decode_case(edited, place_of(case), key=KEY)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base 64!", "A" * 400])
def test_a_damaged_sealed_part_does_not_open(case: Case, sealed: str) -> None:
    with pytest.raises(Unreadable):
        decode_case(Stored(stored(case).public, sealed), place_of(case), key=KEY)


class Nested(Document):
    maybe: SealedText | None = None
    several: Annotated[tuple[str, ...], SEALED] = ()
    inside: tuple[SealedText, ...] = ()
    number: Annotated[float, SEALED] = 0.0


class Outer(Document):
    named: dict[str, Nested]


def test_the_mark_counts_wherever_it_stands_in_a_type() -> None:
    nested = Nested(maybe=HEARD, several=(HEARD,), inside=(HEARD, "off"), number=0.25)

    kept = encode(Outer(named={"a": nested}), Place(ALIAS, "test", 1), key=KEY, keys=KEYS)

    assert json.loads(kept.public) == {
        "named": {"a": {"maybe": "", "several": [], "inside": [], "number": None}}
    }
