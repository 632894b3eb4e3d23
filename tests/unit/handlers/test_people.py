"""Who a person is to the rules: from Slack's lists, the policy, and what has changed since."""

import pytest

from bot.domain.access import Role, Standing
from bot.domain.ids import PersonId
from handlers.directory import Account, Directory
from handlers.payloads import Malformed
from handlers.people import EVENTS
from tests.unit.handlers.cases import AIKO, LENA, MIRA, NOOR, POLICY, TOMAS

TEAM = "T0EAR0001"
CHANNELS = {"C0HELPEN01": "help-en", "C0HELPDE01": "help-de", "C0HELPES01": "help-es"}
PLACES = {"C0LEADS001": "leads", "C0MODS0001": "moderators", "C0EAROPS01": "ear-ops"}
GROUPS = {"S0LEADS001": "leads", "S0MODS0001": "moderators", "S0REVIEW01": "reviewers"}


def a_directory() -> Directory:
    directory = Directory(team=TEAM, policy=POLICY)
    for channel, name in (CHANNELS | PLACES).items():
        directory.add_channel(channel, name, [AIKO] if name == "help-en" else [])
    for group, handle in GROUPS.items():
        directory.add_group(group, handle, [NOOR] if handle == "moderators" else [])
    for person in (AIKO, MIRA, NOOR, TOMAS):
        directory.add_account(Account(id=person, team_id=TEAM, real_name="A Person"))
    return directory


def hear(directory: Directory, event: dict[str, object]) -> None:
    EVENTS[str(event["type"])](event)(directory)


def test_a_member_has_what_the_policy_grants_to_channels_and_groups() -> None:
    directory = a_directory()

    assert directory.roles(AIKO) == {Role.PEER}
    assert directory.roles(NOOR) == {Role.MODERATOR}
    assert directory.roles(TOMAS) == frozenset()
    assert directory.languages(AIKO) == {"en"}


def test_a_role_can_be_granted_to_a_person_and_a_group_named_by_its_id() -> None:
    grants = {
        Role.OPERATOR: POLICY.roles[Role.OPERATOR].model_copy(update={"users": (TOMAS,)}),
        Role.LEAD: POLICY.roles[Role.LEAD].model_copy(update={"groups": ("S0MODS0001",)}),
    }
    directory = Directory(team=TEAM, policy=POLICY.model_copy(update={"roles": grants}))
    directory.add_group("S0MODS0001", "moderators", [NOOR])

    assert directory.roles(TOMAS) == {Role.OPERATOR}
    assert directory.roles(NOOR) == {Role.LEAD}


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"is_restricted": True}, Standing.GUEST),
        ({"is_restricted": True, "is_ultra_restricted": True}, Standing.GUEST),
        ({"deleted": True}, Standing.DEACTIVATED),
        ({"is_bot": True}, Standing.UNKNOWN),
        ({"team_id": "T0OTHER001"}, Standing.OTHER_WORKSPACE),
        ({"is_stranger": True}, Standing.OTHER_WORKSPACE),
    ],
)
def test_only_a_full_member_of_this_workspace_stands_as_one(
    facts: dict[str, object], standing: Standing
) -> None:
    directory = a_directory()
    directory.add_account(Account.model_validate({"id": LENA, "team_id": TEAM, **facts}))

    assert directory.standing(LENA, team=TEAM) is standing


def test_nobody_is_a_member_without_being_known() -> None:
    assert a_directory().standing(PersonId("U0NOBODY01"), team=TEAM) is Standing.UNKNOWN


def test_a_delivery_from_another_workspace_is_not_a_members() -> None:
    assert a_directory().standing(AIKO, team="T0OTHER001") is Standing.OTHER_WORKSPACE


def test_a_delivery_that_names_no_workspace_is_judged_by_the_account() -> None:
    assert a_directory().standing(AIKO, team=None) is Standing.MEMBER


def test_channels_are_found_by_name_and_by_id() -> None:
    directory = a_directory()

    assert directory.channel_id("#help-en") == directory.channel_id("C0HELPEN01") == "C0HELPEN01"
    assert directory.channel_id("#help-fr") is None


def test_what_the_policy_names_and_the_workspace_lacks_is_said_with_what_to_do() -> None:
    assert a_directory().problems() == []

    problems = Directory(team=TEAM, policy=POLICY).problems()

    assert len(problems) == len(CHANNELS) + len(PLACES) + len(GROUPS)
    assert all("invite the app there" in problem or "Create it in Slack" in problem for problem in problems)


def test_joining_and_leaving_a_help_channel_gives_and_takes_the_language() -> None:
    directory = a_directory()

    hear(directory, {"type": "member_joined_channel", "user": MIRA, "channel": "C0HELPDE01"})
    hear(directory, {"type": "member_left_channel", "user": AIKO, "channel": "C0HELPEN01"})

    assert directory.languages(MIRA) == {"de"}
    assert directory.languages(AIKO) == frozenset()
    assert directory.roles(AIKO) == frozenset()


def test_a_changed_group_changes_who_moderates() -> None:
    directory = a_directory()

    hear(
        directory,
        {
            "type": "subteam_members_changed",
            "subteam_id": "S0MODS0001",
            "added_users": [MIRA],
            "removed_users": [NOOR],
        },
    )

    assert directory.roles(MIRA) == {Role.MODERATOR}
    assert directory.roles(NOOR) == frozenset()


def test_a_member_who_becomes_a_guest_is_one_at_once() -> None:
    directory = a_directory()
    guest = {"id": AIKO, "team_id": TEAM, "is_restricted": True}

    hear(directory, {"type": "user_change", "user": guest})

    assert directory.standing(AIKO, team=TEAM) is Standing.GUEST


def test_news_of_a_channel_that_the_policy_does_not_name_is_left_out() -> None:
    directory = a_directory()

    hear(directory, {"type": "member_joined_channel", "user": MIRA, "channel": "C0GENERAL1"})

    assert directory.languages(MIRA) == frozenset()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_an_event_of_another_shape_is_malformed(kind: str) -> None:
    with pytest.raises(Malformed):
        EVENTS[kind]({"type": kind})


def test_a_person_is_shown_by_name_and_a_stranger_by_id() -> None:
    directory = a_directory()

    assert directory.name_of(AIKO) == "A Person"
    assert directory.name_of(PersonId("U0NOBODY01")) == "U0NOBODY01"
