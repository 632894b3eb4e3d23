"""Asking one person after another stops where the policy says, and every figure comes from the right step."""

import pytest

from benchmarks.agreement.replay import Step, Steps, accuracy, curve, stopping
from benchmarks.agreement.scoring import Score
from bot.agreement import Verdict

ASK, SETTLED, HOPELESS = Verdict.ASK_FURTHER, Verdict.SETTLED, Verdict.HOPELESS


def steps(*path: tuple[int, Verdict]) -> Steps:
    """One step a person: how many of ten words were wrong then, and what the policy said."""
    return tuple(
        Step(people, Score(errors, 10), Score(errors + 1, 10), 0.5, verdict)
        for people, (errors, verdict) in enumerate(path, start=1)
    )


def test_asking_ends_with_the_first_verdict_or_the_last_person() -> None:
    clips = [
        steps((4, ASK), (2, ASK), (1, SETTLED), (0, SETTLED)),
        steps((4, ASK), (3, HOPELESS), (1, SETTLED)),
        steps((4, ASK), (4, ASK), (4, ASK), (2, ASK)),
        steps((0, ASK), (0, ASK), (1, SETTLED), (1, SETTLED)),
    ]

    found = stopping(clips)

    assert found["policy_mean_people"] == pytest.approx((3 + 2 + 4 + 3) / 4)
    assert found["policy_wer"] == pytest.approx(100 * (0.1 + 0.3 + 0.2 + 0.1) / 4)
    shares = [found["policy_settled"], found["policy_hopeless"], found["policy_ran_out"]]
    assert shares == [50, 25, 25]
    assert found["policy_wer_settled"] == pytest.approx(10)
    assert found["policy_exact_settled"] == 0


def test_nothing_is_said_of_settled_clips_where_none_was_settled() -> None:
    found = stopping([steps((4, ASK))])

    assert found["policy_wer_settled"] is None
    assert found["policy_exact_settled"] is None


def test_a_clip_that_has_fewer_people_stays_in_the_curve() -> None:
    clips = [steps((4, ASK), (2, ASK), (0, SETTLED)), steps((6, ASK))]

    assert curve(clips, people=3) == pytest.approx([50, 40, 30])


def test_accuracy_is_about_all_people() -> None:
    found = accuracy([steps((4, ASK), (0, SETTLED)), steps((4, ASK), (1, ASK))])

    assert found["wer"] == pytest.approx(5)
    assert found["wer_as_typed"] == pytest.approx(15)
    assert found["exact"] == 50
