"""What Slack sends is read once and strictly; whatever else it adds is left out."""

import pytest

from bot.errors import UserError
from handlers.lift import alias_in, alias_on
from handlers.payloads import (
    EventEnvelope,
    Malformed,
    Press,
    SlackMessage,
    SlashCommand,
    Submission,
    parse,
)

COMMAND = {
    "command": "/clip",
    "text": "mine",
    "user_id": "U0AIKO0001",
    "team_id": "T0EAR0001",
    "trigger_id": "1.2.abc",
    "response_url": "https://hooks.slack.example/commands/1",
    "enterprise_name": "left out",
}
PERSON = {"user": {"id": "U0AIKO0001", "username": "aiko", "team_id": "T0EAR0001"}, "trigger_id": "1.2.abc"}


def press(**action: object) -> Press:
    return parse(Press, PERSON | {"type": "block_actions", "actions": [{"action_id": "flag.raise"} | action]})


def submission(values: dict[str, object], *, trigger: str = "1.2.abc") -> Submission:
    view = {"id": "V1", "hash": "h1", "callback_id": "suggest.modal", "private_metadata": "7K3QXM29TA"}
    return parse(Submission, PERSON | {"trigger_id": trigger, "view": view | {"state": {"values": values}}})


def test_a_command_knows_its_person_and_its_delivery() -> None:
    command = parse(SlashCommand, COMMAND)

    assert (command.person, command.team_of_person) == ("U0AIKO0001", "T0EAR0001")
    assert command.key == "command:1.2.abc"


def test_a_command_gets_the_text_as_it_was_typed() -> None:
    text = "suggest 7K3QX-M29TA R&amp;B &lt;loud&gt; on <http://ear.example|ear.example>, &amp;lt;"

    command = parse(SlashCommand, COMMAND | {"text": text})

    assert command.text == "suggest 7K3QX-M29TA R&B <loud> on ear.example, &lt;"


@pytest.mark.parametrize("missing", ["user_id", "trigger_id", "command"])
def test_a_command_without_what_it_needs_is_malformed(missing: str) -> None:
    body = {name: value for name, value in COMMAND.items() if name != missing}

    with pytest.raises(Malformed) as caught:
        parse(SlashCommand, body)

    assert caught.value.places == (f"{missing}:missing",)


@pytest.mark.parametrize("body", [None, [], "text", {"user": "U1"}, {**PERSON, "actions": []}])
def test_another_shape_is_malformed_and_never_a_crash(body: object) -> None:
    with pytest.raises(Malformed):
        parse(Press, body)


def test_what_is_malformed_does_not_show_what_was_typed() -> None:
    with pytest.raises(Malformed) as caught:
        parse(SlashCommand, COMMAND | {"text": ["the spoken words"], "user_id": "spoken " * 20})

    assert "spoken" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_button_and_an_option_of_the_overflow_lead_to_the_same_alias() -> None:
    button = press(value="7K3QXM29TA")
    option = press(selected_option={"value": "ask.withdraw:7K3QXM29TA"})

    assert button.alias == option.alias == "7K3QXM29TA"


def test_a_button_without_an_alias_is_refused_in_words() -> None:
    with pytest.raises(UserError):
        _ = press(value="").alias


def test_two_buttons_of_one_click_are_two_deliveries() -> None:
    assert press().key != press(action_id="claim.take").key


def test_a_form_gives_texts_and_choices_and_nothing_for_what_it_lacks() -> None:
    form = submission(
        {
            "suggest.text": {"suggest.text": {"type": "plain_text_input", "value": "lights &amp; off"}},
            "suggest.choice": {
                "suggest.choice": {"type": "checkboxes", "selected_options": [{"value": "cant_tell"}]}
            },
            "flag.category": {
                "flag.category": {"type": "radio_buttons", "selected_option": {"value": "other"}}
            },
            "flag.note": {"flag.note": {"type": "plain_text_input", "value": None}},
        }
    )

    assert form.text("suggest.text") == "lights &amp; off", "a form's text comes unescaped already"
    assert form.choices("suggest.choice") == ("cant_tell",)
    assert form.choice("flag.category") == "other"
    assert (form.text("flag.note"), form.choice("settle.pick")) == ("", None)


def test_a_corrected_form_is_another_delivery_and_a_repeated_one_is_not() -> None:
    first, repeated = submission({}), submission({})
    corrected = submission({}, trigger="1.3.def")

    assert first.key == repeated.key
    assert first.key != corrected.key


def test_an_event_needs_its_id_and_its_type() -> None:
    envelope = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "user_change", "user": {}}}

    assert parse(EventEnvelope, envelope).event.type == "user_change"
    with pytest.raises(Malformed):
        parse(EventEnvelope, envelope | {"event": {}})


def test_our_own_message_names_its_clip_by_its_metadata() -> None:
    message = SlackMessage.model_validate(
        {
            "ts": "1.0",
            "bot_id": "B1",
            "text": "Clip 00000-00000",
            "metadata": {"event_type": "second_ear_surface", "event_payload": {"alias": "7K3QXM29TA"}},
        }
    )

    assert alias_on(message, bot="B1") == "7K3QXM29TA"
    assert alias_on(message, bot="B2") is None, "metadata of another app proves nothing"


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("Clip 7K3QX-M29TA is open", "7K3QXM29TA"),
        ("7K3QX-M29TA and again 7K3QX-M29TA", "7K3QXM29TA"),
        ("7K3QX-M29TA or 8K3QX-M29TA", None),
        ("HELLO-WORLD", None),
        ("X7K3QX-M29TA", None),
        ("", None),
    ],
)
def test_a_text_names_a_clip_when_it_has_exactly_one_alias(text: str, alias: str | None) -> None:
    assert alias_in(text) == alias
