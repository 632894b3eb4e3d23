"""Reading the workspace: one odd entry costs itself only, and an odd answer costs nothing that was known."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.access import Role, Standing
from bot.domain.ids import PersonId
from bot.errors import SlackAway
from handlers.people import SlackPeople
from handlers.roster import read_account
from tests.unit.handlers.cases import AIKO, LENA, NOOR
from tests.unit.handlers.house import TEAM
from tests.unit.handlers.workspace import Workspace, a_workspace

LISTS = {
    "users.list": "members",
    "usergroups.list": "usergroups",
    "usergroups.users.list": "users",
    "conversations.list": "channels",
    "conversations.members": "members",
}
ODD = [{"id": None, "name": "spoken"}, {"id": 7}, {"id": LENA, "deleted": "spoken"}, "spoken", None, [1]]


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with a_workspace() as workspace:
        yield workspace


async def standing(people: SlackPeople, person: PersonId) -> Standing:
    return (await people.actor(person, team=TEAM)).standing


async def test_nulls_in_an_account_are_what_slack_leaves_out(slack: Workspace) -> None:
    nulls = dict.fromkeys(("name", "real_name", "deleted", "is_bot", "is_restricted", "is_stranger"))
    slack.answers["users.list"]["members"].append({"id": LENA, "team_id": TEAM, **nulls})
    people = slack.people()

    await people.open()

    assert await standing(people, LENA) is Standing.MEMBER
    assert people.name_of(LENA) == LENA


@pytest.mark.parametrize("odd", ODD, ids=repr)
async def test_an_odd_account_is_left_out_and_the_others_are_known(slack: Workspace, odd: object) -> None:
    slack.answers["users.list"]["members"].insert(0, odd)
    people = slack.people()

    with capture_logs() as logs:
        await people.open()

    assert await standing(people, AIKO) is Standing.MEMBER
    assert await standing(people, LENA) is Standing.UNKNOWN
    (skipped,) = [log for log in logs if log["event"] == "people.odd"]
    assert (skipped["list"], skipped["count"]) == ("users.list", 1)
    assert "spoken" not in str(logs)


@pytest.mark.parametrize("method", LISTS)
async def test_odd_groups_channels_and_members_are_left_out(slack: Workspace, method: str) -> None:
    slack.answers[method][LISTS[method]] += [7, None, ""]
    people = slack.people()

    await people.open()

    assert Role.PEER in (await people.actor(AIKO, team=TEAM)).roles
    assert Role.MODERATOR in (await people.actor(NOOR, team=TEAM)).roles


@pytest.mark.parametrize("method", LISTS)
@pytest.mark.parametrize("odd", ["spoken", {"a": 1}])
async def test_a_list_that_is_none_leaves_what_was_known(slack: Workspace, method: str, odd: object) -> None:
    people = slack.people()
    await people.open()
    slack.answers[method] = {LISTS[method]: odd}

    with pytest.raises(SlackAway) as away:
        await people.refresh()

    assert "spoken" not in str(away.value)
    assert await standing(people, AIKO) is Standing.MEMBER


@pytest.mark.parametrize("answer", [{}, {"user": None}, {"user": {"id": 7}}])
async def test_an_odd_answer_about_one_person_is_slack_being_away(
    slack: Workspace, answer: dict[str, Any]
) -> None:
    slack.answers["users.info"] = answer

    with pytest.raises(SlackAway):
        await read_account(slack.client, LENA)


async def test_at_start_one_line_says_what_was_found_and_names_nobody(slack: Workspace) -> None:
    slack.answers["users.list"]["members"][0]["real_name"] = "Somebody Known"

    with capture_logs() as logs:
        await slack.people().open()

    (connected,) = [log for log in logs if log["event"] == "slack.connected"]
    assert (connected["team"], connected["people"]) == (TEAM, 2)
    assert "#help-en" in connected["channels"]
    assert "Somebody" not in str(logs)
