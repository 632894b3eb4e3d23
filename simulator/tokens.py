"""The app's tokens: whose each is, and whether it still opens anything."""

from dataclasses import dataclass
from typing import Literal

from simulator.clock import Clock
from simulator.installation import Installation
from simulator.refusals import RefusedError

HeldType = Literal["bot", "app", "user"]
Ending = Literal["token_expired", "token_revoked", "account_inactive"]
"""Why a token opens nothing any more, in the word of Slack's refusal."""


@dataclass(frozen=True)
class UserGrant:
    """What a person has let the app do in their name."""

    user: str
    scopes: tuple[str, ...]
    bot_id: str
    """Slack signs what an app writes as a person with an id of its own, not with that of the app's bot."""


class Tokens:
    def __init__(self, app: Installation, clock: Clock) -> None:
        self._clock = clock
        self._types: dict[str, HeldType] = {app.bot_token: "bot", app.app_token: "app"}
        self._grants: dict[str, UserGrant] = {}
        self._endings: dict[str, Ending] = {}
        self._expiries: dict[str, float] = {}

    def issue(self, token: str, kind: HeldType, expires_at: float | None = None) -> None:
        self._types[token] = kind
        if expires_at is not None:
            self._expiries[token] = expires_at

    def grant(self, token: str, grant: UserGrant, expires_at: float | None = None) -> None:
        """Makes a user token, or changes what it is good for."""
        self.issue(token, "user", expires_at)
        self._grants[token] = grant

    def grant_of(self, token: str) -> UserGrant | None:
        """Whom a user token stands for; None for any other token."""
        return self._grants.get(token)

    def of_user(self, user: str) -> list[str]:
        """The tokens that this person has given, also those that have ended."""
        return [token for token, grant in self._grants.items() if grant.user == user]

    def end(self, token: str, ending: Ending) -> None:
        self._endings[token] = ending

    def restore(self, token: str) -> None:
        self._endings.pop(token, None)

    def type_of(self, token: str) -> HeldType:
        """Refuses a token that never was one, and one that has ended."""
        kind = self._types.get(token)
        if kind is None:
            raise RefusedError("invalid_auth")
        if ending := self._ending(token):
            raise RefusedError(ending)
        return kind

    def opens(self, token: str) -> bool:
        return token in self._types and self._ending(token) is None

    def live(self, kind: HeldType) -> list[str]:
        """The tokens of this kind that open something, oldest first."""
        return [token for token, known in self._types.items() if known == kind and not self._ending(token)]

    def _ending(self, token: str) -> Ending | None:
        ending = self._endings.get(token)
        if ending is None and self._expiries.get(token, self._clock.now() + 1) <= self._clock.now():
            return "token_expired"
        return ending
