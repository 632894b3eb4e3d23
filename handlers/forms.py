"""Open modals that show something of a clip, remembered so that a stop can empty them."""

from datetime import datetime

import structlog

from bot.domain.case import Case
from bot.domain.ids import Alias, PersonId
from bot.errors import StoreAway
from bot.ports import CaseStore, Clock, Shown, SurfaceLog
from handlers import ids
from handlers.blocks.kit import View
from handlers.blocks.notice import withheld_view
from handlers.screen import Screen

_log = structlog.get_logger(__name__)

_WITH_CONTENT = frozenset({ids.SUGGEST_MODAL, ids.SETTLE_MODAL, ids.LISTEN_MODAL})


class OpenForms:
    """Keeps the latest of each kind a person and case; Slack does not tell when most modals are closed."""

    def __init__(self, *, log: SurfaceLog, cases: CaseStore, clock: Clock, screen: Screen) -> None:
        self._log = log
        self._cases = cases
        self._clock = clock
        self._screen = screen

    async def opened(self, person: PersonId, view: View, view_id: str) -> None:
        """Remembers the modal; when the clip was stopped while it opened, empties it at once."""
        if view.get("callback_id") not in _WITH_CONTENT or not view.get("private_metadata"):
            return
        alias = Alias(view["private_metadata"])
        try:
            case = (await self._cases.load(alias)).case
            if case is None:
                return
            await self._log.record_shown(alias, _shown(person, view, view_id, case, self._clock.now()))
            # Whoever stopped the clip before this line was written could not know of the modal.
            case = (await self._cases.load(alias)).case
        except StoreAway as away:
            _log.warning("forms.not_remembered", case=alias, error=type(away).__name__)
            return
        if case is not None and case.is_hidden:
            await self._screen.update(view_id, withheld_view(case))


def _shown(person: PersonId, view: View, view_id: str, case: Case, at: datetime) -> Shown:
    return Shown(
        name=f"{ids.FORM}:{view['callback_id']}:{person}",
        channel=person,
        ts=view_id,
        content_hash="",
        revision=case.revision,
        at=at,
    )
