"""Settings: secrets and addresses, from the environment and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.errors import ConfigurationError

_MASTER_KEY_BYTES = 32


class Settings(BaseModel):
    """Everything that differs from one installation to the next, apart from the policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: Annotated[SecretStr, Field(min_length=1)] = SecretStr("")
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    # Addresses may carry a password, so they do not show when the settings are printed.
    redis_url: Annotated[str | None, Field(repr=False)] = None
    annotations_url: Annotated[str | None, Field(repr=False)] = None
    audio_root: Path | None = None
    data_dir: Path = Path("data")
    policy_path: Path = Path("policy.toml")
    master_key: SecretStr | None = None
    listen_host: str = "127.0.0.1"
    listen_port: Annotated[int, Field(ge=0, le=65535)] = 3000
    public_url: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _usable(self) -> "Settings":
        if self.master_key is not None:
            try:
                size = len(bytes.fromhex(self.master_key.get_secret_value()))
            except ValueError:
                size = 0
            if size != _MASTER_KEY_BYTES:
                raise ValueError(
                    "SECOND_EAR_MASTER_KEY must be 64 hexadecimal digits (`openssl rand -hex 32`)"
                )
        return self

    @property
    def has_slack(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def audio_directory(self) -> Path:
        return self.audio_root or self.data_dir / "audio"

    @property
    def annotations_address(self) -> str:
        """An SQLAlchemy URL; without a setting, an SQLite file in the data directory."""
        return self.annotations_url or f"sqlite+aiosqlite:///{self.data_dir / 'annotations.db'}"


_NAMES = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "SLACK_API_URL",
    "redis_url": "REDIS_URL",
    "annotations_url": "ANNOTATIONS_URL",
    "audio_root": "SECOND_EAR_AUDIO_ROOT",
    "data_dir": "SECOND_EAR_DATA",
    "policy_path": "SECOND_EAR_POLICY",
    "master_key": "SECOND_EAR_MASTER_KEY",
    "listen_host": "SECOND_EAR_HOST",
    "listen_port": "SECOND_EAR_PORT",
    "public_url": "SECOND_EAR_PUBLIC_URL",
    "log_level": "SECOND_EAR_LOG",
}


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The checked settings; ConfigurationError names each variable that is wrong, never its value."""
    values = {field: environment[name] for field, name in _NAMES.items() if environment.get(name)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problems = []
        for found in error.errors(include_input=False, include_url=False):
            place = str(found["loc"][0]) if found["loc"] else ""
            problems.append(f"  {_NAMES.get(place, place) or 'settings'}: {found['msg']}")
        raise ConfigurationError("\n".join(["The settings cannot be used:", *problems])) from error


def require_slack(settings: Settings) -> None:
    """ConfigurationError when the settings do not reach a Slack workspace."""
    if not settings.has_slack:
        raise ConfigurationError("SLACK_BOT_TOKEN is missing. docs/slack.md shows where Slack gives it.")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise ConfigurationError(
            "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), or both. "
            "docs/slack.md says which."
        )
