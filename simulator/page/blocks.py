"""Blocks as HTML, one after the other."""

from collections.abc import Callable

from simulator.blocks import is_seen_by
from simulator.json_types import JsonObject
from simulator.page.elements import element, picture
from simulator.page.markdown import markdown
from simulator.page.markup import Html, join, lines, tag
from simulator.page.mrkdwn import link, plain, text_object
from simulator.page.reader import Place, Reader
from simulator.page.rich_text import rich_text

_ONE_CONTROL = ("_input", "_select", "picker")
_ALERTS = {"default": "Note", "info": "Info", "warning": "Warning", "error": "Error", "success": "Success"}


def blocks(shown: list[JsonObject], reader: Reader) -> Html:
    return join(_block(block, reader.at(position)) for position, block in enumerate(shown))


def _block(block: JsonObject, reader: Reader) -> Html:
    kind = str(block.get("type"))
    draw = _DRAWN.get(kind)
    if draw is None:
        return tag("p", f"A block of type {kind}, which this page does not draw.", class_="note")
    return draw(block, reader)


def _elements(block: JsonObject, shown: list[JsonObject], reader: Reader) -> list[Html]:
    return [element(Place(block, each, reader)) for each in shown if is_seen_by(each, reader.user)]


def _section(block: JsonObject, reader: Reader) -> Html:
    parts = [tag("div", text_object(block["text"], reader.names), class_="text")] if block.get("text") else []
    if fields := block.get("fields"):
        shown = [tag("div", text_object(each, reader.names), class_="text") for each in fields]
        parts.append(tag("div", *shown, class_="fields"))
    words = tag("div", *parts, class_="words")
    if not (accessory := block.get("accessory")):
        return tag("div", words, class_="section")
    beside = tag("div", *_elements(block, [accessory], reader), class_="accessory")
    return tag("div", words, beside, class_="section")


def _header(block: JsonObject, reader: Reader) -> Html:
    level = {1: "h3", 2: "h4", 3: "h5", 4: "h6"}.get(block.get("level", 1), "h3")
    return tag(level, text_object(block["text"], reader.names), class_="heading")


def _actions(block: JsonObject, reader: Reader) -> Html:
    return tag("div", *_elements(block, block.get("elements", []), reader), class_="row")


def _context(block: JsonObject, reader: Reader) -> Html:
    parts = [
        tag("span", text_object(each, reader.names))
        if "text" in each
        else _elements(block, [each], reader)[0]
        for each in block.get("elements", [])
    ]
    return tag("div", *parts, class_="context")


def _input(block: JsonObject, reader: Reader) -> Html:
    held = block["element"]
    if not is_seen_by(held, reader.user):
        return Html("")
    place = Place(block, held, reader)
    label = [text_object(block["label"], reader.names)]
    if block.get("optional"):
        label.append(tag("small", " (optional)"))
    is_one = place.kind.endswith(_ONE_CONTROL) and not place.kind.startswith("multi_")
    named = tag(
        "label" if is_one else "span", *label, for_=place.id if is_one else None, id=f"{place.id}-label"
    )
    hint = text_object(block.get("hint"), reader.names)
    return tag(
        "div",
        tag("div", named, class_="label"),
        element(place),
        tag("p", class_="error", id=f"{place.id}-error", role="alert"),
        tag("p", hint, class_="hint", id=f"{place.id}-hint"),
        class_="input",
        data_input=str(block.get("block_id", "")),
    )


def _image(block: JsonObject, reader: Reader) -> Html:
    file = block.get("slack_file") or {}
    address = str(block.get("image_url") or file.get("url") or "")
    title = text_object(block.get("title"), reader.names)
    caption = [tag("figcaption", title)] if title else []
    return tag("figure", *caption, picture(str(block.get("alt_text", "")), address))


def _video(block: JsonObject, reader: Reader) -> Html:
    title = plain(block.get("title"))
    author = str(block.get("author_name") or block.get("provider_name") or "")
    about = text_object(block.get("description"), reader.names)
    return tag(
        "figure",
        tag(
            "figcaption",
            link(str(block.get("title_url") or ""), title),
            tag("small", f" {author}" if author else ""),
        ),
        *([tag("p", about)] if about else []),
        picture(f"Video: {block.get('alt_text', '')}", str(block.get("video_url") or "")),
    )


def _table(block: JsonObject, reader: Reader) -> Html:
    settings = block.get("column_settings") or []
    rows = [
        tag(
            "tr",
            *(
                _cell(cell, "th" if number == 0 else "td", _setting(settings, column), reader)
                for column, cell in enumerate(row)
            ),
        )
        for number, row in enumerate(block.get("rows", []))
    ]
    return tag("div", tag("table", *rows), class_="wide", tabindex="0", role="region", aria_label="Table")


def _setting(settings: list[JsonObject | None], column: int) -> JsonObject:
    return (settings[column] if column < len(settings) else None) or {}


def _cell(cell: JsonObject, name: str, setting: JsonObject, reader: Reader) -> Html:
    inside = (
        rich_text(cell, reader.names)
        if cell.get("type") == "rich_text"
        else lines(str(cell.get("text", cell.get("value", ""))))
    )
    scope = "col" if name == "th" else None
    return tag(name, inside, scope=scope, class_=str(setting.get("align") or "left"))


def _file(block: JsonObject, _reader: Reader) -> Html:
    return tag("p", f"A remote file, {block.get('external_id', '')}", class_="picture")


def _alert(block: JsonObject, reader: Reader) -> Html:
    level = str(block.get("level") or "default")
    return tag(
        "div",
        tag("b", _ALERTS.get(level, "Note"), class_="level"),
        tag("div", text_object(block.get("text"), reader.names), class_="text"),
        class_=f"alert {level}",
    )


def _card(block: JsonObject, reader: Reader) -> Html:
    parts = [
        picture(str(image.get("alt_text", "")), str(image.get("image_url") or ""))
        for image in (block.get("hero_image"), block.get("icon"))
        if image
    ]
    for name, kind in (("title", "b"), ("subtitle", "small"), ("body", "div")):
        if text := block.get(name):
            parts.append(tag("div", tag(kind, text_object(text, reader.names)), class_="text"))
    parts.append(tag("div", *_elements(block, block.get("actions") or [], reader), class_="row"))
    return tag("div", *parts, class_="card")


def _carousel(block: JsonObject, reader: Reader) -> Html:
    cards = [tag("li", _card(card, reader)) for card in block.get("elements") or []]
    return tag("ul", *cards, class_="carousel", tabindex="0", aria_label="Cards")


def _container(block: JsonObject, reader: Reader) -> Html:
    children = block.get("child_blocks") or block.get("blocks") or block.get("elements") or []
    title = text_object(block.get("title"), reader.names)
    return tag("div", *([tag("b", title)] if title else []), blocks(children, reader), class_="card")


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
    "carousel": _carousel,
    "container": _container,
    "rich_text": lambda block, reader: tag("div", rich_text(block, reader.names), class_="rich"),
    "markdown": lambda block, _reader: tag("div", markdown(str(block["text"])), class_="rich"),
    "file": _file,
    "alert": _alert,
}
