"""What reviewers may see of a task, from its data."""

import math
from collections.abc import Mapping
from typing import Any

from bot.domain.case import Clip
from bot.domain.ids import Language
from bot.errors import AnnotationStoreAway
from storage.annotations.label_studio_address import Address

_LANGUAGE = ("language", "lang")
_DURATION = ("duration_seconds", "duration")
_CONSENT = ("has_consent", "consent")
_NO = {"false", "no", "0", "none", "refused", "withdrawn", ""}


def clip_of(data: Mapping[str, Any], *, store: str, reference: str, version: str, address: Address) -> Clip:
    """The clip of a task. Nothing else of the data passes: it may hold serials and accounts."""
    language = language_of(data, address)
    if language is None:
        raise AnnotationStoreAway(
            "A task does not say its language. Import tasks with data.language, or add ?language=en (or "
            "another) to ANNOTATIONS_URL."
        )
    domain = data.get("domain")
    return Clip(
        store=store,
        reference=reference,
        language=Language(language),
        duration_seconds=_seconds(_first(data, _DURATION)),
        domain=domain if isinstance(domain, str) else "",
        has_consent=_is_given(_first(data, _CONSENT)),
        version=version,
    )


def language_of(data: Mapping[str, Any], address: Address) -> str | None:
    """As the task says it, else the address; None when neither does."""
    language = _first(data, _LANGUAGE) or address.language
    return language if isinstance(language, str) else None


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((data[name] for name in names if data.get(name) is not None), None)


def _seconds(said: object) -> float:
    """Nought when the task does not say: the player finds out by itself."""
    try:
        seconds = float(said) if isinstance(said, str | int | float) else 0.0
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _is_given(said: object) -> bool:
    """Consent counts as given when nothing is said, as it does in a manifest. Tables import words."""
    return said.strip().lower() not in _NO if isinstance(said, str) else said is None or bool(said)
