"""The Markdown of `markdown` blocks as HTML: headings, lists, quotes, code, emphasis and links."""

import re
from itertools import groupby

from simulator.page.emoji import with_emoji
from simulator.page.markup import Html, join, tag
from simulator.page.mrkdwn import link

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<b>[^*\n]+)\*\*|__(?P<b2>[^_\n]+)__"
    r"|(?<!\w)\*(?P<i>[^*\n]+)\*(?!\w)|(?<!\w)_(?P<i2>[^_\n]+)_(?!\w)"
    r"|~~(?P<s>[^~\n]+)~~"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>[^()\s]+)\)"
)
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```[^\n]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"^\s*[-*+]\s+(.*)$")
_NUMBERED = re.compile(r"^\s*\d+[.)]\s+(.*)$")
_RULE = re.compile(r"^\s*([-*_])\s*(?:\1\s*){2,}$")


def markdown(text: str) -> Html:
    parts: list[Html] = []
    for number, piece in enumerate(_FENCE.split(text)):
        is_code = number % 2 == 1
        parts.append(tag("pre", tag("code", piece.rstrip("\n"))) if is_code else _prose(piece))
    return join(parts)


def _prose(text: str) -> Html:
    grouped = groupby(text.split("\n"), _kind)
    return join(_group(kind, list(found)) for kind, found in grouped)


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if _RULE.match(line):
        return "rule"
    for kind, pattern in (("heading", _HEADING), ("item", _ITEM), ("numbered", _NUMBERED)):
        if pattern.match(line):
            return kind
    return "quote" if line.startswith(">") else "words"


def _group(kind: str, found: list[str]) -> Html:
    if kind == "blank":
        return Html("")
    if kind == "rule":
        return tag("hr")
    if kind == "heading":
        return join(_heading(line) for line in found)
    if kind in {"item", "numbered"}:
        pattern = _ITEM if kind == "item" else _NUMBERED
        items = [tag("li", _inline(pattern.sub(r"\1", line))) for line in found]
        return tag("ul" if kind == "item" else "ol", *items)
    if kind == "quote":
        return tag("blockquote", _broken([line.removeprefix(">").strip() for line in found]))
    return tag("p", _broken(found))


def _heading(line: str) -> Html:
    level, words = _HEADING.sub(r"\1 \2", line).split(" ", 1)
    # The page's own headings are one to two, a message's begin below them.
    return tag(f"h{min(len(level) + 2, 6)}", _inline(words))


def _broken(found: list[str]) -> Html:
    return Html("<br>".join(_inline(line) for line in found))


def _inline(text: str) -> Html:
    parts: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts += [with_emoji(text[end : found.start()]), _marked(found)]
        end = found.end()
    return join([*parts, with_emoji(text[end:])])


def _marked(found: re.Match[str]) -> Html:
    if found["url"]:
        return link(found["url"], found["label"])
    kind, inside = next((name, value) for name, value in found.groupdict().items() if value is not None)
    return tag("code", inside) if kind == "code" else tag(kind[0], _inline(inside))
