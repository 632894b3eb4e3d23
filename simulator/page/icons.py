"""The signs of the page's own controls, drawn as lines, so that they look alike without any special font."""

from simulator.page.markup import Html

_PATHS = {
    "eye": "M1.5 10s3-5.5 8.5-5.5S18.5 10 18.5 10s-3 5.5-8.5 5.5S1.5 10 1.5 10Z "
    "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
    "reply": "M3 4.5h14v9H9.5L5.5 17v-3.5H3Z M6.5 7.5h7 M6.5 10.5h5",
    "react": "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Z "
    "M6.8 11.8c.7 1.3 1.9 2 3.2 2s2.5-.7 3.2-2 M7.4 7.8v.6 M12.6 7.8v.6",
    "more": "M10 4.5v.5 M10 9.8v.5 M10 15v.5",
    "lock": "M5 9h10v8H5Z M7 9V6.5a3 3 0 0 1 6 0V9",
    "person": "M10 3a3.3 3.3 0 1 0 0 6.6A3.3 3.3 0 0 0 10 3Z M3.5 17c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5",
    "app": "M3.5 3.5h5v5h-5Z M11.5 3.5h5v5h-5Z M3.5 11.5h5v5h-5Z M11.5 11.5h5v5h-5Z",
    "hash": "M7.5 3 6 17 M14 3l-1.5 14 M3.5 7.5h13.5 M3 12.5h13.5",
    "shortcut": "M11.5 2.5 4.5 11.5h5l-1 6 7-9h-5Z",
    "attach": "M14 9 9 15a3 3 0 0 1-4.5-4.5l6.5-6.5a2 2 0 0 1 3.1 3.1L8 13.2a1 1 0 0 1-1.5-1.5l5-5",
    "menu": "M3 5.5h14 M3 10h14 M3 14.5h14",
    "close": "M5 5l10 10 M15 5 5 15",
    "back": "M12.5 4.5 7 10l5.5 5.5",
    "down": "M10 4v12 M5 11l5 5 5-5",
    "picture": "M3 4h14v12H3Z M3 13l4-4 4 4 2.5-2.5L17 14 M13 7.5v.1",
    "file": "M5 2.5h6.5L15 6v11.5H5Z M11.5 2.5V6H15",
}


def icon(name: str) -> Html:
    """A drawing that screen readers pass over; its control has words."""
    path = _PATHS[name]
    return Html(f'<svg class="icon-{name}" viewBox="0 0 20 20" aria-hidden="true"><path d="{path}"/></svg>')
