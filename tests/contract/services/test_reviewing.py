"""Who is given which review: in order, never what they are spared, and each to one moderator only."""

import asyncio

import pytest

from bot.domain import commands as cmd
from bot.domain.case import Category, Door, State
from bot.domain.ids import Alias
from bot.domain.review_queue import FlagCounts
from bot.errors import UserError, Why
from tests.contract.services.office import Office, flag
from tests.unit.domain.builders import CAST, POLICY, refused

MORITZ, NADIA = CAST["moritz"], CAST["nadia"]


async def flagged(office: Office, category: Category | None, *, by: str = "aiko", name: str = "") -> Alias:
    alias = await office.asked(f"recordings/{name or category}.wav")
    await office.does(alias, flag(by, category))
    return alias


async def take_next(office: Office, name: str = "moritz") -> Alias:
    answer = await office.desk.take_next(CAST[name], door=Door.SLASH_COMMAND, key=office.fresh_key())
    return answer.case.alias


async def hears(office: Office, alias: Alias, name: str = "moritz", *, key: str = "") -> str:
    key = key or office.fresh_key()
    return await office.desk.listen_in_review(CAST[name], alias, door=Door.BUTTON, key=key)


async def decides(office: Office, alias: Alias, *, is_upheld: bool) -> None:
    await office.takes(alias)
    kind = cmd.Uphold if is_upheld else cmd.ReleaseCase
    await office.does(alias, kind(actor=MORITZ, door=Door.MODAL, reason="looked at"))
    await office.reconciler.settle_all()


async def test_the_most_pressing_review_is_given_first(office: Office) -> None:
    await flagged(office, Category.OTHER)
    critical = await flagged(office, Category.CRITICAL)

    assert await take_next(office) == critical


async def test_what_a_moderator_is_spared_is_never_given_to_them(office: Office) -> None:
    critical = await flagged(office, Category.CRITICAL)
    other = await flagged(office, Category.OTHER)
    await office.desk.reviewing.spare(MORITZ, frozenset({Category.CRITICAL}))

    assert await take_next(office) == other
    with refused(Why.NOTHING_OPEN):
        await take_next(office)
    assert await take_next(office, "nadia") == critical


async def test_in_their_queue_it_comes_last(office: Office) -> None:
    critical = await flagged(office, Category.CRITICAL)
    other = await flagged(office, Category.OTHER)
    await office.desk.reviewing.spare(MORITZ, frozenset({Category.CRITICAL}))

    orders = [[case.alias for case in await office.desk.reviews(who)] for who in (MORITZ, NADIA)]

    assert orders == [[other, critical], [critical, other]]


async def test_what_somebody_passed_on_is_not_given_to_them_again(office: Office) -> None:
    alias = await flagged(office, Category.OTHER)
    await office.takes(alias)

    await office.does(alias, cmd.HandOver(actor=MORITZ, door=Door.BUTTON))

    with refused(Why.NOTHING_OPEN):
        await take_next(office)
    assert await take_next(office, "nadia") == alias


async def test_two_moderators_who_take_one_case_at_once_come_to_one_owner(office: Office) -> None:
    alias = await flagged(office, Category.OTHER)
    desks = [office.open_desk(), office.open_desk()]

    outcomes = await asyncio.gather(
        *(
            desk.execute(alias, cmd.Take(actor=actor, door=Door.BUTTON), key=f"take by {actor.person}")
            for desk, actor in zip(desks, (MORITZ, NADIA), strict=True)
        ),
        return_exceptions=True,
    )

    losers = [outcome for outcome in outcomes if isinstance(outcome, UserError)]
    assert [loser.why for loser in losers] == [Why.TAKEN]
    review = (await office.case(alias)).review
    assert review is not None
    assert f"<@{review.taken_by}> has" in losers[0].message


async def test_two_who_ask_for_the_next_are_given_different_ones(office: Office) -> None:
    first = await flagged(office, Category.OTHER, name="first")
    second = await flagged(office, Category.OTHER, name="second")

    given = [await take_next(office), await take_next(office, "nadia")]

    assert set(given) == {first, second}


async def test_the_same_moderator_confirming_twice_releases_nothing(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.releases(alias)

    with refused(Why.ALREADY, saying="another moderator's eyes"):
        await office.releases(alias)
    again = cmd.ReleaseCase(actor=MORITZ, door=Door.MODAL, reason="once more")
    with refused(Why.NOT_TAKEN):
        await office.does(alias, again)

    assert (await office.case(alias)).state is State.WITHHELD


async def test_a_confirmation_that_is_delivered_twice_is_one_vote(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.takes(alias)
    vote = cmd.ReleaseCase(actor=MORITZ, door=Door.MODAL, reason="nothing in it")

    for _ in range(2):
        answer = await office.does(alias, vote, key="one submission")

    assert answer.result.happened == ("release_voted",)
    review = (await office.case(alias)).review
    assert review is not None
    assert len(review.release_votes) == 1


async def test_a_second_and_graver_flag_rings_again_though_the_first_was_taken(office: Office) -> None:
    alias = await flagged(office, Category.OTHER)
    await office.takes(alias)
    await office.reconciler.settle_all()

    await office.does(alias, flag("ben", Category.CRITICAL))
    office.clock.advance(minutes=15)
    await office.reconciler.settle_all()

    review = (await office.case(alias)).review
    assert review is not None
    assert review.is_acknowledgement_late


async def test_how_right_flags_were_is_counted_once_and_only_as_numbers(office: Office) -> None:
    await decides(office, await flagged(office, Category.OTHER, name="a"), is_upheld=True)
    await decides(office, await flagged(office, Category.OTHER, name="b"), is_upheld=False)

    counts = await office.stores.moderators.flag_counts([CAST["aiko"].person])

    assert counts == {"aiko": FlagCounts(upheld=1, released=1)}


async def test_among_ordinary_flags_those_of_whoever_is_more_often_right_come_first(office: Office) -> None:
    await decides(office, await flagged(office, Category.OTHER, by="ben", name="a"), is_upheld=True)
    await decides(office, await flagged(office, Category.OTHER, by="aiko", name="b"), is_upheld=False)
    of_aiko = await flagged(office, Category.OTHER, by="aiko", name="c")
    of_ben = await flagged(office, Category.OTHER, by="ben", name="d")

    assert [case.alias for case in await office.desk.reviews(NADIA)] == [of_ben, of_aiko]


async def test_flags_of_whoever_was_never_right_stop_at_once_all_the_same(office: Office) -> None:
    for name in "abc":
        await decides(office, await flagged(office, Category.OTHER, name=name), is_upheld=False)

    alias = await flagged(office, Category.OTHER, name="d")

    assert (await office.case(alias)).state is State.WITHHELD


async def test_listening_to_critical_clips_is_counted_and_ends_at_the_hard_limit(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.takes(alias)
    hard = POLICY.wellbeing.critical_listens_hard

    for number in range(1, hard + 1):
        await hears(office, alias)
        assert (await office.desk.reviewing.wellbeing(MORITZ)).critical_listens == number
    with refused(Why.ENOUGH_FOR_TODAY):
        await hears(office, alias)

    assert (await office.desk.reviewing.wellbeing(MORITZ)).critical_listens == hard


async def test_at_the_limit_no_critical_clip_is_given_but_it_can_be_decided(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.takes(alias)
    for _ in range(POLICY.wellbeing.critical_listens_hard):
        await hears(office, alias)
    await office.does(alias, cmd.Uphold(actor=MORITZ, door=Door.MODAL, reason="enough heard"))
    await flagged(office, Category.CRITICAL, name="another")
    other = await flagged(office, Category.OTHER)

    assert await take_next(office) == other
    assert (await office.case(alias)).state is State.UPHELD


async def test_a_new_day_begins_with_none(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.takes(alias)
    await hears(office, alias)

    office.clock.advance(days=1)

    assert (await office.desk.reviewing.wellbeing(MORITZ)).critical_listens == 0


async def test_a_repeated_press_of_listen_counts_once(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)
    await office.takes(alias)

    for _ in range(2):
        await hears(office, alias, key="one press")

    assert (await office.desk.reviewing.wellbeing(MORITZ)).critical_listens == 1


async def test_a_listen_that_was_refused_counts_nothing(office: Office) -> None:
    alias = await flagged(office, Category.CRITICAL)

    with refused(Why.NOT_TAKEN):
        await hears(office, alias)

    assert (await office.desk.reviewing.wellbeing(MORITZ)).critical_listens == 0


@pytest.mark.parametrize("name", ["aiko", "lena", "olga"])
async def test_only_moderators_see_the_queue_or_choose_what_they_are_spared(
    memory_office: Office, name: str
) -> None:
    with refused(Why.NOT_ALLOWED):
        await memory_office.desk.reviews(CAST[name])
    with refused(Why.NOT_ALLOWED):
        await memory_office.desk.reviewing.spare(CAST[name], frozenset())
    with refused(Why.NOT_ALLOWED):
        await memory_office.desk.reviewing.wellbeing(CAST[name])
