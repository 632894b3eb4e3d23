"""Chooses which of the two ways counts: the compiled one or numpy's."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.agreement import kernel


@contextmanager
def counted_by(way: str) -> Iterator[None]:
    before = kernel.IS_BUILT
    kernel.IS_BUILT = way == "compiled"
    try:
        yield
    finally:
        kernel.IS_BUILT = before
