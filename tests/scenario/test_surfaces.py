"""What people see in Slack while a case changes, and while Slack, the store or others get in the way."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.case import Ask, Case, Claim, State
from bot.domain.ids import PersonId
from bot.domain.refusals import withheld_words
from bot.errors import SlackAway, SlackRefused, StoreAway
from tests.scenario.surface_room import HELP, LEADS, MODERATORS, NOOR, TOMAS, Json, SurfaceRoom, surface_room
from tests.unit.handlers.cases import (
    AGREED,
    LENA,
    MIRA,
    NOTE,
    SEALED,
    SETTLED_BY_PEERS,
    case_in,
    review,
)


@pytest.fixture
async def room() -> AsyncIterator[SurfaceRoom]:
    async with surface_room() as room:
        yield room


def now_in(room: SurfaceRoom, state: State, *, revision: int = 1, **changes: object) -> Case:
    """A case of the present, so that lost messages are looked for in the right hours."""
    now = room.clock.now()
    timed: dict[str, object] = {
        "revision": revision,
        "opened_at": changes.pop("opened_at", now.replace(microsecond=0)),
        "asks": (Ask(person=MIRA, at=now, note=NOTE, guess="SEALED-GUESS"),),
    }
    return case_in(state, **timed | changes)


def later(case: Case, **changes: object) -> Case:
    return case.model_copy(update={"revision": case.revision + 1, **changes})


def withheld(case: Case) -> Case:
    changes = {"withheld_from": case.state, "claims": (), "sharing_epoch": 1, "review": review()}
    return later(case, state=State.WITHHELD, **changes)


def agreed(room: SurfaceRoom) -> Case:
    return now_in(room, State.AGREED)


def content_in(messages: list[Json]) -> list[str]:
    shown = json.dumps(messages)
    return [marker for marker in (NOTE, AGREED, *SEALED) if marker in shown]


async def test_a_card_is_posted_once_however_often_it_is_shown(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)

    for _ in range(5):
        await room.show_until_settled(case)

    assert len(await room.seen(HELP)) == 1
    assert len(await room.calls("chat.postMessage")) == 1
    assert await room.calls("chat.update") == []


async def test_fifty_changes_in_a_second_are_at_most_two_updates(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.surfaces.show(case, is_urgent=False)

    for number in range(50):
        claim = Claim(
            person=LENA, at=room.clock.now(), until=room.clock.now() + timedelta(minutes=number + 1)
        )
        case = later(case, claims=(claim,))
        await room.surfaces.show(case, is_urgent=False)
    await room.show_until_settled(case)

    assert len(await room.calls("chat.update")) <= 2
    until = str(int(case.claims[0].until.timestamp()))
    assert until in (await room.seen(HELP))[0]["text"]


async def test_a_post_whose_connection_broke_after_it_took_effect_is_found_and_not_doubled(
    room: SurfaceRoom,
) -> None:
    case = now_in(room, State.OPEN)
    await room.trouble("chat.postMessage", reset="after")

    with pytest.raises(SlackAway):
        await room.surfaces.show(case, is_urgent=False)
    await room.show_until_settled(case)

    assert len(await room.seen(HELP)) == 1
    assert len(await room.calls("chat.postMessage")) == 1


async def test_a_post_whose_connection_broke_before_it_took_effect_is_made_after_all(
    room: SurfaceRoom,
) -> None:
    case = now_in(room, State.OPEN)
    await room.trouble("chat.postMessage", reset="before")

    with pytest.raises(SlackAway):
        await room.surfaces.show(case, is_urgent=False)
    await room.show_until_settled(case)

    assert len(await room.seen(HELP)) == 1


async def test_a_note_in_a_thread_that_nobody_recorded_is_found_there(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    done = later(case, state=State.AGREED, outcome=SETTLED_BY_PEERS)
    await room.trouble("chat.postMessage", reset="after")

    with pytest.raises(SlackAway):
        await room.surfaces.show(done, is_urgent=False)
    await room.show_until_settled(done)

    card = (await room.seen(HELP))[0]
    assert [AGREED in message["text"] for message in await room.seen(HELP, thread=card["ts"])] == [
        False,
        True,
    ]


async def test_a_worker_that_dies_before_it_records_its_post_leaves_no_double(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    room.log.failures = 1

    with pytest.raises(StoreAway):
        await room.surfaces.show(case, is_urgent=False)
    room.surfaces = room.new_worker()
    await room.show_until_settled(case)

    assert len(await room.seen(HELP)) == 1


async def test_a_stop_replaces_every_message_that_people_have(room: SurfaceRoom) -> None:
    asked = now_in(room, State.OPEN, is_widened=True)
    await room.show_until_settled(asked)
    case = later(asked, state=State.AGREED, outcome=SETTLED_BY_PEERS, claims=())
    await room.show_until_settled(case)
    card = (await room.seen(HELP))[0]["ts"]
    before = [*await room.seen(HELP, thread=card), *await room.seen(MIRA, MIRA), *await room.seen(LEADS)]
    assert len(before) == 4
    assert content_in(before) == [AGREED]

    await room.surfaces.show(withheld(case), is_urgent=True)

    after = [*await room.seen(HELP, thread=card), *await room.seen(MIRA, MIRA), *await room.seen(LEADS)]
    assert {message["text"] for message in after} == {withheld_words(withheld(case))}
    assert [len(message["blocks"]) for message in after] == [1] * 4
    assert content_in(after) == []
    await room.show_until_settled(withheld(case))
    assert "Flagged clip 7K3QX-M29TA" in (await room.seen(MODERATORS, NOOR))[0]["text"]


async def test_a_stop_does_not_wait_for_the_second_between_two_updates(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.surfaces.show(case, is_urgent=False)

    assert await room.surfaces.show(withheld(case), is_urgent=True) is None

    assert content_in(await room.seen(HELP)) == []


async def test_a_released_case_is_shown_as_it_was(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    stopped = withheld(case)
    await room.show_until_settled(stopped)

    await room.show_until_settled(later(stopped, state=State.OPEN, review=None))

    assert len(await room.seen(HELP)) == 1
    assert content_in(await room.seen(HELP)) == [NOTE]


async def test_slacks_own_waiting_time_is_passed_on_and_kept(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.surfaces.show(case, is_urgent=False)
    await room.trouble("chat.update", error="ratelimited", retry_after=7)
    case = later(case, claims=(), is_nudged=True)
    room.clock.ahead += timedelta(seconds=2)

    with pytest.raises(SlackAway) as refused:
        await room.surfaces.show(case, is_urgent=True)
    again_at = await room.surfaces.show(case, is_urgent=True)

    assert refused.value.retry_after_seconds == 7
    assert again_at is not None
    assert timedelta(seconds=5) < again_at - room.clock.now() <= timedelta(seconds=7)
    assert len(await room.calls("chat.update")) == 1


async def test_a_stop_that_slacks_limit_keeps_from_changing_a_card_deletes_it(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    await room.trouble("chat.update", times=9, error="ratelimited", retry_after=30)

    await room.surfaces.show(withheld(case), is_urgent=True)

    assert await room.seen(HELP) == []
    assert len(await room.calls("chat.delete")) == 1


async def test_the_moderators_card_is_not_deleted_for_a_limit(room: SurfaceRoom) -> None:
    case = withheld(now_in(room, State.OPEN))
    await room.show_until_settled(case)
    await room.trouble("chat.update", times=9, error="ratelimited", retry_after=30)

    room.clock.ahead += timedelta(seconds=2)
    late = review().model_copy(update={"is_acknowledgement_late": True})
    with pytest.raises(SlackAway):
        await room.surfaces.show(later(case, review=late), is_urgent=False)

    assert len(await room.seen(MODERATORS, NOOR)) == 1


async def test_a_card_that_a_stop_deleted_is_posted_anew_after_the_release(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    await room.trouble("chat.update", error="ratelimited", retry_after=30)
    stopped = withheld(case)
    await room.surfaces.show(stopped, is_urgent=True)
    await room.show_until_settled(stopped)
    assert await room.seen(HELP) == []

    # A new process does not sit out the wait that Slack asked of the old one.
    room.surfaces = room.new_worker()
    await room.show_until_settled(later(stopped, state=State.OPEN, review=None))

    assert content_in(await room.seen(HELP)) == [NOTE]


async def test_a_card_that_somebody_deleted_is_posted_anew(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    await room.delete(HELP, (await room.seen(HELP))[0]["ts"])

    await room.show_until_settled(later(case, claims=()))

    assert len(await room.seen(HELP)) == 1


async def test_a_deleted_card_of_a_withheld_case_stays_deleted(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    await room.delete(HELP, (await room.seen(HELP))[0]["ts"])

    await room.show_until_settled(withheld(case))

    assert await room.seen(HELP) == []


async def test_a_channel_that_refuses_is_told_to_the_operator_and_holds_up_no_other(
    room: SurfaceRoom,
) -> None:
    case = now_in(room, State.NEEDS_LEAD)
    room.surfaces = room.new_worker({"#leads": LEADS})

    with pytest.raises(SlackRefused, match="invite the app there"):
        await room.surfaces.show(case, is_urgent=False)

    assert len(await room.seen(LEADS)) == 1


async def test_an_archived_channel_is_explained(room: SurfaceRoom) -> None:
    await room.trouble("chat.postMessage", error="is_archived")

    with pytest.raises(SlackRefused, match="Unarchive it"):
        await room.surfaces.show(now_in(room, State.OPEN), is_urgent=False)


async def test_content_that_an_older_worker_puts_over_a_stop_does_not_stay(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    stopped = withheld(later(case))
    await room.surfaces.show(stopped, is_urgent=True)

    late = room.new_worker()
    room.clock.ahead += timedelta(seconds=2)
    again_at = await late.show(later(case, claims=()), is_urgent=False)
    await room.show_until_settled(stopped)

    assert again_at is not None
    assert content_in(await room.seen(HELP)) == []


async def test_a_worker_does_nothing_for_a_case_that_has_moved_on(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    await room.show_until_settled(case)
    await room.surfaces.show(withheld(later(case)), is_urgent=True)

    assert await room.surfaces.show(later(case, claims=()), is_urgent=False) is not None

    assert content_in(await room.seen(HELP)) == []


async def test_a_card_that_was_on_its_way_when_the_stop_came_is_taken_back(room: SurfaceRoom) -> None:
    case = now_in(room, State.OPEN)
    stopped = withheld(case)
    await room.trouble("chat.postMessage", delay_seconds=0.5)
    slow = asyncio.create_task(room.new_worker().show(case, is_urgent=False))
    await room.until_recorded(case.alias)

    again_at = await room.surfaces.show(stopped, is_urgent=True)
    await slow
    await room.show_until_settled(stopped)

    assert again_at is not None
    assert content_in(await room.seen(HELP)) == []


async def test_an_intent_without_a_message_is_forgotten_when_no_call_can_be_on_its_way(
    room: SurfaceRoom,
) -> None:
    case = now_in(room, State.OPEN)
    await room.trouble("chat.postMessage", reset="before")
    with pytest.raises(SlackAway):
        await room.surfaces.show(case, is_urgent=False)

    await room.show_until_settled(withheld(case))

    assert [name for name in await room.log.shown(case.alias) if name.startswith("help_card")] == []


async def test_a_case_asked_about_again_gets_a_new_card_and_the_old_one_says_so(room: SurfaceRoom) -> None:
    case = agreed(room)
    await room.show_until_settled(case)

    again = later(case, state=State.OPEN, round=2, opened_at=room.clock.now() + timedelta(hours=1))
    await room.show_until_settled(again)

    old, new = sorted(await room.seen(HELP), key=lambda message: str(message["ts"]))
    assert "out of date" in old["text"]
    assert NOTE in new["text"]
    assert AGREED not in json.dumps(await room.seen(HELP, thread=old["ts"]))


async def test_a_reminder_goes_away_with_its_claim(room: SurfaceRoom) -> None:
    claim = Claim(person=LENA, at=room.clock.now(), until=room.clock.now(), is_reminded=True)
    case = now_in(room, State.OPEN, claims=(claim,))
    await room.show_until_settled(case)
    assert "Still on clip" in (await room.seen(LENA, LENA))[0]["text"]

    await room.show_until_settled(later(case, claims=()))

    assert await room.seen(LENA, LENA) == []


async def test_an_asker_who_left_the_workspace_holds_up_nobody(room: SurfaceRoom) -> None:
    gone, here = (Ask(person=PersonId(person), at=room.clock.now()) for person in ("U0NOBODY99", TOMAS))

    await room.show_until_settled(now_in(room, State.UNRESOLVED, asks=(gone, here)))

    assert len(await room.seen(TOMAS, TOMAS)) == 1
