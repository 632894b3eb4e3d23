"""One place of the network as it is explained: who said what, in the spelling that most of them used."""

from collections.abc import Mapping, Sequence

from bot.agreement.model import Variant, Word
from bot.agreement.tokens import Token


def shared(said: Sequence[Token], everybody: tuple[str, ...], chance: float) -> tuple[Word, str]:
    """The same as `word_at` for a place where everybody said the same, which is most places."""
    first = said[0]
    # Mostly it is one and the same token, which is found out faster than that the spellings are equal.
    is_same = said.count(first) == len(said)
    spelling = first.spelling if is_same else _most_common([token.spelling for token in said])
    return Word(spelling.strip(), chance, everybody, ()), spelling


def word_at(
    said: Sequence[Token], people: Sequence[str], chosen: Token | None, chance: float
) -> tuple[Word, str]:
    """The word for a place, and its spelling with the punctuation around it and the space that follows.

    Who spelt it otherwise ("honor", "any one") said the same.
    """
    if chosen is None:
        return _mark(said, people)
    voices: dict[str, list[int]] = {}
    for voice, (key, _, _, is_heard) in enumerate(said):
        if not is_heard:
            continue
        if key in voices:
            voices[key].append(voice)
        else:
            voices[key] = [voice]
    winners = voices.pop(chosen.key)
    form = chosen.form
    spelling = _most_common([said[voice].spelling for voice in winners if said[voice].form == form])
    others = [
        Variant(_most_common([said[voice].spelling for voice in other]).strip(), _named(people, other))
        for other in _ranked(voices)
    ]
    return Word(spelling.strip(), chance, _named(people, winners), tuple(others)), spelling


def _ranked(voices: Mapping[str, list[int]]) -> Sequence[list[int]]:
    """The voices that gave each reading, those of most people first."""
    if len(voices) == 1:
        return list(voices.values())
    return [found for _, found in sorted(voices.items(), key=lambda other: (-len(other[1]), other[0]))]


def _mark(said: Sequence[Token], people: Sequence[str]) -> tuple[Word, str]:
    """Where nobody heard a word, the mark that most people left stands for what was said there."""
    marks: dict[str, list[int]] = {}
    for voice, token in enumerate(said):
        if mark := token.spelling.strip():
            marks.setdefault(mark, []).append(voice)
    ordered = sorted(marks.items(), key=lambda found: (-len(found[1]), found[0]))
    mark, voices = ordered[0] if ordered else ("", [])
    others = tuple(Variant(text=other, people=_named(people, voices)) for other, voices in ordered[1:])
    word = Word(text=mark, confidence=len(voices) / len(said), people=_named(people, voices), others=others)
    return word, f"{mark} "


def _named(people: Sequence[str], voices: Sequence[int]) -> tuple[str, ...]:
    if len(voices) == 1:
        return (people[voices[0]],)
    return tuple(sorted([people[voice] for voice in voices]))


def _most_common(spellings: Sequence[str]) -> str:
    """How most people wrote it; of two as common, as the more central suggestion has it."""
    if len(spellings) == 1:
        return spellings[0]
    different = dict.fromkeys(spellings)
    return spellings[0] if len(different) == 1 else max(different, key=spellings.count)
