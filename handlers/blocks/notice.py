"""Notices without content: what stands where a clip stood, and short answers in a modal."""

from bot.domain.case import Case
from bot.domain.ids import show_alias
from bot.domain.refusals import withheld_words
from handlers import ids
from handlers.blocks.kit import Message, View, blocks_of, line, message, modal


def withheld_notice(case: Case) -> Message:
    """What replaces every message about a case that is hidden now."""
    return message([line(withheld_words(case))])


def retired_notice(case: Case) -> Message:
    """What replaces a message that a newer one has taken the place of."""
    name = show_alias(case.alias)
    return message(
        [line(f"This message about clip {name} is out of date. `/clip status {name}` has the news.")]
    )


def notice_view(title: str, text: str) -> View:
    """A modal that says one thing. `text` is mrkdwn of ours, or escaped."""
    return modal(title, ids.NOTICE_MODAL, "", blocks_of([line(text)]))


def withheld_view(case: Case) -> View:
    return notice_view("Clip withheld", withheld_words(case))
