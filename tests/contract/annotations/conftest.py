"""One world for every adapter: a new adapter adds itself to `WORLDS`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.annotations.world import WORLDS, AnnotationWorld


@pytest.fixture(params=sorted(WORLDS))
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnnotationWorld]:
    async with WORLDS[request.param](tmp_path) as opened:
        yield opened
