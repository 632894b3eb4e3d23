"""Asks one person after another, in file order, and scores what is agreed on after each of them."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from benchmarks.agreement.calibration import calibration_error, word_outcomes
from benchmarks.agreement.progress import Progress
from benchmarks.agreement.scoring import (
    Score,
    Words,
    corpus_error_rate,
    exact_share,
    mean_error_rate,
    score,
    spoken_words,
    words_of,
)
from benchmarks.agreement.skill import Clip, Method, Ready
from bot.agreement import Agreement, Verdict

# One person alone is never more than a guess, so the calibration is about two and more.
CALIBRATED_FROM = 2


class Step(NamedTuple):
    """What was agreed on after so many people."""

    people: int
    score: Score
    as_typed: Score
    confidence: float
    verdict: Verdict


# A clip's steps: the first after one person, the last after all.
Steps = tuple[Step, ...]


class Replay(NamedTuple):
    """All steps of all clips, and each word's confidence with whether it was right (1) or not (0).

    The words lie in arrays because they are hundreds of thousands, and the memory of the run is a figure too.
    """

    clips: list[Steps]
    word_confidences: "array[float]"
    word_is_right: "array[int]"


def replay(
    clips: Sequence[Clip],
    ready: Sequence[Ready],
    truth: Mapping[str, Words],
    method: Method,
    progress: Progress,
) -> Replay:
    """`ready` has the suggestions of each clip, with what is known of people."""
    done = Replay([], array("d"), array("b"))
    for clip, known in progress.over("one person after another", list(zip(clips, ready, strict=True))):
        steps = []
        for people in range(1, len(known.suggestions) + 1):
            agreement = method.agree(clip, known, people)
            steps.append(_step(people, agreement, truth[clip.audio]))
            if people >= CALIBRATED_FROM:
                _keep_words(agreement, truth[clip.audio], done)
        done.clips.append(tuple(steps))
    return done


def accuracy(clips: Sequence[Steps]) -> dict[str, float]:
    """The error rates with all people."""
    last = [steps[-1] for steps in clips]
    scores, as_typed = [step.score for step in last], [step.as_typed for step in last]
    return {
        "wer": mean_error_rate(scores),
        "corpus_wer": corpus_error_rate(scores),
        "exact": exact_share(scores),
        "wer_as_typed": mean_error_rate(as_typed),
        "corpus_wer_as_typed": corpus_error_rate(as_typed),
        "exact_as_typed": exact_share(as_typed),
    }


def curve(clips: Sequence[Steps], people: int) -> list[float]:
    """The mean error rate with the first 1, 2 … people; a clip that has fewer gives what it has."""
    return [
        mean_error_rate([steps[min(count, len(steps)) - 1].score for steps in clips])
        for count in range(1, people + 1)
    ]


def stopping(clips: Sequence[Steps]) -> dict[str, float | None]:
    """What comes of asking until the policy says otherwise or nobody is left; shares in per cent."""
    stops = [_stop(steps) for steps in clips]
    scores = [step.score for step in stops]
    settled = [step.score for step in stops if step.verdict is Verdict.SETTLED]
    shares = {
        verdict: 100 * sum(step.verdict is verdict for step in stops) / len(stops) for verdict in Verdict
    }
    return {
        "policy_mean_people": sum(step.people for step in stops) / len(stops),
        "policy_wer": mean_error_rate(scores),
        "policy_exact": exact_share(scores),
        "policy_settled": shares[Verdict.SETTLED],
        "policy_hopeless": shares[Verdict.HOPELESS],
        "policy_ran_out": shares[Verdict.ASK_FURTHER],
        "policy_wer_settled": mean_error_rate(settled) if settled else None,
        "policy_exact_settled": exact_share(settled) if settled else None,
    }


def calibration(done: Replay) -> dict[str, float | None]:
    """Of sentences and of words, pooled over two people and more."""
    steps = [step for step in chain.from_iterable(done.clips) if step.people >= CALIBRATED_FROM]
    return {
        "ece": calibration_error(
            [step.confidence for step in steps], [not step.score.errors for step in steps]
        ),
        "ece_words": calibration_error(done.word_confidences, done.word_is_right),
    }


def _step(people: int, agreement: Agreement, truth: Words) -> Step:
    return Step(
        people=people,
        score=score(spoken_words(agreement.text), truth),
        as_typed=score(words_of(agreement.text), truth),
        confidence=agreement.confidence,
        verdict=agreement.verdict,
    )


def _keep_words(agreement: Agreement, truth: Words, done: Replay) -> None:
    for confidence, is_right in word_outcomes(agreement.words, truth):
        done.word_confidences.append(confidence)
        done.word_is_right.append(is_right)


def _stop(steps: Steps) -> Step:
    return next((step for step in steps if step.verdict is not Verdict.ASK_FURTHER), steps[-1])
