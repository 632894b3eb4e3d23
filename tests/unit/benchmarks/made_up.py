"""A small crowd with its truth, for tests: seven people, six clips, sentences of our own."""

from pathlib import Path

FOLDER = Path(__file__).parent
CROWD, TRUTH = FOLDER / "crowd.tsv", FOLDER / "truth.txt"
