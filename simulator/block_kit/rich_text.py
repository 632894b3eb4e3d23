"""The nested elements of a rich_text block.

Shapes: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from simulator.block_kit.rules import Rule, items, one_of, record, string, tagged, truth, whole

_MAX_INDENT = 8
_MAX_BORDER = 1

_id = string(at_least=1)
_STYLES = ("bold", "italic", "strike", "code", "underline")
_style = record({}, dict.fromkeys(_STYLES, truth))
_mention_style = record({}, dict.fromkeys((*_STYLES, "highlight", "client_highlight", "unlink"), truth))
_border = whole(at_most=_MAX_BORDER)

_INLINE: dict[str, Rule] = {
    "text": record({"text": string(at_least=1)}, {"style": _style}),
    "link": record({"url": string(at_least=1)}, {"text": string(), "unsafe": truth, "style": _style}),
    "user": record({"user_id": _id}, {"style": _mention_style}),
    "usergroup": record({"usergroup_id": _id}, {"style": _mention_style}),
    "channel": record({"channel_id": _id}, {"style": _mention_style}),
    "team": record({"team_id": _id}, {"style": _mention_style}),
    "emoji": record(
        {"name": _id}, {"unicode": string(), "skin_tone": whole(at_least=1, at_most=6), "style": _style}
    ),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, {"style": _style}),
    "color": record({"value": _id}, {"style": _style}),
    "date": record(
        {"timestamp": whole(), "format": _id}, {"url": string(), "fallback": string(), "style": _style}
    ),
}
_inline = items(tagged(_INLINE))
_section = record({"elements": _inline})

_list = record(
    {"style": one_of("bullet", "ordered"), "elements": items(tagged({"rich_text_section": _section}))},
    {"indent": whole(at_most=_MAX_INDENT), "offset": whole(), "border": _border},
)

elements = items(
    tagged(
        {
            "rich_text_section": _section,
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
