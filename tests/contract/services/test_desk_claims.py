"""Places of a case and claims of a person: neither is ever exceeded, and neither gets lost."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain import commands as cmd
from bot.domain.access import Actor, Role
from bot.domain.case import Case, Category, Door
from bot.domain.claim import places
from bot.domain.ids import Alias
from bot.errors import StoreAway, UserError, Why
from bot.services.commits import Answer
from tests.contract.services.office import Office, claim, flag, peers, suggest, tick
from tests.fakes.stores import InterruptedCases, KeepingPeople
from tests.unit.domain.builders import CAST, a_person, refused

AIKO = CAST["aiko"]


def extend(who: Actor) -> cmd.ExtendClaim:
    return cmd.ExtendClaim(actor=who, door=Door.BUTTON)


def give_back(who: Actor) -> cmd.Release:
    return cmd.Release(actor=who, door=Door.BUTTON)


def winners(people: list[Actor], outcomes: list[Answer | BaseException]) -> list[Actor]:
    return [who for who, outcome in zip(people, outcomes, strict=True) if isinstance(outcome, Answer)]


def reasons(outcomes: list[Answer | BaseException]) -> set[Why | type]:
    found = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    return {error.why if isinstance(error, UserError) else type(error) for error in found}


async def claims_of(office: Office, who: Actor, aliases: list[Alias]) -> list[Alias]:
    return [alias for alias in aliases if (await office.case(alias)).claim_of(who.person)]


async def test_of_fifty_people_at_once_three_get_the_places_and_the_others_hear_that_it_is_full(
    office: Office,
) -> None:
    alias = await office.asked()
    crowd = peers(50)

    outcomes = await asyncio.gather(
        *(office.does(alias, claim(who)) for who in crowd), return_exceptions=True
    )

    case = await office.case(alias)
    assert {found.person for found in case.claims} == {who.person for who in winners(crowd, outcomes)}
    assert (len(case.claims), case.revision, places(case, office.policy)) == (3, 4, 0)
    assert reasons(outcomes) == {Why.FULL}


async def test_those_for_whom_there_was_no_place_have_their_tickets_back(office: Office) -> None:
    alias = await office.asked()
    crowd = peers(8)

    outcomes = await asyncio.gather(
        *(office.does(alias, claim(who)) for who in crowd), return_exceptions=True
    )

    holders = [who for who in crowd if await office.has_ticket(who)]
    assert holders == winners(crowd, outcomes)


@pytest.mark.parametrize(
    ("who", "limit"),
    [(AIKO, 1), (CAST["vera"], 2), (CAST["lars"], 3)],
    ids=["newcomer", "experienced", "lead"],
)
async def test_one_person_who_wants_ten_cases_at_once_gets_as_many_as_the_limit(
    office: Office, who: Actor, limit: int
) -> None:
    aliases = [await office.asked(f"clip-{number}") for number in range(10)]

    # Each button is pressed twice, which is two deliveries with a key each.
    outcomes = await asyncio.gather(
        *(office.does(alias, claim(who)) for alias in aliases * 2), return_exceptions=True
    )

    assert len(await claims_of(office, who, aliases)) == limit
    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == limit
    assert reasons(outcomes) <= {Why.TOO_MANY_CLAIMS, Why.ALREADY}


async def test_a_second_press_that_comes_too_late_leaves_the_ticket_with_the_first(office: Office) -> None:
    kitchen, garden = await office.asked("kitchen"), await office.asked("garden")
    cases = InterruptedCases(office.stores.cases)
    desk = office.open_desk(cases=cases)

    async def tries_the_garden() -> None:
        with refused(Why.TOO_MANY_CLAIMS):
            await office.does(garden, claim(AIKO))

    async def the_first_press_wins() -> None:
        await office.claims(kitchen, "aiko")
        cases.before_load.append(tries_the_garden)

    cases.before_commit.append(the_first_press_wins)
    with refused(Why.ALREADY):
        await desk.execute(kitchen, claim(AIKO), key="the second press")

    assert await claims_of(office, AIKO, [kitchen, garden]) == [kitchen]
    assert await office.has_ticket(AIKO)


async def gives_back(office: Office, alias: Alias) -> None:
    await office.does(alias, give_back(AIKO))


async def suggests(office: Office, alias: Alias) -> None:
    await office.does(alias, suggest("aiko"))


async def is_stopped(office: Office, alias: Alias) -> None:
    await office.does(alias, flag("ben", Category.CRITICAL))


async def is_withdrawn(office: Office, alias: Alias) -> None:
    await office.does(alias, cmd.Withdraw(actor=CAST["mira"], door=Door.BUTTON))


async def is_agreed_by_others(office: Office, alias: Alias) -> None:
    for name in ("ben", "chloe", "dev"):
        await office.does(alias, suggest(name))


async def turns_into_an_asker(office: Office, alias: Alias) -> None:
    asker = a_person("aiko", Role.REVIEWER, Role.PEER)
    case = await office.case(alias)
    await office.desk.ask(asker, case.alias, door=Door.MODAL, key=office.fresh_key())


async def runs_out(office: Office, alias: Alias) -> None:
    office.clock.advance(minutes=15)
    await office.does(alias, tick())


async def runs_out_before_the_timer_says_so(office: Office, alias: Alias) -> None:
    office.clock.advance(minutes=15)


@pytest.mark.parametrize(
    "ends",
    [
        gives_back,
        suggests,
        is_stopped,
        is_withdrawn,
        is_agreed_by_others,
        turns_into_an_asker,
        runs_out,
        runs_out_before_the_timer_says_so,
    ],
)
async def test_whose_claim_has_ended_can_claim_elsewhere(
    office: Office, ends: Callable[[Office, Alias], Awaitable[None]]
) -> None:
    kitchen, garden = await office.asked("kitchen"), await office.asked("garden")
    await office.claims(kitchen, "aiko")
    with refused(Why.TOO_MANY_CLAIMS):
        await office.claims(garden, "aiko")

    await ends(office, kitchen)
    await office.claims(garden, "aiko")

    assert await claims_of(office, AIKO, [garden]) == [garden]


async def is_withheld(office: Office, alias: Alias) -> None:
    await office.does(alias, flag("ben"))


async def is_full(office: Office, alias: Alias) -> None:
    await office.claims(alias, "ben", "chloe", "dev")


async def is_closed(office: Office, alias: Alias) -> None:
    await is_agreed_by_others(office, alias)


@pytest.mark.parametrize("spoils", [is_withheld, is_full, is_closed])
async def test_a_refused_claim_leaves_no_ticket_behind(
    office: Office, spoils: Callable[[Office, Alias], Awaitable[None]]
) -> None:
    alias = await office.asked()
    await spoils(office, alias)

    with pytest.raises(UserError):
        await office.claims(alias, "aiko")

    assert not await office.has_ticket(AIKO)


async def test_claiming_what_one_has_already_does_not_lose_the_ticket(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")

    with refused(Why.ALREADY):
        await office.claims(alias, "aiko")

    assert await office.has_ticket(AIKO)


async def test_extending_a_claim_that_is_over_leaves_no_ticket_behind(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await runs_out(office, alias)

    with refused(Why.NO_CLAIM):
        await office.does(alias, extend(AIKO))

    assert not await office.has_ticket(AIKO)


async def test_an_extended_claim_keeps_its_ticket_to_its_new_end(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")

    await office.does(alias, extend(AIKO))

    office.clock.advance(minutes=29)
    assert await office.has_ticket(AIKO)
    office.clock.advance(minutes=1)
    assert not await office.has_ticket(AIKO)


async def test_a_claim_whose_answer_is_lost_keeps_its_ticket(office: Office) -> None:
    alias = await office.asked()
    cases = InterruptedCases(office.stores.cases)
    cases.after_commit.append(_the_answer_is_lost)

    with pytest.raises(StoreAway):
        await office.open_desk(cases=cases).execute(alias, claim(AIKO), key="click")

    assert (await office.case(alias)).claim_of(AIKO.person)
    assert await office.has_ticket(AIKO)


async def test_what_was_saved_is_not_reported_as_lost_because_a_ticket_could_not_go_back(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    desk = office.open_desk(people=KeepingPeople(office.stores.people))

    answer = await desk.execute(alias, give_back(AIKO), key="click")

    assert answer.case == await office.case(alias)
    assert answer.case.claims == ()
    office.clock.advance(minutes=15)
    assert not await office.has_ticket(AIKO)


async def test_a_place_whose_lease_is_over_goes_to_the_next_before_the_timer_says_so(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko", "ben", "chloe")
    office.clock.advance(minutes=15)

    await office.claims(alias, "dev")

    assert _claimers(await office.case(alias)) == ["dev"]


async def test_who_claims_anew_what_just_ran_out_has_a_ticket_for_it(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    office.clock.advance(minutes=15)

    await office.claims(alias, "aiko")

    assert _claimers(await office.case(alias)) == ["aiko"]
    assert await office.has_ticket(AIKO)


def _claimers(case: Case) -> list[str]:
    return [found.person for found in case.claims]


async def _the_answer_is_lost() -> None:
    raise StoreAway("the answer was lost")
