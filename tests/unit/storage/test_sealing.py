"""Keys of cases open only with the master that wrapped them, for the case that they belong to."""

import os

import pytest

from bot.domain.ids import Alias
from bot.errors import ConfigurationError
from storage.sealing import KEY_BYTES, CaseKeys, Secrets, Unreadable, unseal

OLD, NEW = b"o" * 32, b"n" * 32
KITCHEN, GARDEN = Alias("7K3QXM29TA"), Alias("0B1C2D3E4F")


def case_keys(master: bytes, *newer: bytes) -> CaseKeys:
    return CaseKeys(Secrets.of(master, newer=newer), os.urandom)


def test_each_use_has_a_key_of_its_own() -> None:
    secrets = Secrets.of(OLD)

    keys = {secrets.alias_key, secrets.chain_key, secrets.pseudonym_key, secrets.seal_key.key, OLD}

    assert len(keys) == 5
    assert all(len(key) == KEY_BYTES for key in keys)


def test_the_same_master_gives_the_same_keys() -> None:
    assert Secrets.of(OLD) == Secrets.of(OLD)
    assert Secrets.of(OLD).alias_key != Secrets.of(NEW).alias_key


def test_aliases_and_log_lines_outlive_a_newer_master() -> None:
    before, after = Secrets.of(OLD), Secrets.of(OLD, newer=(NEW,))

    assert (after.alias_key, after.chain_key, after.pseudonym_key) == (
        before.alias_key,
        before.chain_key,
        before.pseudonym_key,
    )
    assert after.fingerprint == before.fingerprint
    assert after.seal_key != before.seal_key


def test_a_short_master_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="32 bytes"):
        Secrets.of(b"short")


def test_printing_secrets_shows_none() -> None:
    secrets = Secrets.of(OLD)

    assert not [key for key in (secrets.alias_key, secrets.seal_key.key) if repr(key) in repr(secrets)]


def test_every_case_has_another_key_which_opens_for_this_case_only() -> None:
    keys = case_keys(OLD)
    kitchen, garden = keys.new(KITCHEN), keys.new(GARDEN)

    assert keys.unwrap(KITCHEN, kitchen) != keys.unwrap(GARDEN, garden)
    with pytest.raises(Unreadable):
        keys.unwrap(GARDEN, kitchen)


def test_another_master_is_named_as_the_reason() -> None:
    wrapped = case_keys(OLD).new(KITCHEN)

    with pytest.raises(ConfigurationError, match="does not have"):
        case_keys(NEW).unwrap(KITCHEN, wrapped)


def test_a_destroyed_key_leaves_what_it_sealed_unreadable() -> None:
    keys = case_keys(OLD)
    sealed = keys.seal(keys.unwrap(KITCHEN, keys.new(KITCHEN)), b"heard", bound_to=b"here")

    with pytest.raises(Unreadable):
        unseal(keys.unwrap(KITCHEN, keys.new(KITCHEN)), sealed, bound_to=b"here")


def test_a_rewrapped_key_is_the_same_key_and_needs_the_newer_master() -> None:
    wrapped = case_keys(OLD).new(KITCHEN)

    moved = case_keys(OLD, NEW).rewrap(KITCHEN, wrapped)

    assert case_keys(OLD, NEW).unwrap(KITCHEN, moved) == case_keys(OLD).unwrap(KITCHEN, wrapped)
    with pytest.raises(ConfigurationError):
        case_keys(OLD).unwrap(KITCHEN, moved)


def test_the_same_text_sealed_twice_looks_different() -> None:
    keys = case_keys(OLD)

    assert keys.seal(NEW, b"heard", bound_to=b"") != keys.seal(NEW, b"heard", bound_to=b"")


def test_what_waits_opens_in_its_own_place_and_with_its_own_master_only() -> None:
    sealed = case_keys(OLD).seal_early(KITCHEN, b"lamp-0417")

    assert case_keys(OLD, NEW).open_early(KITCHEN, sealed) == b"lamp-0417"
    with pytest.raises(Unreadable):
        case_keys(OLD).open_early(GARDEN, sealed)
    with pytest.raises(ConfigurationError, match="does not have"):
        case_keys(NEW).open_early(KITCHEN, sealed)
