"""One call of a method: its arguments, however the client sent them, and what a method needs besides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.channels import Channel
from simulator.composing import parsed
from simulator.installation import APP_TOKEN_SCOPES
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError, invalid_arguments
from simulator.tokens import UserGrant
from simulator.workspace import Workspace

TokenType = Literal["bot", "app", "user", "none"]
_TRUE = {"1", "true", "True", "yes"}


class Arguments:
    """The arguments by name; numbers and flags may come as text."""

    def __init__(self, raw: JsonObject) -> None:
        self.raw = raw

    def text(self, name: str) -> str | None:
        value = self.raw.get(name)
        return None if value is None or value == "" else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        value = self.raw.get(name)
        return str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isdecimal():
            raise RefusedError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def listed(self, name: str) -> list[str]:
        """A list, given as one or as text with commas."""
        value = self.raw.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in str(value or "").split(",") if item.strip()]

    def complex(self, name: str) -> object:
        return parsed(self.raw.get(name), "invalid_arguments")


@dataclass(frozen=True)
class Call:
    workspace: Workspace
    arguments: Arguments
    token_type: TokenType
    host: str
    token: str = ""
    """The token that opened the door, or an empty text."""

    @property
    def grant(self) -> UserGrant | None:
        """In whose name the app calls, when a user token opened the door."""
        return self.workspace.machinery.tokens.grant_of(self.token)

    @property
    def caller(self) -> str:
        """The member as whom the app calls: a person by their token, otherwise its own bot user."""
        return self.grant.user if self.grant else self.workspace.app.bot_user_id

    @property
    def scopes(self) -> tuple[str, ...]:
        if self.grant:
            return self.grant.scopes
        is_app = self.token_type == "app"  # noqa: S105 - a kind of token, not one
        return APP_TOKEN_SCOPES if is_app else tuple(self.workspace.app.manifest.scopes)

    def channel(self, name: str = "channel") -> Channel:
        """The channel that the call names, if the caller can know of it."""
        channel = self.workspace.channel_known_to(self.caller, self.arguments.required(name))
        if channel is None:
            raise RefusedError("channel_not_found")
        return channel


@dataclass(frozen=True)
class Method:
    name: str
    handle: Callable[[Call], JsonObject]
    scopes: tuple[str, ...] = ()
    """Any one of these is enough to call it."""
    tokens: tuple[TokenType, ...] = ("bot",)


def need_scope(call: Call, *scopes: str) -> None:
    """Any one of them is enough."""
    if not any(scope in call.scopes for scope in scopes):
        raise RefusedError("missing_scope", needed=",".join(scopes), provided=",".join(call.scopes))
