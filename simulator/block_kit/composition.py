"""The parts that blocks and elements are composed of: texts, options, confirmations, filters.

Limits: docs.slack.dev/reference/block-kit/composition-objects, and the models of Slack's Python SDK 3.47.
"""

from collections.abc import Iterator

from simulator.block_kit import wording
from simulator.block_kit.problems import Problem
from simulator.block_kit.rules import (
    Rule,
    all_of,
    either,
    items,
    matching,
    not_both,
    one_of,
    record,
    string,
    tagged,
    truth,
    typed,
    whole,
)

TEXT_LIMIT = 3000
OPTION_LIMIT = 75
MAX_OPTIONS = 100
_OPTION_VALUE_LIMIT = 150
_URL_LIMIT = 3000


def plain_text(at_most: int, *, at_least: int = 1) -> Rule:
    """A text object where Slack takes no other than `plain_text`."""
    return typed("plain_text", {"text": string(at_least=at_least, at_most=at_most)}, {"emoji": truth})


def any_text(at_most: int = TEXT_LIMIT) -> Rule:
    return all_of(tagged(any_text_kinds(at_most)))


def any_text_kinds(at_most: int) -> dict[str, Rule]:
    text = {"text": string(at_least=1, at_most=at_most)}
    return {"plain_text": record(text, {"emoji": truth}), "mrkdwn": record(text, {"verbatim": truth})}


url = string(at_least=1, at_most=_URL_LIMIT)
https_url = matching(r"https://.+", wording.NOT_HTTPS)
user_ids = items(string(at_least=1))


def image_url(value: object, at: str) -> Iterator[Problem]:
    """An address that Slack could fetch a picture from; nothing is fetched here."""
    too_long = list(string(at_most=_URL_LIMIT)(value, at))
    yield from too_long or matching(r"https?://\S+", wording.NO_IMAGE)(value, at)


slack_file = record(
    {},
    {"id": matching(r"[F][A-Z0-9]{8,}"), "url": url},
    either("id", "url"),
    not_both("id", "url"),
)

_FILLED_IN: dict[str, Rule] = {
    "fallback": string(),
    "image_width": whole(),
    "image_height": whole(),
    "image_bytes": whole(),
    "is_animated": truth,
}
# What Slack adds to the images of a message it takes again, when an app sends the message's blocks back.
IMAGE_FIELDS: dict[str, Rule] = {"image_url": image_url, "slack_file": slack_file, **_FILLED_IN}
IMAGE_RULES = (either("image_url", "slack_file"), not_both("image_url", "slack_file"))
alt_text = string(at_least=1, at_most=2000)
image_element = record({"alt_text": alt_text}, IMAGE_FIELDS, *IMAGE_RULES)
picture = tagged({"image": image_element})

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

options = items(option, at_least=1, at_most=MAX_OPTIONS)
option_groups = items(
    record({"label": plain_text(OPTION_LIMIT), "options": options}), at_least=1, at_most=MAX_OPTIONS
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
    either("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

_parameter = record({"name": string(at_least=1), "value": string()})
workflow = record(
    {"trigger": record({"url": url}, {"customizable_input_parameters": items(_parameter)})},
)

count = whole(at_least=1)
