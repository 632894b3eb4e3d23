"""The messages that are pinned in channels, newest pin first."""

from dataclasses import dataclass

LIMIT = 100


@dataclass(frozen=True)
class Pin:
    ts: str
    user: str
    created: int


class Pins:
    def __init__(self) -> None:
        self._by_channel: dict[str, dict[str, Pin]] = {}

    def of(self, channel: str) -> list[Pin]:
        return list(self._by_channel.get(channel, {}).values())[::-1]

    def find(self, channel: str, ts: str) -> Pin | None:
        return self._by_channel.get(channel, {}).get(ts)

    def add(self, channel: str, pin: Pin) -> None:
        self._by_channel.setdefault(channel, {})[pin.ts] = pin

    def remove(self, channel: str, ts: str) -> None:
        self._by_channel.get(channel, {}).pop(ts, None)
