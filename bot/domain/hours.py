"""Time as a help channel lives it: hours in which nobody is there do not count."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy import HelpChannel

_DAYS_LOOKED_AHEAD = 400


def after_awake(start: datetime, wait: timedelta, channel: HelpChannel | None) -> datetime:
    """The moment at which `wait` of the channel's open hours have passed since `start`."""
    if channel is None or (channel.opens, channel.closes) == ("00:00", "24:00"):
        return start + wait
    left = wait
    for opens_at, closes_at in _windows(start, channel):
        begin = max(start, opens_at)
        if begin >= closes_at:
            continue
        if begin + left <= closes_at:
            return begin + left
        left -= closes_at - begin
    return start + wait + timedelta(days=_DAYS_LOOKED_AHEAD)


def _windows(start: datetime, channel: HelpChannel) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(channel.timezone)
    first = start.astimezone(zone).date() - timedelta(days=1)
    for day in range(_DAYS_LOOKED_AHEAD):
        date = first + timedelta(days=day)
        opens_at = datetime.combine(date, time.fromisoformat(channel.opens), zone)
        closes_at = _closing(
            date_start=datetime.combine(date, time(), zone), opens_at=opens_at, text=channel.closes
        )
        yield opens_at.astimezone(start.tzinfo), closes_at.astimezone(start.tzinfo)


def _closing(*, date_start: datetime, opens_at: datetime, text: str) -> datetime:
    hours, minutes = (int(part) for part in text.split(":"))
    days, hours = divmod(hours, 24)
    closes_at = (date_start + timedelta(days=days)).replace(hour=hours, minute=minutes)
    # A channel that closes before it opens is open over midnight.
    return closes_at if closes_at > opens_at else closes_at + timedelta(days=1)
