"""A panic at the desk: nothing is shared from the moment of its answer, and everything that follows it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field

import pytest

from bot.domain.case import Category, Door, State
from bot.domain.ids import Alias
from bot.domain.panic import Panic
from bot.errors import SlackAway, StoreAway, UserError, Why
from bot.ports import Kind
from bot.review_ports import PanicStore
from bot.services.reconciler import LEASE
from bot.services.sweep import Sweep
from storage.redis.client import Argument, Reply, Server
from storage.redis.panics import RedisPanicStore
from tests.contract.services.office import Office, claim, flag, suggest
from tests.unit.domain.builders import CAST, refused

MORITZ, NADIA = CAST["moritz"], CAST["nadia"]


@dataclass
class Board:
    """The port `PanicNotices`, with a list in place of Slack's channels."""

    told: list[Panic] = field(default_factory=list)
    is_away: bool = False

    async def tell(self, panic: Panic) -> None:
        if self.is_away:
            raise SlackAway("Slack is away")
        self.told.append(panic)


@dataclass
class Watch:
    """The office, and the round that a bot makes every second."""

    office: Office
    board: Board = field(default_factory=Board)

    def sweep(self) -> Sweep:
        stores = self.office.stores
        return Sweep(
            panics=stores.panics,
            cases=stores.cases,
            due=stores.due,
            agreed=stores.agreed,
            notices=self.board,
            policy=self.office.policy,
        )


class DyingServer(Server):
    """A server that is gone when a switch is to be spread."""

    async def run_each(
        self, name: str, calls: Sequence[tuple[Sequence[str], Sequence[Argument]]]
    ) -> list[Reply]:
        if name == "spread_panic":
            raise StoreAway("killed before it was spread")
        return await super().run_each(name, calls)


def cut_off(panics: PanicStore) -> PanicStore:
    """The store of a bot that dies between the switch and its spreading; in memory there is no between."""
    if isinstance(panics, RedisPanicStore):
        panics = copy(panics)
        panics._server = DyingServer(panics._server._redis)
    return panics


async def stop(office: Office, target: str = "all", *, key: str = "") -> list[Panic]:
    key = key or office.fresh_key()
    return await office.desk.panics.start(MORITZ, target, door=Door.SLASH_COMMAND, key=key)


async def resume(office: Office, target: str = "") -> None:
    for actor in (MORITZ, NADIA):
        key = office.fresh_key()
        await office.desk.panics.resume(actor, target, door=Door.SLASH_COMMAND, key=key)


async def listen(office: Office, alias: Alias, name: str = "aiko") -> str:
    key = office.fresh_key()
    return (await office.desk.listen(CAST[name], alias, door=Door.BUTTON, key=key)).rpartition("/")[2]


async def test_no_link_is_given_while_it_lasts_and_new_ones_after_it(office: Office) -> None:
    alias = await office.asked()
    await stop(office)

    with refused(Why.SHARING_STOPPED):
        await listen(office, alias)
    await resume(office)

    secret = await listen(office, alias)
    assert await office.stores.links.peek_link(alias, secret)


async def test_links_that_were_open_are_dead_and_stay_dead(office: Office) -> None:
    alias = await office.asked()
    secret = await listen(office, alias)
    other = await listen(office, alias, "ben")

    await stop(office)
    assert await office.stores.links.peek_link(alias, secret) is None
    await resume(office)

    assert await office.stores.links.peek_link(alias, other) is None


async def test_new_asks_are_refused_kindly_also_for_clips_never_seen_before(office: Office) -> None:
    await office.adds("recordings/fresh.wav")
    await stop(office)

    with refused(Why.SHARING_STOPPED, saying="please come back"):
        await office.asks("recordings/fresh.wav")


async def test_whatever_was_under_way_ends_at_the_desk_and_flags_go_on(office: Office) -> None:
    alias = await office.asked()
    await office.claims(alias, "aiko")
    await stop(office)

    for command in (claim(CAST["ben"]), suggest("aiko")):
        with refused(Why.SHARING_STOPPED):
            await office.does(alias, command)
    await office.does(alias, flag("ben", Category.OTHER))

    assert (await office.case(alias)).state is State.WITHHELD


async def test_no_ticket_is_lost_by_a_claim_that_a_panic_refused(office: Office) -> None:
    alias = await office.asked()
    await stop(office)

    with pytest.raises(UserError):
        await office.does(alias, claim(CAST["aiko"]))

    assert not await office.has_ticket(CAST["aiko"])


async def test_a_lead_cannot_compare_voices_while_it_lasts(office: Office) -> None:
    alias = await office.asked()
    await office.disagrees(alias)
    await stop(office)

    with refused(Why.SHARING_STOPPED):
        await office.desk.compare(CAST["lena"], alias)


async def test_one_help_channel_is_stopped_by_its_name(office: Office) -> None:
    alias = await office.asked()

    (panic,) = await stop(office, "#HELP-EN")

    assert panic.scope == "language:en"
    with refused(Why.SHARING_STOPPED):
        await listen(office, alias)


async def test_another_channels_panic_does_not_reach_it(office: Office) -> None:
    alias = await office.asked()

    await stop(office, "#help-de")

    assert await listen(office, alias)


async def test_all_clips_of_the_store_are_stopped_by_one_word(office: Office) -> None:
    alias = await office.asked()

    await stop(office, "store")

    with refused(Why.SHARING_STOPPED):
        await listen(office, alias)


async def test_an_unknown_place_stops_nothing_and_says_so(office: Office) -> None:
    with refused(Why.USAGE, saying=r"nothing was changed.*#help-en"):
        await stop(office, "#help-xx")

    assert await office.desk.panics.present() == []


async def test_the_same_moderator_cannot_resume_alone(office: Office) -> None:
    await stop(office)
    resume_once = office.desk.panics.resume
    await resume_once(MORITZ, "", door=Door.BUTTON, key="first")

    with refused(Why.ALREADY):
        await resume_once(MORITZ, "all", door=Door.SLASH_COMMAND, key="second")

    assert len(await office.desk.panics.present()) == 1


async def test_two_who_resume_in_the_same_moment_end_it_once(office: Office) -> None:
    await stop(office)

    await asyncio.gather(
        *(
            office.desk.panics.resume(actor, "all", door=Door.BUTTON, key=f"by {actor.person}")
            for actor in (MORITZ, NADIA)
        )
    )

    assert [panic.turn for panic in (await office.stores.panics.panics()).values()] == [2]


async def test_two_who_panic_in_the_same_moment_stop_it_once(office: Office) -> None:
    await asyncio.gather(
        *(
            office.desk.panics.start(actor, "all", door=Door.BUTTON, key=f"by {actor.person}")
            for actor in (MORITZ, NADIA)
        )
    )

    assert [panic.turn for panic in (await office.stores.panics.panics()).values()] == [1]


async def test_where_several_are_on_resuming_asks_which(office: Office) -> None:
    await stop(office, "#help-en")
    await stop(office, "store")

    with refused(Why.USAGE, saying="Which one"):
        await resume(office)
    await resume(office, "#help-en")

    assert [panic.scope for panic in await office.desk.panics.present()] == ["store:sql"]


async def test_open_cards_are_shown_anew_when_it_begins_and_when_it_ends(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()
    sweep = Watch(office).sweep()
    seen = []

    for switch in (stop, resume):
        office.surfaces.calls.clear()
        await switch(office)
        await sweep.look()
        await office.reconciler.settle_all()
        seen.append(office.surfaces.calls == [(alias, False)])

    assert seen == [True, True]


async def test_a_round_in_which_nothing_was_switched_shows_nothing(office: Office) -> None:
    await office.asked()
    watch = Watch(office)
    await stop(office)
    sweep = watch.sweep()
    await sweep.look()
    await office.reconciler.settle_all()

    await sweep.look()

    assert await office.reconciler.settle_all() == 0
    assert [panic.is_on for panic in watch.board.told] == [True]


async def test_a_bot_that_died_after_the_switch_leaves_the_rest_to_another(office: Office) -> None:
    """The switch was kept in one place, and reached none of the checks."""
    alias = await office.asked()
    secret = await listen(office, alias)
    office.desk.panics._store = cut_off(office.stores.panics)

    with suppress(StoreAway):
        await stop(office)
    office.desk = office.open_desk()
    await Watch(office).sweep().look()

    assert await office.stores.links.peek_link(alias, secret) is None
    with refused(Why.SHARING_STOPPED):
        await listen(office, alias, "ben")


async def test_slack_is_told_in_a_later_round_when_it_was_away(office: Office) -> None:
    watch = Watch(office)
    watch.board.is_away = True
    sweep = watch.sweep()
    await stop(office)
    with pytest.raises(SlackAway):
        await sweep.look()

    watch.board.is_away = False
    await sweep.look()

    assert len(watch.board.told) == 1


async def test_quiet_cases_are_not_nudged_in_a_panic_and_have_their_time_after_it(office: Office) -> None:
    alias = await office.asked()
    await office.reconciler.settle_all()
    await stop(office)

    for _ in range(30):
        office.clock.advance(minutes=60)
        await office.reconciler.settle_all()
    before = await office.case(alias)
    await resume(office)
    for _ in range(4):
        office.clock.advance(minutes=5)
        await office.reconciler.settle_all()

    assert (before.is_nudged, before.state) == (False, State.OPEN)
    assert (await office.case(alias)).is_nudged
    assert not (await office.case(alias)).is_widened


async def test_a_moderators_review_goes_on_in_a_panic(office: Office) -> None:
    alias = await office.asked()
    await office.does(alias, flag("aiko", Category.OTHER))
    await stop(office)

    await office.releases(alias)

    assert (await office.case(alias)).state is State.OPEN
    with refused(Why.SHARING_STOPPED):
        await listen(office, alias)


async def test_work_for_many_open_cases_is_marked_in_pieces(office: Office) -> None:
    for number in range(7):
        await office.asked(f"recordings/{number}.wav")
    await office.reconciler.settle_all()

    await stop(office)
    await Watch(office).sweep().look()
    leases = await office.stores.due.claim_due(limit=32, lease=LEASE)

    assert [lease.kind for lease in leases] == [Kind.PRESENT] * 7


async def test_what_was_agreed_lately_is_shown_anew_too_and_what_is_withheld_is_not(office: Office) -> None:
    agreed, stopped = await office.asked(), await office.asked("recordings/other.wav")
    for alias in (agreed, stopped):
        await office.agrees(alias)
    await office.does(stopped, flag("aiko", Category.OTHER))
    await office.reconciler.settle_all()

    await stop(office)
    await Watch(office).sweep().look()

    presenting = await office.stores.due.waiting(Kind.PRESENT, limit=10)
    assert [work.alias for work in presenting] == [agreed]
