"""Elements in which something is chosen: selects of every kind, radio buttons and checkboxes."""

import json
from collections.abc import Callable, Iterable

from simulator.json_types import JsonObject
from simulator.page.markup import Html, join, tag
from simulator.page.mrkdwn import plain, text_object
from simulator.page.reader import Place

_Offered = list[tuple[str, list[tuple[str, str]]]]
"""Groups of options: the group's label, empty when there is none, and for each option its value and words."""


def naming(place: Place) -> dict[str, str | None]:
    """What ties a control to its label, its hint and its error; in a message its placeholder is its name."""
    if place.is_input:
        described = f"{place.id}-hint {place.id}-error"
        required = None if place.block.get("optional") else "true"
        return {"aria_describedby": described, "aria_required": required}
    name = str(place.element.get("accessibility_label") or plain(place.element.get("placeholder")) or "")
    return {"aria_label": name or "Choose"}


def _boxes(place: Place) -> Html:
    is_radio = place.kind == "radio_buttons"
    rows = [
        _box(place, option, index, "radio" if is_radio else "checkbox")
        for index, option in enumerate(place.element.get("options", []))
    ]
    role = "radiogroup" if is_radio else "group"
    label = {"aria_labelledby": f"{place.id}-label"} if place.is_input else {"aria_label": "Options"}
    required = naming(place).get("aria_required") if is_radio else None
    return tag(
        "span",
        *rows,
        id=place.id,
        class_="boxes",
        role=role,
        aria_required=required,
        aria_describedby=f"{place.id}-hint {place.id}-error" if place.is_input else None,
        **label,
    )


def _box(place: Place, option: JsonObject, index: int, kind: str) -> Html:
    value = str(option.get("value"))
    described = text_object(option.get("description"), place.names)
    words = tag(
        "span",
        text_object(option.get("text"), place.names),
        *([tag("small", described)] if described else []),
    )
    box = tag(
        "input",
        type=kind,
        id=f"{place.id}-{index}",
        name=place.id,
        value=value,
        checked=value in place.values,
    )
    return tag("label", box, words, class_="box")


def _one(place: Place) -> Html:
    chosen = place.values
    first = tag("option", plain(place.element.get("placeholder")) or "Choose an option", value="")
    options = [first, *_options(_offered(place), chosen)]
    return tag("select", *options, id=place.id, **naming(place))


def _many(place: Place) -> Html:
    """A box that opens to a list of boxes."""
    chosen = place.values
    offered = _offered(place)
    names = [words for _, group in offered for value, words in group if value in chosen]
    rows = [
        part
        for number, (label, group) in enumerate(offered)
        for part in _group(f"{place.id}-{number}", label, group, chosen)
    ]
    shown = ", ".join(names) or plain(place.element.get("placeholder")) or "Choose options"
    name = {"aria_labelledby": f"{place.id}-label"} if place.is_input else {"aria_label": "Options"}
    summary = tag(
        "summary", shown, id=place.id, data_empty=plain(place.element.get("placeholder")) or "Choose options"
    )
    return tag("details", summary, tag("span", *rows, class_="boxes", role="group", **name), class_="many")


def _group(html_id: str, label: str, group: list[tuple[str, str]], chosen: list[str]) -> Iterable[Html]:
    if label:
        yield tag("b", label)
    for number, (value, words) in enumerate(group):
        box = tag("input", type="checkbox", id=f"{html_id}-{number}", value=value, checked=value in chosen)
        yield tag("label", box, tag("span", words), class_="box")


def _options(offered: _Offered, chosen: list[str]) -> list[Html]:
    parts: list[Html] = []
    for label, group in offered:
        options = [tag("option", words, value=value, selected=value in chosen) for value, words in group]
        parts += [tag("optgroup", *options, label=label)] if label else options
    return parts


def _offered(place: Place) -> _Offered:
    kind = place.kind.removeprefix("multi_")
    if kind == "users_select":
        return [("", _people(place))]
    if kind in {"channels_select", "conversations_select"}:
        return [("", _conversations(place, kind))]
    groups = place.element.get("option_groups")
    if groups:
        return [(plain(group.get("label")), _texts(group.get("options", []))) for group in groups]
    return [("", _texts(place.element.get("options", [])))]


def _texts(options: list[JsonObject]) -> list[tuple[str, str]]:
    return [(str(option.get("value")), _words(option)) for option in options]


def _words(option: JsonObject) -> str:
    described = plain(option.get("description"))
    return plain(option.get("text")) + (f": {described}" if described else "")


def _people(place: Place) -> list[tuple[str, str]]:
    users = place.reader.workspace.users.values()
    return [(user.id, place.names.person(user.id)) for user in users if not user.facts.deleted]


def _conversations(place: Place, kind: str) -> list[tuple[str, str]]:
    allowed = {"public"} if kind == "channels_select" else _included(place.element)
    names = {"public": "#", "private": "private: "}
    found = []
    for channel in place.reader.workspace.channels.values():
        sort = {"channel": "public", "group": "private"}.get(channel.kind, channel.kind)
        is_open = sort == "public" or place.reader.user in channel.members
        if sort in allowed and is_open and not channel.is_archived:
            words = f"{names[sort]}{channel.name}" if sort in names else place.names.partners(channel)
            found.append((channel.id, words))
    return found


def _included(element: JsonObject) -> set[str]:
    wanted = (element.get("filter") or {}).get("include")
    return set(wanted or ("public", "private", "im", "mpim"))


def _external(place: Place) -> Html:
    """A field to search in; what is found comes from the app."""
    held = place.held
    options = held if isinstance(held, list) else [held] if isinstance(held, dict) else []
    is_many = place.kind.startswith("multi_")
    words = "" if is_many or not options else plain(options[0].get("text"))
    field = tag(
        "input",
        id=place.id,
        type="text",
        role="combobox",
        autocomplete="off",
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=f"{place.id}-found",
        value=words,
        placeholder=plain(place.element.get("placeholder")) or "Search",
        data_least=str(place.element.get("min_query_length", 3)),
        **naming(place),
    )
    found = tag(
        "div",
        id=f"{place.id}-found",
        class_="menu",
        role="listbox",
        popover="manual",
        aria_label="Suggestions",
    )
    chosen = tag(
        "span", *(tag("span", plain(each.get("text")), class_="chip") for each in options if is_many)
    )
    kept = tag("input", type="hidden", value=json.dumps(options, ensure_ascii=False), data_options=True)
    return join([chosen, field, found, kept])


DRAWN: dict[str, Callable[[Place], Html]] = {
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "external_select": _external,
    "multi_external_select": _external,
    **dict.fromkeys(("static_select", "users_select", "channels_select", "conversations_select"), _one),
    **dict.fromkeys(
        ("multi_static_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"),
        _many,
    ),
}
