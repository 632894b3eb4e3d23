"""api.test and emoji.list."""

from simulator.emoji import ALIASES, IMAGES
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError
from simulator.web_api.call import Call, Method


def test_api(call: Call) -> JsonObject:
    given = call.arguments.raw
    if error := call.arguments.text("error"):
        raise RefusedError(error, args=given)
    return {"args": given} if given else {}


def list_emoji(call: Call) -> JsonObject:
    base = f"https://emoji.slack-edge.com/{call.workspace.app.team.id}/"
    emoji = {name: f"{base}{name}/0.png" for name in IMAGES}
    emoji |= {name: f"alias:{known}" for name, known in ALIASES.items()}
    return {"emoji": emoji, "cache_ts": f"{call.workspace.app.installed_at}.000000"}


METHODS = (
    Method("api.test", test_api, tokens=("bot", "app", "user", "none")),
    Method("emoji.list", list_emoji, ("emoji:read",)),
)
