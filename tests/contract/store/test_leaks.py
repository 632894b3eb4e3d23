"""By what clips are known again in messages, whom one told of them alone, and what was agreed lately."""

from datetime import timedelta

from bot.domain.ids import Alias, PersonId
from bot.domain.leak_traces import kept_runs, print_of, runs_of
from storage import keys
from storage.redis.opening import RedisStores
from tests.contract.store.making import (
    CELLAR,
    ENGLISH,
    FIRST,
    GARDEN,
    GERMAN,
    HEARD,
    KITCHEN,
    SECOND,
    HandClock,
    Stores,
)

WEEK = timedelta(days=7)
HERE, THERE = "C1/1700000000.000100", "C2/1700000000.000100"
KEY = b"a key of thirty-two bytes, or so"
PRINTS = [print_of(KEY, run) for run in kept_runs(HEARD, 3)]


async def keeps_text(stores: Stores, clock: HandClock, alias: Alias, *prints: str) -> None:
    await stores.leaks.keep_text(alias, prints, until=clock.now() + WEEK)


async def test_a_print_is_of_every_case_that_has_it(stores: Stores, clock: HandClock) -> None:
    await keeps_text(stores, clock, KITCHEN, "aa", "bb")
    await keeps_text(stores, clock, GARDEN, "bb")

    found = await stores.leaks.cases_with(["bb", "aa", "cc"])

    assert found == [{KITCHEN, GARDEN}, {KITCHEN}, frozenset()]
    assert await stores.leaks.cases_with([]) == []


async def test_a_new_text_of_a_case_takes_the_place_of_the_old_one(stores: Stores, clock: HandClock) -> None:
    await keeps_text(stores, clock, KITCHEN, "aa", "bb")
    await keeps_text(stores, clock, GARDEN, "aa")

    await keeps_text(stores, clock, KITCHEN, "bb", "cc")

    assert await stores.leaks.cases_with(["aa", "bb", "cc"]) == [{GARDEN}, {KITCHEN}, {KITCHEN}]


async def test_of_a_case_without_a_text_no_print_is_left(stores: Stores, clock: HandClock) -> None:
    await keeps_text(stores, clock, KITCHEN, "aa", "bb")

    await keeps_text(stores, clock, KITCHEN)
    await keeps_text(stores, clock, KITCHEN)

    assert await stores.leaks.cases_with(["aa", "bb"]) == [frozenset(), frozenset()]


async def test_a_text_is_forgotten_in_its_time_and_another_with_the_same_words_is_not(
    stores: Stores, clock: HandClock
) -> None:
    await keeps_text(stores, clock, KITCHEN, "aa")
    clock.advance(days=6)
    await keeps_text(stores, clock, GARDEN, "aa")

    clock.advance(days=2)

    assert await stores.leaks.cases_with(["aa"]) == [{GARDEN}]


async def test_nothing_that_is_kept_of_a_text_is_a_word_of_it(
    redis_stores: RedisStores, clock: HandClock
) -> None:
    await keeps_text(redis_stores, clock, KITCHEN, *PRINTS)

    (names,) = await redis_stores.server.ask(("KEYS", "*"))
    kept = " ".join([*names, *[str(await redis_stores.server.ask(("GET", keys.prints_of(KITCHEN))))]])

    assert len(names) > len(PRINTS)
    assert not any(word in kept for word in HEARD.split())


async def test_two_installations_keep_the_same_words_under_different_prints() -> None:
    (run, *_) = runs_of(HEARD, 3)

    assert print_of(KEY, run) != print_of(b"another" + KEY, run)


async def test_open_clips_are_found_by_their_length_in_their_language(stores: Stores) -> None:
    await stores.leaks.keep_length(KITCHEN, ENGLISH, 2.5)
    await stores.leaks.keep_length(GARDEN, ENGLISH, 2.6)
    await stores.leaks.keep_length(CELLAR, GERMAN, 2.5)

    assert await stores.leaks.cases_as_long(ENGLISH, 2.54, apart=0.05) == {KITCHEN}
    assert await stores.leaks.cases_as_long(ENGLISH, 2.55, apart=0.1) == {KITCHEN, GARDEN}
    assert await stores.leaks.cases_as_long(ENGLISH, 9, apart=0.1) == frozenset()


async def test_a_clip_that_is_open_no_more_is_not_found_by_its_length(stores: Stores) -> None:
    await stores.leaks.keep_length(KITCHEN, ENGLISH, 2.5)

    await stores.leaks.keep_length(KITCHEN, ENGLISH, None)
    await stores.leaks.keep_length(KITCHEN, ENGLISH, None)

    assert await stores.leaks.cases_as_long(ENGLISH, 2.5, apart=0.1) == frozenset()


async def test_a_place_tells_its_case_and_places_that_nobody_kept_tell_none(stores: Stores) -> None:
    await stores.leaks.keep_place(HERE, KITCHEN)

    assert await stores.leaks.cases_at([THERE, HERE]) == [None, KITCHEN]
    assert await stores.leaks.cases_at([]) == []


async def test_one_message_can_leak_several_clips(stores: Stores) -> None:
    await stores.leaks.keep_leak(HERE, KITCHEN)
    await stores.leaks.keep_leak(HERE, GARDEN)
    await stores.leaks.keep_leak(HERE, GARDEN)

    assert await stores.leaks.leaks_at(HERE) == {KITCHEN, GARDEN}
    assert await stores.leaks.leaks_at(THERE) == frozenset()


async def test_that_a_message_is_gone_is_known_for_a_while(stores: Stores) -> None:
    assert not await stores.leaks.is_gone(HERE)

    await stores.leaks.keep_gone(HERE)

    assert await stores.leaks.is_gone(HERE)
    assert not await stores.leaks.is_gone(THERE)


async def test_what_was_told_before_the_latest_is_known(stores: Stores) -> None:
    first, later = 1700000000.000100, 1700000000.000101

    told = [await stores.leaks.keep_told(HERE, at) for at in (first, later, first, later)]
    elsewhere = await stores.leaks.keep_told(THERE, first)

    assert told == [True, True, False, True]
    assert elsewhere


async def test_whoever_was_told_of_a_clip_alone_is_remembered_once(stores: Stores) -> None:
    for person in (FIRST, SECOND, FIRST):
        await stores.answers.keep_answer(KITCHEN, person)

    assert await stores.answers.answered(KITCHEN) == {FIRST, SECOND}
    assert await stores.answers.answered(GARDEN) == frozenset()


async def test_of_a_crowd_that_was_told_the_latest_are_remembered(stores: Stores, clock: HandClock) -> None:
    for number in range(keys.ANSWERED_REMEMBERED_MAX + 1):
        clock.advance(seconds=1)
        await stores.answers.keep_answer(KITCHEN, PersonId(f"U{number}"))

    told = await stores.answers.answered(KITCHEN)

    assert len(told) == keys.ANSWERED_REMEMBERED_MAX
    assert PersonId("U0") not in told


async def test_what_was_agreed_lately_is_listed_latest_first(stores: Stores, clock: HandClock) -> None:
    for alias in (KITCHEN, GARDEN):
        await stores.agreed.keep_agreed(alias, ENGLISH, clock.advance(minutes=1))
    await stores.agreed.keep_agreed(CELLAR, GERMAN, clock.now())

    assert await stores.agreed.lately_agreed(ENGLISH, limit=10) == [GARDEN, KITCHEN]
    assert await stores.agreed.lately_agreed(ENGLISH, limit=1) == [GARDEN]


async def test_what_was_agreed_long_ago_or_is_shown_no_more_is_not_listed(
    stores: Stores, clock: HandClock
) -> None:
    await stores.agreed.keep_agreed(KITCHEN, ENGLISH, clock.now())
    clock.advance(days=8)
    for alias in (GARDEN, CELLAR):
        await stores.agreed.keep_agreed(alias, ENGLISH, clock.now())

    await stores.agreed.keep_agreed(CELLAR, ENGLISH, None)

    assert await stores.agreed.lately_agreed(ENGLISH, limit=10) == [GARDEN]
