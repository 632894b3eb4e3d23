"""Whatever people can press, submit or type leads to a door, and no door leads nowhere."""

from collections.abc import Iterator
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from handlers import doors
from handlers.payloads import Press, Shortcut, SlashCommand, Submission
from handlers.reception import command_door, form_door, press_door, shortcut_door
from handlers.router import _Porter
from tests.unit.handlers.cases import EVERY_STATE, LEAD_VIEWS, MESSAGES, VIEWS, case_in

USER = {"user": {"id": "U0AIKO0001", "team_id": "T0EAR0001"}, "trigger_id": "1.2.abc"}


def everything_shown() -> Iterator[dict[str, Any]]:
    for state in EVERY_STATE:
        case = case_in(state)
        for message in MESSAGES.values():
            yield {"blocks": message(case).blocks}
        for view in (*VIEWS.values(), *LEAD_VIEWS.values()):
            yield view(case)


def parts_of(shown: object) -> Iterator[dict[str, Any]]:
    """Every object in it, however deep."""
    if isinstance(shown, dict):
        yield shown
        shown = list(shown.values())
    if isinstance(shown, list):
        for part in shown:
            yield from parts_of(part)


def pressable() -> dict[str, list[dict[str, Any]]]:
    """What can be pressed outside of a form, by action id: buttons and overflows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for shown in everything_shown():
        for part in parts_of(shown):
            if part.get("type") in {"button", "overflow"}:
                found.setdefault(part["action_id"], []).append(part)
    return found


def forms() -> list[dict[str, Any]]:
    return [shown for shown in everything_shown() if "submit" in shown]


def test_every_button_has_a_door_and_every_door_its_button() -> None:
    buttons = {name for name, parts in pressable().items() if parts[0]["type"] == "button"}

    assert buttons == set(doors.PRESSES)


def test_every_option_of_the_overflow_has_a_door_and_every_door_its_option() -> None:
    overflows = [part for parts in pressable().values() for part in parts if part["type"] == "overflow"]
    values = {option["value"].partition(":")[0] for part in overflows for option in part["options"]}

    assert {part["action_id"] for part in overflows} == {doors.OVERFLOW}
    assert values == set(doors.CHOICES)


def test_every_form_has_a_door_and_every_door_its_form() -> None:
    assert {form["callback_id"] for form in forms()} == set(doors.FORMS)


def test_a_refusal_is_shown_under_an_input_that_the_form_has() -> None:
    for form in forms():
        inputs = {block["block_id"] for block in form["blocks"] if block["type"] == "input"}

        assert doors.FORMS[form["callback_id"]].field in inputs


def test_every_line_that_a_command_can_mean_has_a_door() -> None:
    asking = "ask c,reopen {a},resolve {a} theirs,status {a},queue,mine,help"
    clip = f"{asking},claim,release {{a}},suggest {{a}} x,flag {{a}}"
    deciding = "queue,take,uphold {a} x,release {a} x,escalate {a} x,pass {a}"
    review = deciding + ",spare,receipt {a},no-leak {a},panic,resume,help"

    for command, lines in (("/clip", clip), ("/clip-review", review)):
        door = doors.COMMANDS[command]
        meant = {type(door.parse(line.format(a="7K3QX-M29TA"))) for line in lines.split(",")}
        assert meant == set(door.lines)


def test_logs_know_a_door_by_its_own_name_and_what_has_none_as_unknown() -> None:
    press = {"actions": [{"action_id": "card.more", "selected_option": {"value": "ask.withdraw:7K3QXM29TA"}}]}
    odd_press = {"actions": [{"action_id": "somebody's speech"}]}
    odd_form = {"view": {"id": "V1", "callback_id": "somebody's speech"}}

    assert press_door(Press.model_validate(USER | press))[0] == "ask.withdraw"
    assert press_door(Press.model_validate(USER | odd_press))[0] == "unknown"
    assert form_door(Submission.model_validate(USER | odd_form))[0] == "unknown"
    assert shortcut_door(Shortcut.model_validate(USER | {"callback_id": "x"}))[0] == "unknown"
    odd_command = SlashCommand(command="/odd", user_id="U1", trigger_id="t")
    assert command_door(odd_command)[0] == "unknown"


async def test_that_slack_drops_events_is_acked_and_stands_in_the_log() -> None:
    async def further() -> BoltResponse:
        raise AssertionError("nobody handles it")

    porter = _Porter(lambda _body: {})
    told = {"type": "app_rate_limited", "minute_rate_limited": 1518467820, "team_id": "T1"}

    with capture_logs() as logs:
        request = AsyncBoltRequest(body=told, mode="socket_mode")
        ack = await porter.async_process(req=request, resp=BoltResponse(status=404), next=further)

    assert ack is not None
    assert ack.status == 200
    assert [entry["event"] for entry in logs] == ["events.limited"]
