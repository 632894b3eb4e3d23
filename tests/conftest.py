"""What several folders share: a real Label Studio, which takes a minute to start, once for all who ask."""

import os
from collections.abc import Iterator

import pytest

from bot.demo.label_studio_server import PROGRAM, Accounts
from tests.contract.annotations.live_label_studio import running_label_studio


@pytest.fixture(scope="session")
def live_accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    program = os.environ.get(PROGRAM)
    if not program:
        pytest.skip("a real Label Studio is asked for by name: scripts/test --live-label-studio")
    with running_label_studio(program, tmp_path_factory.mktemp("label-studio")) as accounts:
        yield accounts
