"""Settings: secrets and addresses, from the environment and nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.errors import ConfigurationError
from bot.policy import Policy

_MASTER_KEY_BYTES = 32


class Settings(BaseModel):
    """Everything that differs from one installation to the next, apart from the policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: Annotated[SecretStr, Field(min_length=1)] = SecretStr("")
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_admin_token: SecretStr | None = None
    """A user token of an admin (chat:write): with it, a stop also removes what members wrote of the clip."""
    hooks_secret: Annotated[SecretStr | None, Field(min_length=16)] = None
    """What senders of webhooks sign with; without it there are no webhooks."""
    slack_api_url: str = "https://slack.com/api/"
    pagerduty_routing_key: Annotated[SecretStr | None, Field(min_length=32, max_length=32)] = None
    pagerduty_url: str = "https://events.pagerduty.com/v2/enqueue"
    # Addresses may carry a password, so they do not show when the settings are printed.
    redis_url: Annotated[str | None, Field(repr=False)] = None
    annotations_url: Annotated[str | None, Field(repr=False)] = None
    label_studio_token: Annotated[SecretStr | None, Field(min_length=1)] = None
    """A personal access token or a legacy one, when `annotations_url` leads to Label Studio."""
    label_studio_hook_secret: Annotated[SecretStr | None, Field(min_length=16)] = None
    """What Label Studio's webhook sends in a header; everybody who may open the project there can read it."""
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
        """An SQLAlchemy URL or a Label Studio project; without a setting, a file in the data directory."""
        return self.annotations_url or f"sqlite+aiosqlite:///{self.data_dir / 'annotations.db'}"


_NAMES = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_admin_token": "SLACK_ADMIN_TOKEN",
    "hooks_secret": "SECOND_EAR_HOOKS_SECRET",
    "slack_api_url": "SLACK_API_URL",
    "pagerduty_routing_key": "PAGERDUTY_ROUTING_KEY",
    "pagerduty_url": "PAGERDUTY_URL",
    "redis_url": "REDIS_URL",
    "annotations_url": "ANNOTATIONS_URL",
    "label_studio_token": "LABEL_STUDIO_TOKEN",
    "label_studio_hook_secret": "LABEL_STUDIO_HOOK_SECRET",
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


def require_pager(settings: Settings, policy: Policy) -> None:
    """ConfigurationError when the policy calls a pager that the settings have no key for."""
    levels = [level.name for level in policy.escalation.levels if level.pagerduty]
    if levels and settings.pagerduty_routing_key is None:
        raise ConfigurationError(
            f"PAGERDUTY_ROUTING_KEY is missing, and the policy's level “{levels[0]}” calls PagerDuty. "
            "It is the integration key of an Events API v2 integration."
        )


def require_label_studio_token(settings: Settings) -> str:
    """The token; ConfigurationError when there is none."""
    if settings.label_studio_token is None:
        raise ConfigurationError(
            "LABEL_STUDIO_TOKEN is missing, and ANNOTATIONS_URL leads to Label Studio. Make a personal "
            "access token there under Account & Settings, with an account of the bot's own."
        )
    return settings.label_studio_token.get_secret_value()


def require_slack(settings: Settings) -> None:
    """ConfigurationError when the settings do not reach a Slack workspace."""
    if not settings.has_slack:
        raise ConfigurationError("SLACK_BOT_TOKEN is missing. docs/slack.md shows where Slack gives it.")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise ConfigurationError(
            "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), or both. "
            "docs/slack.md says which."
        )
