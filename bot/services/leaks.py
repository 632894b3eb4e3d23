"""Leaks: looks up what is known of a message's traces, and has the cases that it concerns take note."""

from collections.abc import Iterable

from bot.domain import commands as cmd
from bot.domain.access import SYSTEM_ACTOR
from bot.domain.case import Case, Door
from bot.domain.ids import Alias
from bot.domain.leak import Found, Where, clip_to_ask_for, leak_at, leaks_in
from bot.domain.leak_traces import (
    Said,
    Traces,
    aliases_in,
    print_of,
    prints_of_each,
    references_in,
    traces_of,
)
from bot.leak_ports import LeakIndex
from bot.ports import CaseStore, DueWork, Kind
from bot.services.clips import Clips
from bot.services.desk import Desk
from bot.services.turns import Turns

_NAMES_AT_MOST = 10
_LOADED_AT_MOST = 30


class Leaks:
    """`delivery` names what Slack told of a message: the same again changes nothing."""

    def __init__(
        self,
        *,
        desk: Desk,
        cases: CaseStore,
        due: DueWork,
        clips: Clips,
        index: LeakIndex,
        print_key: bytes,
    ) -> None:
        self._desk = desk
        self._cases = cases
        self._due = due
        self._clips = clips
        self._index = index
        self._print_key = print_key
        self._turns = Turns()

    async def look(self, said: Said, where: Where, *, delivery: str, told_at: float, is_edit: bool) -> None:
        """Has each case take note of what leaks now, and of what does no more after an edit.

        `told_at`, in seconds, is when Slack told it: what is heard late, of a message that was edited since,
        changes nothing.
        """
        thread_of = await self._case_at(said.thread)
        await self._count_anew(thread_of)
        async with self._turns.at(said.place):
            if await self._index.keep_told(said.place, told_at):
                await self._look(said, where, thread_of, delivery=delivery, is_edit=is_edit)

    async def _look(
        self, said: Said, where: Where, thread_of: Alias | None, *, delivery: str, is_edit: bool
    ) -> None:
        found = await self._found(said, where, thread_of)
        leaks = leaks_in(found, where, self._desk.policy)
        if is_edit:
            for alias in sorted(await self._index.leaks_at(said.place) - leaks.keys()):
                await self._close(alias, said.place, delivery)
        asked = clip_to_ask_for(found, leaks, said.place)
        for alias, kind in leaks.items():
            # Before the commit, so that whoever hears that the message is gone finds the case.
            await self._index.keep_leak(said.place, alias)
            command = cmd.NoticeLeak(
                actor=SYSTEM_ACTOR,
                door=Door.MESSAGE,
                leak=kind,
                place=said.place,
                person=said.person,
                is_asked=alias == asked,
                traces=found.traces.get(alias, ()),
            )
            await self._desk.execute(alias, command, key=f"leak:{said.place}:{delivery}")
        if leaks:
            await self._close_if_gone(said.place, delivery)

    async def gone(self, place: str, *, thread: str | None, delivery: str) -> None:
        """The message there, in this thread, was deleted."""
        await self._count_anew(await self._case_at(thread))
        await self._index.keep_gone(place)
        await self._close_all(place, delivery)

    async def ask_next(self, place: str, *, delivery: str) -> None:
        """Of a message with several clips its author is asked for one; once that is settled, the next."""
        loaded = [(await self._cases.load(alias)).case for alias in sorted(await self._index.leaks_at(place))]
        left = [(case.alias, leak) for case in loaded if case and (leak := leak_at(case, place))]
        here = [(alias, leak) for alias, leak in left if not leak.is_over]
        if not here or any(leak.is_asked for _, leak in here):
            return
        alias, leak = here[0]
        command = cmd.NoticeLeak(
            actor=SYSTEM_ACTOR,
            door=Door.MESSAGE,
            leak=leak.kind,
            place=place,
            person=leak.person,
            traces=leak.traces,
        )
        await self._desk.execute(alias, command, key=f"leak_next:{place}:{delivery}")
        await self._close_if_gone(place, delivery)

    async def _case_at(self, thread: str | None) -> Alias | None:
        """The clip whose thread that is."""
        return (await self._index.cases_at([thread]))[0] if thread else None

    async def _count_anew(self, alias: Alias | None) -> None:
        """What people write, edit or delete in the thread of a stopped clip changes its receipt at once."""
        case = (await self._cases.load(alias)).case if alias else None
        if case is not None and case.is_hidden:
            await self._due.mark_due(Kind.RECEIPT, [case.alias])

    async def _close_if_gone(self, place: str, delivery: str) -> None:
        """It may be deleted while it is looked at, and whoever hears of that may find no leak yet."""
        if await self._index.is_gone(place):
            await self._close_all(place, f"{delivery}:gone")

    async def _close_all(self, place: str, delivery: str) -> None:
        for alias in sorted(await self._index.leaks_at(place)):
            await self._close(alias, place, delivery)

    async def _close(self, alias: Alias, place: str, delivery: str) -> None:
        command = cmd.CloseLeak(actor=SYSTEM_ACTOR, door=Door.MESSAGE, place=place)
        await self._desk.execute(alias, command, key=f"leak_gone:{place}:{delivery}")

    async def _found(self, said: Said, where: Where, thread_of: Alias | None) -> Found:
        rules = self._desk.policy.leaks
        traces = traces_of(said, rules, has_language=bool(where.languages))
        if traces.is_empty or where.is_for_moderators:
            return Found()
        at = await self._index.cases_at(traces.places) if traces.places else []
        linked = frozenset(alias for alias in at if alias) | set(traces.aliases)
        quoted = await self._index.cases_with([print_of(self._print_key, run) for run in traces.runs])
        named = await self._named(traces)
        alike = {seconds: await self._as_long(seconds, where) for seconds in traces.lengths}
        telling = {
            run: aliases
            for run, aliases in zip(traces.runs, quoted, strict=True)
            if len(aliases) <= rules.cases_at_most
        }
        held = [
            *((place, [alias]) for place, alias in zip(traces.places, at, strict=True) if alias),
            *((f"player {alias}", [alias]) for alias in traces.aliases),
            *telling.items(),
            *named.items(),
            *((f"{seconds} s", aliases) for seconds, aliases in alike.items()),
        ]
        return Found(
            thread_of=thread_of,
            linked=linked,
            quoted=tuple(quoted),
            named=frozenset().union(*named.values()),
            alike=alike,
            traces=prints_of_each(self._print_key, held),
            cases=await self._load(linked.union(*telling.values(), *named.values(), *alike.values())),
        )

    async def _named(self, traces: Traces) -> dict[str, frozenset[Alias]]:
        """What the names of files may stand for; the alias of a reference can be worked out."""
        found = {}
        for name in traces.names[:_NAMES_AT_MOST]:
            known = [await self._clips.known(reference) for reference in references_in(name)]
            found[name] = frozenset([*aliases_in(name), *(alias for alias in known if alias)])
        return found

    async def _as_long(self, seconds: float, where: Where) -> frozenset[Alias]:
        apart = self._desk.policy.leaks.seconds_apart
        found = [
            await self._index.cases_as_long(language, seconds, apart=apart)
            for language in sorted(where.languages)
        ]
        return frozenset().union(*found)

    async def _load(self, aliases: Iterable[Alias]) -> dict[Alias, Case]:
        loaded = [(await self._cases.load(alias)).case for alias in sorted(aliases)[:_LOADED_AT_MOST]]
        return {case.alias: case for case in loaded if case is not None}
