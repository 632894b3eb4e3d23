"""Messages that belong to no case: posted once in a channel, and edited there as things go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import Alias
from bot.ports import Clock, Shown, SurfaceLog
from handlers.blocks.kit import Message
from handlers.messages import SlackMessages
from handlers.projection import content_hash

# How far the clocks of Slack and of the store may differ when a lost message is looked for.
_CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message by its name, and where it is remembered."""

    place: Alias
    name: str
    channel: str
    revision: int
    is_only_updated: bool = False
    """Whether it is left out when it is not shown yet."""


class NoticeBoard:
    def __init__(self, *, messages: SlackMessages, log: SurfaceLog, clock: Clock) -> None:
        self._messages = messages
        self._log = log
        self._clock = clock

    async def bring(self, notice: Notice, text: Message, shown: Mapping[str, Shown]) -> None:
        """Makes the channel show the text; `shown` is what the place is known to show."""
        known = shown.get(notice.name)
        if known is not None and not known.ts:
            known = await self._found(notice, known)
        if known is not None and known.content_hash == content_hash(text):
            return
        if known is not None and await self._messages.update(notice.channel, known.ts, text):
            await self.keep(notice.place, known, text, revision=notice.revision)
            return
        if not notice.is_only_updated:
            await self._post(notice, text)

    async def keep(self, place: Alias, known: Shown, text: Message, *, revision: int) -> None:
        """Remembers that the message says this now."""
        now = {"content_hash": content_hash(text), "revision": revision, "at": self._clock.now()}
        await self._log.record_shown(place, known.model_copy(update=now))

    async def _post(self, notice: Notice, text: Message) -> None:
        intent = Shown(
            name=notice.name,
            channel=notice.channel,
            ts="",
            content_hash="",
            revision=notice.revision,
            at=self._clock.now(),
        )
        # Written before the call: should nobody live to record its outcome, whoever comes next looks first.
        await self._log.record_shown(notice.place, intent)
        metadata: dict[str, object] = {"alias": notice.place, "surface": notice.name}
        ts = await self._messages.post(
            notice.channel, text, thread_ts=None, is_broadcast=False, metadata=metadata
        )
        if ts:
            posted = intent.model_copy(update={"ts": ts})
            await self.keep(notice.place, posted, text, revision=notice.revision)

    async def _found(self, notice: Notice, intent: Shown) -> Shown | None:
        """The message of somebody who did not live to say that it was posted."""
        since = intent.at - _CLOCKS_APART
        found = await self._messages.find(intent.channel, notice.place, intent.name, threads=[], since=since)
        return intent.model_copy(update={"ts": found[0]}) if found else None
