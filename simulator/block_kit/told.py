"""The plain text that rich text tells: what Slack makes of a message that comes without a text."""

from simulator.json_types import JsonObject

_SIGNS = {"user": ("user_id", "<@{}>"), "channel": ("channel_id", "<#{}>"), "emoji": ("name", ":{}:")}
_SIGNS |= {"usergroup": ("usergroup_id", "<!subteam^{}>"), "broadcast": ("range", "<!{}>")}
_SIGNS |= {"team": ("team_id", "<!team^{}>"), "color": ("value", "{}"), "date": ("fallback", "{}")}


def told_of(blocks: list[JsonObject]) -> str:
    """The text of headers and rich text among the blocks, a line for each part; empty without rich text."""
    if not any(block.get("type") == "rich_text" for block in blocks):
        return ""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: JsonObject) -> list[str]:
    if block.get("type") == "header":
        return [str(block["text"]["text"])]
    if block.get("type") != "rich_text":
        return []
    parts = [
        inner
        for part in block["elements"]
        for inner in (part["elements"] if part["type"] == "rich_text_list" else [part])
    ]
    return ["".join(_told(element) for element in part["elements"]).strip("\n") for part in parts]


def _told(element: JsonObject) -> str:
    kind = str(element["type"])
    if kind == "text":
        return str(element["text"])
    if kind == "link":
        label = element.get("text")
        return f"<{element['url']}|{label}>" if label else f"<{element['url']}>"
    name, sign = _SIGNS[kind]
    return sign.format(element.get(name, ""))
