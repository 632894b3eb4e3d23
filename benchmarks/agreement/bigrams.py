"""Makes the English bigrams for the agreement: `python -m benchmarks.agreement.bigrams`.

Needs pocketsphinx (`pip install pocketsphinx`), whose language model of American English is under the licence
of CMU Sphinx; so is the file made here.
"""

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.agreement.bigrams import END, LEAST, START, STEPS, WORDS_AT_MOST

LANGUAGE = "en"
MODEL = "en-us/en-us.lm.bin"
WORDS, PAIRS = 25_000, 600_000
"""How many are kept: the likeliest words, and the bigrams that tell most."""
UNIT = 1e-4
"""The model's logarithms are to the base of 1.0001."""
_WORD = re.compile(rf"{START}|{END}|[a-z]+(?:'[a-z]+)*").fullmatch
# The model's own writer ends its process at the trigrams, when all bigrams have long been written.
_WRITE = """
import pocketsphinx, sys
model = pocketsphinx.NGramModel(pocketsphinx.Config(lm=None), pocketsphinx.LogMath(), sys.argv[1])
model.write(sys.argv[2], model.str_to_type("arpa"))
"""


class Counted(NamedTuple):
    """Words, and bigrams by the numbers of these, with their probabilities as natural logarithms."""

    words: list[str]
    alone: NDArray[np.float64]
    back_off: NDArray[np.float64]
    pairs: NDArray[np.int64]
    after: NDArray[np.float64]


def main() -> int:
    """The exit code: 0, or 2 when pocketsphinx is missing."""
    try:
        pocketsphinx = importlib.import_module("pocketsphinx")
    except ModuleNotFoundError:
        sys.stderr.write("The bigrams come from pocketsphinx; install it with `pip install pocketsphinx`.\n")
        return 2
    path = Path(str(files("bot.agreement.languages"))) / f"{LANGUAGE}.bigrams.npz"
    kept = most_telling(counted(pocketsphinx), PAIRS)
    write(kept, path)
    sys.stdout.write(
        f"{path.name}: {len(kept.words)} words, {len(kept.pairs)} bigrams, "
        f"{path.stat().st_size / 1024:.0f} KiB\n"
    )
    return 0


# The package has no types.
def counted(pocketsphinx: Any) -> Counted:  # noqa: ANN401
    """The likeliest words of the model, and all bigrams of these."""
    source = pocketsphinx.get_model_path(MODEL)
    model = pocketsphinx.NGramModel(pocketsphinx.Config(lm=None), pocketsphinx.LogMath(), source)
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "listed.arpa"
        subprocess.run([sys.executable, "-c", _WRITE, source, listed], check=False)
        singles, doubles = _sections(listed)
    chance = {word: model.prob([word]) * UNIT for (word,) in singles if _WORD(word)}
    # Nothing is followed by a start, so that it would be the least likely of all.
    words = sorted(chance, key=lambda word: (word != START, -chance[word], word))[:WORDS]
    number = {word: place for place, word in enumerate(words)}
    followers: dict[str, set[str]] = {word: set() for word in words}
    pairs, after = [], []
    for first, second in doubles:
        if first in number and second in number:
            followers[first].add(second)
            pairs.append(number[first] * WORDS_AT_MOST + number[second])
            after.append(model.prob([second, first]) * UNIT)
    back_off = []
    for word in words:
        other = next(other for other in words[1:] if other not in followers[word])
        back_off.append(model.prob([other, word]) * UNIT - chance[other])
    alone = [chance[word] for word in words]
    return Counted(words, np.array(alone), np.array(back_off), np.array(pairs), np.array(after))


def _sections(listed: Path) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The words and the bigrams of a file in ARPA's format; the last line may be broken off."""
    *lines, _ = listed.read_text(encoding="utf-8", errors="replace").split("\n")
    return list(_section(lines, 1)), list(_section(lines, 2))


def _section(lines: list[str], size: int) -> Iterator[tuple[str, ...]]:
    start = lines.index(f"\\{size}-grams:") + 1
    for line in lines[start:]:
        if line.startswith("\\"):
            return
        columns = line.split()
        if len(columns) > size:
            yield tuple(columns[1 : size + 1])


def most_telling(model: Counted, count: int) -> Counted:
    """Those bigrams of which the probability, times how often they occur, is furthest from the guess."""
    first, second = np.divmod(model.pairs, WORDS_AT_MOST)
    often = np.exp(np.maximum(model.alone[first], LEAST) + model.after)
    telling = often * np.abs(model.after - model.back_off[first] - model.alone[second])
    kept = np.argsort(-telling, kind="stable")[:count]
    kept = kept[np.argsort(model.pairs[kept])]
    return model._replace(pairs=model.pairs[kept], after=model.after[kept])


def write(model: Counted, path: Path) -> None:
    """As `load` in `bot/agreement/bigrams.py` reads it."""
    first, second = np.divmod(model.pairs, WORDS_AT_MOST)
    followers = np.bincount(first, minlength=len(model.words))
    gaps = np.diff(second, prepend=0)
    is_first = np.diff(first, prepend=-1) > 0
    gaps[is_first] = second[is_first]
    np.savez_compressed(
        path,
        words="\n".join(model.words),
        followers=followers.astype(np.uint16),
        gaps=gaps.astype(np.uint16),
        after=_steps(model.after),
        alone=_steps(model.alone),
        back_off=_steps(model.back_off),
    )


def _steps(logarithms: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.round(np.clip(logarithms, LEAST, 0) * -STEPS).astype(np.uint8)


if __name__ == "__main__":
    sys.exit(main())
