"""Response URLs: five answers within half an hour to one interaction."""

from dataclasses import dataclass
from typing import Literal

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.refusals import RefusedError

USES = 5
LIFETIME_SECONDS = 1800.0
_KEPT = 10_000
UrlKind = Literal["commands", "actions", "app-actions", "app"]


@dataclass(frozen=True)
class Origin:
    """Where the interaction came from."""

    channel: str
    user: str
    message_ts: str | None = None
    is_shortcut: bool = False

    @property
    def can_replace(self) -> bool:
        """A slash command has no message to replace, and a shortcut's message is somebody else's."""
        return self.message_ts is not None and not self.is_shortcut


@dataclass
class ResponseUrl:
    origin: Origin
    expires_at: float
    uses_left: int = USES


class ResponseUrls:
    def __init__(self, app: Installation, clock: Clock, ids: Ids, base: str) -> None:
        self._app = app
        self._clock = clock
        self._ids = ids
        self._issued: dict[str, ResponseUrl] = {}
        self._base = base

    def issue(self, kind: UrlKind, origin: Origin) -> str:
        path = f"{kind}/{self._app.team.id}/{self._ids.entity('', 13)}/{self._ids.secret(24)}"
        self._issued[path] = ResponseUrl(origin, self._clock.now() + LIFETIME_SECONDS)
        if len(self._issued) > _KEPT:
            del self._issued[next(iter(self._issued))]
        return f"{self._base}{path}"

    def use(self, path: str) -> Origin:
        """The interaction that this address answers; counts as one of its uses."""
        issued = self._issued.get(path)
        if issued is None:
            raise RefusedError("no_such_url")
        if self._clock.now() >= issued.expires_at:
            raise RefusedError("expired_url")
        if issued.uses_left == 0:
            raise RefusedError("used_url")
        issued.uses_left -= 1
        return issued.origin
