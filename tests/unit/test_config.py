"""Settings from the environment: what is read, and what is never shown."""

from pathlib import Path

import pytest

from bot.config import require_slack, settings_from
from bot.errors import ConfigurationError

KEY = "0f" * 32


def test_an_empty_environment_is_enough_to_try_it() -> None:
    settings = settings_from({})

    assert not settings.has_slack
    assert settings.redis_url is None
    assert settings.listen_host == "127.0.0.1"
    assert settings.policy_path == Path("policy.toml")
    assert settings.audio_directory == Path("data/audio")
    assert settings.annotations_address == "sqlite+aiosqlite:///data/annotations.db"


def test_every_variable_reaches_its_setting() -> None:
    settings = settings_from(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_SIGNING_SECRET": "shh",
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "ANNOTATIONS_URL": "postgresql+asyncpg://127.0.0.1/ear",
            "LABEL_STUDIO_HOOK_SECRET": "sixteen-letters!",
            "SECOND_EAR_AUDIO_ROOT": "/srv/audio",
            "SECOND_EAR_DATA": "/srv/ear",
            "SECOND_EAR_POLICY": "/etc/ear.toml",
            "SECOND_EAR_MASTER_KEY": KEY,
            "SECOND_EAR_HOST": "0.0.0.0",  # noqa: S104 - only read, nothing listens
            "SECOND_EAR_PORT": "8080",
            "SECOND_EAR_PUBLIC_URL": "https://ear.example",
            "SECOND_EAR_LOG": "debug",
            "UNRELATED": "ignored",
        }
    )

    assert settings.has_slack
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.audio_directory == Path("/srv/audio")
    assert settings.annotations_address == "postgresql+asyncpg://127.0.0.1/ear"
    assert (settings.listen_port, settings.log_level) == (8080, "debug")
    assert settings.public_url == "https://ear.example"
    assert settings.label_studio_hook_secret is not None


def test_an_empty_variable_counts_as_not_set() -> None:
    assert settings_from({"REDIS_URL": "", "SECOND_EAR_PORT": ""}) == settings_from({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECOND_EAR_PORT", "seventy-thousand"),
        ("SECOND_EAR_PORT", "70000"),
        ("SECOND_EAR_LOG", "shout-secret"),
        ("SECOND_EAR_MASTER_KEY", "secret-but-no-hex"),
        ("SECOND_EAR_MASTER_KEY", "0f" * 31),
        ("SECOND_EAR_MASTER_KEY", "0f" * 33),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings_from({name: value})

    assert name in str(caught.value)
    assert value not in str(caught.value)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = settings_from(
        {
            "SLACK_BOT_TOKEN": "xoxb-secret",
            "SLACK_SIGNING_SECRET": "hush-secret",
            "SLACK_APP_TOKEN": "xapp-secret",
            "SECOND_EAR_MASTER_KEY": KEY,
            "LABEL_STUDIO_HOOK_SECRET": "a-long-secret-of-the-hook",
        }
    )

    shown = f"{settings!r} {settings}"

    for name in ("slack_signing_secret", "hooks_secret", "label_studio_hook_secret"):
        shown = shown.replace(name, "")
    assert "secret" not in shown
    assert KEY not in shown


def test_an_address_with_a_password_does_not_show_it_when_settings_are_printed() -> None:
    settings = settings_from(
        {
            "REDIS_URL": "rediss://ear:hunter2@redis.example/0",
            "ANNOTATIONS_URL": "postgresql+asyncpg://ear:hunter2@db.example/ear",
        }
    )

    assert "hunter2" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "Set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"),
    ],
)
def test_a_workspace_needs_a_token_and_a_way_in(environment: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        require_slack(settings_from(environment))


@pytest.mark.parametrize("way_in", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_either_way_in_is_enough(way_in: str) -> None:
    require_slack(settings_from({"SLACK_BOT_TOKEN": "xoxb-1", way_in: "1"}))
