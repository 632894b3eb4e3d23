"""Nothing about the words of a flag holds up its stop."""

from datetime import UTC, datetime

import pytest

from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Case, Category, Clip, Door, State
from bot.domain.command_line import FlagLine, parse_clip
from bot.domain.decide import decide
from bot.domain.evolve import replay
from bot.domain.ids import Alias, Language, PersonId
from bot.domain.text import FLAG_NOTE_CHARACTERS
from tests.unit.domain.builders import POLICY

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAVI = Actor(person=PersonId("U0RAVI0001"), standing=Standing.MEMBER, roles=frozenset({Role.PEER}))
CLIP = Clip(store="sql", reference="kitchen-1", language=Language("en"), duration_seconds=2)


def flagged(note: str) -> Case:
    case = Case(alias=Alias("7K3QXM29TA"), revision=1, state=State.OPEN, clip=CLIP, opened_at=NOW)
    command = cmd.Flag(actor=RAVI, door=Door.SLASH_COMMAND, category=Category.CRITICAL, note=note)
    return replay(case, decide(case, command, POLICY, cmd.Moment(now=NOW)))


@pytest.mark.parametrize("note", ["x" * 40_000, "help\x00 her", "\u202eturned", "line\nbreak", ""])
def test_a_flag_with_any_note_withholds_the_clip(note: str) -> None:
    assert flagged(note).state is State.WITHHELD


def test_of_a_note_that_is_too_long_the_beginning_is_kept() -> None:
    note = flagged("help " * 10_000).flags[0].note

    assert len(note) == FLAG_NOTE_CHARACTERS
    assert note.startswith("help help")
    assert note.endswith("…")


def test_a_line_that_is_too_long_for_any_other_verb_still_flags() -> None:
    line = parse_clip("flag 7K3QX-M29TA critical " + "help " * 10_000)

    assert isinstance(line, FlagLine)
    assert (line.alias, line.category) == ("7K3QXM29TA", Category.CRITICAL)


def test_a_category_that_comes_after_the_stop_is_for_the_store_too() -> None:
    case = replay(flagged(""), [])
    first = case.store_mark_wanted
    graver = cmd.Flag(actor=RAVI, door=Door.BUTTON, category=Category.CRITICAL)

    after = replay(case, decide(case, graver, POLICY, cmd.Moment(now=NOW)))

    assert after.store_mark_wanted == first + 1
