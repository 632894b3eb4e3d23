"""Marks of uncertainty are part of a transcription; what only looks like one is a slip."""

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.errors import UserError, Why
from tests.contract.services.office import Office, suggest
from tests.unit.domain.builders import CAST


@pytest.mark.parametrize("text", ["turn [unclar] off", "[laughs] stop", "stop [", "[unclear: ]"])
async def test_a_mark_that_nobody_knows_is_refused_without_quoting_it(office: Office, text: str) -> None:
    alias = await office.asked()

    with pytest.raises(UserError, match="Known are") as caught:
        await office.does(alias, suggest("aiko", text))

    assert caught.value.why is Why.BAD_TEXT
    assert text not in caught.value.message
    assert (await office.case(alias)).voices == ()


@pytest.mark.parametrize("text", ["turn [unclear: lights] off", "[noise] stop [foreign: fr]"])
async def test_a_known_mark_is_kept_as_it_was_typed(office: Office, text: str) -> None:
    alias = await office.asked()

    await office.does(alias, suggest("aiko", text))

    assert [voice.text for voice in (await office.case(alias)).voices] == [text]


async def test_a_lead_is_held_to_the_same_marks(office: Office) -> None:
    alias = await office.asked()
    await office.disagrees(alias)

    with pytest.raises(UserError, match="Known are"):
        await office.does(alias, cmd.Settle(actor=CAST["lena"], door=Door.MODAL, text="[laughs]"))
