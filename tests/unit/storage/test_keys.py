"""Key names stay as they are: another partition for a case would be another case."""

import re
from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Kind
from storage import keys

ALIAS = Alias("7K3QXM29TA")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def tag(key: str) -> str:
    """What Redis hashes: between the first brace and the first that closes after it."""
    found = re.search(r"\{(.+?)\}", key, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_case_keeps_its_partition_for_ever() -> None:
    assert keys.partition_of("7K3QXM29TA") == crc32(b"7K3QXM29TA") % 16 == 1
    assert keys.case(ALIAS) == "ear:{p01}:case:7K3QXM29TA"
    assert keys.log(1) == "ear:{p01}:log"


def test_all_keys_of_a_case_share_the_tag_of_its_partition() -> None:
    beside = [
        keys.case(ALIAS),
        keys.shown(ALIAS),
        keys.answer(ALIAS, "a key with {braces}"),
        keys.link(ALIAS, "secret"),
        keys.session(ALIAS, "secret"),
        keys.open_cases(1, Language("{e}n")),
        keys.due(1),
    ]

    assert {tag(key) for key in beside} == {"p01"}


@given(st.text(min_size=1))
def test_all_keys_of_a_person_share_a_tag_that_no_partition_and_no_one_else_has(name: str) -> None:
    person, other = PersonId(name), PersonId(name + "}")

    tags = {tag(key(person)) for key in (keys.tickets, keys.cases_of, keys.skill, keys.counted)}

    assert len(tags) == 1
    assert tags.isdisjoint({tag(keys.tickets(other)), *(f"p{number:02}" for number in range(16))})


def test_a_secret_stands_in_no_key() -> None:
    assert "secret" not in keys.link(ALIAS, "secret") + keys.session(ALIAS, "secret")


@pytest.mark.parametrize("kind", list(Kind))
def test_due_work_is_named_by_kind_and_case(kind: Kind) -> None:
    assert keys.parse_due_member(keys.due_member(kind, ALIAS)) == (kind, ALIAS)


def test_urgency_comes_before_time() -> None:
    century = timedelta(days=36_525)
    scores = [keys.due_score(kind, at) for kind in Kind for at in (NOW, NOW + century)]

    assert scores == sorted(scores)
    assert all(float(score) == score for score in scores)


def test_a_moment_comes_back_to_the_millisecond() -> None:
    at = NOW + timedelta(milliseconds=123)

    assert keys.moment(keys.milliseconds(at)) == at
