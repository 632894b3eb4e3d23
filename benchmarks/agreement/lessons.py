"""What the trainer learns from: networks of development clips, and which reading at each place was right."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from benchmarks.agreement.crowd_file import in_both, read_crowd, read_truth
from benchmarks.agreement.folds import fold_of
from benchmarks.agreement.scoring import Words, spoken_words, words_of
from bot.agreement import AgreementPolicy, Heard, learnt
from bot.agreement.choice import Choice, choose
from bot.agreement.lexicon import Lexicon, lexicon
from bot.agreement.network import Network, Voice, lay_out
from bot.agreement.table import Rows, Table, Voices, known_of, readings_of, rows_of, table_of
from bot.agreement.tokens import read, written_out
from bot.agreement.trained import Trained

LANGUAGE = "en"
PRIOR_ERROR = 0.15
ROUNDS = 3
ORDERS = 4
"""In so many orders the people of a clip are asked one by one."""
WITHOUT_LEXICON = 0.1
"""The share of examples without word frequencies, so that a language without them is served too."""
_POLICY = AgreementPolicy(language=LANGUAGE)

Counts = NDArray[np.float64]
"""Errors and words, as in a `Skill`."""
Skills = Mapping[str, Counts]
Step = tuple[int, int]
"""Down to the next place or not, and how many words of the truth it takes there; -1 takes one, wrongly."""


class Told(NamedTuple):
    """A clip of a development split."""

    fold: int
    heard: tuple[Heard, ...]
    truth: Words


class Run(NamedTuple):
    """Some of a clip's people, and what is known of them; see `Example`."""

    order: int
    people: int
    heard: Sequence[Heard]
    skills: Skills


@dataclass
class Example:
    """Some people's suggestions for one clip, laid out; `run` is how many were asked in turn, 0 for all.

    `order` is the order in which they were asked, of those of the clip.
    """

    clip: int
    fold: int
    order: int
    run: int
    network: Network
    voices: Voices
    table: Table
    rows: Rows
    lexicon: Lexicon
    right: list[frozenset[str]]
    truth: Words


def read_split(crowd_path: Path, truth_path: Path) -> list[Told]:
    """The clips in the order of the crowd file, each with the fold of its place in the truth file."""
    crowd, truth = read_crowd(crowd_path), read_truth(truth_path)
    place = {audio: number for number, audio in enumerate(truth)}
    return [
        Told(
            fold=fold_of(place[audio], len(truth)),
            heard=tuple(Heard(person=each.person, text=each.text) for each in crowd.suggestions[audio]),
            truth=words_of(truth[audio]),
        )
        for audio in in_both(crowd.suggestions, truth)
    ]


def examples(
    split: Sequence[Told], prior_error: float, models: Sequence[Trained], *, seed: int, first_clip: int
) -> Iterator[Example]:
    """For each clip everybody with all that is known of them; all with what was known before; and people
    one by one in random orders, knowing all of them, what was known before, or nothing.
    """
    # Each order has its own, so that more orders leave those before as they are.
    dice = [random.Random(seed + 1000 * order) for order in range(ORDERS)]  # noqa: S311 - shuffles examples
    lessons = _lessons(split, prior_error, models)
    totals = _totals(lessons)
    before: defaultdict[str, Counts] = defaultdict(lambda: np.zeros(2))
    for number, (told, lesson) in enumerate(zip(split, lessons, strict=True)):
        later = {person: np.maximum(totals[person] - own, 0) for person, own in lesson.items()}
        earlier = {heard.person: before[heard.person].copy() for heard in told.heard}
        for person, own in lesson.items():
            before[person] += own
        clip = first_clip + number
        for run in _runs(told, later, earlier, dice):
            known = Lexicon() if dice[run.order].random() < WITHOUT_LEXICON else lexicon(LANGUAGE)
            network = laid(run.heard, run.skills)
            if network.places:
                yield _example(clip, told, run, network, known, prior_error)


def _runs(told: Told, later: Skills, earlier: Skills, dice: Sequence[random.Random]) -> Iterator[Run]:
    yield Run(0, 0, told.heard, later)
    yield Run(0, 0, told.heard, earlier)
    for number, own in enumerate(dice):
        order = list(told.heard)
        own.shuffle(order)
        skills = own.choices((later, earlier, {}), (0.6, 0.3, 0.1))[0]
        for people in range(1, len(order) + 1):
            yield Run(number, people, order[:people], skills)


def _example(
    clip: int, told: Told, run: Run, network: Network, known: Lexicon, prior_error: float
) -> Example:
    voices = known_of(network, prior_error)
    table = table_of(readings_of(network), voices)
    right = readings_right(network, told.truth)
    rows = rows_of(table)
    return Example(
        clip, told.fold, run.order, run.people, network, voices, table, rows, known, right, told.truth
    )


def laid(heard: Sequence[Heard], skills: Skills) -> Network:
    texts = read([each.text for each in heard], LANGUAGE)
    return lay_out(
        Voice(tokens, each.person, _knowledge(skills, each.person))
        for tokens, each in zip(texts, heard, strict=True)
    )


def _knowledge(skills: Skills, person: str) -> tuple[float, float]:
    errors, words = skills.get(person, (0.0, 0.0))
    return float(errors), float(words)


def _lessons(split: Sequence[Told], prior_error: float, models: Sequence[Trained]) -> list[dict[str, Counts]]:
    """What each clip tells of its people, after some rounds of agreeing; the truth has no part in it."""
    lessons: list[dict[str, Counts]] = []
    for number in range(ROUNDS):
        totals = _totals(lessons)
        found = []
        for clip, told in enumerate(split):
            own = lessons[clip] if number else {}
            skills = {person: np.maximum(totals[person] - mine, 0) for person, mine in own.items()}
            network = laid(told.heard, skills)
            text = _chosen(network, prior_error, models[told.fold] if models else None)
            shown = learnt(told.heard, text, _POLICY)
            found.append({person: np.array([skill.errors, skill.words]) for person, skill in shown.items()})
        lessons = found
    return lessons


def _chosen(network: Network, prior_error: float, model: Trained | None) -> str:
    """The text by a model, or without one by the weight of the voices."""
    if not network.places:
        return ""
    voices = known_of(network, prior_error)
    table = table_of(readings_of(network), voices)
    if model:
        winners = choose(voices, table, rows_of(table), lexicon(LANGUAGE), model).voice
    else:
        winners = table.mass.argmax(0).tolist()
    pairs = zip(network.places, winners, strict=True)
    return written_out(said[winner].spelling for said, winner in pairs if winner >= 0)


def _totals(lessons: Sequence[Skills]) -> defaultdict[str, Counts]:
    totals: defaultdict[str, Counts] = defaultdict(lambda: np.zeros(2))
    for lesson in lessons:
        for person, own in lesson.items():
            totals[person] = totals[person] + own
    return totals


@cache
def said_as(form: str) -> Words:
    """The words of a form as they are scored."""
    return spoken_words(form)


def readings_right(network: Network, truth: Words) -> list[frozenset[str]]:
    """For each place the forms that are right there, by the path through the network nearest to the truth."""
    places = [{token.form for token in said if token.is_heard} for said in network.places]
    spoken = [[(form, said_as(form)) for form in sorted(forms) if form] for forms in places]
    costs = list(map(float, range(len(truth) + 1)))
    back: list[list[Step]] = []
    for forms, words in zip(places, spoken, strict=True):
        skip = 0.0 if "" in forms or not forms else 1.0
        costs, steps = _next_place(costs, [said for _, said in words], skip, truth)
        back.append(steps)
    right = [frozenset[str]()] * len(places)
    place, end = len(places), len(truth)
    while place:
        down, size = back[place - 1][end]
        if down and size > 0:
            meant = truth[end - size : end]
            right[place - 1] = frozenset(form for form, said in spoken[place - 1] if said == meant)
        elif down and size == 0:
            right[place - 1] = frozenset({""}) & places[place - 1]
        place -= down
        end -= abs(size)
    return right


def _next_place(
    above: Sequence[float], readings: Sequence[Words], skip: float, truth: Words
) -> tuple[list[float], list[Step]]:
    """The errors up to here for each number of words of the truth, and the last step on the way there."""
    costs: list[float] = []
    steps: list[Step] = []
    for end in range(len(above)):
        cost, step = _step_down(above, readings, skip, truth, end)
        if end and costs[end - 1] + 1 < cost:
            cost, step = costs[end - 1] + 1, (0, 1)
        costs.append(cost)
        steps.append(step)
    return costs, steps


def _step_down(
    above: Sequence[float], readings: Sequence[Words], skip: float, truth: Words, end: int
) -> tuple[float, Step]:
    cost, step = above[end] + skip, (1, 0)
    if end and above[end - 1] + 1 < cost:
        cost, step = above[end - 1] + 1, (1, -1)
    for said in readings:
        size = len(said)
        if size <= end and truth[end - size : end] == said and above[end - size] <= cost:
            cost, step = above[end - size], (1, size)
    return cost, step


def errors_of(example: Example, choice: Choice) -> int:
    """Words that the chosen text has too many, too few or wrong."""
    chosen: list[str] = []
    for said, voice in zip(example.network.places, choice.voice, strict=True):
        if voice >= 0:
            chosen.extend(said_as(said[voice].form))
    return Levenshtein.distance(chosen, example.truth)
