"""How common words are in a language; a language without the data has none, and nothing else changes."""

import gzip
from functools import cache
from importlib.resources import files

SCALE = 10
"""Frequencies are kept in tenths of the Zipf scale: log10 of how often a word occurs in 10^9 words."""
UNKNOWN, RARE = 1.0, 2.5


class Lexicon(dict[str, int]):
    """Each known word's frequency, in tenths of the Zipf scale (1 to 80)."""

    def frequency(self, form: str) -> float:
        """Zipf frequency of the rarest word in the form; 0 for a word that is not known."""
        known = self.get(form)
        if known is None:
            known = min(self.get(word, 0) for word in form.split()) if " " in form else 0
        return known / SCALE

    def about(self, form: str) -> tuple[float, float, float, bool, bool]:
        """For the nets: whether it is silence, its length and frequency, whether it is unknown, or rare."""
        if not form:
            return (1.0, 0.0, 0.0, False, False)
        frequency = self.frequency(form)
        return (0.0, min(len(form), 24) / 8, frequency / 5, frequency < UNKNOWN, frequency < RARE)


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP-47 primary subtag; empty when there is no data for it."""
    file = files("bot.agreement.languages") / f"{language}.words.gz"
    if not language.isalpha() or not file.is_file():
        return Lexicon()
    known = Lexicon()
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        zipf, _, words = line.partition(" ")
        known.update(dict.fromkeys(words.split(" "), int(zipf)))
    return known
