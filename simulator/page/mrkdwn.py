"""Slack's mrkdwn as HTML, as far as a reader needs it.

Syntax: docs.slack.dev/messaging/formatting-message-text; `&`, `<` and `>` arrive as entities.
"""

import re

from simulator.page.dates import formatted
from simulator.page.emoji import emoji, with_emoji
from simulator.page.markup import Html, join, lines, tag
from simulator.page.names import Names, moment

_TOKEN = re.compile(
    r"```\n?(?P<pre>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<reference>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+'-]+):"
    r"|(?<!\w)\*(?P<b>[^*\n]+)\*(?!\w)"
    r"|(?<!\w)_(?P<i>[^_\n]+)_(?!\w)"
    r"|(?<!\w)~(?P<s>[^~\n]+)~(?!\w)",
    re.DOTALL,
)
_QUOTE = "&gt;"
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_LONGEST_SECONDS = 11  # the year 5138; later times are nobody's appointment
_LINKABLE = ("http://", "https://", "mailto:")


def mrkdwn(text: str, names: Names) -> Html:
    parts: list[Html] = []
    quoted: list[str] = []
    for line in _without_quotes_in_code(text):
        if line.startswith(_QUOTE):
            quoted.append(line.removeprefix(_QUOTE).lstrip())
            continue
        parts += _quotation(quoted, names)
        quoted = []
        parts.append(_inline(line, names))
    parts += _quotation(quoted, names)
    return Html("<br>".join(parts))


def link(url: str, label: str) -> Html:
    """A link where following it is harmless; else its words."""
    if not url.startswith(_LINKABLE):
        return join([label])
    return tag("a", label, href=url, rel="noreferrer noopener", target="_blank")


def _without_quotes_in_code(text: str) -> list[str]:
    """Lines, except that a code block stays in one piece."""
    pieces = re.split(r"(```.+?```)", text, flags=re.DOTALL)
    found = [""]
    for piece in pieces:
        if piece.startswith("```"):
            found[-1] += piece
            continue
        first, *rest = piece.split("\n")
        found[-1] += first
        found += rest
    return found


def _quotation(quoted: list[str], names: Names) -> list[Html]:
    if not quoted:
        return []
    return [tag("blockquote", Html("<br>".join(_inline(line, names) for line in quoted)))]


def _inline(text: str, names: Names) -> Html:
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        parts += [_unescaped(text[end : token.start()]), _token(token, names)]
        end = token.end()
    parts.append(_unescaped(text[end:]))
    return join(parts)


def _token(token: re.Match[str], names: Names) -> Html:
    kind, inside = next((name, value) for name, value in token.groupdict().items() if value is not None)
    if kind == "pre":
        return tag("pre", tag("code", _unescaped(inside)))
    if kind == "code":
        return tag("code", _unescaped(inside))
    if kind == "reference":
        return _reference(inside, names)
    if kind == "emoji":
        return join([emoji(inside)])
    return tag(kind, _inline(inside, names))


def _reference(inside: str, names: Names) -> Html:
    target, _, label = inside.partition("|")
    sign, rest = target[:1], target[1:]
    if sign == "@":
        return person_mention(rest, names)
    if sign == "#":
        return channel_mention(rest, names)
    if sign == "!":
        return _special(rest, label, names)
    return link(_unescaped(target), _unescaped(label or target))


def person_mention(user: str, names: Names) -> Html:
    kind = "mention me" if user == names.viewer else "mention"
    return tag("span", f"@{names.person(user)}", class_=kind)


def channel_mention(channel: str, names: Names) -> Html:
    here = f"/?user={names.viewer}&channel={channel}"
    return tag("a", f"#{names.channel(channel)}", class_="mention", href=here, data_go=True)


def mention(text: str) -> Html:
    return tag("span", text, class_="mention")


def _special(target: str, label: str, names: Names) -> Html:
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        return mention(f"@{names.group(rest)}")
    if kind == "date":
        seconds, _, pattern = rest.partition("^")
        return date(seconds, _unescaped(pattern.partition("^")[0]), _unescaped(label), names)
    return mention(f"@{kind}")


def date(seconds: str, pattern: str, fallback: str, names: Names) -> Html:
    """The moment in the words of the pattern, on the reader's clock."""
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > _LONGEST_SECONDS:
        return join([fallback])
    at = moment(seconds)
    words = formatted(at.astimezone(names.zone), names.now(), pattern)
    shown = words or fallback or f"{at:%Y-%m-%d %H:%M} UTC"
    return tag("time", shown, datetime=at.isoformat(), title=fallback or None)


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def text_object(text: object, names: Names) -> Html:
    """A plain_text or mrkdwn object."""
    if not isinstance(text, dict):
        return Html("")
    written = str(text.get("text", ""))
    if text.get("type") == "mrkdwn":
        return mrkdwn(written, names)
    return lines(with_emoji(written) if text.get("emoji") else written)


def plain(text: object) -> str:
    """The words of a plain_text object, where no markup can stand."""
    if not isinstance(text, dict):
        return ""
    written = str(text.get("text", ""))
    return with_emoji(written) if text.get("emoji") else written
