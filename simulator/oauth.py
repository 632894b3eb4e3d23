"""Installing the app by OAuth: codes that are used once, the tokens that they buy, and tokens that rotate."""

from dataclasses import dataclass, replace
from typing import Literal

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.refusals import RefusedError
from simulator.tokens import Tokens, UserGrant

CODE_SECONDS = 600.0
TOKEN_SECONDS = 43_200
LIVE_ROTATING_TOKENS = 2

_BOT = ""
"""In the place of a person, where the bot's tokens rotate."""


@dataclass
class Code:
    """What a person has consented to, until the app fetches its tokens."""

    user: str
    redirect_uri: str | None
    has_bot: bool
    user_scopes: tuple[str, ...]
    expires_at: float
    is_used: bool = False


@dataclass(frozen=True)
class Token:
    """A token as the app gets it."""

    kind: Literal["bot", "user"]
    text: str
    scopes: tuple[str, ...]
    refresh_token: str | None = None


@dataclass(frozen=True)
class Grant:
    """The tokens that a code has bought: the bot's, the person's own, or both."""

    user: str
    bot: Token | None
    person: Token | None


class Oauth:
    def __init__(self, app: Installation, tokens: Tokens, clock: Clock, ids: Ids) -> None:
        self._app = app
        self._tokens = tokens
        self._clock = clock
        self._ids = ids
        self._codes: dict[str, Code] = {}
        self._refreshable: dict[str, tuple[str, UserGrant | None]] = {}
        self._rotating: dict[str, list[str]] = {}

    @property
    def is_rotating(self) -> bool:
        return self._app.manifest.settings.token_rotation_enabled

    def consent(
        self, user: str, redirect_uri: str | None, *, has_bot: bool, user_scopes: tuple[str, ...]
    ) -> str:
        """A code for the app, good for one exchange within ten minutes."""
        text = f"{self._ids.digits(12)}.{self._ids.digits(13)}.{self._ids.hexadecimal(64)}"
        expires_at = self._clock.now() + CODE_SECONDS
        self._codes[text] = Code(user, redirect_uri, has_bot, user_scopes, expires_at)
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
        bot = self._bots(code.user) if code.has_bot else None
        return Grant(code.user, bot, self._persons(code) if code.user_scopes else None)

    def refresh(self, refresh_token: str) -> tuple[str, Token]:
        """A refresh token is good for one exchange; the access token that came with it stays good."""
        user, grant = self._refreshable.pop(refresh_token, ("", None))
        if not user:
            raise RefusedError("invalid_refresh_token")
        return user, self._rotated(user, grant)

    def _bots(self, user: str) -> Token:
        if self.is_rotating:
            return self._rotated(user, None)
        # An app that is installed again gets the token that it has.
        for token in self._tokens.live("bot"):
            return Token("bot", token, self._bot_scopes)
        token = f"xoxb-{self._ids.digits(12)}-{self._ids.digits(13)}-{self._ids.secret(24)}"
        self._tokens.issue(token, "bot")
        return Token("bot", token, self._bot_scopes)

    def _persons(self, code: Code) -> Token:
        """A person who allows more keeps the token, which is then good for both."""
        live = [token for token in self._tokens.of_user(code.user) if self._tokens.opens(token)]
        before = self._tokens.grant_of(live[0]) if live else None
        grant = before or UserGrant(code.user, (), self._ids.entity("B0"))
        grant = replace(grant, scopes=tuple(dict.fromkeys([*grant.scopes, *code.user_scopes])))
        if self.is_rotating:
            return self._rotated(code.user, grant)
        parts = (self._ids.digits(12), self._ids.digits(12), self._ids.digits(12), self._ids.hexadecimal(32))
        token = live[0] if live else "-".join(["xoxp", *parts])
        self._tokens.grant(token, grant)
        return Token("user", token, grant.scopes)

    def _rotated(self, user: str, grant: UserGrant | None) -> Token:
        """A new token in a row of the bot's, or of this person's own."""
        access_token = f"xoxe.{'xoxp' if grant else 'xoxb'}-1-{self._ids.secret(164)}"
        refresh_token = f"xoxe-1-{self._ids.secret(146)}"
        expires_at = self._clock.now() + TOKEN_SECONDS
        if grant:
            self._tokens.grant(access_token, grant, expires_at)
        else:
            self._tokens.issue(access_token, "bot", expires_at)
        self._refreshable[refresh_token] = (user, grant)
        row = self._rotating.setdefault(grant.user if grant else _BOT, [])
        row.append(access_token)
        for token in row[:-LIVE_ROTATING_TOKENS]:
            self._tokens.end(token, "token_revoked")
        del row[:-LIVE_ROTATING_TOKENS]
        scopes = grant.scopes if grant else self._bot_scopes
        return Token("user" if grant else "bot", access_token, scopes, refresh_token)

    @property
    def _bot_scopes(self) -> tuple[str, ...]:
        return tuple(self._app.manifest.scopes)
