"""After a panic began or ended: every check sees it, the channels say so, cards and texts are shown anew.

The switch itself holds at once and needs none of this. A bot that dies on the way leaves it to the next
round, of this bot or another; repeating it is harmless.
"""

from bot.domain.panic import Panic, language_of_scope
from bot.leak_ports import AgreedIndex
from bot.policy import Policy
from bot.ports import CaseStore, DueWork, Kind
from bot.review_ports import PanicNotices, PanicStore

_MOST_CASES = 100_000
_AT_ONCE = 500
_MOST_TEXTS = 1_000
"""A language. Slack takes about one change a second, so more would not be hidden within a panic's time."""


class Sweep:
    def __init__(
        self,
        *,
        panics: PanicStore,
        cases: CaseStore,
        due: DueWork,
        agreed: AgreedIndex,
        notices: PanicNotices,
        policy: Policy,
    ) -> None:
        self._panics = panics
        self._agreed = agreed
        self._cases = cases
        self._due = due
        self._notices = notices
        self._policy = policy
        self._told: dict[str, int] = {}
        """The revision of each scope that this process has told the channels of."""

    async def look(self) -> None:
        """One round over all scopes that were ever stopped."""
        for panic in (await self._panics.panics()).values():
            if panic.turn != panic.swept_turn:
                await self._panics.spread(panic)
                await self._show_cards(panic)
                await self._panics.record_swept(panic)
            if self._told.get(panic.scope) != panic.revision:
                await self._notices.tell(panic)
                self._told[panic.scope] = panic.revision

    async def _show_cards(self, panic: Panic) -> None:
        language = language_of_scope(panic.scope)
        languages = [language] if language else [channel.language for channel in self._policy.help]
        for each in languages:
            # Texts first: they are what can be read in Slack, and a card only leads to what is closed.
            shown = await self._agreed.lately_agreed(each, limit=_MOST_TEXTS)
            shown += await self._cases.open_cases(each, limit=_MOST_CASES)
            for first in range(0, len(shown), _AT_ONCE):
                await self._due.mark_due(Kind.PRESENT, shown[first : first + _AT_ONCE])
