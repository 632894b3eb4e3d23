"""A real Label Studio on this machine, started as the demo starts it."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bot.demo.label_studio_server import Accounts, LabelStudioServer


@contextmanager
def running_label_studio(program: str, folder: Path) -> Iterator[Accounts]:
    """It ends here, or with the process that runs the tests, in whatever way that ends."""
    server = LabelStudioServer(program, folder)
    try:
        # In a thread, because an event loop may be running here already.
        with ThreadPoolExecutor(1) as thread:
            accounts = thread.submit(asyncio.run, server.accounts()).result()
        yield accounts
    finally:
        server.stop()
