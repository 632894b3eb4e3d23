"""The parts that blocks and elements are composed of: texts, options, confirmations, filters.

Limits: docs.slack.dev/reference/block-kit/composition-objects, and the models of Slack's Python SDK 3.47.
"""

from simulator.block_kit.rules import (
    Rule,
    among_schemas,
    either,
    items,
    matching,
    not_both,
    one_of,
    record,
    string,
    tagged,
    thing,
    truth,
    whole,
)

TEXT_LIMIT = 3000
OPTION_LIMIT = 75
_OPTION_VALUE_LIMIT = 150
_URL_LIMIT = 3000
_OPTIONS_LIMIT = 100


def _plain(at_most: int, at_least: int = 1) -> Rule:
    return record({"text": string(at_least=at_least, at_most=at_most)}, {"emoji": truth})


def _mrkdwn(at_most: int) -> Rule:
    return record({"text": string(at_least=1, at_most=at_most)}, {"verbatim": truth})


def plain_text(at_most: int, *, at_least: int = 1) -> Rule:
    """A text object where Slack takes no other than `plain_text`."""
    return tagged({"plain_text": _plain(at_most, at_least)})


def any_text(at_most: int = TEXT_LIMIT) -> Rule:
    return among_schemas(tagged(any_text_kinds(at_most)))


def any_text_kinds(at_most: int) -> dict[str, Rule]:
    return {"plain_text": _plain(at_most), "mrkdwn": _mrkdwn(at_most)}


url = string(at_least=1, at_most=_URL_LIMIT)
https_url = matching(r"https://.+", "must be a valid https URL")
image_url = matching(r"https?://.{1,2990}", "downloading image failed")
slack_file = record({}, {"id": string(at_least=1), "url": url}, either("id", "url"))

IMAGE_FIELDS = {"image_url": image_url, "slack_file": slack_file}
IMAGE_RULES = (either("image_url", "slack_file"), not_both("image_url", "slack_file"))

confirm = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)


def _option(text: Rule, description: Rule, **further: Rule) -> Rule:
    value = string(at_least=1, at_most=_OPTION_VALUE_LIMIT)
    return record({"text": text, "value": value}, {"description": description, **further})


option = _option(plain_text(OPTION_LIMIT), plain_text(OPTION_LIMIT))
"""Of a select menu."""
overflow_option = _option(plain_text(OPTION_LIMIT), plain_text(OPTION_LIMIT), url=url)
choice = _option(any_text(OPTION_LIMIT), any_text(OPTION_LIMIT))
"""Of checkboxes and radio buttons, which may be formatted."""

options = items(option, at_least=1, at_most=_OPTIONS_LIMIT)
option_groups = items(
    record({"label": plain_text(OPTION_LIMIT), "options": options}), at_least=1, at_most=_OPTIONS_LIMIT
)

dispatch_action_config = record(
    {},
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), at_least=1, at_most=2)},
)

conversation_filter = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), at_least=1),
        "exclude_external_shared_channels": truth,
        "exclude_bot_users": truth,
    },
)

workflow = record({"trigger": record({"url": url}, {"customizable_input_parameters": items(thing)})})

column_settings = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": truth})
count = whole(at_least=1)
