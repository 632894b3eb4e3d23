"""Interactive elements: buttons, menus, and all that is chosen or typed, each with its confirmation."""

from collections.abc import Callable

from simulator.json_types import JsonObject
from simulator.page import choosing, typed
from simulator.page.icons import icon
from simulator.page.markup import Html, join, tag
from simulator.page.mrkdwn import plain, text_object
from simulator.page.reader import Place

_FOLLOWABLE = ("http://", "https://", "mailto:")


def element(place: Place) -> Html:
    """The element in a frame that says whose it is, which is all that the scripts look at."""
    kind = place.kind
    draw = _DRAWN.get(kind)
    if draw is None:
        return tag("span", f"An element of type {kind}, which this page does not draw.", class_="note")
    if kind == "image":
        return draw(place)
    return tag(
        "span",
        draw(place),
        _confirmation(place),
        tag("span", class_="trouble", role="alert", id=f"{place.id}-trouble"),
        class_="element",
        data_type=kind,
        data_action=str(place.element.get("action_id", "")),
        data_block=str(place.block.get("block_id", "")),
        data_dispatch=dispatches(place),
        data_triggers=_triggers(place.element),
        data_many=str(place.element["max_selected_items"]) if "max_selected_items" in place.element else None,
    )


def dispatches(place: Place) -> bool:
    """Whether the app hears of the element at once, and not only when the form is sent."""
    return not place.is_input or bool(place.block.get("dispatch_action"))


def _triggers(element: JsonObject) -> str | None:
    config = element.get("dispatch_action_config") or {}
    return " ".join(config.get("trigger_actions_on", [])) or None


def _confirmation(place: Place) -> Html:
    confirm = place.element.get("confirm")
    if not isinstance(confirm, dict):
        return Html("")
    style = "danger" if confirm.get("style") == "danger" else "primary"
    buttons = [
        tag("button", plain(confirm.get("deny")), type="button", class_="button", data_answer="no"),
        tag(
            "button",
            plain(confirm.get("confirm")),
            type="button",
            class_=f"button {style}",
            data_answer="yes",
        ),
    ]
    inside = [
        tag("h2", plain(confirm.get("title"))),
        tag("div", text_object(confirm.get("text"), place.names), class_="text"),
        tag("div", *buttons, class_="row end"),
    ]
    return tag("template", *inside, class_="confirm")


def _button(place: Place) -> Html:
    return _press(place.element, place.id)


def _press(shown: JsonObject, html_id: str) -> Html:
    """A button; one with an address is a link that the app hears of as well."""
    url = str(shown.get("url") or "")
    is_link = url.startswith(_FOLLOWABLE)
    label = shown.get("accessibility_label")
    return tag(
        "a" if is_link else "button",
        plain(shown.get("text")) or str(label or "Button"),
        id=html_id,
        class_=f"button {shown.get('style') or ''}".strip(),
        type=None if is_link else "button",
        href=url if is_link else None,
        target="_blank" if is_link else None,
        rel="noreferrer noopener" if is_link else None,
        aria_label=label,
        data_press=True,
    )


def _icon(place: Place) -> Html:
    sign = {"trash": "🗑"}.get(str(place.element.get("icon")), "•")
    label = plain(place.element.get("text")) or str(place.element.get("accessibility_label") or "Button")
    return tag(
        "button", sign, id=place.id, class_="button icon", type="button", aria_label=label, data_press=True
    )


def _feedback(place: Place) -> Html:
    parts = []
    for name, sign in (("positive_button", "👍"), ("negative_button", "👎")):
        shown = place.element[name]
        text = plain(shown.get("text"))
        label = str(shown.get("accessibility_label") or text)
        value = str(shown.get("value", ""))
        parts.append(
            tag(
                "button",
                f"{sign} {text}".strip(),
                id=f"{place.id}-{name}",
                class_="button",
                type="button",
                aria_label=label,
                data_press=True,
                data_value=value,
            )
        )
    return join(parts)


def _overflow(place: Place) -> Html:
    items = [_overflow_item(option) for option in place.element.get("options", [])]
    menu = f"{place.id}-menu"
    opener = tag(
        "button",
        "⋯",
        id=place.id,
        class_="button icon",
        type="button",
        aria_label="More actions",
        aria_haspopup="menu",
        aria_expanded="false",
        data_menu=menu,
    )
    return join([opener, tag("div", *items, id=menu, class_="menu", role="menu", popover="manual")])


def _overflow_item(option: JsonObject) -> Html:
    url = str(option.get("url") or "")
    described = plain(option.get("description"))
    inside = [plain(option.get("text")), *([tag("small", described)] if described else [])]
    value = str(option.get("value", ""))
    if url.startswith(_FOLLOWABLE):
        return tag(
            "a",
            *inside,
            role="menuitem",
            tabindex="-1",
            href=url,
            target="_blank",
            rel="noreferrer noopener",
            data_choose=value,
        )
    return tag("button", *inside, role="menuitem", tabindex="-1", type="button", data_choose=value)


def _image(place: Place) -> Html:
    return picture(str(place.element.get("alt_text", "")), _address(place.element), "small picture")


def picture(alt: str, address: str, kind: str = "picture") -> Html:
    """A frame with the words for the picture: the page loads nothing from elsewhere, but may lead there."""
    if not address.startswith(("http://", "https://")):
        return tag("span", icon("picture"), alt, class_=kind, role="img", aria_label=alt)
    return tag(
        "a", icon("picture"), alt, class_=kind, href=address, target="_blank", rel="noreferrer noopener"
    )


def _address(element: JsonObject) -> str:
    file = element.get("slack_file") or {}
    return str(element.get("image_url") or file.get("url") or "")


_DRAWN: dict[str, Callable[[Place], Html]] = {
    "button": _button,
    "workflow_button": _button,
    "icon_button": _icon,
    "feedback_buttons": _feedback,
    "overflow": _overflow,
    "image": _image,
    **choosing.DRAWN,
    **typed.DRAWN,
}
