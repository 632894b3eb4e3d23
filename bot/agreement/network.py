"""The confusion network: every suggestion's tokens laid along the same row of places.

Built by progressive alignment, the most central suggestion first.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.agreement.alignment import Votes, steps_in_gap, stretches
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
        keys = tuple([key if is_heard else f"\0{key}" for key, _, _, is_heard in voice.tokens])
        choruses.setdefault(keys, []).append(voice)
    ordered = central_first(choruses)
    laid: list[Voice] = []
    rows: list[list[Token]] = []
    has_marks = False
    for keys, path in zip(ordered, _paths(ordered), strict=True):
        is_marked = "\0" in "".join(keys)
        has_marks = has_marks or is_marked
        is_open = _beside_marks(keys, path) if is_marked else ()
        for voice in sorted(choruses[keys]):
            laid.append(voice)
            rows.append(_said(voice.tokens, path, is_open))
    places = list(map(list, zip(*rows, strict=True)))
    return Network(tuple(laid), _settle_guesses(places) if has_marks else places)


class _Places:
    """The places so far, in order: which token of each suggestion stands there, and what was said there."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.columns: list[list[int | None]] = []
        self.votes: list[Votes] = []
        self.leading: list[str] = []
        """What most said at each place; of two as common, what was said first. No token equals `_NO_WORD`."""

    def lay(self, number: int, keys: Sequence[str]) -> None:
        """Lays the tokens of one more suggestion along the places, and makes new ones where none fits."""
        columns, votes, leading = self.columns, self.votes, self.leading
        self.columns, self.votes, self.leading = [], [], []
        for is_equal, stretch in stretches(leading, keys):
            if not is_equal:
                for place, token in steps_in_gap(votes, keys, stretch):
                    old = None if place is None else (columns[place], votes[place])
                    self._add(old, number, token, "" if token is None else keys[token])
                continue
            first, end, token, _ = stretch
            stand = slice(first, end)
            for column, said, word in zip(columns[stand], votes[stand], leading[stand], strict=True):
                column[number] = token
                said[word] += 1
                token += 1
            self.columns += columns[stand]
            self.votes += votes[stand]
            self.leading += leading[stand]

    def _add(
        self, old: tuple[list[int | None], Votes] | None, number: int, token: int | None, word: str
    ) -> None:
        if old is None:
            column: list[int | None] = [None] * self._count
            # Those who were laid before said nothing here.
            said: Votes = {"": number} if number else {}
        else:
            column, said = old
        column[number] = token
        said[word] = said.get(word, 0) + 1
        self.columns.append(column)
        self.votes.append(said)
        self.leading.append(max(said, key=said.__getitem__) or _NO_WORD)


def _paths(choruses: Sequence[tuple[str, ...]]) -> Iterable[Path]:
    """For each chorus, which of its tokens stands at each place of the network."""
    places = _Places(len(choruses))
    for number, keys in enumerate(choruses):
        places.lay(number, keys)
    return zip(*places.columns, strict=True) if places.columns else [()] * len(choruses)


def _beside_marks(keys: tuple[str, ...], path: Path) -> frozenset[int]:
    """The places skipped right beside a bare mark: it may cover several words, so a skip there is no vote."""
    found: set[int] = set()
    for order in (range(len(path)), range(len(path) - 1, -1, -1)):
        is_beside = False
        for place in order:
            token = path[place]
            if token is not None:
                is_beside = keys[token] == "\0"
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
