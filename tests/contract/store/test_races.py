"""Many people at once, through the rules and the store."""

import asyncio
import random
from pathlib import Path

from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Door
from bot.domain.decide import decide
from bot.domain.evolve import replay
from bot.domain.ids import PersonId
from bot.errors import Conflict, UserError
from bot.policy import Policy, load_policy
from bot.ports import Commit, Result
from tests.contract.store.making import ENGLISH, KITCHEN, HandClock, Stores, Story

PEOPLE = [PersonId(f"UPEER{number:02}") for number in range(50)]
POLICY = Path(__file__).resolve().parents[3] / "policy.toml"


def peer(person: PersonId) -> Actor:
    return Actor(
        person=person,
        standing=Standing.MEMBER,
        roles=frozenset({Role.PEER}),
        languages=frozenset({ENGLISH}),
    )


async def claim(stores: Stores, person: PersonId, policy: Policy, clock: HandClock) -> bool:
    """As the desk does: decide again on each conflict; every conflict means that somebody else got on."""
    command = cmd.Claim(actor=peer(person), door=Door.BUTTON)
    while True:
        before = (await stores.cases.load(KITCHEN)).case
        assert before is not None
        try:
            events = decide(before, command, policy, cmd.Moment(now=clock.now()))
        except UserError:
            return False
        after = replay(before, events).model_copy(update={"revision": before.revision + 1})
        result = Result(alias=KITCHEN, revision=after.revision)
        commit = Commit(
            before=before, after=after, events=tuple(events), key=f"claim {person}", result=result
        )
        try:
            await stores.cases.commit(commit)
        except Conflict:
            continue
        return True


async def test_of_fifty_claims_at_once_three_get_the_three_places(
    stores: Stores, story: Story, clock: HandClock
) -> None:
    policy = load_policy(POLICY)
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 - a random test tells how to repeat it
    people = random.Random(seed).sample(PEOPLE, k=50)  # noqa: S311 - an order, not a secret
    await story.tell(stores.cases, story.asked())

    got = await asyncio.gather(*(claim(stores, person, policy, clock) for person in people))

    case = (await stores.cases.load(KITCHEN)).case
    assert case is not None
    assert {found.person for found in case.claims} == {
        person for person, has_place in zip(people, got, strict=True) if has_place
    }
    assert (len(case.claims), case.revision) == (3, 4)
