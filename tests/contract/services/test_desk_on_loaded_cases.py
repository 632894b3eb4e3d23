"""Commands on a case that was loaded a while ago: the look is saved, and nothing else is different."""

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door, WriteState
from tests.contract.services.office import Office
from tests.unit.domain.builders import CAST


def written(case: Case) -> cmd.RecordWriteBack:
    assert case.outcome is not None
    return cmd.RecordWriteBack(
        number=case.outcome.number, result=WriteState.WRITTEN, actor=SYSTEM_ACTOR, door=Door.STORE
    )


async def an_agreed_case(office: Office) -> Case:
    alias = await office.asked()
    await office.agrees(alias)
    return await office.case(alias)


async def test_a_case_that_changed_since_it_was_loaded_is_decided_on_as_it_is_now(office: Office) -> None:
    loaded = await an_agreed_case(office)
    flag = cmd.Flag(actor=CAST["dev"], door=Door.BUTTON, category=None, note="")
    await office.desk.execute(loaded.alias, flag, key="a flag")

    answer = await office.desk.execute_on(loaded, written(loaded), key="written")

    assert answer.case == await office.case(loaded.alias)
    assert answer.case.is_hidden
    assert answer.case.outcome is not None
    assert answer.case.outcome.write is WriteState.WRITTEN


async def test_a_delivery_that_comes_again_with_the_case_as_it_was_gets_its_first_answer(
    office: Office,
) -> None:
    loaded = await an_agreed_case(office)
    first = await office.desk.execute_on(loaded, written(loaded), key="written")

    again = await office.desk.execute_on(loaded, written(loaded), key="written")

    assert again.result == first.result
    assert (await office.case(loaded.alias)).revision == first.case.revision
