"""The app manifest as Slack writes it: what the app may do, say and hear in the workspace."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Part(BaseModel):
    # Slack's manifest has many keys that do not change how a workspace behaves.
    model_config = ConfigDict(extra="ignore")


class SlashCommand(_Part):
    command: Annotated[str, Field(pattern=r"^/[^\sA-Z]{1,31}$")]
    description: Annotated[str, Field(max_length=2000)]
    usage_hint: Annotated[str, Field(max_length=1000)] = ""
    should_escape: bool = False
    url: str | None = None


class Shortcut(_Part):
    name: Annotated[str, Field(max_length=24)]
    type: Literal["global", "message"]
    callback_id: Annotated[str, Field(max_length=255)]
    description: Annotated[str, Field(max_length=150)]


class AppHome(_Part):
    home_tab_enabled: bool = False
    messages_tab_enabled: bool = False
    messages_tab_read_only_enabled: bool = False


class BotUser(_Part):
    display_name: Annotated[str, Field(max_length=80)]
    always_online: bool = False


class Features(_Part):
    app_home: AppHome = AppHome()
    bot_user: BotUser
    slash_commands: Annotated[list[SlashCommand], Field(max_length=50)] = []
    shortcuts: Annotated[list[Shortcut], Field(max_length=10)] = []
    unfurl_domains: Annotated[list[str], Field(max_length=5)] = []


class DisplayInformation(_Part):
    name: Annotated[str, Field(max_length=35)]
    description: Annotated[str, Field(max_length=140)] = ""


class Scopes(_Part):
    bot: list[str] = []
    user: list[str] = []
    """What the app may ask a person to let it do in their name."""


class OauthConfig(_Part):
    scopes: Scopes = Scopes()
    redirect_urls: list[str] = []


class EventSubscriptions(_Part):
    request_url: str | None = None
    bot_events: Annotated[list[str], Field(max_length=100)] = []


class Interactivity(_Part):
    is_enabled: bool = False
    request_url: str | None = None


class Settings(_Part):
    event_subscriptions: EventSubscriptions = EventSubscriptions()
    interactivity: Interactivity = Interactivity()
    socket_mode_enabled: bool = False
    token_rotation_enabled: bool = False


class Manifest(_Part):
    display_information: DisplayInformation
    features: Features
    oauth_config: OauthConfig = OauthConfig()
    settings: Settings = Settings()

    @property
    def scopes(self) -> list[str]:
        return self.oauth_config.scopes.bot

    @property
    def bot_events(self) -> list[str]:
        return self.settings.event_subscriptions.bot_events

    def command(self, name: str) -> SlashCommand | None:
        return next((known for known in self.features.slash_commands if known.command == name), None)

    def shortcut(self, kind: str, callback_id: str) -> Shortcut | None:
        for known in self.features.shortcuts:
            if known.type == kind and known.callback_id == callback_id:
                return known
        return None

    @model_validator(mode="after")
    def _has_the_scope_of_its_commands(self) -> "Manifest":
        if (self.features.slash_commands or self.features.shortcuts) and "commands" not in self.scopes:
            raise ValueError("slash commands and shortcuts need the bot scope `commands`")
        return self


def load_manifest(path: Path) -> Manifest:
    return Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
