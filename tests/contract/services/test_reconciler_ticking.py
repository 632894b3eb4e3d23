"""Deadlines: a tick does what is due by then, and the next one is set."""

from datetime import timedelta

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Door, State
from bot.domain.ids import Alias
from bot.domain.tick import next_deadline
from bot.errors import StoreAway
from bot.policy import QuietRules
from bot.services.reconciler import LEASE
from tests.contract.services.office import Office, claim, flag
from tests.fakes.stores import InterruptedCases
from tests.unit.domain.builders import CAST, POLICY

AIKO = CAST["aiko"]


async def after(office: Office, **time: float) -> None:
    office.clock.advance(**time)
    await office.reconciler.settle_all()


async def to_next_deadline(office: Office, alias: Alias) -> None:
    """Just to it; whether anything happens then is the timer's to show."""
    deadline = next_deadline(await office.case(alias), office.policy)
    assert deadline is not None
    office.clock.at = deadline
    await office.reconciler.settle_all()


async def test_a_claim_is_reminded_and_then_ends_and_its_place_is_shown_as_free(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()

    await after(office, minutes=10)
    assert [found.is_reminded for found in (await office.case(alias)).claims] == [True]
    await after(office, minutes=5)

    assert (await office.case(alias)).claims == ()
    assert office.surfaces.board[alias].claims == ()
    assert not await office.has_ticket(AIKO)


async def test_nothing_happens_a_moment_before_a_deadline(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()
    before = await office.case(alias)

    await after(office, minutes=9, seconds=59)

    assert await office.case(alias) == before


async def test_each_tick_sets_the_next_until_the_quiet_case_is_closed(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()

    seen = []
    for _ in range(3):
        await to_next_deadline(office, alias)
        case = await office.case(alias)
        seen.append((case.is_nudged, case.is_widened, case.state))

    assert seen == [
        (True, False, State.OPEN),
        (True, True, State.OPEN),
        (True, True, State.UNRESOLVED),
    ]
    assert office.surfaces.board[alias].state is State.UNRESOLVED
    await after(office, days=30)
    assert (await office.case(alias)).revision == 4


async def test_after_a_long_pause_one_tick_does_all_that_is_due(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()

    await after(office, minutes=61)

    case = await office.case(alias)
    assert (case.is_nudged, case.is_widened, case.revision) == (True, True, 2)


async def test_a_deadline_that_moves_away_is_not_kept(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()
    office.clock.advance(minutes=9)
    await office.does(alias, cmd.ExtendClaim(actor=AIKO, door=Door.BUTTON))

    await after(office, minutes=9)

    assert [found.is_reminded for found in (await office.case(alias)).claims] == [False]


async def test_a_case_that_closes_has_no_deadline_left(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    await office.reconciler.settle_all()
    before = await office.case(alias)

    office.clock.advance(days=30)

    assert await office.reconciler.settle_all() == 0
    assert await office.case(alias) == before


async def test_a_timer_set_under_a_less_patient_policy_comes_too_early_and_then_again_in_time(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()
    office.policy = POLICY.model_copy(update={"quiet": QuietRules(nudge_after_minutes=30)})
    office.desk = office.open_desk()
    office.reconciler = office.open_reconciler()

    await after(office, minutes=15)
    assert not (await office.case(alias)).is_nudged
    await after(office, minutes=15)

    assert (await office.case(alias)).is_nudged


async def test_a_review_that_nobody_takes_is_late_after_its_clock_and_a_second_time_after_a_day(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.does(alias, flag("aiko"))
    await office.reconciler.settle_all()

    await after(office, minutes=15)
    review = (await office.case(alias)).review
    assert review
    assert (review.is_acknowledgement_late, review.is_outcome_late) == (True, False)

    await after(office, hours=24)
    review = (await office.case(alias)).review
    assert review
    assert review.is_outcome_late


async def test_a_tick_whose_worker_was_killed_after_its_commit_happens_once(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()
    office.clock.advance(minutes=15)
    (lease,) = await office.stores.due.claim_due(limit=1, lease=LEASE)
    # What the killed worker still did: it decided and saved, and never settled.
    key = f"tick:{alias}:2:{lease.token}"
    await office.does(alias, cmd.Tick(actor=SYSTEM_ACTOR, door=Door.TIMER), key=key)

    await after(office, seconds=LEASE.total_seconds())

    case = await office.case(alias)
    assert (case.claims, case.revision) == ((), 3)
    await after(office, minutes=45)
    assert (await office.case(alias)).is_widened


async def test_a_tick_that_is_overtaken_by_a_claim_still_does_what_is_due(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()
    office.clock.advance(minutes=15)
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.append(lambda: office.does(alias, claim(CAST["ben"])))
    office.desk = office.open_desk(cases=cases)
    worker = office.open_reconciler()
    office.desk = office.open_desk()

    await worker.settle_all()

    assert [found.person for found in (await office.case(alias)).claims] == ["ben"]
    assert office.clock.now() + timedelta(minutes=15) == (await office.case(alias)).claims[0].until


async def test_a_tick_that_cannot_be_saved_is_tried_again(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await office.reconciler.settle_all()
    office.clock.advance(minutes=15)
    cases = InterruptedCases(office.stores.cases)
    cases.before_commit.append(_away)
    office.desk = office.open_desk(cases=cases)
    worker = office.open_reconciler()
    await worker.settle_all()

    office.clock.advance(seconds=1)
    await worker.settle_all()

    assert (await office.case(alias)).claims == ()


async def _away() -> None:
    raise StoreAway("the store is away")
