"""Blocks that gather others or tell of work: cards, containers, tasks, plans, and connected accounts.

Shapes: docs.slack.dev/reference/block-kit/blocks, and where its tables contradict its examples, the examples:
a card's texts are text objects, a task's and a plan's titles are plain strings.
"""

from collections.abc import Mapping

from simulator.block_kit import composition as part
from simulator.block_kit import rich_text
from simulator.block_kit.elements import Surface, elements_for
from simulator.block_kit.rules import (
    Rule,
    either,
    items,
    not_both,
    one_of,
    record,
    string,
    tagged,
    thing,
    truth,
    typed,
)

_ID_LIMIT = 255
_MAX_CARDS = 10
_MAX_CHILDREN = 10
_MAX_CARD_BUTTONS = 3
_MAX_TASKS = 50
_TITLE_LIMIT = 150
_BODY_LIMIT = 200
_NAME_LIMIT = 75

_ICONS = (
    *("archive", "book", "bookmark", "bot", "bug", "calendar", "call", "caret-left", "caret-right", "check"),
    *("clipboard", "code", "comment", "compass", "copy", "cube", "download", "edit", "email", "eye-closed"),
    *("eye-open", "file", "flag", "folder", "gear", "globe", "heart", "help", "image", "info", "key"),
    *("lightbulb", "link", "map", "mobile", "new-window", "pin", "plus", "refine", "refresh", "rocket"),
    *("save", "screen", "share", "sparkle", "star", "star-filled", "tag", "thumbs-down", "thumbs-up"),
    *("trash", "upload", "user", "warning"),
)
_CHILDREN = (
    *("actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table"),
    "video",
)
_STATUSES = ("pending", "in_progress", "complete", "error")

_identity: dict[str, Rule] = {"block_id": string(at_most=_ID_LIMIT)}


def card(surface: Surface) -> Rule:
    texts: dict[str, Rule] = {
        "title": part.any_text(_TITLE_LIMIT),
        "subtitle": part.any_text(_TITLE_LIMIT),
        "body": part.any_text(_BODY_LIMIT),
        "subtext": part.any_text(_BODY_LIMIT),
    }
    pictures: dict[str, Rule] = {
        "hero_image": part.picture,
        "icon": part.picture,
        "slack_icon": typed("icon", {"name": one_of(*_ICONS)}),
    }
    buttons = items(tagged(elements_for("card", surface)), at_least=1, at_most=_MAX_CARD_BUTTONS)
    return record(
        {},
        _identity | pictures | texts | {"actions": buttons},
        either("hero_image", "title", "actions", "body"),
        not_both("icon", "slack_icon"),
    )


def carousel(surface: Surface) -> Rule:
    cards = items(tagged({"card": card(surface)}), at_least=1, at_most=_MAX_CARDS)
    return record({"elements": cards}, _identity)


def container(blocks: Mapping[str, Rule]) -> Rule:
    """A container for those of these blocks that Slack takes inside one."""
    inside = tagged({kind: blocks[kind] for kind in _CHILDREN if kind in blocks})
    return record(
        {"child_blocks": items(inside, at_least=1, at_most=_MAX_CHILDREN)},
        {
            **_identity,
            "title": part.plain_text(_TITLE_LIMIT),
            "rich_text_title": rich_text.value,
            "subtitle": part.any_text(_TITLE_LIMIT),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": part.picture,
            "is_collapsible": truth,
            "default_collapsed": truth,
            "has_header_divider": truth,
        },
        either("title", "rich_text_title"),
    )


_source = typed("url", {"url": part.url, "text": string(at_least=1)})
_task: dict[str, Rule] = {"task_id": string(at_least=1), "title": string(at_least=1)}
_task_details: dict[str, Rule] = {
    **_identity,
    "details": rich_text.value,
    "output": rich_text.value,
    "sources": items(_source),
    "status": one_of(*_STATUSES),
}
task_card = record(_task, _task_details)
_planned = record(_task, {"type": one_of("task_card"), **_task_details})
"""Inside a plan a task needs no type."""

plan = record(
    {"title": string(at_least=1)},
    {**_identity, "tasks": items(_planned, at_most=_MAX_TASKS), "status": one_of(*_STATUSES)},
)

alert = record(
    {"text": part.any_text(_BODY_LIMIT)},
    {**_identity, "level": one_of("default", "info", "warning", "error", "success")},
)


def auth_provider(surface: Surface) -> Rule:
    menu = {kind: rule for kind, rule in elements_for("section", surface).items() if kind == "overflow"}
    return record(
        {
            "value": string(at_least=1, at_most=_TITLE_LIMIT),
            "name": part.plain_text(_NAME_LIMIT),
            "is_connected": truth,
        },
        {
            **_identity,
            "description": part.plain_text(_TITLE_LIMIT),
            "icon_url": part.https_url,
            "auth_url": part.https_url,
            "disconnect_url": part.https_url,
            "connected_identity": part.plain_text(_NAME_LIMIT),
            "connected_context": part.plain_text(_NAME_LIMIT),
            "accessory": tagged(menu),
            "fallback": items(thing),
        },
    )
