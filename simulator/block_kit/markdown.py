"""A markdown block as Slack shows it: translated into headers, rich text, tables and dividers.

The blocks it becomes are those that people have read back from posted messages: a header for each heading, a
divider for each rule, a table for each table, and rich text for every run between them.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from simulator.json_types import JsonObject

_HEADER_LIMIT = 150
_Kind = Literal["heading", "rule", "table", "code", "quote", "list", "text", "blank"]
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FENCE = re.compile(r" {0,3}```")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")
_ITEM = re.compile(r"(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$")
_CELL_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*$")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!&~-])"
    r"|`(?P<code>[^`]+)`"
    r"|!?\[(?P<label>[^\]]*)\]\((?P<url>[^)\s]+)[^)]*\)"
    r"|(?P<bare>https?://[^\s<>]+)"
    r"|\*\*(?P<bold>.+?)\*\*|__(?P<bold_too>.+?)__"
    r"|~~(?P<strike>.+?)~~"
    r"|\*(?P<italic>[^*\s](?:.*?[^*\s])?)\*|(?<!\w)_(?P<italic_too>[^_\s](?:.*?[^_\s])?)_(?!\w)",
    re.DOTALL,
)
_STYLES = {
    "bold": "bold",
    "bold_too": "bold",
    "strike": "strike",
    "italic": "italic",
    "italic_too": "italic",
}
_MAX_DEPTH = 8


def expanded(block: JsonObject) -> list[JsonObject]:
    """The blocks that a markdown block becomes, without its block_id; any other block as it is."""
    if block.get("type") != "markdown":
        return [block]
    return _blocks(str(block["text"])) or [_rich_text([_section([{"type": "text", "text": block["text"]}])])]


def _blocks(text: str) -> list[JsonObject]:
    made: list[JsonObject] = []
    run: list[JsonObject] = []
    for kind, lines in _runs(text):
        if kind in {"heading", "rule", "table"}:
            made += [_rich_text(run)] if run else []
            run = []
            made += _standing(kind, lines)
        else:
            run += _flowing(kind, lines)
    return made + ([_rich_text(run)] if run else [])


def _runs(text: str) -> Iterator[tuple[_Kind, list[str]]]:
    """The lines in runs of one kind; a fenced piece of code is one run."""
    for kind, group in groupby(_kinds(text), key=lambda known: known[0]):
        yield kind, [line for _, line in group]


def _kinds(text: str) -> Iterator[tuple[_Kind, str]]:
    in_code = False
    for line in text.split("\n"):
        is_fence = bool(_FENCE.match(line))
        if in_code or is_fence:
            yield "code", line
            in_code = in_code != is_fence
        else:
            yield _kind(line), line


def _kind(line: str) -> _Kind:
    if not line.strip():
        return "blank"
    if _HEADING.match(line):
        return "heading"
    if _RULE.match(line):
        return "rule"
    if line.lstrip().startswith("|"):
        return "table"
    if _QUOTE.match(line):
        return "quote"
    return "list" if _ITEM.match(line) else "text"


def _standing(kind: _Kind, lines: list[str]) -> list[JsonObject]:
    """Each of these is a block of its own."""
    if kind == "rule":
        return [{"type": "divider"} for _ in lines]
    if kind == "table":
        rows = [line for line in lines if not _CELL_RULE.match(line)]
        return [{"type": "table", "rows": [_row(line) for line in rows]}] if rows else []
    headings = [_HEADING.sub(r"\1", line)[:_HEADER_LIMIT] or " " for line in lines]
    return [{"type": "header", "text": {"type": "plain_text", "text": text}} for text in headings]


def _row(line: str) -> list[JsonObject]:
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return [_rich_text([_section(_inline(cell.strip() or " "))]) for cell in cells]


def _flowing(kind: _Kind, lines: list[str]) -> list[JsonObject]:
    """Each of these is a part of a rich text."""
    if kind == "blank":
        return []
    if kind == "code":
        code = "\n".join(line for line in lines if not _FENCE.match(line)) or " "
        return [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": code}]}]
    if kind == "quote":
        quoted = "\n".join(_QUOTE.sub(r"\1", line) for line in lines)
        return [{"type": "rich_text_quote", "elements": _inline(quoted or " ")}]
    if kind == "list":
        return list(_lists(lines))
    return [_section(_inline("\n".join(lines) + "\n"))]


def _lists(lines: list[str]) -> Iterator[JsonObject]:
    items = [item for line in lines if (item := _ITEM.match(line))]
    for (style, indent), group in groupby(items, key=_style_and_indent):
        held = [_section(_inline(item[4])) for item in group]
        yield {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": held}


def _style_and_indent(item: re.Match[str]) -> tuple[str, int]:
    style = "bullet" if item[2] else "ordered"
    return style, min(len(item[1].expandtabs(4)) // 2, _MAX_DEPTH)


def _inline(text: str, style: frozenset[str] = frozenset()) -> list[JsonObject]:
    made: list[JsonObject] = []
    end = 0
    for found in _INLINE.finditer(text):
        made += _text(text[end : found.start()], style)
        made += _marked(found, style)
        end = found.end()
    return made + _text(text[end:], style)


def _marked(found: re.Match[str], style: frozenset[str]) -> list[JsonObject]:
    name = str(found.lastgroup)
    if name in _STYLES:
        # A style within itself adds nothing, and ends the recursion.
        inner = style | {_STYLES[name]}
        return _inline(found[name], inner) if inner != style else _text(found[name], style)
    if name == "escaped":
        return _text(found["escaped"], style)
    if name == "code":
        return _text(found["code"], style | {"code"})
    link: JsonObject = {"type": "link", "url": found["url"] or found["bare"]}
    if found["label"]:
        link["text"] = found["label"]
    return [link | _styled(style)]


def _text(text: str, style: frozenset[str]) -> list[JsonObject]:
    return [{"type": "text", "text": text} | _styled(style)] if text else []


def _styled(style: frozenset[str]) -> JsonObject:
    return {"style": dict.fromkeys(sorted(style), True)} if style else {}


def _section(elements: list[JsonObject]) -> JsonObject:
    return {"type": "rich_text_section", "elements": elements}


def _rich_text(elements: list[JsonObject]) -> JsonObject:
    return {"type": "rich_text", "elements": elements}
