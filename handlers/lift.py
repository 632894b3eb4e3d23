"""Which clip a message in Slack is about: for the shortcuts on messages."""

import re

from bot.domain.ids import Alias, is_alias, parse_alias
from bot.errors import UserError, Why
from handlers import ids
from handlers.payloads import SlackMessage
from handlers.visit import Chosen

_SHOWN_ALIAS = re.compile(r"(?<![0-9A-Z-])[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?![0-9A-Z-])")


def alias_on(message: SlackMessage, *, bot: str) -> Alias | None:
    """The clip of one of our own messages: from its metadata, or from the alias that stands in its text."""
    if message.bot_id != bot:
        return None
    metadata = message.metadata
    if metadata is not None and metadata.event_type == ids.METADATA_EVENT:
        alias = str(metadata.event_payload.get("alias", ""))
        if is_alias(alias):
            return parse_alias(alias)
    return alias_in(message.text)


def alias_in(text: str) -> Alias | None:
    """The one alias that a text names as people read it; None when it names none, or several."""
    found = set(_SHOWN_ALIAS.findall(text))
    return parse_alias(found.pop()) if len(found) == 1 else None


async def alias_of_thread(visit: Chosen) -> Alias:
    """The clip in whose thread the message stands. Asks Slack, so only after the ack."""
    message, channel = visit.payload.message, visit.payload.channel
    if message is not None and channel is not None and message.is_reply:
        parent = await visit.house.screen.thread_parent(channel.id, message.thread_ts or "")
        if parent and (alias := alias_on(parent, bot=visit.house.identity.bot)):
            return alias
    raise UserError(
        Why.UNKNOWN_CASE,
        "I can't tell which clip this message is about: it is not in the thread of a clip's card. "
        "Use the buttons on the card, or `/clip suggest` and `/clip flag` with the alias that stands on it.",
    )
