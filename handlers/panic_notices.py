"""Panics in Slack's channels: for each switch a message where it matters, edited as it goes on."""

from collections.abc import Callable, Iterator

from bot.domain.ids import Alias
from bot.domain.panic import Panic, language_of_scope
from bot.errors import SlackRefused
from bot.policy import Policy
from bot.ports import Clock, Shown, SurfaceLog
from handlers import ids
from handlers.blocks.kit import Message
from handlers.blocks.panic import panic_note, panic_notice, panic_over
from handlers.messages import SlackMessages
from handlers.notice_board import Notice, NoticeBoard
from handlers.projection import content_hash


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
        self._board = NoticeBoard(messages=messages, log=log, clock=clock)
        self._policy = policy
        self._channels = channels

    async def tell(self, panic: Panic) -> None:
        place = Alias(f"panic:{panic.scope}")
        shown = await self._log.shown(place)
        for named, text in self._wanted(panic):
            channel = self._channels(named)
            if channel is None:
                raise SlackRefused(f"Second Ear is not in {named}. Invite the app there.")
            # The end of a panic is said where its beginning was.
            begun = _begun(panic)
            notice = Notice(
                place=place,
                name=f"{ids.PANIC_NOTE}:{begun}:{channel}",
                channel=channel,
                revision=panic.revision,
                is_only_updated=begun < 1,
            )
            await self._board.bring(notice, text, shown)
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

    async def _put_away(self, panic: Panic, place: Alias, known: Shown) -> None:
        """Whoever did not see the end of an earlier panic learns that it is over."""
        over = panic_over()
        is_older = int(known.name.split(":")[1]) < _begun(panic)
        if is_older and known.ts and known.content_hash != content_hash(over):
            await self._messages.update(known.channel, known.ts, over)
            await self._board.keep(place, known, over, revision=panic.revision)


def _begun(panic: Panic) -> int:
    """The turn at which the latest panic began."""
    return panic.turn if panic.is_on else panic.turn - 1
