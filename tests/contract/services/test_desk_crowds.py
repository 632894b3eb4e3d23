"""Many people at one case in the same moment: nobody is told that nothing could be saved."""

import asyncio
from functools import partial

from bot.domain import commands as cmd
from bot.domain.case import Door, State
from bot.services.commits import MOST_ATTEMPTS
from tests.contract.services.office import Office, flag, peers
from tests.fakes.stores import InterruptedCases
from tests.unit.domain.builders import CAST


async def test_fifty_people_who_listen_at_once_are_all_served(office: Office) -> None:
    alias = await office.asked()
    listens = [cmd.Listen(actor=who, door=Door.BUTTON) for who in peers(50)]

    answers = await asyncio.gather(*(office.does(alias, listen) for listen in listens))

    assert all(answer.result.happened == ("listened",) for answer in answers)
    assert (await office.case(alias)).revision == 1 + len(listens)


async def test_a_flag_in_the_middle_of_a_crowd_is_never_lost(office: Office) -> None:
    alias = await office.asked()
    crowd = peers(60)
    listens = [cmd.Listen(actor=who, door=Door.BUTTON) for who in crowd]
    work = [office.does(alias, listen) for listen in listens]
    work.insert(30, office.does(alias, flag("ben")))

    await asyncio.gather(*work, return_exceptions=True)

    assert (await office.case(alias)).state is State.WITHHELD


async def test_a_flag_goes_on_where_any_other_command_gives_up(office: Office) -> None:
    alias = await office.asked()
    store = InterruptedCases(office.stores.cases)
    for who in peers(MOST_ATTEMPTS * 2):
        listen = cmd.Listen(actor=who, door=Door.BUTTON)
        store.before_commit.append(partial(office.does, alias, listen))
    desk = office.open_desk(cases=store)

    await desk.execute(alias, flag("ben"), key="flag")

    assert (await office.case(alias)).state is State.WITHHELD
    assert CAST["ben"].person in {entry.person for entry in (await office.case(alias)).flags}
