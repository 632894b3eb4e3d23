"""How a clip becomes a case, what one commit holds, and who may look."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain import commands as cmd
from bot.domain.access import Actor, Role, Standing
from bot.domain.case import Case, Category, Clip, Door, State
from bot.domain.events import Asked
from bot.domain.evolve import replay
from bot.domain.ids import Alias, PersonId, alias_of, show_alias
from bot.errors import AnnotationStoreAway, Why
from bot.ports import Commit, Result
from tests.contract.services.office import ALIAS_KEY, Office, flag, suggest
from tests.contract.store.making import ENGLISH, HEARD, REFERENCE, HandClock, Stores
from tests.unit.domain.builders import CAST, refused

MIRA = CAST["mira"]
NOBODY = Alias("0000000000")


async def put_under(stores: Stores, clock: HandClock, alias: Alias, reference: str) -> None:
    """A case of another clip stands under this alias already."""
    clip = Clip(store="sql", reference=reference, language=ENGLISH, duration_seconds=1.0, version="1")
    asked = Asked(by=PersonId("noor"), at=clock.now(), door=Door.MODAL, clip=clip)
    after = replay(Case(alias=alias, clip=clip), [asked]).model_copy(update={"revision": 1})
    result = Result(alias=alias, revision=1)
    await stores.cases.commit(
        Commit(before=None, after=after, events=(asked,), key=f"other {alias}", result=result)
    )


async def test_a_clip_by_its_reference_and_by_its_alias_is_the_same_case(office: Office) -> None:
    alias = await office.asked(REFERENCE, by="mira")

    by_alias = await office.asks(show_alias(alias).lower(), by="noor")

    assert by_alias == alias
    assert (await office.case(alias)).askers == ("mira", "noor")


async def test_a_clip_has_the_same_alias_however_often_it_is_asked_about(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, cmd.Withdraw(actor=MIRA, door=Door.BUTTON))

    again = await office.asks(by="noor")

    assert again == alias == alias_of(ALIAS_KEY, "sql", REFERENCE)


async def test_a_withheld_clip_stays_withheld_however_it_comes_back(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, flag("aiko"))

    for typed in (REFERENCE, alias, show_alias(alias)):
        with refused(Why.WITHHELD):
            await office.asks(typed, by="noor")


@pytest.mark.parametrize("collisions", [1, 4])
async def test_a_clip_whose_alias_is_taken_gets_the_next_characters(office: Office, collisions: int) -> None:
    for attempt in range(collisions):
        taken = alias_of(ALIAS_KEY, "sql", REFERENCE, attempt=attempt)
        await put_under(office.stores, office.clock, taken, f"other-{attempt}")

    alias = await office.asked(REFERENCE)

    assert alias == alias_of(ALIAS_KEY, "sql", REFERENCE, attempt=collisions)
    assert (await office.case(alias)).clip.reference == REFERENCE
    for attempt in range(collisions):
        other = await office.case(alias_of(ALIAS_KEY, "sql", REFERENCE, attempt=attempt))
        assert (other.askers, other.clip.reference) == (("noor",), f"other-{attempt}")


async def test_asking_again_after_a_collision_joins_the_right_case(office: Office) -> None:
    await put_under(office.stores, office.clock, alias_of(ALIAS_KEY, "sql", REFERENCE), "other")
    alias = await office.asked(REFERENCE, by="mira")

    assert await office.asks(REFERENCE, by="noor") == alias
    assert (await office.case(alias)).askers == ("mira", "noor")


@pytest.mark.parametrize("typed", ["no such clip", "", "a\nb", "x" * 501, "0000000000"])
async def test_a_clip_that_the_store_does_not_know_cannot_be_asked_about(office: Office, typed: str) -> None:
    with refused(Why.UNKNOWN_CLIP):
        await office.asks(typed)


async def test_an_ask_while_the_annotation_store_is_away_changes_nothing(office: Office) -> None:
    office.annotations.is_away = True

    with pytest.raises(AnnotationStoreAway):
        await office.asks(REFERENCE)

    assert await office.stores.cases.open_cases(ENGLISH, limit=10) == []


def looking(who: Actor) -> dict[str, Callable[[Office], Awaitable[object]]]:
    return {
        "look": lambda office: office.desk.look(who, NOBODY),
        "compare": lambda office: office.desk.compare(who, NOBODY),
        "queue": lambda office: office.desk.queue(who, None),
        "mine": lambda office: office.desk.mine(who),
        "reviews": lambda office: office.desk.reviews(who),
        "claim next": lambda office: office.desk.claim_next(who, door=Door.SLASH_COMMAND, key="k"),
        "take next": lambda office: office.desk.take_next(who, door=Door.SLASH_COMMAND, key="k"),
        "ask": lambda office: office.desk.ask(who, REFERENCE, door=Door.MODAL, key="k"),
        "reopen": lambda office: office.desk.reopen(who, NOBODY, door=Door.BUTTON, key="k"),
    }


GUEST = Actor(person=PersonId("gast"), standing=Standing.GUEST, roles=frozenset(Role))
STRANGER = Actor(person=PersonId("fremd"), roles=frozenset(Role))
WITHOUT_ROLE = Actor(person=PersonId("neu"), standing=Standing.MEMBER)


@pytest.mark.parametrize("door", looking(GUEST))
@pytest.mark.parametrize(
    ("who", "why"),
    [(GUEST, Why.NOT_A_MEMBER), (STRANGER, Why.UNKNOWN_PERSON), (WITHOUT_ROLE, Why.NOT_ALLOWED)],
    ids=["guest", "stranger", "without role"],
)
async def test_whoever_may_do_nothing_may_not_look_either(
    memory_office: Office, door: str, who: Actor, why: Why
) -> None:
    with refused(why):
        await looking(who)[door](memory_office)


async def test_reviews_are_for_moderators_and_comparing_for_leads(office: Office) -> None:
    alias = await office.asked()
    await office.disagrees(alias)

    with refused(Why.NOT_ALLOWED):
        await office.desk.reviews(CAST["lena"])
    with refused(Why.NOT_ALLOWED):
        await office.desk.compare(CAST["aiko"], alias)
    assert await office.desk.compare(CAST["lena"], alias) == await office.case(alias)


async def test_an_alias_that_nobody_knows_is_refused_at_every_door(office: Office) -> None:
    for act in (
        lambda: office.does(NOBODY, suggest("aiko")),
        lambda: office.does(NOBODY, flag("aiko")),
        lambda: office.desk.look(CAST["aiko"], NOBODY),
        lambda: office.desk.compare(CAST["lena"], NOBODY),
        lambda: office.desk.reopen(MIRA, NOBODY, door=Door.BUTTON, key="k"),
        lambda: office.desk.listen(CAST["aiko"], NOBODY, door=Door.BUTTON, key="k"),
    ):
        with refused(Why.UNKNOWN_CASE):
            await act()


async def test_the_third_voice_and_the_agreement_are_one_commit(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, suggest("aiko"))
    await office.does(alias, suggest("ben"))

    answer = await office.does(alias, suggest("chloe"))

    assert answer.result.happened == ("suggested", "agreed")
    assert (answer.case.revision, answer.case.state) == (4, State.AGREED)
    assert answer.case.outcome
    assert answer.case.outcome.text == HEARD


async def test_the_voice_that_ends_the_hope_and_the_call_for_a_lead_are_one_commit(office: Office) -> None:
    alias = await office.asked()

    await office.disagrees(alias)

    case = await office.case(alias)
    assert (case.state, case.revision) == (State.NEEDS_LEAD, 5)


async def test_a_reopened_case_comes_to_an_outcome_of_the_next_number(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    await office.reconciler.settle_all()
    await office.desk.reopen(MIRA, alias, door=Door.BUTTON, key="reopen")

    await office.agrees(alias, "turn the kitchen light on")
    await office.reconciler.settle_all()

    case = await office.case(alias)
    assert case.outcome
    assert (case.outcome.number, case.state) == (2, State.WRITTEN)
    assert await office.world.written(REFERENCE) == [HEARD, "turn the kitchen light on"]


async def test_a_reopened_case_has_the_clip_as_the_store_has_it_now(office: Office) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    await office.world.somebody_edits(REFERENCE, "turn the kitchen off")
    await office.reconciler.settle_all()

    answer = await office.desk.reopen(MIRA, alias, door=Door.BUTTON, key="reopen")

    assert answer.case.clip == await office.world.store.clip(REFERENCE)


async def test_a_link_is_bound_to_the_present_sharing_and_dies_with_it(office: Office) -> None:
    alias = await office.asked()
    path = await office.desk.listen(CAST["aiko"], alias, door=Door.BUTTON, key="listen")
    _, of_alias, secret = path.split("/")

    assert of_alias == alias
    assert await office.stores.links.peek_link(alias, secret)
    await office.does(alias, flag("ben", Category.OTHER))
    assert await office.stores.links.peek_link(alias, secret) is None
    await office.releases(alias)
    assert await office.stores.links.peek_link(alias, secret) is None


async def test_no_link_is_made_for_a_withheld_clip_even_if_the_click_was_answered_before(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.desk.listen(CAST["aiko"], alias, door=Door.BUTTON, key="listen")
    await office.does(alias, flag("ben", Category.OTHER))

    with refused(Why.WITHHELD):
        await office.desk.listen(CAST["aiko"], alias, door=Door.BUTTON, key="listen")
