"""The policy file: what loads, and how a mistake in it is told."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.access import Role
from bot.domain.ids import Language
from bot.errors import ConfigurationError
from bot.policy import Policy, WellbeingRules, load_policy
from tests.project.tree import ROOT

Loader = Callable[[str, str], Policy]
SHIPPED = (ROOT / "policy.toml").read_text(encoding="utf-8")


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Loads the shipped policy with one passage replaced."""

    def replaced(old: str, new: str) -> Policy:
        assert SHIPPED.count(old) >= 1, f"the shipped policy has no {old!r}"
        path = tmp_path / "policy.toml"
        path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
        return load_policy(path)

    return replaced


def test_the_shipped_policy_loads_and_has_the_numbers_of_the_design() -> None:
    policy = load_policy(ROOT / "policy.toml")

    assert (policy.agreement.people_at_least, policy.agreement.people_at_most) == (3, 7)
    assert (policy.claim.lease_minutes, policy.claim.remind_after_minutes, policy.claim.extensions) == (
        15,
        10,
        1,
    )
    assert (policy.quiet.nudge_after_minutes, policy.quiet.widen_after_minutes) == (15, 60)
    assert policy.quiet.close_after_hours == 24
    assert (policy.review.acknowledge_critical_minutes, policy.review.acknowledge_hours) == (15, 4)
    assert (policy.review.outcome_hours, policy.review.people_to_release_critical) == (24, 2)
    assert policy.reopen.within_days == 7


def test_the_shipped_policy_says_nothing_but_the_defaults() -> None:
    """So that a number left out means what the file shows."""
    policy = load_policy(ROOT / "policy.toml")

    # Who is called and where support is, a team names itself, as it names its channels.
    bare = Policy(
        channels=policy.channels,
        help=policy.help,
        roles=policy.roles,
        escalation=policy.escalation,
        wellbeing=WellbeingRules(support=policy.wellbeing.support),
    )

    assert bare == policy


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no policy at .*Copy policy\.toml"):
        load_policy(tmp_path / "policy.toml")


def test_a_folder_in_place_of_the_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_policy(tmp_path)


def test_a_file_that_is_no_toml_is_told_with_the_line(load: Loader) -> None:
    with pytest.raises(ConfigurationError, match=r"policy\.toml is not valid TOML: .*line"):
        load("[channels]", "[channels")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        load_policy(tmp_path / "policy.toml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lease_minutes = 15", "lease_minuets = 15", r"claim\.lease_minuets: Extra inputs"),
        ("lease_minutes = 15", "lease_minutes = 0", r"claim\.lease_minutes: .*greater than 0"),
        ("lease_minutes = 15", 'lease_minutes = "soon"', r"claim\.lease_minutes: .*number"),
        ("close_after_hours = 24", "close_after_hours = inf", r"quiet\.close_after_hours"),
        ("close_after_hours = 24", "close_after_hours = nan", r"quiet\.close_after_hours"),
        ("asks_an_hour = 60", "asks_an_hour = 0", r"feed\.asks_an_hour"),
        ("asks_an_hour = 60", "asks_an_hour = 3601", r"feed\.asks_an_hour"),
        ("most_waiting = 30", "most_waiting = 0", r"feed\.most_waiting"),
        ("look_every_seconds = 30", "look_every_seconds = 0", r"feed\.look_every_seconds"),
        ("on = true", 'on = "maybe"', r"feed\.on"),
        ("people_at_least = 3", "people_at_least = 8", "people_at_most must not be below people_at_least"),
        ("people_at_least = 3", "people_at_least = 0", r"agreement\.people_at_least"),
        ("how_sure = 0.8 ", "how_sure = 1.0 ", r"agreement\.how_sure"),
        ("worth_asking = 0.015", "worth_asking = -1", r"agreement\.worth_asking"),
        ('channel = "#help-de"', 'channel = "help-de"', r"help\.1\.channel"),
        ('language = "de"', 'language = "en"', "each language has exactly one"),
        ('language = "de"', 'language = "EN"', "each language has exactly one"),
        ('language = "de"', 'language = ""', r"help\.1\.language"),
        ('language = "de"', 'language = "German!"', r"help\.1\.language"),
        ('timezone = "UTC"', 'timezone = "Mars/Olympus"', "'Mars/Olympus' is no time zone"),
        ('timezone = "UTC"', 'timezone = "../etc/passwd"', "is no time zone"),
        ('opens = "00:00"', 'opens = "24:00"', r"help\.0\.opens"),
        ('opens = "00:00"', 'opens = "9:00"', r"help\.0\.opens"),
        ('closes = "24:00"', 'closes = "25:00"', r"help\.0\.closes"),
        ("[roles.operator]", "[roles.janitor]", r"roles\.janitor"),
        ("[roles.operator]", "[roles.system]", "role system belongs to Second Ear itself"),
        ('leads = "#leads"', "", r"channels\.leads: Field required"),
    ],
)
def test_a_mistake_is_told_with_its_place(load: Loader, old: str, new: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        load(old, new)


@pytest.mark.parametrize(
    ("role", "grant", "nothing"),
    [
        ("moderator", 'groups = ["@moderators"]', "groups = []"),
        ("lead", 'groups = ["@leads"]', ""),
        ("peer", "help_channels = true", "help_channels = false"),
        ("reviewer", 'groups = ["@reviewers"]', ""),
    ],
)
def test_a_role_without_which_cases_get_stuck_must_be_granted(
    load: Loader, role: str, grant: str, nothing: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"nobody has the role {role}"):
        load(grant, nothing)


def test_a_role_that_is_left_out_is_granted_to_nobody(load: Loader) -> None:
    section = '[roles.moderator] # decides on flagged clips\ngroups = ["@moderators"]'

    with pytest.raises(ConfigurationError, match="nobody has the role moderator"):
        load(section, "")


def test_several_mistakes_are_told_at_once(load: Loader) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load("lease_minutes = 15\nremind_after_minutes = 10", "lease_minutes = 0\nremind_after_minutes = -1")

    assert len(str(caught.value).splitlines()) == 3


def test_a_regional_language_falls_back_to_the_channel_of_its_language() -> None:
    policy = load_policy(ROOT / "policy.toml")

    found = policy.help_channel(Language("EN-gb"))

    assert found is not None
    assert found.language == "en"
    assert policy.help_channel(Language("fi")) is None


def test_a_channel_of_the_regional_language_comes_before_that_of_the_language(load: Loader) -> None:
    policy = load('language = "de"', 'language = "en-GB"')

    found = policy.help_channel(Language("en-gb"))

    assert found is not None
    assert found.language == "en-GB"


def test_the_file_grants_every_role_but_the_systems_own() -> None:
    assert set(load_policy(ROOT / "policy.toml").roles) == set(Role) - {Role.SYSTEM}


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ({"escalation": {"levels": [{"name": "Nobody"}]}}, "a level calls somebody"),
        ({"escalation": {"levels": [{"name": "Pager", "pagerduty": "loud"}]}}, "critical"),
        ({"duty": {"days": []}}, "at least 1 item"),
        ({"duty": {"timezone": "Mars"}}, "no time zone"),
        (
            {"wellbeing": {"critical_listens_soft": 9, "critical_listens_hard": 3}},
            "critical_listens_hard must not be below",
        ),
    ],
)
def test_a_level_a_watch_and_a_limit_that_cannot_be_meant_are_refused(
    section: dict[str, object], fault: str
) -> None:
    shipped = tomllib.loads((ROOT / "policy.toml").read_text(encoding="utf-8"))

    with pytest.raises(ValidationError, match=fault):
        Policy.model_validate(shipped | section)
