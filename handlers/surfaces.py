"""Slack as a projection: makes it show of a case what it should. Repeating it is harmless."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.case import Case
from bot.domain.commands import Sharing
from bot.domain.copies import CopyKind
from bot.domain.ids import Alias, PersonId
from bot.domain.leak_traces import place_of
from bot.errors import SlackAway, SlackRefused, WorldError
from bot.policy import Policy
from bot.ports import Clock, Shown, SurfaceLog
from handlers import ids
from handlers.blocks.kit import Message
from handlers.blocks.notice import withheld_view
from handlers.blocks.text import is_person
from handlers.messages import DELETE, HISTORY, OPEN, UPDATE, UPDATE_VIEW, SlackMessages
from handlers.pacing import POST, Pacing
from handlers.projection import CALM, DELETED, Around, Step, Wanted, content_hash, is_form, kind_of_copy, plan

_BETWEEN_UPDATES = timedelta(seconds=1)
_MOST_STEPS = 20
_NEWEST = 10_000
# Longer than any call that may still be on its way, with its wait for a turn.
_UNKNOWN_FOR = timedelta(seconds=60)
_LOOK_AGAIN = timedelta(seconds=3)
# How far the clocks of Slack and of the store may differ when a lost message is looked for.
_CLOCKS_APART = timedelta(minutes=5)


class _Later(Exception):  # noqa: N818 - a turn that comes later, not an error
    def __init__(self, at: datetime, *, is_limit: bool) -> None:
        super().__init__()
        self.at = at
        self.is_limit = is_limit
        """Whether Slack's limit is the reason, and not that the case has moved on."""


@dataclass
class _Showing:
    """One call of `show`, and what has come of it so far."""

    case: Case
    is_urgent: bool
    may_post: bool
    """A stop changes what is out there; posting is left to presenting, which one worker does at a time."""
    shown: dict[str, Shown]
    again: list[datetime] = field(default_factory=list)
    failures: list[WorldError] = field(default_factory=list)

    def outcome(self) -> datetime | None:
        """When to come again. Raises what went wrong; first what passes by itself, to be tried again."""
        for failure in sorted(self.failures, key=lambda failure: isinstance(failure, SlackRefused)):
            raise failure
        return min(self.again, default=None)


async def _no_panic(_case: Case) -> Sharing:
    return Sharing()


async def _kept_nowhere(_place: str, _alias: Alias) -> None:
    """Nobody needs to know links."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """What is asked about the policy's names and the panics while a case is shown."""

    channels: Callable[[str], str | None]
    """The id of a channel, if the bot is in it."""
    groups: Callable[[str], str | None] = CALM.groups
    """The id of a user group."""
    sharing: Callable[[Case], Awaitable[Sharing]] = _no_panic
    keep: Callable[[str, Alias], Awaitable[None]] = _kept_nowhere
    """Told where a message about a case stands, so that a link to it is known for what it is."""
    workspace_url: str = ""


class SlackSurfaces:
    """The port `Surfaces`."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        log: SurfaceLog,
        policy: Policy,
        clock: Clock,
        places: Places,
        pacing: Pacing | None = None,
    ) -> None:
        self._pacing = pacing or Pacing()
        self._messages = SlackMessages(client=client, pacing=self._pacing)
        self._log = log
        self._policy = policy
        self._clock = clock
        self._places = places
        self._newest: dict[Alias, int] = {}

    async def show(self, case: Case, *, is_urgent: bool) -> datetime | None:
        self._remember_newest(case)
        shown = await self._log.shown(case.alias)
        showing = _Showing(case, is_urgent=is_urgent or case.is_hidden, may_post=not is_urgent, shown=shown)
        sharing = await self._places.sharing(case)
        around = Around(
            is_stopped=sharing.is_stopped,
            groups=self._places.groups,
            workspace_url=self._places.workspace_url,
        )
        steps = plan(case, self._policy, shown, around)
        if len(steps) > _MOST_STEPS:
            showing.again.append(self._clock.now())
        steps = steps[:_MOST_STEPS]
        if showing.is_urgent:
            # What is out there is changed all at once: a stop does not wait for its slowest message.
            await asyncio.gather(*(self._take(showing, step) for step in steps if step.known))
            steps = [step for step in steps if not step.known]
        for step in steps:
            if not await self._take(showing, step):
                break
        return showing.outcome()

    def _remember_newest(self, case: Case) -> None:
        self._newest[case.alias] = max(case.revision, self._newest.pop(case.alias, 0))
        if len(self._newest) > _NEWEST:
            self._newest.pop(next(iter(self._newest)))

    async def _take(self, showing: _Showing, step: Step) -> bool:
        """Whether it makes sense to go on with the next step."""
        try:
            again = await self._bring(showing, step)
        except _Later as later:
            again = later.at
        except WorldError as away:
            showing.failures.append(away)
            return _is_answer(away)
        if again is not None:
            showing.again.append(again)
        return True

    async def _bring(self, showing: _Showing, step: Step) -> datetime | None:
        if step.known is None:
            return await self._post(showing, step) if step.wanted and showing.may_post else None
        if step.known.ts:
            return await self._change(showing, step, step.known)
        found = await self._look(showing, step.known)
        if found:
            return await self._change(showing, step, found)
        if not showing.may_post:
            return await self._give_up(showing, step.known)
        return await self._post(showing, step) if step.wanted else await self._give_up(showing, step.known)

    async def _change(self, showing: _Showing, step: Step, known: Shown) -> datetime | None:
        if step.message is None:
            await self._turn(showing, DELETE, known.channel)
            await self._messages.delete(known.channel, known.ts)
            await self._log.forget_shown(showing.case.alias, step.name)
            return None
        fresh_at = known.at + _BETWEEN_UPDATES
        if not showing.is_urgent and known.content_hash and self._clock.now() < fresh_at:
            return fresh_at
        may_go = showing.case.is_hidden and kind_of_copy(step.name) not in {None, CopyKind.FORM}
        try:
            is_there = await self._update(showing, step.message, known, is_patient=not may_go)
        except (_Later, SlackAway) as away:
            if not may_go or not _is_limit(away):
                raise
            return await self._take_away(showing, step, known)
        if not is_there:
            await self._log.forget_shown(showing.case.alias, step.name)
            # What would only have become a notice has gone where it should go; the rest is posted anew.
            return self._clock.now() if step.wanted else None
        return await self._record(showing, self._as_shown(showing, step, known.channel, known.ts))

    async def _take_away(self, showing: _Showing, step: Step, known: Shown) -> datetime | None:
        """Deletes what a stop cannot change at once: Slack counts deleting by itself."""
        await self._turn(showing, DELETE, known.channel)
        await self._messages.delete(known.channel, known.ts)
        if step.wanted:
            await self._log.forget_shown(showing.case.alias, step.name)
            return self._clock.now()
        deleted = known.model_copy(
            update={"content_hash": DELETED, "revision": showing.case.revision, "at": self._clock.now()}
        )
        return await self._record(showing, deleted)

    async def _update(self, showing: _Showing, message: Message, known: Shown, *, is_patient: bool) -> bool:
        """False when it is not there any more."""
        if is_form(known.name):
            await self._turn(showing, UPDATE_VIEW, known.channel)
            return await self._messages.update_view(known.ts, withheld_view(showing.case))
        await self._turn(showing, UPDATE, known.channel, is_patient=is_patient)
        return await self._messages.update(known.channel, known.ts, message)

    async def _post(self, showing: _Showing, step: Step) -> datetime | None:
        wanted = step.wanted
        if wanted is None or step.message is None:
            return None
        channel = await self._channel(showing, wanted)
        if channel is None:
            return None
        parent = showing.shown.get(wanted.thread_of or "")
        if wanted.thread_of and (parent is None or not parent.ts):
            return self._clock.now() + _BETWEEN_UPDATES
        await self._turn(showing, POST, channel)
        # Written before the call: should nobody live to record its outcome, whoever comes next looks first.
        if not await self._log.record_shown(showing.case.alias, self._intent(showing, step, channel)):
            return self._clock.now()
        try:
            ts = await self._messages.post(
                channel,
                step.message,
                thread_ts=parent.ts if parent else None,
                is_broadcast=wanted.is_broadcast,
                metadata=_metadata(showing.case, step.name),
            )
        except SlackAway as away:
            if _is_answer(away):
                await self._log.forget_shown(showing.case.alias, step.name)
            raise
        if ts is None:
            return await self._lose_thread(showing, step, parent)
        return await self._record(showing, self._as_shown(showing, step, channel, ts))

    async def _record(self, showing: _Showing, shown: Shown) -> datetime | None:
        """Keeps what is shown; when something newer was shown meanwhile, it has to be shown again."""
        showing.shown[shown.name] = shown
        if kind_of_copy(shown.name) in {CopyKind.CARD, CopyKind.NOTE}:
            await self._places.keep(place_of(shown.channel, shown.ts), showing.case.alias)
        if await self._log.record_shown(showing.case.alias, shown):
            return None
        newer = (await self._log.shown(showing.case.alias)).get(shown.name)
        if newer is not None and newer.ts != shown.ts:
            # Another worker posted this surface too. Nobody would ever change this copy again.
            await self._messages.delete(shown.channel, shown.ts)
        return self._clock.now()

    async def _look(self, showing: _Showing, intent: Shown) -> Shown | None:
        """The message that was posted without anybody recording it, if there is one; doubles are deleted."""
        is_note = intent.name.startswith((ids.OUTCOME_NOTE, ids.NUDGE_NOTE))
        cards = [known for name, known in showing.shown.items() if name.startswith(ids.HELP_CARD)]
        threads = [card.ts for card in cards if card.ts and card.channel == intent.channel] if is_note else []
        await self._turn(showing, HISTORY, intent.channel)
        found = await self._messages.find(
            intent.channel,
            showing.case.alias,
            intent.name,
            threads=threads,
            since=intent.at - _CLOCKS_APART,
        )
        for double in found[1:]:
            await self._messages.delete(intent.channel, double)
        return intent.model_copy(update={"ts": found[0], "content_hash": ""}) if found else None

    async def _give_up(self, showing: _Showing, intent: Shown) -> datetime | None:
        """Nothing is found and nothing is to be posted; but a call may still be on its way."""
        if self._clock.now() >= intent.at + _UNKNOWN_FOR:
            await self._log.forget_shown(showing.case.alias, intent.name)
            return None
        # The newer revision makes the worker whose call it is take its message away again.
        fence = intent.model_copy(update={"revision": showing.case.revision})
        await self._log.record_shown(showing.case.alias, fence)
        return self._clock.now() + _LOOK_AGAIN

    async def _lose_thread(self, showing: _Showing, step: Step, parent: Shown | None) -> datetime:
        """The card was deleted: forgotten, it is posted anew, and the note in its thread."""
        for name in (step.name, parent.name if parent else step.name):
            await self._log.forget_shown(showing.case.alias, name)
        return self._clock.now()

    async def _channel(self, showing: _Showing, wanted: Wanted) -> str | None:
        if is_person(wanted.channel):
            await self._turn(showing, OPEN, wanted.channel)
            return await self._messages.direct_channel(PersonId(wanted.channel))
        channel = self._places.channels(wanted.channel)
        if channel is None:
            raise SlackRefused(
                f"Second Ear is not in {wanted.channel}, which the policy names. "
                "Create it if there is none, and invite the app there: /invite @second-ear"
            )
        return channel

    async def _turn(self, showing: _Showing, method: str, channel: str, *, is_patient: bool = True) -> None:
        """Returns when the call may be made; _Later when that takes long, or the case has moved on."""
        patience = None if is_patient else 0.0
        wait = await self._pacing.turn(
            method, channel, is_urgent=showing.is_urgent, patience_seconds=patience
        )
        if wait:
            raise _Later(self._clock.now() + timedelta(seconds=wait), is_limit=True)
        if self._newest.get(showing.case.alias, 0) > showing.case.revision:
            raise _Later(self._clock.now(), is_limit=False)

    def _intent(self, showing: _Showing, step: Step, channel: str) -> Shown:
        first_at = step.known.at if step.known else self._clock.now()
        return Shown(
            name=step.name,
            channel=channel,
            ts="",
            content_hash="",
            revision=showing.case.revision,
            at=first_at,
        )

    def _as_shown(self, showing: _Showing, step: Step, channel: str, ts: str) -> Shown:
        return Shown(
            name=step.name,
            channel=channel,
            ts=ts,
            content_hash=content_hash(step.message) if step.message else "",
            revision=showing.case.revision,
            at=self._clock.now(),
        )


def _is_limit(away: _Later | SlackAway) -> bool:
    """Whether all that is in the way is how often Slack may be called."""
    return away.is_limit if isinstance(away, _Later) else away.retry_after_seconds is not None


def _is_answer(away: WorldError) -> bool:
    """Whether Slack said no, so that nothing happened and other calls may well go through."""
    is_refused = isinstance(away, SlackRefused)
    return is_refused or (isinstance(away, SlackAway) and _is_limit(away))


def _metadata(case: Case, surface: str) -> dict[str, object]:
    return {"alias": case.alias, "surface": surface, "revision": case.revision}
