"""How fast a recording is sent: a short one at once, a longer one not far ahead of the ear."""

from handlers.listen_stream import FIRST_BYTES, LEAST_BYTES_A_SECOND, SHORT_BYTES, Pace

MINUTE_OF_STEREO = 60 * 176_400


def of_stereo(*, speed: float = 1.0) -> Pace:
    return Pace(length_bytes=MINUTE_OF_STEREO, bytes_a_second=176_400, ahead_seconds=3, speed=speed)


def test_a_short_recording_is_sent_at_once() -> None:
    pace = Pace(length_bytes=SHORT_BYTES, bytes_a_second=32_000, ahead_seconds=3)

    assert pace.allows(0) == SHORT_BYTES


def test_a_longer_one_stays_the_policys_seconds_ahead() -> None:
    assert [of_stereo().allows(seconds) / 176_400 for seconds in (0, 1, 10)] == [3, 4, 13]


def test_played_faster_it_is_sent_faster() -> None:
    assert of_stereo(speed=2).allows(10) == (3 + 20) * 176_400


def test_a_browser_gets_enough_to_begin_with_and_does_not_starve() -> None:
    pace = Pace(length_bytes=10_000_000, bytes_a_second=2_000, ahead_seconds=3)

    assert pace.allows(0) == FIRST_BYTES
    assert pace.allows(1) - pace.allows(0) == LEAST_BYTES_A_SECOND
