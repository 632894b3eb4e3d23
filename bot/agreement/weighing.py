"""What the voices of one network come to: the choice at each place, and how sure to be of it.

Counted by the compiled modules where they could be built, else with numpy: the same but for rounding.
"""

from bot.agreement import kernel
from bot.agreement.choice import Choice, choose
from bot.agreement.confidence import LEAST, MOST, Sureness, summed, sureness
from bot.agreement.lexicon import KINDS, LENGTHS, Lexicon
from bot.agreement.network import Network
from bot.agreement.table import Readings, known_lists, known_of, readings_of, rows_of, table_of
from bot.agreement.trained import FAR, Trained

Weighed = tuple[Readings, Choice, Sureness]


def weigh(network: Network, lexicon: Lexicon, trained: Trained) -> Weighed:
    """Needs at least one place at which somebody said something."""
    readings = readings_of(network)
    if kernel.IS_BUILT:
        return _compiled(network, readings, lexicon, trained)
    voices = known_of(network, trained.prior_error)
    table = table_of(readings, voices)
    choice = choose(voices, table, rows_of(table), lexicon, trained)
    return readings, choice, sureness(voices, table, choice, lexicon, trained)


def _compiled(network: Network, readings: Readings, lexicon: Lexicon, trained: Trained) -> Weighed:
    codes, contested, forms, keys = readings
    clip = kernel.clip.Clip(codes, readings.alike, forms, *known_lists(network, trained.prior_error))
    beliefs: list[float] = []
    if contested:
        columns = kernel.evidence.about_readings(clip, contested, keys, lexicon, KINDS, LENGTHS)
        words = kernel.readings.numbers_of(contested, forms, trained.vocabulary)
        scores = trained.choice(columns, words)
        beliefs = kernel.evidence.shares(scores, list(map(len, contested.values())))
    choice = Choice(*kernel.readings.choose(codes, contested, beliefs))
    rows = kernel.confidence.about_words(clip, choice.voice, lexicon, KINDS, LENGTHS)
    sure = kernel.nets.rising(rows, *trained.word, FAR, LEAST, MOST)
    row = kernel.confidence.about_text(clip, *choice, sure)
    outputs = kernel.nets.mean_outputs(row, trained.text.mean, trained.text.scale, trained.text.layers, FAR)
    return readings, choice, summed(sure, outputs)
