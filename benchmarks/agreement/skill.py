"""What is known when a clip is agreed on, of its people and of everybody: all that the file can tell, or what
earlier clips told.

The truth is not at hand in this module, so that it cannot leak into an agreement.
"""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from benchmarks.agreement.progress import Progress
from bot.agreement import Agreement, AgreementPolicy, Heard, Skill, agree
from bot.agreement.skill import learnt
from bot.agreement.trained import Trained

ROUNDS = 3

Suggestions = tuple[Heard, ...]
Lesson = Mapping[str, Skill]


class Clip(NamedTuple):
    """One clip's suggestions in file order, without skill, and the fold whose model it may meet."""

    audio: str
    suggestions: Suggestions
    fold: int


class Ready(NamedTuple):
    """A clip's suggestions with the skill of their people, and the skill of everybody together."""

    suggestions: Suggestions
    usual: Skill = Skill()


class Method(NamedTuple):
    """The agreement under test; `models` has one model a fold, or none to use the one that is shipped."""

    policy: AgreementPolicy
    models: tuple[Trained, ...] = ()

    def model(self, clip: Clip) -> Trained | None:
        return self.models[clip.fold] if self.models else None

    def agree(self, clip: Clip, ready: Ready, people: int | None = None) -> Agreement:
        """What the first so many people agree on, or all."""
        return agree(ready.suggestions[:people], self.policy, usual=ready.usual, trained=self.model(clip))

    def lesson(self, clip: Clip, ready: Ready) -> Lesson:
        """What this one clip tells of the skill of its people, by the text that they agreed on."""
        return learnt(ready.suggestions, self.agree(clip, ready).text, self.policy)


def unskilled(clips: Sequence[Clip]) -> list[Ready]:
    return [Ready(clip.suggestions) for clip in clips]


def with_all_known(clips: Sequence[Clip], method: Method, progress: Progress) -> list[Ready]:
    """Each clip's suggestions with the skill of their people, learnt in rounds from the whole file.

    The first round agrees without skill, each later one with the skill of the round before. What a clip
    itself told is taken out before it is agreed on (`_without`): nobody is to be trusted for having won here.
    """
    ready = unskilled(clips)
    for number in range(ROUNDS):
        label = f"skill, round {number + 1} of {ROUNDS}"
        lessons = [
            method.lesson(clip, each)
            for clip, each in progress.over(label, list(zip(clips, ready, strict=True)))
        ]
        totals = _totals(lessons)
        everybody = _sum(totals.values())
        ready = [
            Ready(
                _with_skill(clip.suggestions, ChainMap(_without(totals, lesson), totals)),
                _less(everybody, _sum(lesson.values())),
            )
            for clip, lesson in zip(clips, lessons, strict=True)
        ]
    return ready


def with_earlier_known(clips: Sequence[Clip], method: Method, progress: Progress) -> list[Ready]:
    """Each clip's suggestions with the skill that the clips before it told, in the order given."""
    totals: defaultdict[str, Skill] = defaultdict(Skill)
    everybody = Skill()
    ready: list[Ready] = []
    for clip in progress.over("skill, clip by clip", clips):
        known = Ready(_with_skill(clip.suggestions, totals), everybody)
        ready.append(known)
        for person, told in method.lesson(clip, known).items():
            totals[person] = _plus(totals[person], told)
            everybody = _plus(everybody, told)
    return ready


def _with_skill(suggestions: Suggestions, skill: Mapping[str, Skill]) -> Suggestions:
    return tuple(
        Heard(person=heard.person, text=heard.text, skill=skill.get(heard.person, Skill()))
        for heard in suggestions
    )


def _totals(lessons: Iterable[Lesson]) -> defaultdict[str, Skill]:
    totals: defaultdict[str, Skill] = defaultdict(Skill)
    for lesson in lessons:
        for person, told in lesson.items():
            totals[person] = _plus(totals[person], told)
    return totals


def _without(totals: Mapping[str, Skill], own: Lesson) -> dict[str, Skill]:
    """The totals of a clip's people less what the clip itself told."""
    return {person: _less(totals[person], told) for person, told in own.items()}


def _sum(skills: Iterable[Skill]) -> Skill:
    return reduce(_plus, skills, Skill())


def _less(one: Skill, other: Skill) -> Skill:
    """Rounding must not make it negative."""
    return Skill(errors=max(one.errors - other.errors, 0.0), words=max(one.words - other.words, 0.0))


def _plus(one: Skill, other: Skill) -> Skill:
    return Skill(errors=one.errors + other.errors, words=one.words + other.words)
