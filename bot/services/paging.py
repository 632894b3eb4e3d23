"""Due pages: the pager is told what it should know of a case, at least once, and takes it once."""

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door
from bot.domain.escalation import level_of
from bot.domain.ids import show_alias
from bot.domain.paging import dedup_key, page_to_send
from bot.domain.reviewed import Page, PageAction
from bot.errors import PagerRefused
from bot.policy import Policy, Severity
from bot.review_ports import Incident, Pager
from bot.services.desk import Desk

_DONE = {
    PageAction.TRIGGER: "waits for a moderator",
    PageAction.ACKNOWLEDGE: "was taken by a moderator",
    PageAction.RESOLVE: "was decided",
}


class Paging:
    """`pager` is None where no key of a pager is set; then a page is parked, so that an operator sees it."""

    def __init__(self, *, desk: Desk, pager: Pager | None) -> None:
        self._desk = desk
        self._pager = pager

    async def bring(self, case: Case, *, key: str) -> bool:
        """Sends one page if there is one; whether another waits. Recorded only after the pager took it."""
        page = page_to_send(case)
        if page is None:
            return False
        if self._pager is None:
            raise PagerRefused("The policy names a pager, and PAGERDUTY_ROUTING_KEY is not set.")
        await self._pager.send(self._incident(case, page))
        command = cmd.RecordPage(
            actor=SYSTEM_ACTOR, door=Door.TIMER, epoch=page.epoch, level=page.level, action=page.wanted
        )
        answer = await self._desk.execute(case.alias, command, key=key)
        return page_to_send(answer.case) is not None

    def _incident(self, case: Case, page: Page) -> Incident:
        category = case.gravest.value if case.gravest else "unexplained"
        return Incident(
            action=page.wanted,
            dedup_key=dedup_key(case, page),
            summary=f"Flagged clip {show_alias(case.alias)} ({category}) {_DONE[page.wanted]}",
            severity=_severity(page, self._desk.policy),
            category=category,
            alias=show_alias(case.alias),
            at=self._desk.clock.now(),
        )


def _severity(page: Page, policy: Policy) -> Severity:
    level = level_of(page.level, policy)
    return (level.pagerduty if level else None) or Severity.CRITICAL
