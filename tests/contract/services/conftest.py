"""An office over the memory stores and over a real server, with a real annotation store beside each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.memory.opening import open_memory
from tests.contract.annotations.world import sql_world
from tests.contract.services.feed_desk import RULES, FeedDesk
from tests.contract.services.office import Office
from tests.contract.store.conftest import clock, server, server_url, stores
from tests.contract.store.making import HandClock, Stores
from tests.fakes.annotations import UnsteadyAnnotations
from tests.unit.domain.builders import POLICY

__all__ = ["clock", "office", "server", "server_url", "stores"]


@pytest.fixture
async def office(stores: Stores, clock: HandClock, tmp_path: Path) -> AsyncIterator[Office]:
    async with sql_world(tmp_path) as world:
        yield Office(stores=stores, clock=clock, world=world, annotations=UnsteadyAnnotations(world.store))


@pytest.fixture
async def memory_office(clock: HandClock, tmp_path: Path) -> AsyncIterator[Office]:
    """For what is decided before any store is asked."""
    async with sql_world(tmp_path) as world:
        annotations = UnsteadyAnnotations(world.store)
        yield Office(stores=open_memory(clock), clock=clock, world=world, annotations=annotations)


@pytest.fixture
async def desk(stores: Stores, clock: HandClock, tmp_path: Path) -> AsyncIterator[FeedDesk]:
    """An office whose clips people ask for in the annotation store."""
    async with sql_world(tmp_path) as world:
        world.clock.at = clock.now() - timedelta(minutes=10)
        policy = POLICY.model_copy(update={"feed": RULES})
        annotations = UnsteadyAnnotations(world.store)
        yield FeedDesk(
            Office(stores=stores, clock=clock, world=world, annotations=annotations, policy=policy)
        )
