"""How common words are in a language; a language without the data has none, and nothing else changes."""

import gzip
from functools import lru_cache
from importlib.resources import files

from bot.agreement.languages import primary

SCALE = 10
"""Frequencies are kept in tenths of the Zipf scale: log10 of how often a word occurs in 10^9 words."""
UNKNOWN, RARE = 1.0, 2.5
_SILENCE = (1.0, 0.0, 0.0, 0.0, 0.0)


class Lexicon(dict[str, int]):
    """Each known word's frequency, in tenths of the Zipf scale (1 to 80)."""

    def frequency(self, form: str) -> float:
        """Zipf frequency of the rarest word in the form; 0 for a word that is not known."""
        known = self.get(form)
        if known is None:
            known = min(self.get(word, 0) for word in form.split()) if " " in form else 0
        return known / SCALE

    def about(self, form: str) -> tuple[float, float, float, float, float]:
        """For the nets: whether it is silence, its length and frequency, whether it is unknown, or rare."""
        if not form:
            return _SILENCE
        frequency = self.frequency(form)
        length = min(len(form), 24) / 8
        if frequency >= RARE:
            return (0.0, length, frequency / 5, 0.0, 0.0)
        return (0.0, length, frequency / 5, 1.0 if frequency < UNKNOWN else 0.0, 1.0)


def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP-47 tag's primary language; empty when there is no data for it."""
    return _loaded(primary(language))


# The bound is for whoever stores invented languages; there are a handful of files.
@lru_cache(maxsize=64)
def _loaded(subtag: str) -> Lexicon:
    file = files("bot.agreement.languages") / f"{subtag}.words.gz"
    if not subtag.isalpha() or not file.is_file():
        return Lexicon()
    known = Lexicon()
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        zipf, _, words = line.partition(" ")
        known.update(dict.fromkeys(words.split(" "), int(zipf)))
    return known
