"""Memory and the server do the same with the same history of due work."""

import random
from datetime import datetime, timedelta

from bot.ports import Kind, Lease, Mark
from storage.memory.opening import open_memory
from storage.redis.opening import RedisStores
from tests.contract.store.making import CELLAR, GARDEN, KITCHEN, HandClock, Stores, Story

STEPS = 250
ALIASES = (KITCHEN, GARDEN, CELLAR)


class Twin:
    """One store, its stories, and the leases that it has given."""

    def __init__(self, stores: Stores, clock: HandClock) -> None:
        self.stores = stores
        self.clock = clock
        self.stories = {alias: Story(clock, alias) for alias in ALIASES}
        self.leases: list[Lease] = []

    async def step(self, chance: random.Random) -> object:
        """One step that the chance names; what came of it, without tokens, which differ."""
        name = chance.choice(["mark", "mark", "clear", "claim", "settle", "again", "fail", "park", "retry"])
        alias, kind = chance.choice(ALIASES), chance.choice(list(Kind))
        later = self.clock.now() + timedelta(seconds=chance.choice([0, 1, 7, 40]))
        story = self.stories[alias]
        if name == "mark":
            await story.tell(self.stores.cases, story.asked(), due=(Mark(kind=kind, due_at=later),))
            return None
        if name == "clear":
            await story.tell(self.stores.cases, story.asked(), clear=(kind,))
            return None
        if name == "retry":
            return await self.stores.due.retry_parked(kind, alias)
        if name == "claim" or not self.leases:
            return await self._claim(chance.randint(1, 4))
        return await self._end(name, self.leases.pop(chance.randrange(len(self.leases))), later)

    async def _claim(self, limit: int) -> object:
        found = await self.stores.due.claim_due(limit=limit, lease=timedelta(seconds=10))
        self.leases += found
        return [lease.model_dump(exclude={"token"}) for lease in found]

    async def _end(self, name: str, lease: Lease, later: datetime) -> object:
        due = self.stores.due
        if name == "fail":
            return await due.fail_due(lease, again_at=later)
        if name == "park":
            return await due.park_due(lease, reason="enough")
        if name == "again":
            return await due.settle_due(lease, again_at=later)
        return await due.settle_due(lease)


async def test_any_history_of_due_work_comes_to_the_same_in_both(
    redis_stores: RedisStores, clock: HandClock
) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 - a random test tells how to repeat it
    memory, redis = Twin(open_memory(clock), clock), Twin(redis_stores, clock)
    steps = random.Random(seed)  # noqa: S311 - a history, not a secret

    for number in range(STEPS):
        chance = steps.getrandbits(32)
        came = [await twin.step(random.Random(chance)) for twin in (memory, redis)]  # noqa: S311
        parked = [await twin.stores.due.parked() for twin in (memory, redis)]

        assert came[0] == came[1], f"step {number} of seed {seed}"
        assert parked[0] == parked[1], f"step {number} of seed {seed}"
        clock.advance(seconds=steps.choice([0, 0, 1, 3, 11]))
