"""The operators' channel: one message about what does not go through, edited as it changes."""

from collections.abc import Callable, Sequence

from bot.errors import SlackRefused
from bot.operator_ports import StoreTrouble
from bot.ports import Parked
from handlers.blocks.kit import Message
from handlers.blocks.operators import parked_note
from handlers.messages import SlackMessages


class SlackOperators:
    """The port `Operators`. A new process begins a new message, so that what is old is not taken for news."""

    def __init__(
        self, *, messages: SlackMessages, channel: str, channels: Callable[[str], str | None]
    ) -> None:
        self._messages = messages
        self._channel = channel
        self._channels = channels
        self._ts: str | None = None
        self._shown: Message | None = None

    async def tell(self, parked: Sequence[Parked], trouble: StoreTrouble | None = None) -> None:
        note = parked_note(parked, trouble)
        is_well = not parked and trouble is None
        if note == self._shown or (is_well and self._ts is None):
            return
        channel = self._channels(self._channel)
        if channel is None:
            raise SlackRefused(f"Second Ear is not in {self._channel}. Invite the app there.")
        if self._ts is None or not await self._messages.update(channel, self._ts, note):
            self._ts = await self._messages.post(
                channel, note, thread_ts=None, is_broadcast=False, metadata={"surface": "parked_note"}
            )
        self._shown = note
        if is_well:
            # The next trouble is news, and only a new message notifies anybody.
            self._ts = None
