"""Trouble on demand: the next calls of a method fail in a way that Slack can fail."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


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


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        for fault in self._waiting:
            if fault.method in {method, "*"}:
                return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times == 0:
            self._waiting.remove(fault)
        return fault
