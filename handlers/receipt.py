"""Counts the copies of a stopped clip in Slack: ours, links, and what members wrote in its threads."""

from collections.abc import Iterable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.case import Case
from bot.domain.copies import Copy, CopyKind, CopyState
from bot.domain.leaked import Leak, LeakKind
from bot.domain.receipt import repeats
from bot.errors import SlackAway, SlackRefused
from bot.leak_ports import AnswerLog
from bot.policy import Policy
from bot.ports import Clock, Shown, SurfaceLog
from handlers import ids
from handlers.messages import DELETE, REPLIES, SlackMessages
from handlers.pacing import Pacing
from handlers.payloads import SlackMessage
from handlers.projection import kind_of_copy, plan

Names = frozenset[tuple[CopyKind, str]]

_LONGEST_WORD = 80
_LEAKED = {
    LeakKind.LINK: CopyKind.LEAKED_LINK,
    LeakKind.QUOTE: CopyKind.LEAKED_QUOTE,
    LeakKind.UPLOAD: CopyKind.LEAKED_UPLOAD,
}


@dataclass(frozen=True, kw_only=True)
class Logs:
    """What is remembered of where a clip was shown, and to whom alone."""

    surfaces: SurfaceLog
    answers: AnswerLog


class SlackCopies:
    """The port `Copies`. With an admin's client, members' messages that repeat the clip are removed too."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        logs: Logs,
        policy: Policy,
        clock: Clock,
        admin: AsyncWebClient | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._pacing = pacing or Pacing()
        self._messages = SlackMessages(client=client, pacing=self._pacing)
        self._admin = SlackMessages(client=admin, pacing=self._pacing) if admin else None
        self._log = logs.surfaces
        self._answers = logs.answers
        self._policy = policy
        self._clock = clock

    async def count(self, case: Case) -> tuple[Copy, ...]:
        shown = await self._log.shown(case.alias)
        still_due = {step.name for step in plan(case, self._policy, shown)}
        copies = [
            _ours(kind, known, is_due=known.name in still_due)
            for known in shown.values()
            if (kind := kind_of_copy(known.name))
        ]
        # The new epoch ended every link and stream in the commit that stopped the clip.
        links = Copy(kind=CopyKind.LINK, place="", state=CopyState.REMOVED, removed_at=case.stopped_at)
        named = _named(case)
        found = await self._members(case, shown.values(), named)
        leaked = [await self._leaked(leak, named) for leak in case.leaks]
        told = sorted(await self._answers.answered(case.alias))
        answers = [Copy(kind=CopyKind.ANSWER, place=who, state=CopyState.BEYOND_RECALL) for who in told]
        return (*copies, links, *found, *leaked, *answers)

    async def _leaked(self, leak: Leak, named: Names) -> Copy:
        """What somebody brought to another channel, and whether it is still there."""
        kind = _LEAKED[leak.kind]
        if leak.gone_at is not None:
            return Copy(kind=kind, place=leak.place, state=CopyState.GONE, removed_at=leak.gone_at)
        if leak.cleared_at is not None:
            return Copy(kind=kind, place=leak.place, state=CopyState.NO_COPY)
        return await self._members_own(kind, leak.place, named)

    async def _members(self, case: Case, shown: Iterable[Shown], named: Names) -> list[Copy]:
        found = []
        for card in shown:
            if not card.name.startswith(ids.HELP_CARD) or not card.ts:
                continue
            if wait := await self._wait(REPLIES, card.channel):
                raise SlackAway("Slack's limit leaves no turn now", retry_after_seconds=wait)
            for said in await self._messages.replies(card.channel, card.ts):
                kind = _members_copy(said, case)
                if kind is not None:
                    found.append(await self._members_own(kind, f"{card.channel}/{said.ts}", named))
        return found

    async def _members_own(self, kind: CopyKind, place: str, named: Names) -> Copy:
        if self._admin is None:
            return Copy(kind=kind, place=place, state=CopyState.MEMBERS_OWN)
        if (kind, place) not in named:
            # Removed once the receipt names it: whatever happens to this bot, it is not gone unnamed.
            return Copy(kind=kind, place=place, state=CopyState.WAITING)
        return await self._removed(self._admin, kind, place)

    async def _removed(self, admin: SlackMessages, kind: CopyKind, place: str) -> Copy:
        channel, _, ts = place.partition("/")
        if await self._wait(DELETE, channel):
            return Copy(kind=kind, place=place, state=CopyState.WAITING)
        try:
            await admin.delete(channel, ts)
        except SlackRefused as refused:
            word = refused.word[:_LONGEST_WORD]
            return Copy(kind=kind, place=place, state=CopyState.MEMBERS_OWN, refusal=word)
        except SlackAway:
            # What was removed before it is counted all the same, and the rest in a moment.
            return Copy(kind=kind, place=place, state=CopyState.WAITING)
        return Copy(kind=kind, place=place, state=CopyState.REMOVED, removed_at=self._clock.now())

    async def _wait(self, method: str, channel: str) -> float:
        """0 when it is this call's turn; else how long until it may be."""
        return await self._pacing.turn(method, channel, is_urgent=False)


def _named(case: Case) -> Names:
    """What the receipt of this stop has already."""
    if case.receipt is None or case.receipt.epoch != case.sharing_epoch:
        return frozenset()
    return frozenset((copy.kind, copy.place) for copy in case.receipt.copies)


def _heard(case: Case) -> list[str]:
    """What people have said that they hear in the clip, and what was agreed on."""
    texts = [suggestion.text for suggestion in case.suggestions]
    texts += [case.outcome.text] if case.outcome else []
    return [text for text in texts if text]


def _ours(kind: CopyKind, known: Shown, *, is_due: bool) -> Copy:
    place = known.channel if kind is CopyKind.FORM else f"{known.channel}/{known.ts}"
    if is_due or not known.ts:
        return Copy(kind=kind, place=place, state=CopyState.WAITING)
    return Copy(kind=kind, place=place, state=CopyState.REMOVED, removed_at=known.at)


def _members_copy(said: SlackMessage, case: Case) -> CopyKind | None:
    if said.bot_id is not None or said.user is None or not said.is_reply:
        return None
    if said.files:
        # What is in a file nobody can tell from here; in a clip's thread it may well be the clip.
        return CopyKind.MEMBERS_FILE
    heard = _heard(case)
    remarks = [text for ask in case.asks for text in (ask.note, ask.guess)]
    # As long as nobody has suggested anything, any message about the clip may be what they hear.
    return CopyKind.MEMBERS_MESSAGE if not heard or repeats(said.text, [*heard, *remarks]) else None
