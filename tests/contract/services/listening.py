"""An ear in the channels of the office: what people write there, and what of clips is in it."""

from dataclasses import dataclass, field

from bot.domain.ids import Alias, PersonId
from bot.domain.leak import Where, open_leaks
from bot.domain.leak_traces import Said
from bot.domain.leaked import LeakKind
from bot.services.clips import Clips
from bot.services.leaks import Leaks
from tests.contract.services.office import ALIAS_KEY, PRINT_KEY, Office

TEXT = "please call doctor anwar about the rash"
ELSEWHERE = Where()
CARD = "C0HELP/1700000000.000100"
LINK = "https://ear.slack.com/archives/C0HELP/p1700000000000100"
AIKO = PersonId("UAIKO")


@dataclass
class Listening:
    """The office, with an ear in its channels."""

    office: Office
    leaks: Leaks = field(init=False)
    deliveries: int = 0

    def __post_init__(self) -> None:
        office = self.office
        self.leaks = Leaks(
            desk=office.desk,
            cases=office.stores.cases,
            due=office.stores.due,
            clips=Clips(
                annotations=office.annotations,
                store=office.stores.cases,
                alias_key=ALIAS_KEY,
                policy=office.policy,
            ),
            index=office.stores.leaks,
            print_key=PRINT_KEY,
        )

    async def hears(
        self, said: Said, where: Where = ELSEWHERE, *, is_edit: bool = False, told_at: float | None = None
    ) -> None:
        self.deliveries += 1
        at = float(self.deliveries) if told_at is None else told_at
        delivery = f"event {self.deliveries}"
        await self.leaks.look(said, where, delivery=delivery, told_at=at, is_edit=is_edit)

    async def kinds(self, alias: Alias) -> list[LeakKind]:
        """What leaks of it now."""
        return [leak.kind for leak in open_leaks(await self.office.case(alias))]


def says(*texts: str, ts: str = "2.0", **more: object) -> Said:
    return Said.model_validate({"person": AIKO, "channel": "C0LUNCH", "ts": ts, "texts": texts, **more})


async def agreed(office: Office) -> Alias:
    alias = await office.asked()
    await office.agrees(alias, TEXT)
    await office.reconciler.settle_all()
    return alias
