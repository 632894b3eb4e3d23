from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.agreement.kernel.clip import Clip
from bot.agreement.lexicon import Lexicon

def about_readings(
    clip: Clip,
    contested: Mapping[int, Mapping[int, Sequence[int]]],
    keys: Sequence[str],
    lexicon: Lexicon,
    kinds: NDArray[np.float32],
    lengths: int,
) -> NDArray[np.float32]: ...
def shares(scores: NDArray[np.float32], sizes: Sequence[int]) -> list[float]: ...
