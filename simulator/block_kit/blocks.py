"""Every block: its shape and the surfaces it may stand on.

Surfaces: docs.slack.dev/reference/block-kit/blocks; limits: the same pages and Slack's Python SDK 3.47.
Where somebody's recorded refusal contradicts these pages (a multi-select in an actions block, a waiting task
outside a plan) the pages win.
"""

from functools import cache

from simulator.block_kit import composition as part
from simulator.block_kit import gathered, rich_text, tables
from simulator.block_kit.elements import EVERYWHERE, Surface, elements_for
from simulator.block_kit.rules import (
    Fields,
    Rule,
    either,
    items,
    one_of,
    record,
    string,
    tagged,
    thing,
    truth,
    whole,
)

_ID_LIMIT = 255
_MAX_ACTIONS = 25
_MAX_CONTEXT = 10
_MAX_FIELDS = 10
_MAX_CONTEXT_ACTIONS = 5
_MAX_HEADER_LEVEL = 4
_HEADER_LIMIT = 150
_LABEL_LIMIT = 2000
MARKDOWN_LIMIT = 12_000

_MESSAGES: frozenset[Surface] = frozenset({"message"})
_NOT_MODALS: frozenset[Surface] = frozenset({"message", "home"})
_SURFACES: dict[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    "call": _MESSAGES,
    "carousel": _NOT_MODALS,
    "container": _NOT_MODALS,
    "context_actions": _MESSAGES,
    "data_table": _NOT_MODALS,
    "data_visualization": _MESSAGES,
    "file": _MESSAGES,
    "markdown": _MESSAGES,
    "plan": _MESSAGES,
    "table": _NOT_MODALS,
    "task_card": _MESSAGES,
}
"""Blocks that are not listed stand everywhere."""

_NONE: Fields = {}


@cache
def block_rule(surface: Surface) -> Rule:
    """One block of whatever type, on this surface."""
    kinds = _plain_blocks() | _holding_blocks(surface)
    allowed = {kind: rule for kind, rule in kinds.items() if surface in _SURFACES.get(kind, EVERYWHERE)}
    if surface in _SURFACES["container"]:
        allowed["container"] = gathered.container(allowed)
    return tagged(allowed)


def _block(required: Fields = _NONE, optional: Fields = _NONE, *further: Rule) -> Rule:
    return record(required, {"block_id": string(at_most=_ID_LIMIT), **optional}, *further)


def _holding_blocks(surface: Surface) -> dict[str, Rule]:
    """Blocks that hold elements, of which the surface decides."""
    return {
        "section": _section(surface),
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
            {"label": part.plain_text(_LABEL_LIMIT), "element": tagged(elements_for("input", surface))},
            {"hint": part.plain_text(_LABEL_LIMIT), "optional": truth, "dispatch_action": truth},
        ),
        "card": gathered.card(surface),
        "carousel": gathered.carousel(surface),
        "auth_provider": gathered.auth_provider(surface),
    }


def _section(surface: Surface) -> Rule:
    return _block(
        {},
        {
            "text": part.any_text(part.TEXT_LIMIT),
            "fields": items(part.any_text(_LABEL_LIMIT), at_least=1, at_most=_MAX_FIELDS),
            "accessory": tagged(elements_for("section", surface)),
            "expand": truth,
        },
        either("text", "fields", at_field="/type"),
    )


def _plain_blocks() -> dict[str, Rule]:
    return {
        "divider": _block(),
        "header": _block(
            {"text": part.plain_text(_HEADER_LIMIT)},
            {"level": whole(at_least=1, at_most=_MAX_HEADER_LEVEL)},
        ),
        "rich_text": rich_text.block,
        "markdown": _block({"text": string(at_least=1, at_most=MARKDOWN_LIMIT)}),
        "file": _block({"external_id": string(at_least=1), "source": one_of("remote")}),
        "call": _block({"call_id": string(at_least=1)}, {"api_decoration_available": truth, "call": thing}),
        "image": _block(
            {"alt_text": part.alt_text},
            part.IMAGE_FIELDS | {"title": part.plain_text(_LABEL_LIMIT)},
            *part.IMAGE_RULES,
        ),
        "video": _video(),
        "alert": gathered.alert,
        "plan": gathered.plan,
        "task_card": gathered.task_card,
        "table": tables.table,
        "data_table": tables.data_table,
        "data_visualization": tables.data_visualization,
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
            "description": part.plain_text(199),
            "author_name": string(at_most=49),
            "provider_name": string(),
            "provider_icon_url": part.image_url,
        },
    )
