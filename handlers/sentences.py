"""One sentence to a person, in the forms in which Slack takes it: plain text that may hold mentions."""

import re

from handlers import ids
from handlers.blocks.kit import Message, View, line, message, modal
from handlers.blocks.notice import notice_view
from handlers.blocks.text import escape

TITLE = "Second Ear"

_ESCAPED_MENTION = re.compile(r"&lt;(@[UW][A-Z0-9]+)&gt;")
_MENTION = re.compile(r"<@[UW][A-Z0-9]+>")


def sentence(text: str) -> Message:
    return message([line(_mrkdwn(text))])


def notice(text: str) -> View:
    """The sentence as a modal of its own."""
    return notice_view(TITLE, _mrkdwn(text))


def as_modal(said: Message) -> View:
    """A message, buttons and all, where there is nowhere to whisper it."""
    return modal(TITLE, ids.NOTICE_MODAL, "", said.blocks)


def under_input(text: str) -> str:
    """The sentence as plain text, in which a mention would be an id."""
    return _MENTION.sub("another person", text)


def _mrkdwn(text: str) -> str:
    # `<alias>` in a usage would become a link, and a language could hold anything; a mention may stay.
    return _ESCAPED_MENTION.sub(r"<\1>", escape(text))
