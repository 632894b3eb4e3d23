"""Everything that can be built is something that Slack takes, whatever people typed."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.case import AgreedWord, Ask, Case, Claim, State, Variant
from bot.domain.ids import PersonId
from bot.domain.reviewed import Verdict
from simulator.block_kit import check_blocks, check_view
from tests.unit.handlers.cases import (
    ABOUT_PANICS,
    ALIAS,
    EVERY_STATE,
    FELIX,
    LEAD_VIEWS,
    MESSAGES,
    NOW,
    SETTLED_BY_PEERS,
    VIEWS,
    case_in,
    decision,
    flag,
    minutes,
    review,
    voice,
)

ALL_VIEWS = VIEWS | LEAD_VIEWS
TEXT_LIMIT = 4000

people = st.text(string.ascii_uppercase + string.digits, min_size=8, max_size=8).map(
    lambda rest: PersonId(f"U{rest}")
)
words = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["&" * 3000, "<!channel> " * 200, "word " * 600, "👩‍👩‍👧‍👦" * 400, "@here [unclear: x] " * 100]
    ),
)

heard = st.lists(
    st.builds(
        AgreedWord,
        text=st.just("") | words,
        confidence=st.floats(0, 1),
        people=st.lists(people, max_size=8).map(tuple),
        others=st.lists(
            st.builds(Variant, text=st.just("") | words, people=st.lists(people, max_size=8).map(tuple)),
            max_size=9,
        ).map(tuple),
    ),
    max_size=20,
).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    asks = draw(st.lists(st.builds(Ask, person=people, at=st.just(NOW), note=words, guess=words), max_size=8))
    said = draw(st.dictionaries(people, words, max_size=12))
    state = draw(st.sampled_from(EVERY_STATE))
    claims = draw(st.lists(people, max_size=8, unique=True))
    case = case_in(
        state,
        asks=tuple(asks),
        suggestions=tuple(voice(person, text) for person, text in said.items()),
        claims=tuple(Claim(person=person, at=NOW, until=NOW + minutes(9)) for person in claims),
        flags=tuple(flag(person, None) for person in draw(st.lists(people, max_size=8))),
        is_widened=draw(st.booleans()),
        is_nudged=draw(st.booleans()),
        disputed=draw(heard),
    )
    if case.outcome:
        agreed = {"text": draw(words), "words": draw(heard), "disputed": draw(heard)}
        settled_by = draw(st.none() | people)
        outcome = SETTLED_BY_PEERS.model_copy(update=agreed | {"settled_by": settled_by})
        case = case.model_copy(update={"outcome": outcome})
    if case.review and draw(st.booleans()):
        vote = decision(Verdict.RELEASED)
        case = case.model_copy(
            update={"review": review(release_votes=(vote,), taken_by=FELIX, taken_until=NOW)}
        )
    return case


@settings(max_examples=150, deadline=None)
@given(cases())
def test_slack_takes_every_message(case: Case) -> None:
    for name, build in MESSAGES.items():
        message = build(case)

        assert check_blocks(message.blocks, "message") == [], name
        assert 0 < len(message.text) <= TEXT_LIMIT, name


@settings(max_examples=150, deadline=None)
@given(cases())
def test_slack_takes_every_view(case: Case) -> None:
    for name, build in ALL_VIEWS.items():
        assert check_view(build(case)) == [], name


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("name", MESSAGES)
def test_the_text_names_the_clip_and_says_every_sentence_of_the_blocks(name: str, state: State) -> None:
    message = MESSAGES[name](case_in(state))

    for block in message.blocks:
        for sentence in sentences_of(block):
            assert sentence.replace("*", "") in message.text


def sentences_of(block: dict[str, object]) -> list[str]:
    text = block.get("text")
    if block["type"] in {"section", "header"} and isinstance(text, dict):
        return [str(text["text"])]
    return []


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in ABOUT_PANICS])
def test_every_button_says_to_a_screen_reader_which_clip_it_is_about(name: str, state: State) -> None:
    message = MESSAGES[name](case_in(state))

    buttons = [
        element
        for block in message.blocks
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("type") == "button"
    ]

    assert [found for found in buttons if "7K3QX-M29TA" not in found["accessibility_label"]] == []
    assert {found["value"].rpartition(":")[2] for found in buttons} <= {ALIAS}


@pytest.mark.parametrize("name", ABOUT_PANICS)
def test_every_button_of_a_panic_says_to_a_screen_reader_where_it_acts(name: str) -> None:
    message = ABOUT_PANICS[name](case_in(State.OPEN))

    buttons = [part for block in message.blocks for part in block.get("elements", []) if "value" in part]

    assert all("everywhere" in found["accessibility_label"] for found in buttons)
