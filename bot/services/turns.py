"""Who does something with the same thing does it in turn, within this process."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for each name, for as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def at(self, name: str) -> asyncio.Lock:
        """To be entered at once: what nobody refers to is forgotten."""
        return self._locks.setdefault(name, asyncio.Lock())
