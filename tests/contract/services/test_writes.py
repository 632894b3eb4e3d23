"""`python -m bot writes`: what is on its way into the store, why it is late, and how it came about."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from bot.domain.case import Category, State, Variant
from bot.domain.ids import Alias, show_alias
from bot.ports import Kind
from bot.services.write_back import report_of
from bot.writes import Books, list_writes, retry, retry_all, show
from storage.annotations.sql_tables import annotations, answers
from tests.contract.services.office import PSEUDONYM_KEY, Office, flag
from tests.contract.store.making import HEARD, REFERENCE
from tests.unit.domain.builders import CAST


@pytest.fixture
def books(office: Office) -> Books:
    return Books(
        due=office.stores.due,
        cases=office.stores.cases,
        annotations=office.world.store,
        log=office.stores.log,
        desk=office.desk,
        pseudonym_key=PSEUDONYM_KEY,
    )


async def an_agreed_case(office: Office) -> Alias:
    alias = await office.asked()
    await office.agrees(alias)
    return alias


async def a_parked_write(office: Office) -> Alias:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    await office.reconciler.settle_all()
    office.clock.advance(hours=office.policy.write.park_after_hours)
    await office.reconciler.settle_all()
    office.annotations.is_away = False
    return alias


async def shown(books: Books, alias: Alias, *, has_text: bool = False) -> dict[str, str]:
    told = await show(books, alias, has_text=has_text)
    return {line[:14].strip(): line[15:] for line in told.lines}


async def test_a_write_that_waits_is_listed_with_its_attempts_its_error_and_its_next_try(
    office: Office, books: Books
) -> None:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    await office.reconciler.settle_all()

    line, counts = (await list_writes(books)).lines

    (waiting,) = await office.stores.due.waiting(Kind.WRITE, limit=1)
    assert line.startswith(f"pending  {show_alias(alias)}     1 attempts")
    assert f"next {waiting.due_at:%Y-%m-%d %H:%M:%S}" in line
    assert "outcome 1" in line
    assert line.endswith("AnnotationStoreAway: the annotation store is away for a while")
    assert counts == "0 parked, 1 pending."


async def test_a_parked_write_is_listed_until_it_is_retried(office: Office, books: Books) -> None:
    alias = await a_parked_write(office)
    line, counts = (await list_writes(books)).lines

    told = await retry(books, alias)
    await office.reconciler.settle_all()

    assert line.startswith(f"parked   {show_alias(alias)}     2 attempts  next when retried")
    assert counts == "1 parked, 0 pending."
    assert told.code == 0
    assert (await list_writes(books)).lines == ["0 parked, 0 pending."]
    assert (await office.case(alias)).state is State.WRITTEN


async def test_a_write_that_waits_for_its_next_try_can_be_tried_now(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)
    office.annotations.is_away = True
    await office.reconciler.settle_all()
    office.annotations.is_away = False

    assert (await retry(books, alias)).code == 0
    await office.reconciler.settle_all()

    assert (await office.case(alias)).state is State.WRITTEN


async def test_all_that_is_parked_can_be_retried_at_once(office: Office, books: Books) -> None:
    alias = await a_parked_write(office)

    assert (await retry_all(books)).lines == ["1 are tried again now."]
    await office.reconciler.settle_all()

    assert (await office.case(alias)).state is State.WRITTEN


async def test_what_is_written_already_cannot_be_retried(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    assert (await retry(books, alias)).code == 1
    assert (await office.stores.due.waiting(Kind.WRITE, limit=1)) == []


async def test_an_outcome_is_shown_with_its_provenance_and_without_speech(
    office: Office, books: Books
) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    told = await show(books, alias)

    facts = await shown(books, alias)
    assert facts["clip"] == show_alias(alias)
    assert facts["state"] == "written, case written"
    assert facts["people"].count("p-") == 3
    assert facts["disagreement"] == " ".join(["0.00"] * len(HEARD.split()))
    assert facts["in the store"] == "as it was written"
    assert not any(
        word in line for line in told.lines for word in ("kitchen", "lights", "aiko", "ben", "chloe")
    )


async def test_the_text_is_shown_when_it_is_asked_for(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)

    assert (await shown(books, alias, has_text=True))["text"] == HEARD


async def test_the_text_of_a_withheld_clip_is_not_shown(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)
    await office.does(alias, flag("olga", Category.OTHER))

    assert (await shown(books, alias, has_text=True))["text"] == "withheld"


async def test_a_later_edit_by_a_person_is_noticed(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    async with office.world.engine.begin() as connection:
        await connection.execute(update(annotations).values(text="something else"))

    assert (await shown(books, alias))["in the store"] == "edited by somebody since"


async def test_an_outcome_that_the_store_has_lost_is_noticed(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    async with office.world.engine.begin() as connection:
        await connection.execute(delete(annotations))
        await connection.execute(delete(answers))

    assert (await shown(books, alias))["in the store"] == "missing: the store has lost it"


async def test_an_outcome_that_a_person_took_out_is_told_from_a_lost_one(
    office: Office, books: Books
) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    await office.world.somebody_removes_ours(REFERENCE)

    assert (await shown(books, alias))["in the store"] == "missing: somebody may have removed it"


async def test_a_store_of_another_kind_says_only_whether_it_has_the_outcome(
    office: Office, books: Books
) -> None:
    alias = await an_agreed_case(office)
    await office.reconciler.settle_all()

    facts = await shown(replace(books, annotations=office.annotations), alias)

    assert facts["in the store"] == "there"


async def test_an_outcome_that_is_not_written_yet_is_not_looked_for(office: Office, books: Books) -> None:
    alias = await an_agreed_case(office)

    assert (await shown(books, alias))["in the store"] == "not looked up"


async def test_the_store_is_told_what_share_of_people_heard_each_word_otherwise(office: Office) -> None:
    case = await office.case(await an_agreed_case(office))
    assert case.outcome is not None
    first, *rest = case.outcome.words
    other = Variant(text="burn", people=(CAST["dev"].person,))
    disputed = first.model_copy(update={"others": (other,)})

    report = report_of(
        case, case.outcome.model_copy(update={"words": (disputed, *rest)}), pseudonym_key=PSEUDONYM_KEY
    )

    assert [word for word, _ in report.words] == HEARD.split()
    assert report.disagreement == (0.25, *[0.0] * len(rest))


async def test_a_clip_without_an_outcome_says_so(office: Office, books: Books) -> None:
    assert (await show(books, await office.asked())).code == 1
