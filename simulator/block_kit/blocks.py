"""Every block: its shape and the surfaces it may stand on.

Surfaces: docs.slack.dev/reference/block-kit/blocks; limits: the same pages and Slack's Python SDK 3.47.
Not known here, and so refused as unsupported: call, task_card, plan, carousel, container, data_table,
and auth_provider.
"""

from collections.abc import Iterator
from functools import cache

from simulator.block_kit import composition as part
from simulator.block_kit import rich_text
from simulator.block_kit.elements import EVERYWHERE, Surface, elements_for
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import Fields, Rule, either, items, one_of, record, string, tagged, truth

_ID_LIMIT = 255
_MAX_ACTIONS = 25
_MAX_CONTEXT = 10
_MAX_FIELDS = 10
_MAX_CONTEXT_ACTIONS = 5
_MAX_ROWS = 100
_MAX_CELLS = 20
_MARKDOWN_LIMIT = 12_000

_SURFACES: dict[str, frozenset[Surface]] = {
    "context_actions": frozenset({"message"}),
    "file": frozenset({"message"}),
    "markdown": frozenset({"message"}),
    "table": frozenset({"message"}),
    "alert": frozenset({"modal"}),
}
"""Blocks that are not listed stand everywhere."""

_NONE: Fields = {}


@cache
def block_rule(surface: Surface) -> Rule:
    """One block of whatever type, on this surface."""
    kinds = _plain_blocks() | _holding_blocks(surface)
    return tagged({kind: rule for kind, rule in kinds.items() if surface in _SURFACES.get(kind, EVERYWHERE)})


def _block(required: Fields = _NONE, optional: Fields = _NONE, *further: Rule) -> Rule:
    return record(required, {"block_id": string(at_most=_ID_LIMIT), **optional}, *further)


def _holding_blocks(surface: Surface) -> dict[str, Rule]:
    """Blocks that hold elements, of which the surface decides."""
    return {
        "section": _block(
            {},
            {
                "text": part.any_text(3000),
                "fields": items(part.any_text(2000), at_least=1, at_most=_MAX_FIELDS),
                "accessory": tagged(elements_for("section", surface)),
                "expand": truth,
            },
            either("text", "fields"),
        ),
        "actions": _block(
            {"elements": items(tagged(elements_for("actions", surface)), at_least=1, at_most=_MAX_ACTIONS)}
        ),
        "context": _block(
            {
                "elements": items(
                    tagged(part.any_text_kinds(part.TEXT_LIMIT) | elements_for("context", surface)),
                    at_least=1,
                    at_most=_MAX_CONTEXT,
                )
            }
        ),
        "context_actions": _block(
            {
                "elements": items(
                    tagged(elements_for("context_actions", surface)), at_least=1, at_most=_MAX_CONTEXT_ACTIONS
                )
            }
        ),
        "input": _block(
            {"label": part.plain_text(2000), "element": tagged(elements_for("input", surface))},
            {"hint": part.plain_text(2000), "optional": truth, "dispatch_action": truth},
        ),
        "card": _block(
            {},
            {
                "hero_image": _card_image(),
                "icon": _card_image(),
                "title": part.any_text(150),
                "subtitle": part.any_text(150),
                "body": part.any_text(200),
                "actions": items(tagged(elements_for("card", surface))),
            },
        ),
    }


def _plain_blocks() -> dict[str, Rule]:
    return {
        "divider": _block(),
        "header": _block({"text": part.plain_text(150)}),
        "rich_text": rich_text.block,
        "markdown": _block({"text": string(at_least=1, at_most=_MARKDOWN_LIMIT)}),
        "file": _block({"external_id": string(at_least=1), "source": one_of("remote")}),
        "alert": _block(
            {"text": part.any_text()}, {"level": one_of("default", "info", "warning", "error", "success")}
        ),
        "image": _block(
            {"alt_text": string(at_least=1, at_most=2000)},
            part.IMAGE_FIELDS | {"title": part.plain_text(2000)},
            *part.IMAGE_RULES,
        ),
        "video": _video(),
        "table": _table(),
    }


def _video() -> Rule:
    return _block(
        {
            "alt_text": string(at_least=1),
            "title": part.plain_text(199),
            "thumbnail_url": part.image_url,
            "video_url": part.https_url,
        },
        {
            "title_url": part.https_url,
            "description": part.plain_text(200),
            "author_name": string(at_most=49),
            "provider_name": string(),
            "provider_icon_url": part.image_url,
        },
    )


def _table() -> Rule:
    cell = tagged(
        {
            "raw_text": record({"text": string(at_least=1)}),
            "raw_number": record({"value": _number}, {"text": string(at_least=1)}),
            "rich_text": rich_text.block,
        }
    )
    row = items(cell, at_least=1, at_most=_MAX_CELLS)
    return _block(
        {"rows": items(row, at_least=1, at_most=_MAX_ROWS)},
        {"column_settings": items(_column, at_most=_MAX_CELLS)},
    )


def _card_image() -> Rule:
    picture = record({"alt_text": string(at_least=1, at_most=2000)}, part.IMAGE_FIELDS, *part.IMAGE_RULES)
    return tagged({"image": picture})


def _column(value: object, at: str) -> Iterator[Problem]:
    """A column that keeps the defaults is null."""
    if value is not None:
        yield from part.column_settings(value, at)


def _number(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem(at, "must provide a number")
