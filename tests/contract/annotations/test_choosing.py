"""Which annotation store the bot opens is the scheme of its address, and it is asked only when needed."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import _tables
from bot.app import open_bot, open_core
from bot.config import Settings
from bot.demo.stage import ROOT, free_port
from bot.errors import AnnotationStoreAway, ConfigurationError
from bot.policy import load_policy
from storage.annotations.sql import SqlAnnotationStore
from tests.contract.annotations.label_studio_world import address_of, fake_instance, hands_on


@asynccontextmanager
async def settings_for_label_studio(folder: Path, token: str | None = None) -> AsyncIterator[Settings]:
    async with fake_instance() as instance, hands_on(instance) as hands:
        url = address_of(instance, await hands.make_project())
        secret = SecretStr(token or instance.bot_token)
        yield Settings(
            data_dir=folder,
            annotations_url=url,
            label_studio_token=secret,
            slack_bot_token=SecretStr("xoxb-1"),
            slack_app_token=SecretStr("xapp-1"),
        )


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Short enough for a socket beside the data, which pytest's own directories are not always."""
    with tempfile.TemporaryDirectory(prefix="ear-") as path:
        yield Path(path)


async def test_a_label_studio_address_opens_label_studio(data_dir: Path) -> None:
    async with settings_for_label_studio(data_dir) as settings, open_core(settings) as core:
        assert core.annotations.name.startswith("label-studio-")
        assert "0 tasks" in await core.annotations.check()
        with pytest.raises(ConfigurationError, match="imports and exports by itself"):
            await _tables(core)


async def test_without_an_address_it_is_a_file(data_dir: Path) -> None:
    async with open_core(Settings(data_dir=data_dir)) as core:
        assert isinstance(await _tables(core), SqlAnnotationStore)


async def test_a_refused_token_stops_the_start_with_a_sentence(data_dir: Path) -> None:
    async with settings_for_label_studio(data_dir, "f" * 40) as settings:
        with pytest.raises(ConfigurationError, match="refuses LABEL_STUDIO_TOKEN"):
            async with open_bot(settings, load_policy(ROOT / "policy.toml")):
                pass


@pytest.mark.parametrize(
    "address", ["label-studio+http://127.0.0.1:{}/projects/1", "postgresql+asyncpg://ear@127.0.0.1:{}/ear"]
)
async def test_what_needs_no_annotation_store_works_while_there_is_none(data_dir: Path, address: str) -> None:
    settings = Settings(
        data_dir=data_dir,
        annotations_url=address.format(free_port()),
        label_studio_token=SecretStr("f" * 40),
    )

    async with open_core(settings) as core:
        verdict = await core.stores.log.verify()
        parked = await core.stores.due.parked()

        assert not verdict.findings
        assert not parked
        with pytest.raises(AnnotationStoreAway):
            await core.annotations.prepare()
