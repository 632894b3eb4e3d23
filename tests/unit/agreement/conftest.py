"""All that is said of agreement holds by the compiled modules and, where these cannot be built, by numpy."""

from collections.abc import Iterator

import pytest

from bot.agreement import kernel
from tests.unit.agreement.counting import counted_by


@pytest.fixture(scope="module", autouse=True, params=["compiled", "numpy"])
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "compiled" and not kernel.IS_BUILT:
        pytest.skip("bot/agreement/kernel is not built here; scripts/test builds it where a C compiler is")
    with counted_by(request.param):
        yield request.param
