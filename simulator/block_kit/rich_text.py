"""The nested elements of a rich_text block.

Shapes: docs.slack.dev/reference/block-kit/blocks/rich-text-block and the elements it links to.
"""

from simulator.block_kit.rules import Rule, items, one_of, record, string, tagged, truth, typed, whole

_MAX_INDENT = 8
_MAX_BORDER = 1

_id = string(at_least=1)
_STYLES = ("bold", "italic", "strike", "code", "underline")
_style = record({}, dict.fromkeys((*_STYLES, "highlight", "client_highlight", "unlink"), truth))
_border = whole(at_least=0, at_most=_MAX_BORDER)
_styled: dict[str, Rule] = {"style": _style}

_INLINE: dict[str, Rule] = {
    "text": record({"text": string(at_least=1)}, _styled),
    "link": record({"url": string(at_least=1)}, {"text": string(), "unsafe": truth, **_styled}),
    "user": record({"user_id": _id}, _styled),
    "usergroup": record({"usergroup_id": _id}, _styled),
    "channel": record({"channel_id": _id}, _styled),
    "team": record({"team_id": _id}, _styled),
    "emoji": record(
        {"name": _id},
        {
            "unicode": string(),
            "skin_tone": whole(at_least=1, at_most=6),
            "url": string(),
            "display_url": string(),
            **_styled,
        },
    ),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, _styled),
    "color": record({"value": _id}, _styled),
    "date": record({"timestamp": whole(), "format": _id}, {"url": string(), "fallback": string(), **_styled}),
}
_inline = items(tagged(_INLINE))

_list = record(
    {
        "style": one_of("bullet", "ordered"),
        "elements": items(typed("rich_text_section", {"elements": _inline})),
    },
    {"indent": whole(at_least=0, at_most=_MAX_INDENT), "offset": whole(at_least=0), "border": _border},
)

elements = items(
    tagged(
        {
            "rich_text_section": record({"elements": _inline}),
            "rich_text_list": _list,
            "rich_text_quote": record({"elements": _inline}, {"border": _border}),
            "rich_text_preformatted": record(
                {"elements": _inline}, {"border": _border, "language": string()}
            ),
        }
    )
)
block = record({"elements": elements}, {"block_id": string(at_most=255)})
value = tagged({"rich_text": block})
"""A whole rich_text block where a field holds one: the start of an input, the cell of a table."""
