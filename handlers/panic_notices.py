"""Panics in Slack's channels: for each switch a message where it matters, edited as it goes on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.domain.ids import Alias
from bot.domain.panic import Panic, language_of_scope
from bot.errors import SlackRefused
from bot.policy import Policy
from bot.ports import Clock, Shown, SurfaceLog
from handlers import ids
from handlers.blocks.kit import Message
from handlers.blocks.panic import panic_note, panic_notice, panic_over
from handlers.messages import SlackMessages
from handlers.projection import content_hash

# How far the clocks of Slack and of the store may differ when a lost message is looked for.
_CLOCKS_APART = timedelta(minutes=5)


class SlackPanicNotices:
    """The port `PanicNotices`. What was posted is remembered under the name of the scope."""

    def __init__(
        self,
        *,
        messages: SlackMessages,
        log: SurfaceLog,
        policy: Policy,
        clock: Clock,
        channels: Callable[[str], str | None],
    ) -> None:
        self._messages = messages
        self._log = log
        self._policy = policy
        self._clock = clock
        self._channels = channels

    async def tell(self, panic: Panic) -> None:
        place = Alias(f"panic:{panic.scope}")
        shown = await self._log.shown(place)
        for channel, text in self._wanted(panic):
            await self._bring(panic, place, channel, text, shown)
        for known in shown.values():
            await self._put_away(panic, place, known)

    def _wanted(self, panic: Panic) -> Iterator[tuple[str, Message]]:
        yield self._policy.channels.moderators, panic_note(panic, self._policy)
        language = language_of_scope(panic.scope)
        channels = [
            help_.channel for help_ in self._policy.help if language is None or help_.language == language
        ]
        for channel in dict.fromkeys(channels):
            yield channel, panic_notice(panic)

    async def _bring(
        self, panic: Panic, place: Alias, named: str, text: Message, shown: dict[str, Shown]
    ) -> None:
        channel = self._channels(named)
        if channel is None:
            raise SlackRefused(f"Second Ear is not in {named}. Invite the app there.")
        # The end of a panic is said where its beginning was.
        begun = _begun(panic)
        name = f"{ids.PANIC_NOTE}:{begun}:{channel}"
        known = shown.get(name)
        if known is not None and not known.ts:
            known = await self._found(place, known)
        if known is not None and known.content_hash == content_hash(text):
            return
        if known is not None and await self._messages.update(channel, known.ts, text):
            await self._keep(place, known, text, known.ts, panic)
            return
        if begun < 1:
            return
        intent = Shown(
            name=name,
            channel=channel,
            ts="",
            content_hash="",
            revision=panic.revision,
            at=self._clock.now(),
        )
        # Written before the call: should nobody live to record its outcome, whoever comes next looks first.
        await self._log.record_shown(place, intent)
        metadata: dict[str, object] = {"alias": place, "surface": name}
        ts = await self._messages.post(channel, text, thread_ts=None, is_broadcast=False, metadata=metadata)
        if ts:
            await self._keep(place, intent, text, ts, panic)

    async def _put_away(self, panic: Panic, place: Alias, known: Shown) -> None:
        """Whoever did not see the end of an earlier panic learns that it is over."""
        over = panic_over()
        is_older = int(known.name.split(":")[1]) < _begun(panic)
        if is_older and known.ts and known.content_hash != content_hash(over):
            await self._messages.update(known.channel, known.ts, over)
            await self._keep(place, known, over, known.ts, panic)

    async def _found(self, place: Alias, intent: Shown) -> Shown | None:
        """The message of somebody who did not live to say that it was posted."""
        since = intent.at - _CLOCKS_APART
        found = await self._messages.find(intent.channel, place, intent.name, threads=[], since=since)
        return intent.model_copy(update={"ts": found[0]}) if found else None

    async def _keep(self, place: Alias, known: Shown, text: Message, ts: str, panic: Panic) -> None:
        kept = known.model_copy(
            update={
                "ts": ts,
                "content_hash": content_hash(text),
                "revision": panic.revision,
                "at": self._clock.now(),
            }
        )
        await self._log.record_shown(place, kept)


def _begun(panic: Panic) -> int:
    """The turn at which the latest panic began."""
    return panic.turn if panic.is_on else panic.turn - 1
