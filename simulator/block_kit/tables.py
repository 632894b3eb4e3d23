"""Blocks of figures: tables, tables with pages, and charts.

Shapes: docs.slack.dev/reference/block-kit/blocks/table-block, data-table-block and data-visualization-block.
"""

from collections.abc import Iterator

from simulator.block_kit import rich_text, wording
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import (
    Rule,
    exactly_one,
    items,
    number,
    one_of,
    record,
    string,
    tagged,
    truth,
    typed,
    whole,
)

_ID_LIMIT = 255
_MAX_ROWS = 100
_MAX_CELLS = 20
_MAX_DATA_ROWS = 201
_MAX_PAGE = 100
_TITLE_LIMIT = 50
_LABEL_LIMIT = 20
_MAX_SERIES = 12
_MAX_POINTS = 20

_identity: dict[str, Rule] = {"block_id": string(at_most=_ID_LIMIT)}
_raw: dict[str, Rule] = {
    "raw_text": record({"text": string(at_least=1)}),
    "raw_number": record({"value": number, "text": string(at_least=1)}),
}
_cells = items(tagged(_raw | {"rich_text": rich_text.block}), at_least=1, at_most=_MAX_CELLS)
_column_settings = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": truth})


def _column(value: object, at: str) -> Iterator[Problem]:
    """A column that keeps the defaults is null."""
    if value is not None:
        yield from _column_settings(value, at)


table = record(
    {"rows": items(_cells, at_least=1, at_most=_MAX_ROWS)},
    {**_identity, "column_settings": items(_column, at_most=_MAX_CELLS)},
)


def _is_even(value: object, at: str) -> Iterator[Problem]:
    rows = value.get("rows") if isinstance(value, dict) else None
    lengths = [len(row) for row in rows if isinstance(row, list)] if isinstance(rows, list) else []
    if len(set(lengths)) > 1:
        yield Problem(f"{at}/rows", wording.ROWS_DIFFER)


def _plain_heading(value: object, at: str) -> Iterator[Problem]:
    rows = value.get("rows") if isinstance(value, dict) else None
    heading = rows[0] if isinstance(rows, list) and rows else []
    yield from items(tagged(_raw))(heading, f"{at}/rows/0")


data_table = record(
    {"rows": items(_cells, at_least=2, at_most=_MAX_DATA_ROWS), "caption": string(at_least=1)},
    {
        **_identity,
        "page_size": whole(at_least=1, at_most=_MAX_PAGE),
        "row_header_column_index": whole(at_least=0, at_most=_MAX_CELLS - 1),
    },
    _is_even,
    _plain_heading,
)

_label = string(at_least=1, at_most=_LABEL_LIMIT)
_segment = record({"label": _label, "value": number})
_point = record({"label": _label, "value": number})
_series = record({"name": _label, "data": items(_point, at_least=1, at_most=_MAX_POINTS)})
_axes = record(
    {"categories": items(_label, at_least=1, at_most=_MAX_POINTS)},
    {"x_label": string(at_most=_TITLE_LIMIT), "y_label": string(at_most=_TITLE_LIMIT)},
)


def _is_complete(value: object, at: str) -> Iterator[Problem]:
    """Each series has its own name and a point for every category."""
    if not isinstance(value, dict):
        return
    names = [series["name"] for series in value["series"]]
    if len(set(names)) < len(names):
        yield Problem(f"{at}/series", wording.TWICE.format("name"))
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(value["axis_config"]["categories"]):
            yield Problem(f"{at}/series/{index}/data", wording.NO_POINT)


def _plotted(kind: str) -> Rule:
    series = items(_series, at_least=1, at_most=_MAX_SERIES)
    return typed(kind, {"series": series, "axis_config": _axes}, {}, _is_complete)


_chart = exactly_one(
    typed("pie", {"segments": items(_segment, at_least=1, at_most=_MAX_SERIES)}),
    *(_plotted(kind) for kind in ("bar", "area", "line")),
)
data_visualization = record({"title": string(at_least=1, at_most=_TITLE_LIMIT), "chart": _chart}, _identity)
