"""The text that an app posts, as Slack keeps it: controls stay, links get brackets, the rest is escaped."""

import re
from collections.abc import Mapping

_CONTROL = re.compile(r"<(?:[@#!][^<>|\s][^<>]*|[^<>|\s@#!]+:[^<>|\s]+(?:\|[^<>]*)?|[^<>|\s]+\|[^<>]*)>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_LINK = re.compile(r"\bhttps?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"*_~`]")

_NAMED = re.compile(r"(?<![\w/@#<|])[@#][\w.-]*\w")


def escaped(text: str) -> str:
    """`&`, `<` and `>` as entities; entities that are there already stay."""
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def as_posted(text: str, *, is_verbatim: bool = False) -> str:
    """The text as Slack keeps it; a verbatim one gets no links."""
    parts = []
    end = 0
    for control in _CONTROL.finditer(text):
        parts += [_plain(text[end : control.start()], is_verbatim=is_verbatim), control.group()]
        end = control.end()
    return "".join([*parts, _plain(text[end:], is_verbatim=is_verbatim)])


def with_names_linked(text: str, controls: Mapping[str, str]) -> str:
    """`@name` and `#name` as the controls that stand for them, where `link_names` asks for it."""
    return _NAMED.sub(lambda named: controls.get(named.group(), named.group()), text)


def _plain(text: str, *, is_verbatim: bool) -> str:
    safe = escaped(text)
    return safe if is_verbatim else _LINK.sub(lambda link: f"<{link.group()}>", safe)
