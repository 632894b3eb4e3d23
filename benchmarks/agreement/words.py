"""Makes a language's word frequencies for the agreement: `python -m benchmarks.agreement.words LANGUAGE`.

Needs wordfreq (`pip install wordfreq`), whose data is under CC BY-SA 4.0; so is the file made here.
"""

import argparse
import gzip
import importlib
import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from bot.agreement.lexicon import SCALE

CONSIDERED = 400_000
ZIPF_AT_LEAST = 2.0
"""Once in ten million words; rarer ones would double the file and tell hardly more than "unknown" does."""


def main() -> int:
    """The exit code: 0, or 2 when wordfreq is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", help="a BCP-47 primary subtag that wordfreq knows, such as en")
    language = parser.parse_args().language
    try:
        wordfreq = importlib.import_module("wordfreq")
    except ModuleNotFoundError:
        sys.stderr.write("The frequencies come from wordfreq; install it with `pip install wordfreq`.\n")
        return 2
    by_frequency: defaultdict[int, list[str]] = defaultdict(list)
    for word in wordfreq.top_n_list(language, CONSIDERED):
        zipf = wordfreq.zipf_frequency(word, language)
        if zipf >= ZIPF_AT_LEAST and word.replace("'", "").isalpha():
            by_frequency[round(zipf * SCALE)].append(word)
    lines = [f"{zipf} {' '.join(sorted(by_frequency[zipf]))}" for zipf in sorted(by_frequency, reverse=True)]
    path = Path(str(files("bot.agreement.languages"))) / f"{language}.words.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    count = sum(map(len, by_frequency.values()))
    sys.stdout.write(f"{path.name}: {count} words, {path.stat().st_size / 1024:.0f} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
