from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.agreement.model import Variant, Word
from bot.agreement.tokens import Token

Groups: TypeAlias = dict[int, list[int]]
Readings: TypeAlias = tuple[list[list[int]], Mapping[int, Groups], list[str], list[str]]

def read(places: list[list[Token]], count: int) -> Readings: ...
def choose(
    codes: list[list[int]], contested: Mapping[int, Groups], beliefs: list[float]
) -> tuple[list[int], list[float], list[float]]: ...
def numbers_of(
    contested: Mapping[int, Groups], forms: list[str], vocabulary: Mapping[str, int]
) -> NDArray[np.intp]: ...
def explain(
    places: list[list[Token]],
    people: list[str],
    readings: Readings,
    is_by_form: bool,
    chosen: list[int],
    chances: list[float],
    kinds: tuple[type[Word], type[Variant]],
    mark: Callable[[Sequence[Token]], tuple[Word, str]],
) -> tuple[tuple[Word, ...], list[str]]: ...
