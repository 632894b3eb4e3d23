"""Installing the app by OAuth: codes that are used once, the tokens that they buy, and tokens that rotate."""

from dataclasses import dataclass

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.refusals import RefusedError
from simulator.tokens import Tokens

CODE_SECONDS = 600.0
TOKEN_SECONDS = 43_200
LIVE_ROTATING_TOKENS = 2


@dataclass
class Code:
    """What a person has consented to, until the app fetches its token."""

    user: str
    redirect_uri: str | None
    expires_at: float
    is_used: bool = False


@dataclass(frozen=True)
class Grant:
    user: str
    access_token: str
    refresh_token: str | None = None


class Oauth:
    def __init__(self, app: Installation, tokens: Tokens, clock: Clock, ids: Ids) -> None:
        self._app = app
        self._tokens = tokens
        self._clock = clock
        self._ids = ids
        self._codes: dict[str, Code] = {}
        self._refreshable: dict[str, str] = {}
        self._rotating: list[str] = []

    @property
    def is_rotating(self) -> bool:
        return self._app.manifest.settings.token_rotation_enabled

    def consent(self, user: str, redirect_uri: str | None) -> str:
        """A code for the app, good for one exchange within ten minutes."""
        text = f"{self._ids.digits(12)}.{self._ids.digits(13)}.{self._ids.hexadecimal(64)}"
        self._codes[text] = Code(user, redirect_uri, self._clock.now() + CODE_SECONDS)
        return text

    def exchange(self, code_text: str, redirect_uri: str | None) -> Grant:
        code = self._codes.get(code_text)
        if code is None:
            raise RefusedError("invalid_code")
        if code.is_used:
            raise RefusedError("code_already_used")
        if code.expires_at <= self._clock.now():
            raise RefusedError("invalid_code")
        if code.redirect_uri != redirect_uri:
            raise RefusedError("bad_redirect_uri")
        code.is_used = True
        return self._rotated(code.user) if self.is_rotating else Grant(code.user, self._lasting())

    def refresh(self, refresh_token: str) -> Grant:
        """A refresh token is good for one exchange; the access token that came with it stays good."""
        user = self._refreshable.pop(refresh_token, None)
        if user is None:
            raise RefusedError("invalid_refresh_token")
        return self._rotated(user)

    def _lasting(self) -> str:
        # An app that is installed again gets the token that it has.
        for token in self._tokens.live("bot"):
            return token
        token = f"xoxb-{self._ids.digits(12)}-{self._ids.digits(13)}-{self._ids.secret(24)}"
        self._tokens.issue(token, "bot")
        return token

    def _rotated(self, user: str) -> Grant:
        access_token = f"xoxe.xoxb-1-{self._ids.secret(164)}"
        refresh_token = f"xoxe-1-{self._ids.secret(146)}"
        self._tokens.issue(access_token, "bot", self._clock.now() + TOKEN_SECONDS)
        self._refreshable[refresh_token] = user
        self._rotating.append(access_token)
        for token in self._rotating[:-LIVE_ROTATING_TOKENS]:
            self._tokens.end(token, "token_revoked")
        del self._rotating[:-LIVE_ROTATING_TOKENS]
        return Grant(user, access_token, refresh_token)
