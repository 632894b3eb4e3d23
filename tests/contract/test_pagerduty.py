"""What PagerDuty is sent is what its published schema takes, says nothing of a clip, and rings once."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.reviewed import PageAction
from bot.errors import PagerAway, PagerRefused
from bot.policy import Severity
from bot.review_ports import Incident
from handlers.pagerduty import PagerDuty, event_of
from tests.fakes.pagerduty import ROUTING_KEY, Enqueue, open_pagerduty, problems_of

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9/v2/enqueue"


def incident(action: PageAction = PageAction.TRIGGER, **changes: object) -> Incident:
    usual = {
        "action": action,
        "dedup_key": "second-ear/7K3QXM29TA/1/2",
        "summary": "Flagged clip 7K3QX-M29TA (critical) waits for a moderator",
        "severity": Severity.CRITICAL,
        "category": "critical",
        "alias": "7K3QX-M29TA",
        "at": NOW,
    }
    return Incident.model_validate(usual | changes)


@pytest.fixture
async def pagerduty() -> AsyncIterator[Enqueue]:
    async with open_pagerduty() as enqueue:
        yield enqueue


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def pager(session: aiohttp.ClientSession, url: str, key: str = ROUTING_KEY) -> PagerDuty:
    return PagerDuty(session=session, url=url, routing_key=key)


async def test_each_step_of_an_incident_is_taken(pagerduty: Enqueue, session: aiohttp.ClientSession) -> None:
    seen: list[str] = []
    for action in PageAction:
        await pager(session, pagerduty.url).send(incident(action))
        seen += pagerduty.incidents.values()

    assert seen == ["trigger", "acknowledge", "resolve"]
    assert pagerduty.refused == []


async def test_the_same_page_sent_twice_is_one_incident(
    pagerduty: Enqueue, session: aiohttp.ClientSession
) -> None:
    for _ in range(2):
        await pager(session, pagerduty.url).send(incident())

    assert len(pagerduty.taken) == 2
    assert len(pagerduty.incidents) == 1


async def test_a_trigger_says_which_clip_and_category_and_only_that(
    pagerduty: Enqueue, session: aiohttp.ClientSession
) -> None:
    await pager(session, pagerduty.url).send(incident())

    (event,) = pagerduty.taken
    payload = event["payload"]
    assert payload["custom_details"] == {"clip": "7K3QX-M29TA", "category": "critical"}
    assert (payload["severity"], payload["source"]) == ("critical", "second-ear")
    assert datetime.fromisoformat(payload["timestamp"]) == NOW


async def test_a_wrong_key_is_refused_for_good_and_stands_in_no_message(
    pagerduty: Enqueue, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(PagerRefused, match="PAGERDUTY_ROUTING_KEY") as caught:
        await pager(session, pagerduty.url, "too short").send(incident())

    assert "too short" not in str(caught.value)
    assert pagerduty.refused == [["Length of 'routing_key' is incorrect (should be 32 characters)"]]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_pager_that_cannot_now_may_be_asked_again(
    pagerduty: Enqueue, session: aiohttp.ClientSession, status: int
) -> None:
    pagerduty.answers.append(status)

    with pytest.raises(PagerAway) as caught:
        await pager(session, pagerduty.url).send(incident())

    assert not isinstance(caught.value, PagerRefused)


async def test_a_pager_that_does_not_answer_may_be_asked_again(session: aiohttp.ClientSession) -> None:
    with pytest.raises(PagerAway, match="did not answer"):
        await pager(session, NOWHERE).send(incident())


@example("s" * 1025, "k" * 256, PageAction.TRIGGER, Severity.INFO)
@given(
    summary=st.text(min_size=1, max_size=3000),
    key=st.text(min_size=1, max_size=600),
    action=st.sampled_from(PageAction),
    severity=st.sampled_from(Severity),
)
def test_whatever_is_to_be_said_fits_the_schema(
    summary: str, key: str, action: PageAction, severity: Severity
) -> None:
    event = event_of(incident(action, summary=summary, dedup_key=key, severity=severity))

    assert problems_of({"routing_key": ROUTING_KEY, **event}) == []
    assert json.loads(json.dumps(event)) == event


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"event_action": "ring"}, "'event_action' is not one of"),
        ({"dedup_key": "x" * 256}, "longer than 255"),
        ({"payload": None}, "'payload' is missing"),
        ({"payload": {"summary": "s", "source": "s", "severity": "loud"}}, "'payload.severity' is not"),
        ({"payload": {"source": "s", "severity": "info"}}, "'payload.summary' is missing"),
        ({"audio": "…"}, "'audio' is unknown"),
    ],
)
def test_the_local_pager_refuses_what_the_schema_refuses(change: dict[str, object], problem: str) -> None:
    event = {"routing_key": ROUTING_KEY, **event_of(incident()), **change}

    assert [found for found in problems_of(event) if problem in found]
