"""The confusion network: every suggestion's tokens laid along the same row of places.

Built by progressive alignment, the most central suggestion first.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.agreement import kernel
from bot.agreement.alignment import MARK, Votes, steps_in_gap, stretches
from bot.agreement.distances import central_first
from bot.agreement.tokens import Token

SILENCE = Token(key="", form="", spelling="", is_heard=True)
"""Stands where a person heard no word and others did."""
OPEN = Token(key="", form="", spelling="", is_heard=False)
"""Stands where a person left it open: beside a mark, which may cover several words."""

# The comparison takes "" and the character NUL, which stands for a mark, for equal.
_NO_WORD = " "

Path = Sequence[int | None]
"""For each place, which token of one suggestion stands there."""


class Voice(NamedTuple):
    """One person's suggestion, cut up; `knowledge` orders voices that say the same."""

    tokens: tuple[Token, ...]
    person: str
    knowledge: tuple[float, float]


class Network(NamedTuple):
    """`places[place][voice]` is what that voice said there; voices are in the order of laying."""

    voices: tuple[Voice, ...]
    places: list[list[Token]]


def lay_out(voices: Iterable[Voice]) -> Network:
    """The network over these voices, the same in whatever order they come."""
    choruses: dict[tuple[str, ...], list[Voice]] = {}
    for voice in voices:
        keys = tuple([token[0] if token[3] else MARK + token[0] for token in voice.tokens])
        choruses.setdefault(keys, []).append(voice)
    ordered = central_first(choruses)
    if not ordered:
        return Network((), [])
    laid: list[Voice] = []
    rows: list[list[Token]] = []
    has_marks = False
    for keys, path in zip(ordered, paths_of(ordered), strict=True):
        is_marked = MARK in "".join(keys)
        has_marks = has_marks or is_marked
        is_open = _beside_marks(keys, path) if is_marked else ()
        for voice in sorted(choruses[keys]):
            laid.append(voice)
            rows.append(_said(voice.tokens, path, is_open))
    places = list(map(list, zip(*rows, strict=True)))
    return Network(tuple(laid), _settle_guesses(places) if has_marks else places)


class _Places:
    """The places so far, in order, and which token of each suggestion laid stands at each of them."""

    def __init__(self, first: Sequence[str]) -> None:
        self.paths: list[list[int | None]] = [list(range(len(first)))]
        self._votes: list[Votes] = [{key: 1} for key in first]
        self._leading = list(first)
        """What most said at each place; of two as common, what was said first. No token equals `_NO_WORD`."""

    def lay(self, keys: Sequence[str]) -> None:
        """Lays the tokens of one more suggestion along the places, and makes new ones where none fits."""
        votes, leading = self._votes, self._leading
        before = len(votes)
        path: list[int | None] = []
        for is_equal, (first, end, token, end_token) in stretches(leading, keys):
            made = len(votes) - before
            here = slice(first + made, end + made)
            if is_equal:
                for said, word in zip(votes[here], leading[here], strict=True):
                    said[word] += 1
                path += range(token, end_token)
                continue
            for is_new, number in steps_in_gap(votes[here], keys[token:end_token]):
                if is_new:
                    self._make(len(path))
                if number is None:
                    self._vote(len(path), "")
                    path.append(None)
                else:
                    self._vote(len(path), keys[token + number])
                    path.append(token + number)
        self.paths.append(path)

    def _make(self, place: int) -> None:
        """A new place before this one; those who were laid before said nothing there."""
        for path in self.paths:
            path.insert(place, None)
        self._votes.insert(place, {"": len(self.paths)})
        self._leading.insert(place, _NO_WORD)

    def _vote(self, place: int, word: str) -> None:
        said = self._votes[place]
        count = said[word] = said.get(word, 0) + 1
        # Who says something first leads nowhere: somebody was there before.
        if count > 1:
            self._leading[place] = max(said, key=said.__getitem__) or _NO_WORD


def paths_of(choruses: Sequence[tuple[str, ...]]) -> Sequence[Path]:
    """For each chorus, which of its tokens stands at each place of the network."""
    if kernel.IS_BUILT:
        return kernel.network.paths(list(choruses))
    places = _Places(choruses[0])
    for keys in choruses[1:]:
        places.lay(keys)
    return places.paths


def _beside_marks(keys: tuple[str, ...], path: Path) -> frozenset[int]:
    """The places skipped right beside a bare mark: it may cover several words, so a skip there is no vote."""
    found: set[int] = set()
    for order in (range(len(path)), range(len(path) - 1, -1, -1)):
        is_beside = False
        for place in order:
            token = path[place]
            if token is not None:
                is_beside = keys[token] == MARK
            elif is_beside:
                found.add(place)
    return frozenset(found)


def _said(tokens: tuple[Token, ...], path: Path, is_open: Iterable[int]) -> list[Token]:
    said = [SILENCE if token is None else tokens[token] for token in path]
    for place in is_open:
        said[place] = OPEN
    return said


def _settle_guesses(places: list[list[Token]]) -> list[list[Token]]:
    """A guess is too weak to bring a word in, but strong enough to support one that somebody else heard."""
    for place in places:
        if all(token.is_heard for token in place):
            continue
        heard = {token.key: token for token in place if token.is_heard and token.key}
        for voice, token in enumerate(place):
            if not token.is_heard and token.key:
                place[voice] = heard.get(token.key, OPEN)
    return places
