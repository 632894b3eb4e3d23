"""Blocks as HTML, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.blocks import is_seen_by
from simulator.json_types import JsonObject
from simulator.page.elements import State, element
from simulator.page.markup import Html, join, lines, tag
from simulator.page.mrkdwn import text_object
from simulator.page.names import Names
from simulator.page.rich_text import rich_text


@dataclass(frozen=True)
class Reader:
    """Who looks, and what the elements hold by now."""

    names: Names
    user: str
    values: dict[str, State] = field(default_factory=dict)

    def elements(self, block: JsonObject, shown: list[JsonObject]) -> list[Html]:
        state = self.values.get(str(block.get("block_id")), {})
        return [element(each, state, self.names) for each in shown if is_seen_by(each, self.user)]


def blocks(shown: list[JsonObject], reader: Reader) -> Html:
    return join(_block(block, reader) for block in shown)


def _block(block: JsonObject, reader: Reader) -> Html:
    kind = str(block.get("type"))
    draw = _DRAWN.get(kind)
    if draw is None:
        return tag("p", f"A block of type {kind}, which this page does not draw.", class_="note")
    return draw(block, reader)


def _section(block: JsonObject, reader: Reader) -> Html:
    parts = [tag("div", text_object(block["text"], reader.names), class_="text")] if block.get("text") else []
    if fields := block.get("fields"):
        parts.append(
            tag("ul", *(tag("li", text_object(each, reader.names)) for each in fields), class_="fields")
        )
    if accessory := block.get("accessory"):
        parts.append(tag("div", *reader.elements(block, [accessory]), class_="accessory"))
    return tag("div", *parts, class_="section")


def _header(block: JsonObject, reader: Reader) -> Html:
    return tag("h4", text_object(block["text"], reader.names))


def _actions(block: JsonObject, reader: Reader) -> Html:
    return tag("div", *reader.elements(block, block.get("elements", [])), class_="actions")


def _context(block: JsonObject, reader: Reader) -> Html:
    parts = [
        tag("span", text_object(each, reader.names)) if "text" in each else reader.elements(block, [each])[0]
        for each in block.get("elements", [])
    ]
    return tag("div", *parts, class_="context")


def _input(block: JsonObject, reader: Reader) -> Html:
    label = text_object(block["label"], reader.names)
    parts = [tag("p", tag("b", label), " (optional)" if block.get("optional") else "")]
    parts += reader.elements(block, [block["element"]])
    if hint := block.get("hint"):
        parts.append(tag("p", tag("small", text_object(hint, reader.names))))
    return tag("div", *parts, class_="input")


def _image(block: JsonObject, reader: Reader) -> Html:
    title = tag("b", text_object(block.get("title"), reader.names), " ")
    return tag("p", title, tag("span", f"Image: {block.get('alt_text', '')}", class_="picture"))


def _video(block: JsonObject, reader: Reader) -> Html:
    title = text_object(block.get("title"), reader.names)
    return tag(
        "p", tag("b", title, " "), tag("span", f"Video: {block.get('alt_text', '')}", class_="picture")
    )


def _table(block: JsonObject, reader: Reader) -> Html:
    rows = [tag("tr", *(tag("td", _cell(cell, reader)) for cell in row)) for row in block.get("rows", [])]
    return tag("div", tag("table", *rows), class_="wide")


def _cell(cell: JsonObject, reader: Reader) -> Html:
    if cell.get("type") == "rich_text":
        return rich_text(cell, reader.names)
    return lines(str(cell.get("text", cell.get("value", ""))))


def _card(block: JsonObject, reader: Reader) -> Html:
    texts = [block.get(name) for name in ("title", "subtitle", "body")]
    parts = [tag("div", text_object(text, reader.names), class_="text") for text in texts if text]
    parts.append(tag("div", *reader.elements(block, block.get("actions", [])), class_="actions"))
    return tag("div", *parts, class_="card")


_DRAWN: dict[str, Callable[[JsonObject, Reader], Html]] = {
    "section": _section,
    "header": _header,
    "actions": _actions,
    "context_actions": _actions,
    "context": _context,
    "divider": lambda _block, _reader: tag("hr"),
    "input": _input,
    "image": _image,
    "video": _video,
    "table": _table,
    "card": _card,
    "rich_text": lambda block, reader: rich_text(block, reader.names),
    "markdown": lambda block, _reader: tag("p", lines(block["text"])),
    "file": lambda block, _reader: tag("p", f"File: {block['external_id']}", class_="picture"),
    "alert": lambda block, reader: tag("div", text_object(block["text"], reader.names), class_="card"),
}
