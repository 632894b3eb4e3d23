"""Trouble on demand: the next calls and deliveries fail as Slack can fail, one by one or by a seed."""

from collections import Counter
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.faults_by_seed import SeededFaults
from simulator.json_types import JsonObject
from simulator.record import Record

DeliveryTrouble = Literal["drop", "duplicate", "reorder", "delay", "disconnect"]
CALLS, DELIVERIES = "call", "delivery"


class Fault(BaseModel):
    """One kind of trouble for the next `times` calls of a method; `*` stands for every method."""

    model_config = ConfigDict(extra="forbid")

    method: str
    times: int = Field(default=1, ge=1)
    error: str | None = None
    retry_after: int | None = Field(default=None, ge=0)
    status: int | None = Field(default=None, ge=400, le=599)
    delay_seconds: float | None = Field(default=None, ge=0)
    reset: Literal["before", "after"] | None = None

    @model_validator(mode="after")
    def _names_one_trouble(self) -> "Fault":
        troubles = [self.error, self.status, self.delay_seconds, self.reset]
        if sum(trouble is not None for trouble in troubles) != 1:
            raise ValueError("name exactly one of error, status, delay_seconds and reset")
        return self

    def takes(self, stream: str) -> bool:
        return self.method in {stream, "*"}

    def trouble_told(self) -> JsonObject:
        return self.model_dump(exclude={"method", "times"}, exclude_none=True)


class DeliveryFault(BaseModel):
    """One kind of trouble for the next `times` deliveries of a kind; `*` stands for every kind."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["slash_commands", "interactive", "events_api", "*"] = "*"
    times: int = Field(default=1, ge=1)
    trouble: DeliveryTrouble
    delay_seconds: float = Field(default=1.0, ge=0)

    def takes(self, stream: str) -> bool:
        return self.kind in {stream, "*"}

    def trouble_told(self) -> JsonObject:
        told = {"trouble": self.trouble}
        return told | ({"delay_seconds": self.delay_seconds} if self.trouble == "delay" else {})


_Kept = TypeVar("_Kept", Fault, DeliveryFault)


class Faults:
    """Faults that were asked for one by one go first; then those that the seed decides."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._calls: list[Fault] = []
        self._deliveries: list[DeliveryFault] = []
        self._seeded: SeededFaults | None = None
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, fault: Fault | DeliveryFault) -> None:
        if isinstance(fault, Fault):
            self._calls.append(fault)
        else:
            self._deliveries.append(fault)

    def follow(self, seeded: SeededFaults | None) -> None:
        """From the next call and delivery on, counted from one, as this seed decides."""
        self._seeded = seeded
        self._counts.clear()

    def clear(self) -> None:
        self._calls.clear()
        self._deliveries.clear()
        self.follow(None)

    def waiting(self) -> JsonObject:
        return {
            "calls": [fault.model_dump(exclude_none=True) for fault in self._calls],
            "deliveries": [fault.model_dump() for fault in self._deliveries],
            "seeded": self._seeded.model_dump() if self._seeded else None,
        }

    def take(self, method: str) -> Fault | None:
        """The trouble of the next call of this method, if there is any."""
        number = self._number(CALLS, method)
        fault = _used(self._calls, method)
        if fault is None and self._seeded and (trouble := self._seeded.trouble_of_call(method, number)):
            fault = Fault.model_validate({"method": method, **trouble})
        if fault:
            self._write_down(CALLS, method, number, fault.trouble_told())
        return fault

    def take_delivery(self, kind: str) -> DeliveryFault | None:
        number = self._number(DELIVERIES, kind)
        fault = _used(self._deliveries, kind)
        if fault is None and self._seeded and (trouble := self._seeded.trouble_of_delivery(kind, number)):
            fault = DeliveryFault.model_validate(trouble)
        if fault:
            self._write_down(DELIVERIES, kind, number, fault.trouble_told())
        return fault

    def _number(self, of: str, stream: str) -> int:
        self._counts[of, stream] += 1
        return self._counts[of, stream]

    def _write_down(self, of: str, stream: str, number: int, trouble: JsonObject) -> None:
        seed = self._seeded.seed if self._seeded else None
        self._record.add("fault", of=of, stream=stream, number=number, trouble=trouble, seed=seed)


def _used(waiting: list[_Kept], stream: str) -> _Kept | None:
    for fault in waiting:
        if fault.takes(stream):
            fault.times -= 1
            if fault.times == 0:
                waiting.remove(fault)
            return fault
    return None
