"""The few shapes that every feature is made of, and a message whose text and blocks say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import Alias
from handlers.blocks.text import SECTION_CHARACTERS, SPOKEN_CHARACTERS, cut, cut_mrkdwn, escape

Block = dict[str, Any]
View = dict[str, Any]

_BUTTON, _LABEL, _OPTION, _TITLE = 75, 75, 75, 24
_HEADER, _INPUT_LABEL, _ONE_LINE = 150, 2000, 300
_MESSAGE_BLOCKS, _VIEW_BLOCKS = 50, 100


@dataclass(frozen=True)
class Message:
    """`text` alone says everything: it is all that a screen reader or a notification gives."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True)
class Part:
    """A piece of a message: how it looks, and the same in words."""

    blocks: tuple[Block, ...]
    spoken: str = ""


def message(parts: Iterable[Part | None]) -> Message:
    """The parts one below the other; what is None is left out."""
    kept = [part for part in parts if part is not None]
    blocks = [block for part in kept for block in part.blocks]
    spoken = "\n".join(part.spoken for part in kept if part.spoken)
    return Message(text=cut_mrkdwn(spoken, SPOKEN_CHARACTERS), blocks=blocks[:_MESSAGE_BLOCKS])


def heading(text: str) -> Part:
    return Part(({"type": "header", "text": plain(text, _HEADER)},), escape(text))


def line(mrkdwn: str) -> Part:
    """A sentence of ours. Text from people comes in escaped, or better in `said`."""
    shown = cut_mrkdwn(mrkdwn, SECTION_CHARACTERS)
    return Part(({"type": "section", "text": {"type": "mrkdwn", "text": shown}},), shown.replace("*", ""))


def aside(mrkdwn: str) -> Part:
    """A smaller sentence of ours."""
    shown = cut_mrkdwn(mrkdwn, SECTION_CHARACTERS)
    return Part(
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": shown}]},), shown.replace("*", "")
    )


def said(label: str, text: str) -> Part:
    """What a person wrote, quoted in a block in which nothing is a mention, a link or a format."""
    shown = cut(text, SECTION_CHARACTERS) or "…"
    block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [rich(f"{label}:", is_bold=True)]},
            {"type": "rich_text_quote", "elements": [rich(shown)]},
        ],
    }
    return Part((block,), f"{escape(label)}: {escape(shown)}")


def rich(text: str, *, is_bold: bool = False) -> Block:
    element: Block = {"type": "text", "text": text}
    return element | {"style": {"bold": True}} if is_bold else element


def rule() -> Part:
    return Part(({"type": "divider"},))


def actions(*elements: Block | None) -> Part | None:
    """A row of buttons; None when there are none."""
    shown = [element for element in elements if element is not None]
    return Part(({"type": "actions", "elements": shown},)) if shown else None


def row(mrkdwn: str, accessory: Block | None = None) -> Part:
    """A sentence with one button beside it."""
    part = line(mrkdwn)
    if accessory is None:
        return part
    return Part(({**part.blocks[0], "accessory": accessory},), part.spoken)


def plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": cut(text, most) or "…", "emoji": False}


def button(text: str, action_id: str, value: str, *, label: str = "", style: str = "") -> Block:
    """`label` is what a screen reader says, where the words on the button are too short to stand alone."""
    shown: Block = {
        "type": "button",
        "action_id": action_id,
        "text": plain(text, _BUTTON),
        "value": value,
    }
    if label:
        shown["accessibility_label"] = cut(label, _LABEL)
    if style:
        shown["style"] = style
    return shown


def option(text: str, value: str, description: str = "") -> Block:
    shown: Block = {"text": plain(text, _OPTION), "value": value}
    return shown | {"description": plain(description, _OPTION)} if description else shown


def text_input(name: str, label: str, *, most: int, initial: str = "", hint: str = "") -> Block:
    """A field to type in, with room for several lines where the text may be long."""
    element: Block = {"type": "plain_text_input", "action_id": name, "max_length": most}
    element["multiline"] = most > _ONE_LINE
    if initial:
        element["initial_value"] = initial[:most]
    return field(name, label, element, hint=hint)


def field(name: str, label: str, element: Block, *, hint: str = "") -> Block:
    """A labelled input; `name` is its block_id, and the action_id of the element."""
    shown: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, _INPUT_LABEL),
        "element": element,
        "optional": False,
    }
    return shown | {"hint": plain(hint, _INPUT_LABEL)} if hint else shown


def optional(block: Block) -> Block:
    return {**block, "optional": True}


def choice(name: str, kind: str, options: Sequence[Block], *, initial: Sequence[Block] = ()) -> Block:
    """`radio_buttons` or `checkboxes`."""
    shown: Block = {"type": kind, "action_id": name, "options": list(options)}
    if initial and kind == "checkboxes":
        shown["initial_options"] = list(initial)
    elif initial:
        shown["initial_option"] = initial[0]
    return shown


def modal(
    title: str,
    callback_id: str,
    alias: Alias | str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
) -> View:
    """`alias` becomes the private metadata; without `submit` the modal only shows."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": alias,
        "title": plain(title, _TITLE),
        "close": plain("Cancel" if submit else "Close", _TITLE),
        "blocks": list(blocks)[:_VIEW_BLOCKS],
    }
    return view | {"submit": plain(submit, _TITLE)} if submit else view


def blocks_of(parts: Iterable[Part | None]) -> list[Block]:
    """The same parts for a view, which has no text of its own."""
    return [block for part in parts if part is not None for block in part.blocks]
