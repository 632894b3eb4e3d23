"""Hypothesis strategies for documents, made from the types of their fields."""

from datetime import UTC, datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

Strategy = st.SearchStrategy[Any]

# Lone surrogates are no text: nothing that came in as JSON holds them.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TIMES = st.datetimes(timezones=st.just(UTC), min_value=datetime(1980, 1, 1))  # noqa: DTZ001 - the zone is beside it
SIMPLE: dict[object, Strategy] = {
    str: TEXTS,
    datetime: TIMES,
    float: st.floats(allow_nan=False, allow_infinity=False),
}


def documents(model: type[BaseModel]) -> Strategy:
    """Any document of the model, with every field filled somehow."""
    fields = {name: _of(field.annotation) for name, field in model.model_fields.items()}
    return st.builds(model, **fields)


def _of(annotation: Any) -> Strategy:  # noqa: ANN401 - a type expression
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(parts[0])
    if origin in (Union, UnionType):
        return st.one_of(*(_of(part) for part in parts))
    if origin is tuple:
        return st.lists(_of(parts[0]), max_size=2).map(tuple)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return documents(annotation)
    if hasattr(annotation, "__supertype__"):
        return _of(annotation.__supertype__)
    return st.from_type(annotation)
