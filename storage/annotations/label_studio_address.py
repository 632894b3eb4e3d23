"""Where a Label Studio project is, as ANNOTATIONS_URL says it."""

import re
from dataclasses import dataclass

from yarl import URL

from bot.errors import ConfigurationError

SCHEME = "label-studio+"
_EXAMPLE = "label-studio+https://labels.example.com/projects/1"
_PROJECT = re.compile(r"(?P<root>.*)/projects/(?P<number>[1-9][0-9]{0,17})/?")
_OPTIONS = {"language", "text", "audio_host", "help", "view"}
_NUMBER = re.compile("[1-9][0-9]{0,17}")


@dataclass(frozen=True, kw_only=True)
class Address:
    """One project of one Label Studio, and what its labelling config and its tasks leave open."""

    root: URL
    """Where Label Studio itself is; it ends in a slash."""
    project: int
    language: str | None = None
    """The language of tasks that do not say theirs."""
    text_tag: str | None = None
    """Which TextArea the transcription goes to, when there are several."""
    audio_hosts: frozenset[str] = frozenset()
    """Other hosts that recordings may be fetched from. They never see the token."""
    help_choice: str | None = None
    """The choice by which people ask for help, when it is not the usual one."""
    view: int | None = None
    """The saved view whose tasks are the ones that need help, instead of a choice."""


def is_label_studio(url: str) -> bool:
    return url.startswith(SCHEME)


def read_address(url: str) -> Address:
    """The address in its parts; ConfigurationError shows what it must look like, never what it was."""
    try:
        parsed = URL(url.removeprefix(SCHEME))
        match = _PROJECT.fullmatch(parsed.path)
        is_usable = parsed.scheme in {"http", "https"} and parsed.host is not None and parsed.user is None
    except ValueError as error:
        raise ConfigurationError(f"ANNOTATIONS_URL cannot be read. It looks like {_EXAMPLE}.") from error
    if match is None or not is_usable:
        raise ConfigurationError(
            f"ANNOTATIONS_URL does not lead to a Label Studio project. It looks like {_EXAMPLE}, without a "
            "name or password; the token has a variable of its own, LABEL_STUDIO_TOKEN."
        )
    if unknown := set(parsed.query) - _OPTIONS:
        raise ConfigurationError(
            f"ANNOTATIONS_URL has an unknown option, {min(unknown)}. "
            f"For Label Studio there are {', '.join(sorted(_OPTIONS))}."
        )
    view = parsed.query.get("view")
    if view is not None and not _NUMBER.fullmatch(view):
        raise ConfigurationError(
            "ANNOTATIONS_URL: view is the number of a saved view, which the browser's address has after tab=."
        )
    return Address(
        root=parsed.with_path(f"{match['root']}/"),
        project=int(match["number"]),
        language=parsed.query.get("language"),
        text_tag=parsed.query.get("text"),
        audio_hosts=frozenset(parsed.query.getall("audio_host", [])),
        help_choice=parsed.query.get("help"),
        view=int(view) if view else None,
    )
