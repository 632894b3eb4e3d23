"""How hard the recordings of a language usually are, which the voices of one clip cannot tell.

The same disagreement means more errors where people usually err much; and where they do, everybody who is
asked brings something, so that the best use of the same number of people asks for more of it.
"""

from bot.agreement.confidence import LEAST, MOST, Sureness
from bot.agreement.model import Skill

PRIOR_ERROR, PRIOR_WORDS = 0.18, 300.0
"""The error rate that is presumed of everybody, and how many words it counts for, against closed cases."""
_EASIEST, _HARDEST = 1 / 4, 4.0

# Both were measured on the development splits of CrowdSpeech; one is half as hard again as the other.
SURE_POWER = 0.5
"""The odds that a text is right fall with this power of the hardness."""
GAIN_POWER = 1.25
"""What another suggestion must bring rises with this power of the hardness."""


def hardness(usual: Skill) -> float:
    """How many times as often people err as is presumed where nothing is known; from 1/4 to 4.

    `usual` is what closed cases told of everybody in the language together.
    """
    rate = (usual.errors + PRIOR_WORDS * PRIOR_ERROR) / (usual.words + PRIOR_WORDS)
    return min(max(rate / PRIOR_ERROR, _EASIEST), _HARDEST)


def allowing_for(sure: Sureness, hard: float) -> Sureness:
    """The same at this hardness; the gain is what it is worth beside the usual errors."""
    odds = sure.text / (1 - sure.text) / hard**SURE_POWER
    text = min(max(odds / (1 + odds), LEAST), MOST)
    return sure._replace(text=text, gain=sure.gain / hard**GAIN_POWER)
