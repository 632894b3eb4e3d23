"""Which events of the log are lines by which the annotation store took something, or was told of it."""

from bot.annotation_ports import Brought, WriteEntry
from bot.domain.case import WriteState
from bot.domain.events import Event, StoreMarked, WriteBackRecorded
from bot.domain.ids import Alias


def write_line(alias: Alias, event: Event) -> WriteEntry | None:
    if isinstance(event, StoreMarked):
        return WriteEntry(
            what=Brought.MARK, alias=alias, number=event.epoch, result=event.result, at=event.at
        )
    if isinstance(event, WriteBackRecorded) and event.result is WriteState.WRITTEN:
        return WriteEntry(what=Brought.OUTCOME, alias=alias, number=event.number, at=event.at)
    return None
