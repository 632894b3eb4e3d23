"""The feed's digests in Slack: one message a help channel for as long as clips wait, edited as they come."""

from collections.abc import Callable

from bot.domain.feed import Line
from bot.domain.ids import Alias, Language
from bot.errors import SlackRefused
from bot.policy import Policy
from bot.ports import Clock, SurfaceLog
from handlers import ids
from handlers.blocks.feed import digest_note, digest_over
from handlers.messages import SlackMessages
from handlers.notice_board import Notice, NoticeBoard


class SlackFeedNotices:
    """The port `FeedNotices`. What was posted is remembered under the name of the language."""

    def __init__(
        self,
        *,
        messages: SlackMessages,
        log: SurfaceLog,
        policy: Policy,
        clock: Clock,
        channels: Callable[[str], str | None],
    ) -> None:
        self._board = NoticeBoard(messages=messages, log=log, clock=clock)
        self._log = log
        self._policy = policy
        self._clock = clock
        self._channels = channels

    async def tell(self, language: Language, line: Line, *, waiting: int) -> None:
        help_ = self._policy.help_channel(language)
        if help_ is None or line.digest_begun_at is None:
            return
        channel = self._channels(help_.channel)
        if channel is None:
            raise SlackRefused(f"Second Ear is not in {help_.channel}. Invite the app there.")
        place = Alias(f"feed:{language}")
        notice = Notice(
            place=place,
            name=f"{ids.FEED_DIGEST}:{int(line.digest_begun_at.timestamp())}",
            channel=channel,
            revision=int(self._clock.now().timestamp()),
            is_only_updated=not line.is_told,
        )
        text = digest_note(waiting, self._policy.feed) if line.is_told else digest_over()
        await self._board.bring(notice, text, await self._log.shown(place))
