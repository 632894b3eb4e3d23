"""How long a waveform is kept in memory: while players ask for it, and not beyond a stop."""

import asyncio

from bot.domain.ids import Alias
from bot.ports import Waveform
from handlers.waveforms import MOST_KEPT, WaveformShelf

KITCHEN = Alias("7K3QXM29TA")
WAVEFORM = Waveform(seconds=1.0, peaks=(1, 2, 3))


async def test_a_waveform_is_found_as_it_was_put() -> None:
    shelf = WaveformShelf()
    shelf.put(KITCHEN, 0, WAVEFORM)

    assert shelf.find(KITCHEN, 0) == WAVEFORM


async def test_after_a_stop_there_is_nothing_left_of_it() -> None:
    shelf = WaveformShelf()
    shelf.put(KITCHEN, 0, WAVEFORM)

    shelf.drop(KITCHEN)

    assert (shelf.find(KITCHEN, 0), len(shelf)) == (None, 0)


async def test_a_waveform_of_before_the_stop_is_neither_given_nor_kept() -> None:
    shelf = WaveformShelf()
    shelf.put(KITCHEN, 0, WAVEFORM)

    assert (shelf.find(KITCHEN, 1), len(shelf)) == (None, 0)


async def test_when_nobody_asks_any_more_it_is_gone() -> None:
    shelf = WaveformShelf(kept_seconds=0.05)
    shelf.put(KITCHEN, 0, WAVEFORM)

    async with asyncio.timeout(5):
        while len(shelf):  # noqa: ASYNC110 - the shelf's own timer changes it
            await asyncio.sleep(0.01)


async def test_the_shelf_is_bounded() -> None:
    shelf = WaveformShelf()

    for number in range(MOST_KEPT + 10):
        shelf.put(Alias(f"A{number:09d}"), 0, WAVEFORM)

    assert len(shelf) == MOST_KEPT
    assert shelf.find(Alias("A000000000"), 0) is None
