"""The port `Pager`, with a list in place of PagerDuty: it keeps one incident a dedup key, as that does."""

from collections import deque

from bot.domain.reviewed import PageAction
from bot.review_ports import Incident


class DeskPager:
    """What rang can be read."""

    def __init__(self) -> None:
        self.calls: list[Incident] = []
        """Everything that was sent, repeated or not."""
        self.failures: deque[Exception] = deque()
        """What the next calls meet, one each, before the pager takes them."""
        self.lost: deque[Exception] = deque()
        """What the next calls meet after the pager took them."""

    @property
    def incidents(self) -> dict[str, PageAction]:
        """The state of each incident."""
        return {call.dedup_key: call.action for call in self.calls}

    async def send(self, incident: Incident) -> None:
        if self.failures:
            raise self.failures.popleft()
        self.calls.append(incident)
        if self.lost:
            raise self.lost.popleft()
