"""What every event takes over from the command that caused it."""

from datetime import datetime
from typing import TypedDict

from bot.domain.case import Door
from bot.domain.commands import Asking, Moment
from bot.domain.ids import PersonId


class Stamp(TypedDict):
    by: PersonId
    at: datetime
    door: Door


def stamp(command: Asking, moment: Moment) -> Stamp:
    return {"by": command.actor.person, "at": moment.now, "door": command.door}
