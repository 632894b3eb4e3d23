"""The growth of the time to read hostile texts, as it is reported."""

import pytest

from benchmarks.agreement.hostile import HOSTILE, main


def test_each_hostile_text_is_reported_with_its_growth(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    lines = capsys.readouterr().out.splitlines()[1:]

    assert [line[:22].strip() for line in lines] == list(HOSTILE)
    assert all(float(line.split()[-1]) > 0 for line in lines)
