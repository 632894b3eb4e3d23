"""What people write in channels, looked at over real indexes and a real desk."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.case import Category, State
from bot.domain.events import Happened
from bot.domain.ids import Alias
from bot.domain.leak import Where
from bot.domain.leak_traces import Recording
from bot.domain.leaked import LeakKind
from bot.policy import LeakRules, OnLeak
from bot.ports import Kind
from tests.contract.services.listening import CARD, ELSEWHERE, LINK, TEXT, Listening, agreed, says
from tests.contract.services.office import Office, flag
from tests.contract.store.making import REFERENCE
from tests.unit.domain.builders import ENGLISH, POLICY


@pytest.fixture
def listening(office: Office) -> Listening:
    return Listening(office)


async def test_an_agreed_text_is_known_again_until_its_time_is_over(listening: Listening) -> None:
    alias = await agreed(listening.office)

    await listening.hears(says(f"haha {TEXT}"))
    listening.office.clock.advance(days=8)
    await listening.hears(says(TEXT, ts="3.0"))

    assert await listening.kinds(alias) == [LeakKind.QUOTE]


async def test_a_withheld_text_is_still_known_again(listening: Listening) -> None:
    alias = await agreed(listening.office)
    await listening.office.does(alias, flag("aiko"))
    await listening.office.reconciler.settle_all()

    await listening.hears(says(TEXT))

    assert await listening.kinds(alias) == [LeakKind.QUOTE]


async def test_what_happens_in_the_thread_of_a_stopped_clip_has_its_copies_counted_at_once(
    listening: Listening,
) -> None:
    office, thread = listening.office, "1700000000.000100"
    alias = await agreed(office)
    await office.stores.leaks.keep_place(CARD, alias)
    await listening.hears(says("a kettle?", channel="C0HELP", thread_ts=thread))
    assert await office.reconciler.settle_all() == 0
    await office.does(alias, flag("aiko"))
    await office.reconciler.settle_all()

    await listening.hears(says("no idea", channel="C0HELP", thread_ts=thread))
    counted = await office.reconciler.settle_all()
    await listening.leaks.gone("C0HELP/2.0", thread=CARD, delivery="gone")
    counted_again = await office.reconciler.settle_all()

    assert (counted, counted_again) == (1, 1)


async def test_of_an_erased_clip_no_print_is_left(listening: Listening) -> None:
    alias = await agreed(listening.office)
    case = await listening.office.case(alias)

    await listening.office.recall.remember(case.model_copy(update={"state": State.ERASED}))

    await listening.hears(says(TEXT))
    assert await listening.kinds(alias) == []


async def test_a_link_to_a_card_a_place_in_its_thread_and_a_link_to_the_player_lead_to_the_case(
    listening: Listening,
) -> None:
    alias = await agreed(listening.office)
    await listening.office.stores.leaks.keep_place(CARD, alias)

    await listening.hears(says(TEXT, channel="C0HELP", thread_ts="1700000000.000100"))
    assert await listening.kinds(alias) == []

    await listening.hears(says(links=(LINK,)))
    await listening.hears(says(ts="3.0", links=(f"https://ear.example/listen/{alias}/secret",)))
    assert await listening.kinds(alias) == [LeakKind.LINK, LeakKind.LINK]


async def test_a_recording_is_known_by_the_reference_in_the_store_and_by_the_alias(
    listening: Listening,
) -> None:
    alias = await listening.office.asked()
    for number, name in enumerate((f"{REFERENCE}", f"{alias}.mp3", "holiday pictures.wav")):
        await listening.hears(says(ts=f"{number}.0", recordings=(Recording(names=(name,)),)))

    assert await listening.kinds(alias) == [LeakKind.UPLOAD, LeakKind.UPLOAD]


async def test_a_recording_of_the_length_of_a_clip_is_one_as_long_as_the_clip_is_open(
    listening: Listening,
) -> None:
    help_channel = Where(languages=frozenset({ENGLISH}))
    alias = await listening.office.asked()
    await listening.office.reconciler.settle_all()
    upload = says(recordings=(Recording(names=("a.wav",), seconds=2.52),))

    await listening.hears(upload, help_channel)
    assert await listening.kinds(alias) == [LeakKind.UPLOAD]

    await listening.office.agrees(alias, TEXT)
    await listening.office.reconciler.settle_all()
    await listening.hears(upload.model_copy(update={"ts": "3.0"}), help_channel)
    assert await listening.kinds(alias) == [LeakKind.UPLOAD]
    assert not await listening.office.stores.leaks.cases_as_long(ENGLISH, 2.5, apart=1)


async def test_an_edit_ends_what_it_took_out_and_keeps_the_rest(listening: Listening) -> None:
    alias = await agreed(listening.office)
    other = await listening.office.asked("recordings/other.wav")
    await listening.office.stores.leaks.keep_place(CARD, other)
    await listening.hears(says(TEXT, links=(LINK,)))

    await listening.hears(says(TEXT), is_edit=True)

    assert await listening.kinds(alias) == [LeakKind.QUOTE]
    assert await listening.kinds(other) == []


async def test_of_a_message_that_leaks_several_clips_its_author_is_asked_once(listening: Listening) -> None:
    one = await agreed(listening.office)
    other = await listening.office.asked("recordings/other.wav")
    await listening.office.stores.leaks.keep_place(CARD, other)

    await listening.hears(says(TEXT, links=(LINK,)))

    asked = [leak.is_asked for alias in (one, other) for leak in (await listening.office.case(alias)).leaks]
    assert sorted(asked) == [False, True]


async def test_the_same_delivery_again_changes_nothing_and_a_deletion_ends_it(listening: Listening) -> None:
    alias = await agreed(listening.office)
    for _ in range(2):
        await listening.leaks.look(says(TEXT), ELSEWHERE, delivery="the same", told_at=1.0, is_edit=False)
    noticed = (await listening.office.case(alias)).revision

    for _ in range(2):
        await listening.leaks.gone("C0LUNCH/2.0", thread=None, delivery="another")

    assert (await listening.office.case(alias)).revision == noticed + 1
    assert await listening.kinds(alias) == []


async def test_a_message_whose_deletion_is_heard_of_first_leaves_no_open_leak(listening: Listening) -> None:
    alias = await agreed(listening.office)
    await listening.leaks.gone("C0LUNCH/2.0", thread=None, delivery="the end")

    await listening.hears(says(TEXT))

    case = await listening.office.case(alias)
    assert [leak.gone_at is not None for leak in case.leaks] == [True]


async def test_a_message_and_its_deletion_at_once_leave_no_open_leak(listening: Listening) -> None:
    alias = await agreed(listening.office)

    await asyncio.gather(
        listening.hears(says(TEXT)), listening.leaks.gone("C0LUNCH/2.0", thread=None, delivery="the end")
    )

    assert await listening.kinds(alias) == []


async def test_an_older_edit_that_is_heard_of_late_changes_nothing(listening: Listening) -> None:
    alias = await agreed(listening.office)
    other = await listening.office.asked("recordings/other.wav")
    await listening.office.stores.leaks.keep_place(CARD, other)
    await listening.hears(says(TEXT), told_at=1.0)

    await listening.hears(says(TEXT), is_edit=True, told_at=3.0)
    await listening.hears(says("never mind", links=(LINK,)), is_edit=True, told_at=2.0)
    await listening.hears(says(TEXT, links=(LINK,)), told_at=1.0)

    assert await listening.kinds(alias) == [LeakKind.QUOTE]
    assert await listening.kinds(other) == []


async def test_of_two_edits_at_once_the_later_one_holds(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    alias = await agreed(listening.office)
    await listening.hears(says(TEXT), told_at=1.0)

    later: list[asyncio.Task[None]] = []
    leaks_at = listening.office.stores.leaks.leaks_at

    async def meanwhile(place: str) -> frozenset[Alias]:
        if not later:
            later.append(asyncio.create_task(listening.hears(says(TEXT), is_edit=True, told_at=3.0)))
            await asyncio.wait(later, timeout=0.2)  # it ends by then if it does not wait for its turn
        return await leaks_at(place)

    monkeypatch.setattr(listening.office.stores.leaks, "leaks_at", meanwhile)
    await listening.hears(says("never mind"), is_edit=True, told_at=2.0)
    await asyncio.gather(*later)

    assert await listening.kinds(alias) == [LeakKind.QUOTE]


async def test_a_policy_that_flags_stops_the_clip(office: Office) -> None:
    strict = POLICY.model_copy(update={"leaks": LeakRules(quote=OnLeak.FLAG)})
    office = replace(office, policy=strict)
    alias = await agreed(office)

    await Listening(office).hears(says(TEXT))

    case = await office.case(alias)
    assert (case.state, case.gravest) == (State.WITHHELD, Category.MISUSE)
    due = await office.stores.due.waiting(Kind.STOP, limit=10)
    assert [work.alias for work in due] == [alias]


async def test_a_leak_of_a_withheld_clip_has_its_copies_counted_again(listening: Listening) -> None:
    alias = await agreed(listening.office)
    await listening.office.does(alias, flag("aiko"))
    await listening.office.reconciler.settle_all()
    listening.office.clock.advance(hours=1)
    await listening.office.reconciler.settle_all()
    assert await listening.office.stores.due.waiting(Kind.RECEIPT, limit=10) == []

    await listening.hears(says(TEXT))

    waiting = await listening.office.stores.due.waiting(Kind.RECEIPT, limit=10)
    assert [work.alias for work in waiting] == [alias]


def test_no_event_of_a_leak_has_room_for_content() -> None:
    kinds = {kind.__name__: set(kind.model_fields) for kind in Happened.__subclasses__()}

    stamped = {"kind", "by", "at", "door", "place"}
    assert kinds["LeakNoticed"] == stamped | {"leak", "person", "is_asked", "traces"}
    assert kinds["LeakGone"] == kinds["LeakCleared"] == stamped
