"""Waveforms of clips that are being listened to: in memory only, and no longer than the clip may be heard."""

import asyncio
from dataclasses import dataclass

from bot.domain.ids import Alias
from bot.ports import Waveform

KEPT_SECONDS = 15.0
"""After the last player asked; an open player asks every few seconds."""
MOST_KEPT = 500


@dataclass(frozen=True)
class _Kept:
    epoch: int
    waveform: Waveform
    end: asyncio.TimerHandle


class WaveformShelf:
    """Nothing on it outlives a stop that somebody here has seen, nor the last open player by much."""

    def __init__(self, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._kept: dict[Alias, _Kept] = {}
        self._seconds = kept_seconds

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, alias: Alias, epoch: int) -> Waveform | None:
        """The waveform as it was kept since the last stop; finding it keeps it for longer."""
        kept = self._kept.get(alias)
        if kept is None:
            return None
        self.drop(alias)
        if kept.epoch != epoch:
            return None
        self.put(alias, epoch, kept.waveform)
        return kept.waveform

    def put(self, alias: Alias, epoch: int, waveform: Waveform) -> None:
        self.drop(alias)
        if len(self._kept) >= MOST_KEPT:
            self.drop(next(iter(self._kept)))
        end = asyncio.get_running_loop().call_later(self._seconds, self.drop, alias)
        self._kept[alias] = _Kept(epoch, waveform, end)

    def drop(self, alias: Alias) -> None:
        kept = self._kept.pop(alias, None)
        if kept is not None:
            kept.end.cancel()
