"""Trigger ids: leave to open one modal for the person who acted, within three seconds."""

from dataclasses import dataclass

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.refusals import RefusedError

LIFETIME_SECONDS = 3.0
_KEPT = 10_000


@dataclass
class Trigger:
    user: str
    expires_at: float
    view_id: str | None
    """The view that the person acted in, when it was one."""
    is_spent: bool = False


class Triggers:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        trigger_id = self._ids.trigger()
        self._issued[trigger_id] = Trigger(user, self._clock.now() + LIFETIME_SECONDS, view_id)
        if len(self._issued) > _KEPT:
            del self._issued[next(iter(self._issued))]
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.is_spent:
            raise RefusedError("exchanged_trigger_id")
        if self._clock.now() >= trigger.expires_at:
            raise RefusedError("expired_trigger_id")
        return trigger
