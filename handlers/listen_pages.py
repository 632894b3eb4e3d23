"""The player's pages, read once from `pages/`, and the headers that go with all that it gets."""

from dataclasses import dataclass
from enum import Enum
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; connect-src 'self'; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the address of a link is a secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
}

_SCRIPT = "text/javascript"
ASSETS = {
    "listen.css": "text/css",
    "listen.js": _SCRIPT,
    "keys.js": _SCRIPT,
    "loop.js": _SCRIPT,
    "wave.js": _SCRIPT,
}


@dataclass(frozen=True)
class _Notice:
    status: int
    title: str
    says: str


class Gone(Enum):
    """Why there is nothing to hear, and what to do about it."""

    LINK = _Notice(
        410,
        "This link no longer works",
        "A link opens once, and only for a few minutes. Go back to the card in Slack and press Listen again.",
    )
    SESSION = _Notice(
        403,
        "Your time to listen is over",
        "Or this browser is not the one that opened the link. "
        "Go back to the card in Slack and press Listen again.",
    )
    REVIEW = _Notice(
        403,
        "Your review of this clip has ended",
        "A withheld clip is heard by the one moderator who has its review. "
        "While it is not decided, take it again on the moderators' card and press Listen there.",
    )
    WITHDRAWN = _Notice(
        410,
        "Nothing to hear",
        "This clip was withdrawn: it was flagged, or sharing was stopped. "
        "There is nothing for you to do. You can close this page.",
    )
    NO_AUDIO = _Notice(
        404,
        "There is no recording",
        "The annotation store has no audio for this clip. Tell your team lead; trying again will not help.",
    )
    AWAY = _Notice(
        503,
        "This does not work right now",
        "Second Ear cannot reach its store. Nothing was changed. Reload this page in a minute.",
    )


class Pages:
    """Every page and asset of the player, as text."""

    def __init__(self, folder: Path) -> None:
        self._open, self._listen, self._gone = (
            Template((folder / f"{name}.html").read_text(encoding="utf-8"))
            for name in ("open", "listen", "gone")
        )
        self._assets = {name: (folder / name).read_text(encoding="utf-8") for name in ASSETS}

    def open(self, *, is_review: bool, **facts: str) -> web.Response:
        """The page of a link that still opens; nothing has happened yet."""
        return _html(self._open, {**facts, **_WORDS[is_review]})

    def listen(self, *, is_review: bool, **facts: str) -> web.Response:
        return _html(self._listen, {**facts, **_WORDS[is_review]})

    def gone(self, request: web.Request, why: Gone) -> web.Response:
        notice = why.value
        # Relative, so that it holds below any public address; a link is one level deeper than the player.
        assets = "assets" if request.path.endswith(request.match_info["alias"]) else "../assets"
        facts = {"title": notice.title, "says": notice.says, "assets": assets}
        page = _html(self._gone, facts, status=notice.status)
        if why is Gone.AWAY:
            page.headers["Retry-After"] = "60"
        return page

    def asset(self, name: str) -> web.Response:
        return web.Response(text=self._assets[name], content_type=ASSETS[name], headers=HEADERS)


# What a moderator reads about a withheld clip, and what everybody else reads about a shared one.
_WORDS = {
    True: {
        "about": "This clip is withheld. You alone can hear it, while you have its review.",
        "secrecy": "What you hear is withheld. Please be alone, and do not play it to others.",
        "over": "Your time to listen is over, or your review has ended. "
        "Press Listen on the moderators' card again.",
        "review_hidden": "",
    },
    False: {
        "about": "This opens the player in this browser, and only here. The link works once.",
        "secrecy": "What you hear is confidential. "
        "If it should not be shared, press Flag on the clip's card in Slack.",
        "over": "",
        "review_hidden": "hidden",
    },
}


def _html(template: Template, facts: dict[str, str], *, status: int = 200) -> web.Response:
    text = template.substitute({name: escape(value) for name, value in facts.items()})
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
