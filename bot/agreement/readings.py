"""The places of a network as they are explained: who said what, in the spelling that most of them used."""

from collections.abc import Iterable, Sequence

from bot.agreement import kernel
from bot.agreement.model import Variant, Word
from bot.agreement.network import Network
from bot.agreement.table import Groups, Readings
from bot.agreement.tokens import Token

# Twice as fast as by the names of the fields, and this is done for every word.
_new = tuple.__new__


class Explained:
    """The words of one network, by its readings."""

    def __init__(self, network: Network, readings: Readings) -> None:
        self._people = [person for _, person, _ in network.voices]
        self._everybody = tuple(sorted(self._people))
        self._places = network.places
        self._readings = readings
        self._is_by_form = readings.is_by_form
        # The same few people stand together at many places.
        self._together: dict[tuple[int, ...], tuple[str, ...]] = {}

    def words(self, chosen: list[int], chances: list[float]) -> tuple[tuple[Word, ...], list[str]]:
        """The word of each place and its spelling, as `word` has them."""
        if kernel.IS_BUILT:
            kinds, by_form = (Word, Variant), self._is_by_form
            return kernel.readings.explain(
                self._places, self._people, self._readings, by_form, chosen, chances, kinds, self._mark
            )
        found = [
            self.word(place, voice, chance)
            for place, (voice, chance) in enumerate(zip(chosen, chances, strict=True))
        ]
        return tuple([word for word, _ in found]), [spelling for _, spelling in found]

    def word(self, place: int, voice: int, chance: float) -> tuple[Word, str]:
        """The word for a place where this voice's was chosen (-1 for nobody's), and its spelling with the
        punctuation around it and the space that follows.

        Who spelt it otherwise ("honor", "any one") said the same.
        """
        said = self._places[place]
        groups = self._readings.contested.get(place)
        if groups is None:
            if voice < 0:
                return self._mark(said)
            heard = [number for number, token in enumerate(said) if token[3]]
            people = self._everybody if len(heard) == len(said) else self._named(heard)
            spelling = _spelling([said[number] for number in heard])
            return _new(Word, (spelling.strip(), chance, people, ())), spelling
        code = self._readings.codes[place][voice]
        others = dict(groups) if self._is_by_form else self._by_key(groups, code)
        winners = others.pop(code)
        spelling = _spelling([said[number] for number in groups[code]])
        variants = [
            _new(Variant, (_spelling([said[number] for number in other]).strip(), self._named(other)))
            for other in self._ranked(others)
        ]
        return _new(Word, (spelling.strip(), chance, self._named(winners), tuple(variants))), spelling

    def _by_key(self, groups: Groups, chosen: int) -> Groups:
        """The groups of one key as one, under the code that was chosen or else that of the first."""
        keys = self._readings.keys
        code_of = {keys[chosen]: chosen}
        found: Groups = {}
        for code, voices in groups.items():
            found.setdefault(code_of.setdefault(keys[code], code), []).extend(voices)
        return {code: sorted(voices) for code, voices in found.items()}

    def _ranked(self, groups: Groups) -> Iterable[list[int]]:
        """The voices that gave each reading, those of most people first."""
        if len(groups) <= 1:
            return groups.values()
        keys = self._readings.keys
        ranked = sorted([(-len(voices), keys[code], voices) for code, voices in groups.items()])
        return [voices for _, _, voices in ranked]

    def _mark(self, said: Sequence[Token]) -> tuple[Word, str]:
        """Where nobody heard a word, the mark that most people left stands for what was said there."""
        marks: dict[str, list[int]] = {}
        for voice, token in enumerate(said):
            if mark := token.spelling.strip():
                marks.setdefault(mark, []).append(voice)
        ordered = sorted(marks.items(), key=lambda found: (-len(found[1]), found[0]))
        mark, voices = ordered[0] if ordered else ("", [])
        others = tuple(Variant(text=other, people=self._named(voices)) for other, voices in ordered[1:])
        share = len(voices) / len(said)
        return Word(text=mark, confidence=share, people=self._named(voices), others=others), f"{mark} "

    def _named(self, voices: Sequence[int]) -> tuple[str, ...]:
        together = tuple(voices)
        names = self._together.get(together)
        if names is None:
            names = tuple(sorted([self._people[voice] for voice in voices]))
            self._together[together] = names
        return names


def _spelling(tokens: Sequence[Token]) -> str:
    """How most people wrote it; of two as common, as the more central suggestion has it."""
    first = tokens[0]
    # Mostly it is one and the same token, which is found out faster than that the spellings are equal.
    if len(tokens) == 1 or tokens.count(first) == len(tokens):
        return first[2]
    spellings = [token[2] for token in tokens]
    different = dict.fromkeys(spellings)
    return spellings[0] if len(different) == 1 else max(different, key=spellings.count)
