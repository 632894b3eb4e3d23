"""What comes back with the ack: an answer in words to everything, and a refusal where the person looks."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.case import Case, State
from bot.domain.ids import PersonId
from bot.errors import StoreAway
from handlers.errors import STORE_AWAY, UNREADABLE
from storage.memory.cases import MemoryCaseStore
from tests.unit.handlers.cases import AIKO, ALIAS, MIRA, NOOR, case_in
from tests.unit.handlers.house import TEAM, Furnished, a_house

SHOWN = "7K3QX-M29TA"


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Furnished]:
    async with a_house(tmp_path) as house:
        yield house


def typed(person: PersonId, text: str, *, command: str = "/clip", trigger: str = "1.1.a") -> dict[str, Any]:
    return {"command": command, "text": text, "user_id": person, "team_id": TEAM, "trigger_id": trigger}


def submitted(person: PersonId, text: str, *, trigger: str = "1.1.a") -> dict[str, Any]:
    values = {"suggest.text": {"suggest.text": {"value": text}}}
    view = {"id": "V1", "hash": "h", "callback_id": "suggest.modal", "private_metadata": ALIAS}
    return {
        "type": "view_submission",
        "user": {"id": person, "team_id": TEAM},
        "trigger_id": trigger,
        "view": view | {"state": {"values": values}},
    }


async def stored(ear: Furnished) -> Case:
    case = (await ear.stores.cases.load(ALIAS)).case
    assert case is not None
    return case


async def test_a_command_is_answered_to_its_person_only(ear: Furnished) -> None:
    ack = await ear.reception.on_command(typed(AIKO, "help"))

    assert ack["response_type"] == "ephemeral"
    assert "/clip ask" in ack["text"]


@pytest.mark.parametrize("text", ["help", "", "HELP"])
async def test_the_moderators_command_says_how_it_is_used(ear: Furnished, text: str) -> None:
    ack = await ear.reception.on_command(typed(NOOR, text, command="/clip-review"))

    assert "/clip-review uphold &lt;alias&gt;" in ack["text"]
    assert "/clip-review help" in ack["text"]


async def test_unknown_input_gets_usage_in_which_nothing_is_a_link(ear: Furnished) -> None:
    ack = await ear.reception.on_command(typed(AIKO, "frobnicate"))

    assert "&lt;alias&gt;" in ack["text"]
    assert "<alias>" not in str(ack)


async def test_a_refusal_may_mention_a_person(ear: Furnished) -> None:
    full = case_in(State.OPEN, claims=(case_in(State.OPEN).claims[0],) * 3)
    await ear.put(full)

    ack = await ear.reception.on_command(typed(AIKO, f"status {SHOWN}"))

    assert "<@U0LENA0001>" in ack["text"]


@pytest.mark.parametrize("text", [f"status {SHOWN}", "queue"])
async def test_whom_an_answer_tells_of_a_clip_is_remembered(ear: Furnished, text: str) -> None:
    await ear.put(case_in(State.OPEN, claims=()))

    await ear.reception.on_command(typed(AIKO, text))
    await ear.house.background.drain(seconds=1)

    assert await ear.stores.answers.answered(ALIAS) == {AIKO}


async def test_an_answer_that_tells_nothing_of_a_clip_is_not(ear: Furnished) -> None:
    await ear.put(case_in(State.WITHHELD))

    for text in ("help", f"status {SHOWN}", "frobnicate"):
        await ear.reception.on_command(typed(AIKO, text))
    await ear.house.background.drain(seconds=1)

    assert await ear.stores.answers.answered(ALIAS) == frozenset()


async def test_an_unknown_command_is_answered_and_changes_nothing(ear: Furnished) -> None:
    ack = await ear.reception.on_command(typed(AIKO, "x", command="/clap"))

    assert "/clip help" in ack["text"]


async def test_somebody_unknown_can_do_nothing_and_is_told_why(ear: Furnished) -> None:
    await ear.put(case_in(State.OPEN))

    ack = await ear.reception.on_command(typed(PersonId("U0NOBODY01"), f"claim {SHOWN}"))

    assert "don't know you yet" in ack["text"]
    assert (await stored(ear)).revision == 1


@pytest.mark.parametrize("body", [{}, {"command": "/clip"}, {"command": 7, "user_id": []}])
async def test_a_command_of_another_shape_is_answered_and_logged_without_what_it_held(
    ear: Furnished, body: dict[str, Any]
) -> None:
    with capture_logs() as logs:
        ack = await ear.reception.on_command(body | {"text": ["spoken words"]})

    assert ack["text"] == UNREADABLE
    assert "spoken" not in str(logs)
    assert [log["event"] for log in logs] == ["door.malformed"]


async def test_a_form_of_another_shape_turns_into_a_notice_instead_of_closing(ear: Furnished) -> None:
    ack = await ear.reception.on_submission({"view": {"id": 1}})

    assert ack["response_action"] == "update"


async def test_a_form_that_is_fine_closes(ear: Furnished) -> None:
    await ear.put(case_in(State.OPEN, suggestions=()))

    ack = await ear.reception.on_submission(submitted(AIKO, "turn off the lights"))

    assert ack == {}
    assert [voice.text for voice in (await stored(ear)).voices] == ["turn off the lights"]


async def test_a_refused_text_is_said_under_its_input_and_can_be_corrected(ear: Furnished) -> None:
    await ear.put(case_in(State.OPEN, suggestions=()))

    refused = await ear.reception.on_submission(submitted(AIKO, "   "))
    corrected = await ear.reception.on_submission(submitted(AIKO, "lights", trigger="1.2.b"))

    assert list(refused["errors"]) == ["suggest.text"]
    assert corrected == {}


async def test_a_form_about_a_clip_that_is_withheld_by_now_loses_what_was_typed(ear: Furnished) -> None:
    await ear.put(case_in(State.WITHHELD))

    ack = await ear.reception.on_submission(submitted(AIKO, "the spoken words"))

    assert ack["response_action"] == "update"
    assert "withheld" in str(ack["view"])
    assert "spoken" not in str(ack["view"])
    assert "input" not in [block["type"] for block in ack["view"]["blocks"]]


async def test_the_same_delivery_again_gets_the_same_answer_and_changes_nothing(ear: Furnished) -> None:
    await ear.put(case_in(State.OPEN, claims=(), suggestions=()))

    first = await ear.reception.on_command(typed(AIKO, f"claim {SHOWN}"))
    again = await ear.reception.on_command(typed(AIKO, f"claim {SHOWN}"))

    assert first == again
    assert (await stored(ear)).revision == 2


async def test_a_moderators_command_is_not_a_peers(ear: Furnished) -> None:
    await ear.put(case_in(State.WITHHELD))

    peer = await ear.reception.on_command(typed(AIKO, "queue", command="/clip-review"))
    moderator = await ear.reception.on_command(typed(NOOR, "queue", command="/clip-review"))

    assert "role of moderator" in peer["text"]
    assert SHOWN in moderator["text"]


async def test_when_nothing_can_be_saved_the_person_reads_so(
    ear: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_args: object, **_named: object) -> None:
        raise StoreAway("connection refused")

    monkeypatch.setattr(MemoryCaseStore, "load", away)

    command = await ear.reception.on_command(typed(AIKO, f"claim {SHOWN}"))
    form = await ear.reception.on_submission(submitted(AIKO, "lights"))

    assert command["text"] == STORE_AWAY
    assert form["errors"] == {"suggest.text": STORE_AWAY}, "what was typed stays in the form"


async def test_a_fault_of_ours_is_answered_with_a_reference_that_the_log_knows(
    ear: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_named: object) -> None:
        raise KeyError("the spoken words")

    monkeypatch.setattr(MemoryCaseStore, "load", broken)

    with capture_logs() as logs:
        ack = await ear.reception.on_command(typed(MIRA, f"status {SHOWN}"))

    assert "reference-1" in ack["text"]
    assert logs[0]["reference"] == "reference-1"
    assert any("KeyError" in line for line in logs[0]["fault"])
    assert "spoken" not in str(logs)


@pytest.mark.parametrize("event", [{}, {"type": "event_callback"}, {"type": "event_callback", "event": 3}])
async def test_an_event_of_any_shape_is_acked(ear: Furnished, event: dict[str, Any]) -> None:
    assert await ear.reception.on_event(event) == {}


async def test_an_event_that_nobody_handles_is_acked(ear: Furnished) -> None:
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "emoji_changed"}}

    assert await ear.reception.on_event(event) == {}
