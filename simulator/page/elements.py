"""Interactive elements as a reader sees them: labels that cannot be pressed, with what they hold now."""

from simulator.json_types import JsonObject
from simulator.page.markup import Html, join, lines, tag
from simulator.page.mrkdwn import text_object
from simulator.page.names import Names, moment

State = dict[str, JsonObject]
"""Of one block: action id to what the element holds, as in `view.state.values`."""


def element(shown: JsonObject, state: State, names: Names) -> Html:
    kind = str(shown.get("type"))
    held = _held(shown, state)
    if kind == "image":
        return tag("span", f"Image: {shown.get('alt_text', '')}", class_="picture")
    if kind in {"button", "icon_button", "workflow_button"}:
        return _button(shown)
    if kind == "feedback_buttons":
        return join(_button(shown[name]) for name in ("positive_button", "negative_button"))
    if kind in {"checkboxes", "radio_buttons"}:
        return _choices(shown, held, names)
    if kind == "overflow":
        return _menu("More", [_label(option) for option in shown.get("options", [])])
    if kind.endswith("_input"):
        return _field(shown, held)
    return _chooser(shown, held, names)


def _button(shown: JsonObject) -> Html:
    style = shown.get("style")
    hint = f" ({style})" if style else ""
    label = shown.get("accessibility_label")
    only = "shown to some people only" if "visible_to_user_ids" in shown else None
    return tag(
        "span",
        _plain(shown.get("text")),
        tag("span", f"{hint}, button", class_="unseen"),
        class_=f"button {style or ''}".strip(),
        title="; ".join(part for part in (label, only) if part) or None,
    )


def _choices(shown: JsonObject, held: list[str], names: Names) -> Html:
    rows = []
    for option in shown.get("options", []):
        is_chosen = str(option.get("value")) in held
        mark = tag("span", "chosen: " if is_chosen else "not chosen: ", class_="unseen")
        box = "☑" if is_chosen else "☐"
        described = text_object(option.get("description"), names)
        sign = tag("span", box, aria_hidden="true")
        small = tag("small", described) if described else Html("")
        rows.append(tag("li", sign, " ", mark, text_object(option.get("text"), names), " ", small))
    return tag("ul", *rows, class_="choices")


def _chooser(shown: JsonObject, held: list[str], names: Names) -> Html:
    offered = {str(option.get("value")): _label(option) for option in _options(shown)}
    chosen = ", ".join(offered.get(value) or _named(shown, value, names) for value in held)
    return _menu(chosen or _plain(shown.get("placeholder")) or "Choose", list(offered.values()))


def _menu(text: str, offered: list[str]) -> Html:
    label = tag("span", text, tag("span", ", menu", class_="unseen"), " ", _arrow(), class_="button menu")
    if not offered:
        return label
    return tag("span", label, tag("small", "of: ", " · ".join(offered)), class_="offer")


def _arrow() -> Html:
    return tag("span", "▾", aria_hidden="true")


def _field(shown: JsonObject, held: list[str]) -> Html:
    text = "\n".join(held)
    if text:
        return tag("span", lines(text), class_="field")
    return tag("span", _plain(shown.get("placeholder")) or "nothing typed", class_="field empty")


def _held(shown: JsonObject, state: State) -> list[str]:
    """What the element holds now, or was given to start with, as texts."""
    now = state.get(str(shown.get("action_id")), {})
    at_first = {key: value for key, value in shown.items() if key.startswith("initial_")}
    kept = {key: value for key, value in now.items() if key != "type"} or at_first
    return [text for value in kept.values() for text in _texts(value)]


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        inner = value.get("value") or value.get("text") or value.get("elements") or value.get("name")
        return _texts(inner)
    return [] if value is None else [str(value)]


def _named(shown: JsonObject, value: str, names: Names) -> str:
    kind = str(shown.get("type"))
    if "users" in kind:
        return names.person(value)
    if "channels" in kind or "conversations" in kind:
        return names.channel(value)
    if kind == "datetimepicker":
        return f"{moment(value):%Y-%m-%d %H:%M} UTC"
    return value


def _options(shown: JsonObject) -> list[JsonObject]:
    grouped = [option for group in shown.get("option_groups", []) for option in group.get("options", [])]
    return [*shown.get("options", []), *grouped]


def _label(option: JsonObject) -> str:
    return _plain(option.get("text"))


def _plain(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else ""
