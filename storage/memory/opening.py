"""All memory adapters, in one room."""

import os
from dataclasses import dataclass

from bot.ports import Clock
from storage.memory.cases import MemoryCaseStore
from storage.memory.due import MemoryDueWork
from storage.memory.feed import MemoryCaseWalk, MemoryFeedStore
from storage.memory.leaks import MemoryAgreedIndex, MemoryAnswerLog, MemoryLeakIndex
from storage.memory.links import MemoryLinkStore
from storage.memory.log import MemoryLog
from storage.memory.moderators import MemoryModeratorStore
from storage.memory.panics import MemoryPanicStore
from storage.memory.people import MemoryPeopleStore
from storage.memory.room import Room
from storage.memory.surfaces import MemorySurfaceLog
from storage.sealing import Entropy


@dataclass(frozen=True)
class MemoryStores:
    """The same ports as `RedisStores`, by the same names."""

    cases: MemoryCaseStore
    due: MemoryDueWork
    surfaces: MemorySurfaceLog
    people: MemoryPeopleStore
    links: MemoryLinkStore
    panics: MemoryPanicStore
    moderators: MemoryModeratorStore
    leaks: MemoryLeakIndex
    answers: MemoryAnswerLog
    agreed: MemoryAgreedIndex
    log: MemoryLog
    feed: MemoryFeedStore
    walk: MemoryCaseWalk
    room: Room

    async def aclose(self) -> None:
        """Nothing to close; a twin of the Redis one."""


def open_memory(clock: Clock, *, entropy: Entropy = os.urandom) -> MemoryStores:
    room = Room(clock)
    return MemoryStores(
        cases=MemoryCaseStore(room),
        due=MemoryDueWork(room),
        surfaces=MemorySurfaceLog(room),
        people=MemoryPeopleStore(room),
        links=MemoryLinkStore(room, entropy),
        panics=MemoryPanicStore(room),
        moderators=MemoryModeratorStore(room),
        leaks=MemoryLeakIndex(clock),
        answers=MemoryAnswerLog(clock),
        agreed=MemoryAgreedIndex(clock),
        log=MemoryLog(room),
        feed=MemoryFeedStore(room),
        walk=MemoryCaseWalk(room),
        room=room,
    )
