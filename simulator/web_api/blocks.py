"""blocks.validate: what Slack would say of blocks, a message or a view, without sending them."""

import json

from simulator.block_kit import Problem, check_blocks, check_message, check_view
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method

_WANTED = "must provide exactly one of `blocks`, `view`, or `message`"
_KINDS = ("blocks", "message", "view")


def validate(call: Call) -> JsonObject:
    given = [kind for kind in _KINDS if call.arguments.raw.get(kind) not in (None, "")]
    if len(given) != 1:
        raise RefusedError("invalid_arguments", response_metadata={"messages": [_WANTED]})
    kind = given[0]
    value = _parsed(call.arguments.raw[kind])
    if problems := _problems(kind, value):
        raise RefusedError(f"invalid_{kind}", errors=[problem.described() for problem in problems])
    return {}


def _parsed(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as exc:
        raise RefusedError("invalid_json") from exc


def _problems(kind: str, value: object) -> list[Problem]:
    # Pointers begin at what was given: `/0/text` in blocks, `/blocks/0/text` in a message or a view.
    if kind == "blocks":
        return check_blocks(value, "message", at="")
    return check_message(value) if kind == "message" else check_view(value, at="")


METHODS = (Method("blocks.validate", validate, tokens=("bot", "app", "user", "none")),)
