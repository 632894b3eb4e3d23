"""What Slack may never see, looked for in everything that can be built of a case in any state."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import Case, State
from handlers.blocks.ask import asker_message
from handlers.blocks.notes import outcome_note
from tests.unit.handlers.cases import (
    AGREED,
    EVERY_STATE,
    LEAD_VIEWS,
    MESSAGES,
    NOTE,
    SEALED,
    SILENT_POLICY,
    VIEWS,
    case_in,
)

HIDDEN = [State.WITHHELD, State.UPHELD, State.ERASED]


def everything_built(name: str, case: Case) -> str:
    if name in MESSAGES:
        message = MESSAGES[name](case)
        return json.dumps([message.text, message.blocks])
    return json.dumps((VIEWS | LEAD_VIEWS)[name](case))


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("name", [*MESSAGES, *VIEWS])
def test_nothing_sealed_is_ever_shown(name: str, state: State) -> None:
    shown = everything_built(name, case_in(state))

    assert [marker for marker in SEALED if marker in shown] == []


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("name", [*MESSAGES, *VIEWS, *LEAD_VIEWS])
def test_of_a_hidden_case_neither_note_nor_text_nor_voice_is_shown(name: str, state: State) -> None:
    shown = everything_built(name, case_in(state))

    assert [marker for marker in (*SEALED, NOTE, AGREED) if marker in shown] == []


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize(
    "name", ["help_card", "outcome_note", "nudge_note", "lead_card", "asker_message", "claim_message"]
)
def test_a_hidden_case_leaves_a_notice_without_buttons(name: str, state: State) -> None:
    message = MESSAGES[name](case_in(state))

    assert [block["type"] for block in message.blocks] == ["section"]
    assert "English" not in message.text


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("name", ["suggest_view", "listen_view", "settle_view"])
def test_a_form_for_a_hidden_case_asks_and_links_nothing(name: str, state: State) -> None:
    view = (VIEWS | LEAD_VIEWS)[name](case_in(state))

    assert "submit" not in view
    assert "https://" not in json.dumps(view)


@pytest.mark.parametrize(
    "state", [state for state in EVERY_STATE if state not in {State.AGREED, State.WRITTEN}]
)
@pytest.mark.parametrize("name", MESSAGES)
def test_the_agreed_text_stands_nowhere_before_and_after_agreement(name: str, state: State) -> None:
    assert AGREED not in everything_built(name, case_in(state))


def test_an_answer_that_is_asked_about_again_is_put_away() -> None:
    agreed = case_in(State.AGREED)

    reopened = agreed.model_copy(update={"state": State.OPEN, "round": 2})

    assert [name for name in MESSAGES if AGREED in everything_built(name, reopened)] == []


@pytest.mark.parametrize("state", [State.AGREED, State.WRITTEN])
def test_the_agreed_text_stays_out_of_slack_when_the_policy_says_so(state: State) -> None:
    case = case_in(state)

    messages = [outcome_note(case, SILENT_POLICY), asker_message(case, SILENT_POLICY, case.asks[0].person)]

    assert [message for message in messages if AGREED in json.dumps([message.text, message.blocks])] == []


@pytest.mark.parametrize(
    "name", ["review_card", "review_queue_reply", "uphold_view", "release_view", "taken_reply"]
)
@pytest.mark.parametrize("state", EVERY_STATE)
def test_moderators_are_shown_neither_note_nor_text(name: str, state: State) -> None:
    shown = everything_built(name, case_in(state))

    assert NOTE not in shown
    assert AGREED not in shown


@given(st.sampled_from(EVERY_STATE), st.sampled_from([*MESSAGES, *VIEWS]))
def test_a_store_that_is_careless_with_its_language_mentions_nobody(state: State, name: str) -> None:
    case = case_in(state)
    case = case.model_copy(update={"clip": case.clip.model_copy(update={"language": "<!channel>"})})

    assert "<!channel>" not in everything_built(name, case)
