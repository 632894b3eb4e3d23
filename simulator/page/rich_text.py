"""Rich text blocks as HTML."""

from collections.abc import Callable

from simulator.json_types import JsonObject
from simulator.page.emoji import emoji
from simulator.page.markup import Html, join, lines, tag
from simulator.page.mrkdwn import channel_mention, date, link, mention, person_mention
from simulator.page.names import Names

_STYLES = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "underline": "u"}


def rich_text(block: JsonObject, names: Names) -> Html:
    return join(_part(part, names) for part in block.get("elements", []))


def _part(part: JsonObject, names: Names) -> Html:
    kind = part.get("type")
    inside = part.get("elements", [])
    if kind == "rich_text_list":
        listed = "ol" if part.get("style") == "ordered" else "ul"
        return tag(listed, *(tag("li", _inline(item.get("elements", []), names)) for item in inside))
    if kind == "rich_text_quote":
        return tag("blockquote", _inline(inside, names))
    if kind == "rich_text_preformatted":
        return tag("pre", tag("code", _inline(inside, names)))
    return tag("p", _inline(inside, names))


def _inline(elements: list[JsonObject], names: Names) -> Html:
    return join(_styled(element, _word(element, names)) for element in elements)


def _styled(element: JsonObject, inside: Html) -> Html:
    style = element.get("style") or {}
    for name, html_name in _STYLES.items():
        if style.get(name):
            inside = tag(html_name, inside)
    return inside


_WORDS: dict[str, Callable[[JsonObject, Names], Html]] = {
    "text": lambda element, _: lines(element["text"]),
    "link": lambda element, _: link(element["url"], element.get("text") or element["url"]),
    "user": lambda element, names: person_mention(str(element["user_id"]), names),
    "usergroup": lambda element, names: mention(f"@{names.group(element['usergroup_id'])}"),
    "channel": lambda element, names: channel_mention(str(element["channel_id"]), names),
    "broadcast": lambda element, _: mention(f"@{element['range']}"),
    "emoji": lambda element, _: join([emoji(str(element["name"]))]),
    "color": lambda element, _: tag("code", element["value"]),
    "date": lambda element, names: date(
        str(element["timestamp"]), str(element.get("format", "")), str(element.get("fallback", "")), names
    ),
}


def _word(element: JsonObject, names: Names) -> Html:
    word = _WORDS.get(str(element.get("type")))
    return word(element, names) if word else Html("")
