"""A note stands on the card, so it must not say what Slack must not know."""

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Case, Door, State
from bot.domain.decide import decide
from bot.domain.ids import Alias
from bot.errors import Why
from tests.unit.domain.builders import CAST, CLIP, POLICY, START, refused


def asked(note: str) -> None:
    case = Case(alias=Alias("7K3QXM29TA"), state=State.IDLE, clip=CLIP)
    command = cmd.Ask(actor=CAST["mira"], door=Door.SLASH_COMMAND, clip=CLIP, note=note)
    decide(case, command, POLICY, cmd.Moment(now=START))


@pytest.mark.parametrize(
    "note", [CLIP.reference, f"see {CLIP.reference.upper()}.wav", "kitchen-0417 is noisy"]
)
def test_a_note_with_the_stores_name_for_the_clip_is_refused(note: str) -> None:
    with refused(Why.BAD_TEXT, saying="Leave it out"):
        asked(note)


def test_a_note_about_what_is_hard_is_taken() -> None:
    asked("the word after kitchen, at 2 s")
