"""What the pager should know of a case. It gets an alias and a category, never content."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.reviewed import Page
from bot.domain.stamp import stamp
from bot.policy import Policy


def page_to_send(case: Case) -> Page | None:
    """The oldest incident of which the pager does not know the latest."""
    return next((page for page in case.pages if page.told is not page.wanted), None)


def dedup_key(case: Case, page: Page) -> str:
    """One incident for each level of each stop, however often it is sent."""
    return f"second-ear/{case.alias}/{page.epoch}/{page.level}"


def decide_record_page(
    case: Case, command: cmd.RecordPage, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    for page in case.pages:
        is_it = (page.epoch, page.level) == (command.epoch, command.level)
        if is_it and page.told is not command.action:
            recorded = ev.PageRecorded(
                epoch=page.epoch, level=page.level, action=command.action, **stamp(command, moment)
            )
            return [recorded]
    return []
