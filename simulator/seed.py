"""Who and what is in the workspace before the app comes: the seed file."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Presence = Literal["active", "away"]
Allowed = Literal["everyone", "admins"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SeedTeam(_Part):
    id: Annotated[str, Field(pattern=r"^T[A-Z0-9]+$")]
    name: str
    domain: str


class SeedPreferences(_Part):
    """What the admins of the workspace have decided, as far as an app meets it."""

    edit_window_seconds: Annotated[float, Field(ge=0)] | None = None
    """How long a message may be edited; nothing means for ever."""
    creating_channels: Allowed = "everyone"


class SeedUser(_Part):
    """A person; the flags carry the names that Slack gives them."""

    id: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")]
    name: str
    real_name: str = ""
    email: str | None = None
    title: str = ""
    phone: str = ""
    status_text: str = ""
    status_emoji: str = ""
    tz: str = "Europe/London"
    team_id: str | None = None
    presence: Presence = "active"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False


class SeedChannel(_Part):
    id: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]+$")]
    name: str
    is_private: bool = False
    is_archived: bool = False
    app: bool = False
    members: list[str] = []
    topic: str = ""
    purpose: str = ""
    posting: Allowed = "everyone"
    is_read_only: bool = False
    is_thread_only: bool = False
    is_non_threadable: bool = False


class SeedUsergroup(_Part):
    id: Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")]
    handle: str
    name: str
    users: list[str] = []
    is_disabled: bool = False


class SeedUserToken(_Part):
    """What a person has let the app do in their name."""

    token: Annotated[str, Field(pattern=r"^xoxp-.+$")]
    user: str
    scopes: list[str]


class Seed(_Part):
    team: SeedTeam
    preferences: SeedPreferences = SeedPreferences()
    users: list[SeedUser]
    channels: list[SeedChannel] = []
    usergroups: list[SeedUsergroup] = []
    user_tokens: list[SeedUserToken] = []

    @model_validator(mode="after")
    def _names_only_known_people(self) -> "Seed":
        known = {user.id for user in self.users}
        named = [user for channel in self.channels for user in channel.members]
        named += [user for group in self.usergroups for user in group.users]
        named += [held.user for held in self.user_tokens]
        if unknown := sorted(set(named) - known):
            raise ValueError(f"these users are named but not listed: {', '.join(unknown)}")
        return self


def load_seed(path: Path) -> Seed:
    return Seed.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
