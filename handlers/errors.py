"""The one error handler: whatever a door raises becomes a sentence for the person and a line in the log."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from bot.errors import AnnotationStoreAway, Conflict, SlackAway, StoreAway, UserError, Why
from bot.log import fault_lines
from handlers.payloads import Malformed

_log = structlog.get_logger(__name__)

ResultT = TypeVar("ResultT")

STORE_AWAY = "I can't save this right now, nothing was changed. Please try again in a minute."
ANNOTATIONS_AWAY = (
    "The annotation store does not answer right now, so nothing was changed. Please try again in a minute."
)
SLACK_AWAY = "Slack does not answer me right now. Please try again in a minute."
TOO_SLOW = (
    "This took too long, so I don't know yet whether it was saved. "
    "Please look at the clip's card or `/clip status` before you try again."
)
UNREADABLE = (
    "I could not read what Slack sent, so nothing was changed. Please try again; "
    "`/clip help` shows another way."
)


@dataclass(frozen=True)
class Excuse:
    """What to say instead of a reply; `why` when it was the rules that refused."""

    sentence: str
    why: Why | None = None


class Excuses:
    """Runs what a door does, within the time that Slack gives, and lets no exception out."""

    def __init__(self, *, new_reference: Callable[[], str]) -> None:
        self._new_reference = new_reference

    async def attempt(self, work: Awaitable[ResultT], *, door: str, seconds: float) -> ResultT | Excuse:
        """The result, or an excuse when there is none. Logs say which door and why, never what was typed."""
        try:
            async with asyncio.timeout(seconds):
                return await work
        except UserError as refused:
            _log.info("door.refused", door=door, why=refused.why.value)
            return Excuse(refused.message, refused.why)
        except Malformed as malformed:
            _log.warning("door.malformed", door=door, places=malformed.places)
            return Excuse(UNREADABLE)
        except (StoreAway, AnnotationStoreAway, SlackAway, Conflict, TimeoutError) as away:
            _log.warning("door.away", door=door, error=type(away).__name__)
            return Excuse(next(said for kind, said in _AWAY.items() if isinstance(away, kind)))
        except Exception as error:  # noqa: BLE001 - this is the place where it is caught, and the only one
            return Excuse(self.apology(error, door=door))

    def apology(self, error: BaseException, *, door: str) -> str:
        """Logs a fault of ours under a new reference, and says sorry with it."""
        reference = self._new_reference()
        _log.error("door.fault", door=door, reference=reference, fault=fault_lines(error))
        return (
            "Sorry, something went wrong on my side, and nothing was changed. "
            f"If it happens again, tell your operator the reference `{reference}`."
        )


_AWAY: dict[type[Exception], str] = {
    StoreAway: STORE_AWAY,
    Conflict: STORE_AWAY,
    AnnotationStoreAway: ANNOTATIONS_AWAY,
    SlackAway: SLACK_AWAY,
    TimeoutError: TOO_SLOW,
}
