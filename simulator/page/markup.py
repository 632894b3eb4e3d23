"""HTML that cannot be broken by what people write: every string is escaped unless it was made here."""

import html
from collections.abc import Iterable
from typing import TypeAlias

Attribute: TypeAlias = str | bool | None
"""A text, or whether the attribute stands there at all."""


class Html(str):
    """Text that is already HTML."""

    __slots__ = ()


_VOID = frozenset({"br", "hr", "input", "link", "meta"})


def tag(name: str, /, *children: str, **attributes: Attribute) -> Html:
    """An element; `class_` and `for_` are written without the underscore, None and False leave out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{html.escape(value)}"'


def join(parts: Iterable[str]) -> Html:
    return Html("".join(part if isinstance(part, Html) else html.escape(part) for part in parts))


def lines(text: str) -> Html:
    """The text with its line breaks."""
    return Html("<br>".join(html.escape(line) for line in text.split("\n")))
