"""Elements in which something is typed: texts, numbers, addresses, dates and files."""

from collections.abc import Callable

from simulator.page.choosing import naming
from simulator.page.markup import Html, tag
from simulator.page.mrkdwn import plain
from simulator.page.reader import Place

_TYPES = {
    "plain_text_input": "text",
    # The types email, url and number would check by themselves, in other words than Slack's.
    "email_text_input": "text",
    "url_text_input": "text",
    "number_input": "text",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}
_KEYBOARDS = {"email_text_input": "email", "url_text_input": "url", "number_input": "decimal"}


def _line(place: Place) -> Html:
    held = place.values
    return tag(
        "input",
        id=place.id,
        type=_TYPES[place.kind],
        inputmode=_KEYBOARDS.get(place.kind),
        autocomplete="off",
        value=held[0] if held else "",
        placeholder=plain(place.element.get("placeholder")) or None,
        data_focus=bool(place.element.get("focus_on_load")),
        **naming(place),
    )


def _text(place: Place) -> Html:
    return _lines(place) if place.element.get("multiline") else _line(place)


def _lines(place: Place) -> Html:
    held = place.values
    return tag(
        "textarea",
        # The parser drops the first line break of a textarea.
        "\n" + (held[0] if held else ""),
        id=place.id,
        rows="4",
        placeholder=plain(place.element.get("placeholder")) or None,
        data_focus=bool(place.element.get("focus_on_load")),
        **naming(place),
    )


def _rich(place: Place) -> Html:
    words = "\n".join(_words(place.held))
    return tag("textarea", f"\n{words}", id=place.id, rows="4", **naming(place))


def _words(part: object) -> list[str]:
    if isinstance(part, list):
        return [word for item in part for word in _words(item)]
    if isinstance(part, dict):
        return [str(part["text"])] if isinstance(part.get("text"), str) else _words(part.get("elements"))
    return []


def _moment(place: Place) -> Html:
    """Seconds since the epoch, which the browser turns into its own clock's date and time."""
    held = place.values
    return tag(
        "input",
        id=place.id,
        type="datetime-local",
        data_seconds=held[0] if held else None,
        **naming(place),
    )


def _files(place: Place) -> Html:
    allowed = ",".join(f".{kind}" for kind in place.element.get("filetypes", []))
    most = int(place.element.get("max_files", 10))
    return tag("input", id=place.id, type="file", accept=allowed or None, multiple=most > 1, **naming(place))


DRAWN: dict[str, Callable[[Place], Html]] = {
    "plain_text_input": _text,
    "email_text_input": _line,
    "url_text_input": _line,
    "number_input": _line,
    "datepicker": _line,
    "timepicker": _line,
    "datetimepicker": _moment,
    "rich_text_input": _rich,
    "file_input": _files,
}
