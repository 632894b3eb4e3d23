from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.agreement.kernel.clip import Clip

def about_words(
    clip: Clip, voice: Sequence[int], lexicon: Mapping[str, int], kinds: NDArray[np.float32], lengths: int
) -> NDArray[np.float32]: ...
def about_text(
    clip: Clip,
    voice: Sequence[int],
    beliefs: Sequence[float],
    runner_up: Sequence[float],
    words: Sequence[float],
) -> NDArray[np.float32]: ...
