"""Every block element: its shape, which blocks may hold it, and on which surfaces.

Where an element may stand: the tables at docs.slack.dev/reference/block-kit/block-elements; an email or URL
input is taken in a message too, as a posted message showed in August 2026.
Limits: the same pages, and the models of Slack's Python SDK 3.47.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.block_kit import composition as part
from simulator.block_kit import rich_text, wording
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import (
    Rule,
    either,
    items,
    matching,
    not_both,
    one_of,
    record,
    string,
    truth,
    whole,
)

Surface = Literal["message", "modal", "home"]
Holder = Literal["section", "actions", "input", "context", "context_actions", "card"]

EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_IN_MODALS: frozenset[Surface] = frozenset({"modal"})
_NOT_HOME: frozenset[Surface] = frozenset({"message", "modal"})
_CHOOSERS: frozenset[Holder] = frozenset({"section", "actions", "input"})
_BUTTONS: frozenset[Holder] = frozenset({"section", "actions"})
_FIELDS: frozenset[Holder] = frozenset({"input"})

_ID_LIMIT = 255
_LABEL_LIMIT = 75
_VALUE_LIMIT = 2000
_PROMPT_LIMIT = 4000
_PLACEHOLDER_LIMIT = 150
_INPUT_LIMIT = 3000
_MAX_CHOICES = 10
_MAX_OVERFLOW = 5
_MAX_FILES = 10
_MAX_VIEWERS = 10
_FIRST_SECOND = 10**9
_LAST_SECOND = 10**10 - 1


@dataclass(frozen=True)
class Element:
    rule: Rule
    holders: frozenset[Holder]
    surfaces: frozenset[Surface] = EVERYWHERE


def _interactive(required: dict[str, Rule], optional: dict[str, Rule], *further: Rule) -> Rule:
    named = {"action_id": string(at_least=1, at_most=_ID_LIMIT)}
    return record(required, named | optional, *further)


def _chooser(required: dict[str, Rule], optional: dict[str, Rule], *further: Rule) -> Rule:
    common = {"confirm": part.confirm, "focus_on_load": truth}
    return _interactive(required, common | optional, *further)


def _menu(optional: dict[str, Rule], *further: Rule) -> Rule:
    placeholder = {"placeholder": part.plain_text(_PLACEHOLDER_LIMIT)}
    return _chooser({}, placeholder | optional, *further)


def _field(required: dict[str, Rule], optional: dict[str, Rule], *further: Rule) -> Rule:
    common: dict[str, Rule] = {
        "placeholder": part.plain_text(_PLACEHOLDER_LIMIT),
        "dispatch_action_config": part.dispatch_action_config,
        "focus_on_load": truth,
    }
    return _interactive(required, common | optional, *further)


def _lengths_agree(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        return
    shortest, longest, start = (value.get(name) for name in ("min_length", "max_length", "initial_value"))
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        yield Problem(f"{at}/min_length", wording.TOO_GREAT.format(longest))
    if isinstance(start, str) and isinstance(longest, int) and len(start) > longest:
        yield Problem(f"{at}/initial_value", wording.TOO_LONG.format(longest + 1))
    if isinstance(start, str) and isinstance(shortest, int) and len(start) < shortest:
        yield Problem(f"{at}/initial_value", wording.TOO_SHORT.format(shortest - 1))


def _values_agree(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        return
    lowest, highest, start = (value.get(name) for name in ("min_value", "max_value", "initial_value"))
    if lowest is not None and highest is not None and float(lowest) > float(highest):
        yield Problem(f"{at}/min_value", wording.TOO_GREAT.format(highest))
    if start is not None and highest is not None and float(start) > float(highest):
        yield Problem(f"{at}/initial_value", wording.TOO_GREAT.format(highest))
    if start is not None and lowest is not None and float(start) < float(lowest):
        yield Problem(f"{at}/initial_value", wording.TOO_SMALL.format(lowest))


_one_source = (either("options", "option_groups"), not_both("options", "option_groups"))
_static = {"options": part.options, "option_groups": part.option_groups}
_ids = items(string(at_least=1))
_decimal = matching(r"-?\d{1,30}(\.\d{1,30})?", wording.NOT_DECIMAL)
_date = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", wording.NOT_A_DATE)
_time = matching(r"([01]\d|2[0-3]):[0-5]\d", wording.NOT_A_TIME)
_timezone = matching(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}", wording.NOT_A_TIMEZONE)
_several: dict[str, Rule] = {"max_selected_items": part.count}
_chosen_option: dict[str, Rule] = {"initial_option": part.option}
_chosen_options: dict[str, Rule] = {"initial_options": items(part.option, at_most=part.MAX_OPTIONS)}
_query: dict[str, Rule] = {"min_query_length": whole(at_least=0)}
_conversation: dict[str, Rule] = {
    "default_to_current_conversation": truth,
    "filter": part.conversation_filter,
}
_response_url: dict[str, Rule] = {"response_url_enabled": truth}
_choices = items(part.choice, at_least=1, at_most=_MAX_CHOICES)

_button = _interactive(
    {"text": part.plain_text(_LABEL_LIMIT)},
    {
        "url": part.url,
        "value": string(at_most=_VALUE_LIMIT),
        "style": one_of("primary", "danger"),
        "confirm": part.confirm,
        "accessibility_label": string(at_most=_LABEL_LIMIT),
        "agent_prompt": string(at_most=_PROMPT_LIMIT),
        "agent_prompt_display": string(),
        "visible_to_user_ids": _ids,
    },
)
_feedback_button = record(
    {"text": part.plain_text(_LABEL_LIMIT), "value": string(at_most=_VALUE_LIMIT)},
    {"accessibility_label": string(at_most=_LABEL_LIMIT)},
)

_MENUS: dict[str, Rule] = {
    "static_select": _menu(_static | _chosen_option, *_one_source),
    "external_select": _menu(_query | _chosen_option),
    "users_select": _menu({"initial_user": string(at_least=1)}),
    "conversations_select": _menu(
        _conversation | _response_url | {"initial_conversation": string(at_least=1)}
    ),
    "channels_select": _menu(_response_url | {"initial_channel": string(at_least=1)}),
    "multi_static_select": _menu(_static | _several | _chosen_options, *_one_source),
    "multi_external_select": _menu(_query | _several | _chosen_options),
    "multi_users_select": _menu(_several | {"initial_users": _ids}),
    "multi_conversations_select": _menu(_several | _conversation | {"initial_conversations": _ids}),
    "multi_channels_select": _menu(_several | {"initial_channels": _ids}),
    "datepicker": _menu({"initial_date": _date}),
    "timepicker": _menu({"initial_time": _time, "timezone": _timezone}),
    "checkboxes": _chooser(
        {"options": _choices}, {"initial_options": items(part.choice, at_most=_MAX_CHOICES)}
    ),
    "radio_buttons": _chooser({"options": _choices}, {"initial_option": part.choice}),
}

_TEXT_FIELDS: dict[str, Rule] = {
    "email_text_input": _field({}, {"initial_value": string()}),
    "url_text_input": _field({}, {"initial_value": string()}),
}
_FIELDS_IN_MODALS: dict[str, Rule] = {
    "number_input": _field(
        {"is_decimal_allowed": truth},
        {"initial_value": _decimal, "min_value": _decimal, "max_value": _decimal},
        _values_agree,
    ),
    "file_input": _interactive({}, {"filetypes": _ids, "max_files": whole(at_least=1, at_most=_MAX_FILES)}),
}

ELEMENTS: dict[str, Element] = {
    "button": Element(_button, _BUTTONS | {"card"}),
    "overflow": Element(
        _interactive(
            {"options": items(part.overflow_option, at_least=1, at_most=_MAX_OVERFLOW)},
            {"confirm": part.confirm},
        ),
        _BUTTONS,
    ),
    "workflow_button": Element(
        _interactive(
            {"text": part.plain_text(_LABEL_LIMIT), "workflow": part.workflow},
            {"style": one_of("primary", "danger"), "accessibility_label": string(at_most=_LABEL_LIMIT)},
        ),
        _BUTTONS,
        frozenset({"message"}),
    ),
    "image": Element(part.image_element, frozenset({"section", "context"})),
    "datetimepicker": Element(
        _chooser({}, {"initial_date_time": whole(at_least=_FIRST_SECOND, at_most=_LAST_SECOND)}),
        frozenset({"actions", "input"}),
        _NOT_HOME,
    ),
    "plain_text_input": Element(
        _field(
            {},
            {
                "initial_value": string(at_most=_INPUT_LIMIT),
                "multiline": truth,
                "min_length": whole(at_least=0, at_most=_INPUT_LIMIT),
                "max_length": whole(at_least=1, at_most=_INPUT_LIMIT),
            },
            _lengths_agree,
        ),
        _FIELDS,
    ),
    "rich_text_input": Element(
        _field(
            {},
            {"initial_value": rich_text.value, "min_lines": part.count, "max_lines": part.count},
        ),
        frozenset({"actions", "input"}),
        frozenset({"modal", "home"}),
    ),
    "feedback_buttons": Element(
        _interactive({"positive_button": _feedback_button, "negative_button": _feedback_button}, {}),
        frozenset({"context_actions"}),
        frozenset({"message"}),
    ),
    "icon_button": Element(
        _interactive(
            {"icon": one_of("trash"), "text": part.plain_text(_LABEL_LIMIT)},
            {
                "value": string(at_most=_VALUE_LIMIT),
                "confirm": part.confirm,
                "accessibility_label": string(at_most=_LABEL_LIMIT),
                "visible_to_user_ids": items(string(at_least=1), at_most=_MAX_VIEWERS),
            },
        ),
        frozenset({"context_actions"}),
        frozenset({"message"}),
    ),
    **{name: Element(rule, _CHOOSERS) for name, rule in _MENUS.items()},
    **{name: Element(rule, _FIELDS, _NOT_HOME) for name, rule in _TEXT_FIELDS.items()},
    **{name: Element(rule, _FIELDS, _IN_MODALS) for name, rule in _FIELDS_IN_MODALS.items()},
}


def elements_for(holder: Holder, surface: Surface) -> dict[str, Rule]:
    """The elements, by type, that a block of this kind may hold on this surface."""
    return {
        kind: element.rule
        for kind, element in ELEMENTS.items()
        if holder in element.holders and surface in element.surfaces
    }
