"""Time as a help channel lives it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import after_awake
from bot.domain.ids import Language
from bot.policy import HelpChannel

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def a_channel(opens: str, closes: str, timezone: str = "UTC") -> HelpChannel:
    return HelpChannel(
        language=Language("en"),
        name="English",
        channel="#help",
        opens=opens,
        closes=closes,
        timezone=timezone,
    )


def at(text: str) -> datetime:
    """`1 09:30` is half past nine on the day after Monday, in UTC."""
    day, clock = text.split()
    hours, minutes = clock.split(":")
    return MONDAY + timedelta(days=int(day), hours=int(hours), minutes=int(minutes))


@pytest.mark.parametrize(
    ("opens", "closes", "start", "minutes", "expected"),
    [
        ("00:00", "24:00", "0 23:50", 20, "1 00:10"),
        ("09:00", "17:00", "0 10:00", 20, "0 10:20"),
        ("09:00", "17:00", "0 16:50", 20, "1 09:10"),
        ("09:00", "17:00", "0 16:50", 10, "0 17:00"),
        ("09:00", "17:00", "0 03:00", 20, "0 09:20"),
        ("09:00", "17:00", "0 20:00", 20, "1 09:20"),
        ("09:00", "17:00", "0 09:00", 24 * 60, "2 17:00"),
        ("22:00", "06:00", "0 05:50", 20, "0 22:10"),
        ("22:00", "06:00", "0 23:50", 20, "1 00:10"),
        ("22:00", "06:00", "0 12:00", 20, "0 22:20"),
        ("18:00", "24:00", "0 23:50", 20, "1 18:10"),
        ("09:00", "09:00", "0 08:50", 20, "0 09:10"),
    ],
)
def test_only_open_hours_count(opens: str, closes: str, start: str, minutes: int, expected: str) -> None:
    found = after_awake(at(start), timedelta(minutes=minutes), a_channel(opens, closes))

    assert found == at(expected)


def test_without_a_channel_every_hour_counts() -> None:
    assert after_awake(MONDAY, timedelta(hours=30), None) == MONDAY + timedelta(hours=30)


def test_the_hours_are_those_of_the_channels_own_time_zone() -> None:
    """Nine in Tokyo is midnight in UTC."""
    channel = a_channel("09:00", "17:00", "Asia/Tokyo")

    assert after_awake(at("0 07:50"), timedelta(minutes=20), channel) == at("1 00:10")


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    """Berlin, 29 March 2026: from half past one to half past three is one hour."""
    channel = a_channel("01:30", "03:30", "Europe/Berlin")
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    found = after_awake(start, timedelta(minutes=90), channel)

    assert found == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)


clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@given(
    clocks,
    clocks,
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
    st.integers(0, 60 * 24 * 400),
    st.lists(st.integers(1, 60 * 24), min_size=2, max_size=4),
)
def test_waiting_longer_never_ends_earlier_nor_before_it_has_been_waited(
    opens: str, closes: str, timezone: str, start_minutes: int, waits: list[int]
) -> None:
    channel = a_channel(opens, closes, timezone)
    start = MONDAY + timedelta(minutes=start_minutes)

    found = [after_awake(start, timedelta(minutes=wait), channel) for wait in sorted(waits)]

    assert all(earlier <= later for earlier, later in pairwise(found))
    assert all(end >= start + timedelta(minutes=wait) for wait, end in zip(sorted(waits), found, strict=True))
