"""An operator whose annotation store was put back to an older backup, and the command that they type then."""

import argparse
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from bot.domain.ids import Alias
from bot.writes import Books, run_writes
from bot.writes_check import MOST_CHECKED, Told
from tests.contract.services.office import PSEUDONYM_KEY, Office

KITCHEN, GARDEN, CELLAR = "kitchen", "garden", "cellar"


def books_of(office: Office) -> Books:
    return Books(
        due=office.stores.due,
        cases=office.stores.cases,
        annotations=office.annotations,
        log=office.stores.log,
        desk=office.desk,
        pseudonym_key=PSEUDONYM_KEY,
    )


async def is_written(office: Office, reference: str) -> Alias:
    alias = await office.asked(reference)
    await office.agrees(alias)
    await office.reconciler.settle_all()
    office.clock.advance(minutes=10)
    return alias


async def the_backup(office: Office, folder: Path) -> Callable[[], Awaitable[None]]:
    """A copy of the database's file as it is now; what is given puts it back."""
    file = folder / "annotations.db"
    await office.world.store.close()
    kept = file.read_bytes()

    async def put_back() -> None:
        await office.world.store.close()
        for name in ("annotations.db-wal", "annotations.db-shm"):
            (folder / name).unlink(missing_ok=True)
        file.write_bytes(kept)

    return put_back


async def types(books: Books, *words: str, since: datetime | None = None, limit: int = MOST_CHECKED) -> Told:
    what, *rest = words
    arguments = argparse.Namespace(
        what=what,
        alias=next((word for word in rest if not word.startswith("--")), None),
        again="--again" in rest,
        all=False,
        text=False,
        since=since,
        limit=limit,
    )
    return await run_writes(books, arguments, lambda _line: None)
