"""Whether a moderator is there at a moment, and which day it is for those who count theirs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy import DutyRules, Weekday

_DAYS = list(Weekday)


def is_on_duty(now: datetime, duty: DutyRules) -> bool:
    """A watch that closes before it opens goes on over midnight and belongs to the day it began on."""
    local = now.astimezone(ZoneInfo(duty.timezone))
    opens, closes = _minutes(duty.opens), _minutes(duty.closes)
    minute = local.hour * 60 + local.minute
    if opens < closes:
        return opens <= minute < closes and _is_watched(local.date(), duty)
    is_since_yesterday = minute < closes and _is_watched(local.date() - timedelta(days=1), duty)
    return is_since_yesterday or (minute >= opens and _is_watched(local.date(), duty))


def day_of(now: datetime, timezone: str) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()


def end_of_day(now: datetime, timezone: str) -> datetime:
    """When the next day begins there."""
    zone = ZoneInfo(timezone)
    return datetime.combine(day_of(now, timezone) + timedelta(days=1), time(), zone)


def _is_watched(day: date, duty: DutyRules) -> bool:
    return _DAYS[day.weekday()] in duty.days


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
