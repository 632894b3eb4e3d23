from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

def rising(
    rows: Floats,
    mean: Floats,
    scale: Floats,
    first: Floats,
    bias: Floats,
    last: Floats,
    last_bias: Floats,
    far: float,
    least: float,
    most: float,
) -> list[float]: ...
def mean_outputs(
    rows: Floats, mean: Floats, scale: Floats, layers: tuple[tuple[Floats, Floats], ...], far: float
) -> list[float]: ...
