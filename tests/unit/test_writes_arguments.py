"""What can be typed after `python -m bot writes check`."""

import argparse
from datetime import UTC, datetime

import pytest

from bot.writes import add_writes
from bot.writes_check import MOST_CHECKED


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_writes(parser)
    return parser.parse_args(words)


def test_a_check_looks_at_all_and_changes_nothing_unless_it_is_told() -> None:
    arguments = parsed("check")

    assert (arguments.since, arguments.limit, arguments.again) == (None, MOST_CHECKED, False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T14:30", datetime(2026, 11, 22, 14, 30, tzinfo=UTC)),
        ("2026-11-22T14:30:00.000001", datetime(2026, 11, 22, 14, 30, 0, 1, tzinfo=UTC)),
        ("2026-11-22T15:30+01:00", datetime(2026, 11, 22, 14, 30, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_in_utc(typed: str, meant: datetime) -> None:
    assert parsed("check", "--since", typed).since == meant


@pytest.mark.parametrize(
    ("option", "typed", "hint"),
    [
        ("--since", "yesterday", "a time looks like 2026-11-22"),
        ("--limit", "0", "a number from 1 on"),
        ("--limit=-1", "", "a number from 1 on"),
    ],
)
def test_what_is_no_time_or_no_number_is_refused_with_how_one_looks(
    option: str, typed: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed("check", option, *([typed] if typed else []))

    assert hint in capsys.readouterr().err
