"""A desk and a reconciler over real stores, and what people do at the desk, in short words."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR, Actor, Role
from bot.domain.case import Case, Category, Door
from bot.domain.ids import Alias
from bot.policy import Policy
from bot.ports import CaseStore, DueWork, PeopleStore
from bot.services.clips import Clips
from bot.services.commits import Answer
from bot.services.desk import Desk, Shelves
from bot.services.paging import Paging
from bot.services.recall import Recall
from bot.services.reconciler import Outside, Reconciler
from bot.services.write_back import WriteBack
from storage.annotations.records import ClipFacts
from tests.contract.annotations.world import SqlWorld
from tests.contract.store.making import HEARD, REFERENCE, HandClock, Stores
from tests.fakes.annotations import UnsteadyAnnotations
from tests.fakes.pager import DeskPager
from tests.fakes.surfaces import BoardCopies, BoardSurfaces
from tests.unit.domain.builders import CAST, POLICY, a_person

ALIAS_KEY = b"an alias key of thirty-two bytes"
PSEUDONYM_KEY = b"a pseudonym key of 32 bytes long"
PRINT_KEY = b"a print key of thirty-two bytes."
A_TICKET = timedelta(minutes=15)


def peers(count: int) -> list[Actor]:
    return [a_person(f"peer-{number:02}", Role.PEER) for number in range(count)]


def claim(who: Actor) -> cmd.Claim:
    return cmd.Claim(actor=who, door=Door.BUTTON)


def suggest(name: str, text: str = HEARD) -> cmd.Suggest:
    return cmd.Suggest(actor=CAST[name], door=Door.MODAL, text=text)


def flag(name: str, category: Category | None = None) -> cmd.Flag:
    return cmd.Flag(actor=CAST[name], door=Door.BUTTON, category=category)


def tick() -> cmd.Tick:
    return cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER)


@dataclass
class Office:
    """`desk` and `reconciler` stand over the plain stores; others can be opened over the same ones."""

    stores: Stores
    clock: HandClock
    world: SqlWorld
    annotations: UnsteadyAnnotations
    policy: Policy = POLICY
    surfaces: BoardSurfaces = field(default_factory=BoardSurfaces)
    copies: BoardCopies = field(default_factory=BoardCopies)
    pager: DeskPager = field(default_factory=DeskPager)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.desk = self.open_desk()
        self.recall = Recall(
            index=self.stores.leaks,
            agreed=self.stores.agreed,
            print_key=PRINT_KEY,
            policy=self.policy,
            clock=self.clock,
        )
        self.reconciler = self.open_reconciler()

    def open_desk(self, *, cases: CaseStore | None = None, people: PeopleStore | None = None) -> Desk:
        store = cases or self.stores.cases
        clips = Clips(annotations=self.annotations, store=store, alias_key=ALIAS_KEY, policy=self.policy)
        return Desk(
            shelves=Shelves(
                cases=store,
                people=people or self.stores.people,
                links=self.stores.links,
                panics=self.stores.panics,
                moderators=self.stores.moderators,
            ),
            clips=clips,
            policy=self.policy,
            clock=self.clock,
        )

    def open_reconciler(self, *, due: DueWork | None = None) -> Reconciler:
        return Reconciler(
            desk=self.desk,
            store=self.stores.cases,
            due=due or self.stores.due,
            people=self.stores.people,
            outside=Outside(
                surfaces=self.surfaces,
                copies=self.copies,
                write_back=WriteBack(
                    desk=self.desk, annotations=self.annotations, pseudonym_key=PSEUDONYM_KEY
                ),
                paging=Paging(desk=self.desk, pager=self.pager),
                recall=self.recall,
            ),
        )

    def fresh_key(self) -> str:
        return f"delivery {next(self._numbers)}"

    async def does(self, alias: Alias, command: cmd.Command, *, key: str | None = None) -> Answer:
        return await self.desk.execute(alias, command, key=key or self.fresh_key())

    async def adds(self, *references: str, has_consent: bool = True) -> None:
        """The annotation store gets to know clips."""
        await self.world.store.put_clips(
            [
                ClipFacts(
                    reference=reference,
                    language="en",
                    duration_seconds=2.5,
                    audio_path="kitchen.wav",
                    has_consent=has_consent,
                )
                for reference in references
            ]
        )

    async def asked(self, reference: str = REFERENCE, *, by: str = "mira") -> Alias:
        """A clip that the store knows, and that somebody asks about."""
        await self.adds(reference)
        return await self.asks(reference, by=by)

    async def asks(self, reference: str = REFERENCE, *, by: str = "mira", key: str | None = None) -> Alias:
        key = key or self.fresh_key()
        answer = await self.desk.ask(CAST[by], reference, door=Door.MODAL, key=key)
        return answer.case.alias

    async def claims(self, alias: Alias, *names: str) -> None:
        for name in names:
            await self.does(alias, claim(CAST[name]))

    async def agrees(self, alias: Alias, text: str = HEARD) -> None:
        """Three peers hear the same."""
        for name in ("aiko", "ben", "chloe"):
            await self.does(alias, suggest(name, text))

    async def disagrees(self, alias: Alias) -> None:
        """Four peers hear four things, which no further three could settle."""
        for name, text in zip(("aiko", "ben", "chloe", "dev"), ("one", "two", "three", "four"), strict=True):
            await self.does(alias, suggest(name, text))

    async def takes(self, alias: Alias, name: str = "moritz") -> None:
        await self.does(alias, cmd.Take(actor=CAST[name], door=Door.BUTTON))

    async def releases(self, alias: Alias, name: str = "moritz") -> None:
        await self.takes(alias, name)
        command = cmd.ReleaseCase(actor=CAST[name], door=Door.MODAL, reason="nothing to see")
        await self.does(alias, command)

    async def case(self, alias: Alias) -> Case:
        found = (await self.stores.cases.load(alias)).case
        assert found is not None
        return found

    async def has_ticket(self, who: Actor) -> bool:
        """Whether a person who may have one claim holds a ticket for it. Looks by asking for another."""
        probe = Alias("0000000000")
        until = self.clock.now() + A_TICKET
        others = await self.stores.people.take_ticket(who.person, probe, limit=1, until=until)
        if others is not None:
            await self.stores.people.give_back_ticket(who.person, probe)
        return others is None
