"""How often the app may call: each method by its tier, each channel one message a second."""

import math
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from simulator.clock import Clock

_FILE = Path(__file__).with_name("rate_limits.toml")
_FALLBACK = "tier3"
_SECONDS = 60.0
_BUCKETS = 10_000
_NEARLY = 1e-6


class LimitsMode(StrEnum):
    OFF = "off"
    SLACK = "slack"
    """The published numbers, and the bursts that Slack tolerates."""
    STRICT = "strict"
    """The published numbers, and a channel's second message is a second after its first."""


class Rate(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    per_minute: int
    burst: int

    def at_once(self, mode: LimitsMode) -> int:
        return self.burst if mode is LimitsMode.SLACK else self.per_minute


class Tier(Rate):
    names: list[str]


class _EachRate(Rate):
    """What is counted by itself for each channel or address; strict allows no burst there."""

    def at_once(self, mode: LimitsMode) -> int:
        return self.burst if mode is LimitsMode.SLACK else 1


class Tiers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    methods: dict[str, Tier]
    each: dict[str, _EachRate]
    events: Rate

    def by_method(self) -> dict[str, str]:
        """The tier of each method that the file names."""
        return {name: tier for tier, rate in self.methods.items() for name in rate.names}


def load_tiers() -> Tiers:
    return Tiers.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@dataclass
class _Bucket:
    left: float
    filled_at: float


class RateLimits:
    """Buckets that fill by the minute; a call takes from all that it counts in, or from none."""

    def __init__(self, clock: Clock, mode: LimitsMode) -> None:
        self._clock = clock
        self._tiers = load_tiers()
        self._by_method = self._tiers.by_method()
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self.mode = mode

    def reset(self, mode: LimitsMode) -> None:
        """From now on by this mode, as if nothing had been called yet."""
        self.mode = mode
        self._buckets.clear()

    def wait_of_call(self, method: str, channel: str | None) -> int:
        """0 when the call may go on; otherwise the seconds that Slack asks the caller to wait."""
        rates: dict[tuple[str, str], Rate] = {
            ("method", method): self._tiers.methods[self._by_method.get(method, _FALLBACK)]
        }
        if channel is not None:
            rates["channel", channel] = self._tiers.each["channel"]
        return self._take(rates)

    def wait_of_response_url(self, path: str) -> int:
        return self._take({("response_url", path): self._tiers.each["response_url"]})

    def has_room_for_event(self) -> bool:
        return self._take({("events", ""): self._tiers.events}) == 0

    def _take(self, rates: dict[tuple[str, str], Rate]) -> int:
        if self.mode is LimitsMode.OFF:
            return 0
        buckets = {key: self._filled(key, rate) for key, rate in rates.items()}
        lacking = max((1 - buckets[key].left) * _SECONDS / rate.per_minute for key, rate in rates.items())
        if lacking > _NEARLY:
            return math.ceil(lacking - _NEARLY)
        for bucket in buckets.values():
            bucket.left -= 1
        return 0

    def _filled(self, key: tuple[str, str], rate: Rate) -> _Bucket:
        now, at_once = self._clock.now(), rate.at_once(self.mode)
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= _BUCKETS:
                # The oldest are those of channels and addresses that are long full again.
                del self._buckets[next(iter(self._buckets))]
            bucket = self._buckets[key] = _Bucket(at_once, now)
        gained = (now - bucket.filled_at) * rate.per_minute / _SECONDS
        bucket.left, bucket.filled_at = min(bucket.left + gained, at_once), now
        return bucket
