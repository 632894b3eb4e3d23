"""Faults that a seed decides: the same calls and deliveries meet the very same faults in every run.

Each call is numbered within its method, and each delivery within its kind.
What befalls it hangs on the seed and that number alone, whatever else happens in between.
"""

import random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.json_types import JsonObject

Chance = Annotated[float, Field(ge=0, le=1)]


class _Chances(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _are_no_more_than_certain(self) -> "_Chances":
        if sum(self.model_dump().values()) > 1:
            raise ValueError("the chances of one list add up to more than 1")
        return self

    def drawn(self, randomness: random.Random) -> str | None:
        """The name of the trouble that the draw fell on."""
        draw = randomness.random()
        for name, chance in self.model_dump().items():
            if draw < chance:
                return str(name)
            draw -= chance
        return None


class CallChances(_Chances):
    storm: Chance = 0.0
    """A storm of 429s begins with this call and lasts for `storm_calls` calls of the method."""
    server_error: Chance = 0.0
    latency: Chance = 0.0
    reset_before: Chance = 0.0
    reset_after: Chance = 0.0
    token_expired: Chance = 0.0


class DeliveryChances(_Chances):
    drop: Chance = 0.0
    duplicate: Chance = 0.0
    reorder: Chance = 0.0
    delay: Chance = 0.0
    disconnect: Chance = 0.0


class SeededFaults(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seed: int
    calls: CallChances = CallChances()
    deliveries: DeliveryChances = DeliveryChances()
    storm_calls: int = Field(default=5, ge=1, le=100)
    retry_after: int = Field(default=1, ge=0)
    latency_seconds: float = Field(default=2.0, ge=0)
    """The longest wait of a delayed call or delivery."""

    def trouble_of_call(self, method: str, number: int) -> JsonObject | None:
        """The fields of a `Fault`, or nothing when this call goes well."""
        if self._is_in_storm(method, number):
            return {"error": "ratelimited", "retry_after": self.retry_after}
        randomness = self._randomness("call", method, number)
        troubles: dict[str | None, JsonObject] = {
            "server_error": {"status": randomness.choice((500, 503))},
            "latency": {"delay_seconds": round(randomness.uniform(0, self.latency_seconds), 3)},
            "reset_before": {"reset": "before"},
            "reset_after": {"reset": "after"},
            "token_expired": {"error": "token_expired"},
        }
        return troubles.get(self._call_drawn(method, number))

    def trouble_of_delivery(self, kind: str, number: int) -> JsonObject | None:
        """The fields of a `DeliveryFault`, or nothing when this delivery goes well."""
        trouble = self.deliveries.drawn(self._randomness("delivery", kind, number))
        if trouble is None:
            return None
        seconds = self._randomness("delay", kind, number).uniform(0, self.latency_seconds)
        return {"trouble": trouble, "delay_seconds": round(seconds, 3)}

    def _is_in_storm(self, method: str, number: int) -> bool:
        first = max(number - self.storm_calls + 1, 1)
        return any(self._call_drawn(method, each) == "storm" for each in range(first, number + 1))

    def _call_drawn(self, method: str, number: int) -> str | None:
        return self.calls.drawn(self._randomness("kind of call", method, number))

    def _randomness(self, of: str, stream: str, number: int) -> random.Random:
        return random.Random(f"{self.seed}/{of}/{stream}/{number}")  # noqa: S311 - it has to come out the same
