"""One way to change a case: all of it or nothing, once for each delivery."""

import asyncio

import pytest

from bot.domain.case import Door
from bot.domain.events import AskWithdrawn, Listened, Upheld
from bot.domain.ids import Alias
from bot.errors import Conflict, UserError, Why
from bot.ports import Commit, Refusal, Result
from tests.contract.store.making import (
    CELLAR,
    ENGLISH,
    FIRST,
    GARDEN,
    GERMAN,
    KITCHEN,
    MODERATOR,
    REASON,
    SECOND,
    HandClock,
    Stores,
    Story,
)


async def test_a_case_is_loaded_as_it_was_committed(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, story.suggested(FIRST))

    loaded = await stores.cases.load(KITCHEN)

    assert loaded.case == story.case
    assert loaded.answered is None


async def test_an_alias_that_nobody_asked_for_has_no_case(stores: Stores) -> None:
    assert (await stores.cases.load(GARDEN, key="delivery")).case is None


async def test_a_repeated_delivery_gets_the_first_answer_and_changes_nothing(
    stores: Stores, story: Story
) -> None:
    first = await stores.cases.commit(story.next(story.asked(), key="delivery"))
    story.case = (await stores.cases.load(KITCHEN)).case

    repeated = await stores.cases.commit(story.next(story.suggested(FIRST), key="delivery"))

    assert repeated == first
    assert (await stores.cases.load(KITCHEN)).case == story.case


async def test_a_repeated_delivery_is_answered_before_its_old_revision_is_noticed(
    stores: Stores, story: Story
) -> None:
    asking = story.next(story.asked())
    first = await stores.cases.commit(asking)

    assert await stores.cases.commit(asking) == first


async def test_loading_tells_what_the_delivery_was_answered(stores: Stores, story: Story) -> None:
    first = await stores.cases.commit(story.next(story.asked(), key="delivery"))

    assert (await stores.cases.load(KITCHEN, key="delivery")).answered == first
    assert (await stores.cases.load(KITCHEN, key="another")).answered is None


async def test_a_commit_on_an_old_revision_conflicts_and_changes_nothing(
    stores: Stores, story: Story
) -> None:
    await story.tell(stores.cases, story.asked())
    late = story.next(story.suggested(FIRST), key="late")
    present = await story.tell(stores.cases, story.suggested(SECOND))

    with pytest.raises(Conflict):
        await stores.cases.commit(late)

    loaded = await stores.cases.load(KITCHEN, key="late")
    assert (loaded.case, loaded.answered) == (present, None)


async def test_a_case_is_created_once(stores: Stores, story: Story) -> None:
    twin = Story(story.clock)
    await story.tell(stores.cases, story.asked())

    with pytest.raises(Conflict):
        await stores.cases.commit(twin.next(twin.asked(SECOND)))


async def test_of_many_commits_on_one_revision_one_wins(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    commits = [story.next(story.suggested(FIRST)) for _ in range(20)]

    outcomes = await asyncio.gather(*map(stores.cases.commit, commits), return_exceptions=True)

    assert sum(isinstance(outcome, Result) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19


async def test_a_refusal_is_remembered_and_the_case_stays(stores: Stores, story: Story) -> None:
    present = await story.tell(stores.cases, story.asked())
    refusal = Refusal(why=Why.FULL, message="Enough people are on it.")
    result = Result(alias=KITCHEN, revision=1, refusal=refusal)

    await stores.cases.commit(Commit(before=present, after=None, key="delivery", result=result))

    loaded = await stores.cases.load(KITCHEN, key="delivery")
    assert (loaded.case, loaded.answered) == (present, result)
    with pytest.raises(UserError, match="Enough people"):
        result.raise_refusal()


async def test_a_change_without_an_event_is_refused(stores: Stores, story: Story) -> None:
    silent = story.next()

    with pytest.raises(ValueError, match="has events"):
        await stores.cases.commit(silent)


async def test_a_delivery_keeps_the_alias_that_was_chosen_first(stores: Stores) -> None:
    assert await stores.cases.choose_once("delivery", None) is None
    assert await stores.cases.choose_once("delivery", KITCHEN) == KITCHEN
    assert await stores.cases.choose_once("delivery", GARDEN) == KITCHEN
    assert await stores.cases.choose_once("delivery", None) == KITCHEN
    assert await stores.cases.choose_once("another", GARDEN) == GARDEN


async def test_open_cases_of_a_language_come_longest_waiting_first(stores: Stores, clock: HandClock) -> None:
    for alias, language in (
        (CELLAR, ENGLISH),
        (Alias("GERMANGERM"), GERMAN),
        (KITCHEN, ENGLISH),
        (GARDEN, ENGLISH),
    ):
        story = Story(clock, alias, language)
        await story.tell(stores.cases, story.asked())
        clock.advance(minutes=1)

    assert await stores.cases.open_cases(ENGLISH, limit=10) == [CELLAR, KITCHEN, GARDEN]
    assert await stores.cases.open_cases(ENGLISH, limit=2) == [CELLAR, KITCHEN]
    assert await stores.cases.open_cases(ENGLISH, limit=0) == []


async def test_a_case_leaves_the_open_ones_when_it_closes(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, AskWithdrawn(by=FIRST, at=story.clock.now(), door=Door.BUTTON))

    assert await stores.cases.open_cases(ENGLISH, limit=10) == []


async def test_a_withheld_case_waits_for_review_and_is_not_open(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, *story.stopped())

    assert await stores.cases.open_cases(ENGLISH, limit=10) == []
    assert await stores.cases.cases_in_review(limit=10) == [KITCHEN]


async def test_a_released_case_is_open_again_and_out_of_review(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, *story.stopped())
    await story.tell(stores.cases, story.resumed())

    assert await stores.cases.open_cases(ENGLISH, limit=10) == [KITCHEN]
    assert await stores.cases.cases_in_review(limit=10) == []


async def test_an_upheld_case_is_out_of_review(stores: Stores, story: Story) -> None:
    await story.tell(stores.cases, *story.stopped())
    upheld = Upheld(by=MODERATOR, at=story.clock.now(), door=Door.BUTTON, reason=REASON)
    await story.tell(stores.cases, upheld)

    assert await stores.cases.cases_in_review(limit=10) == []


async def test_reviews_come_by_the_time_to_acknowledge(stores: Stores, clock: HandClock) -> None:
    for alias, minutes in ((KITCHEN, 240), (GARDEN, 15)):
        story = Story(clock, alias)
        await story.tell(stores.cases, *story.stopped(acknowledge_minutes=minutes))

    assert await stores.cases.cases_in_review(limit=10) == [GARDEN, KITCHEN]


async def test_a_case_whose_language_was_mended_is_open_in_the_new_one_only(
    stores: Stores, story: Story
) -> None:
    await story.tell(stores.cases, story.asked())
    story.language = GERMAN
    await story.tell(stores.cases, story.asked())

    assert await stores.cases.open_cases(ENGLISH, limit=10) == []
    assert await stores.cases.open_cases(GERMAN, limit=10) == [KITCHEN]


async def test_an_event_that_changes_nothing_still_makes_the_next_revision(
    stores: Stores, story: Story
) -> None:
    await story.tell(stores.cases, story.asked())
    await story.tell(stores.cases, Listened(by=FIRST, at=story.clock.now(), door=Door.BUTTON))

    loaded = await stores.cases.load(KITCHEN)
    assert loaded.case is not None
    assert loaded.case.revision == 2
