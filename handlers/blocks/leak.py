"""Leaks: what their author is asked, and what moderators see. Never what it was that leaked."""

from datetime import UTC, datetime

from bot.domain.case import Case
from bot.domain.leaked import Leak, LeakKind
from handlers.blocks.card import flag_button
from handlers.blocks.kit import Message, actions, line, message
from handlers.blocks.text import mention, when
from handlers.blocks.words import name_of

_KINDS = {
    LeakKind.LINK: "a link to {whose} card or player",
    LeakKind.QUOTE: "words that were agreed on as {whose} text",
    LeakKind.UPLOAD: "what looks like {whose} recording",
}
_HOW = {
    LeakKind.LINK: "In the message's menu, choose *Delete message*, or *Edit message* and take it out.",
    LeakKind.QUOTE: "In the message's menu, choose *Delete message*, or *Edit message* and take them out.",
    LeakKind.UPLOAD: "In the file's menu, choose *Delete file*, then delete the message.",
}


def leak_note(case: Case, leak: Leak, url: str) -> Message:
    """For moderators: which clip, what kind, who and where."""
    where = f"<#{_channel(leak)}>"
    if leak.gone_at is not None:
        return message(
            [
                line(
                    f"*Leak of clip {name_of(case)}, gone since {when(leak.gone_at)}:* "
                    f"{mention(leak.person)} had posted {_what(leak, 'its')} in {where}, {when(_at(leak))}."
                )
            ]
        )
    asked = f"{mention(leak.person)} is asked to remove it. " if leak.is_asked else ""
    stopped = "The clip is withheld." if case.is_hidden else "If it was for amusement, flag the clip."
    return message(
        [
            line(
                f"*Leak of clip {name_of(case)}:* {mention(leak.person)} posted {_what(leak, 'its')} "
                f"in {where}, {when(_at(leak))}. {_link(url, 'Open the message')}"
            ),
            line(f"{asked}{stopped} This note changes once the message is gone."),
            None if case.is_hidden else actions(flag_button(case)),
        ]
    )


def leak_request(case: Case, leak: Leak, url: str) -> Message:
    """For the author: kindly, what it is and how to remove it."""
    where = f"<#{_channel(leak)}>"
    if leak.gone_at is not None:
        return message(
            [line(f"Thank you: nothing of clip {name_of(case)} is in your message in {where} any more.")]
        )
    whose = f"clip {name_of(case)}'s"
    return message(
        [
            line(
                f"*Could you remove a message of yours in {where}, please?* "
                f"It has {_what(leak, whose)}. {_link(url, 'Open the message')}"
            ),
            line(
                "Somebody's voice is in every clip, so what is in it stays on its card and in the card's "
                f"thread. {_HOW[leak.kind]}"
            ),
            line("Moderators see that this was noticed. If it is a mistake, please tell one of them."),
        ]
    )


def _what(leak: Leak, whose: str) -> str:
    return _KINDS[leak.kind].format(whose=whose)


def _channel(leak: Leak) -> str:
    return leak.place.partition("/")[0]


def _at(leak: Leak) -> datetime:
    """When it was written."""
    return datetime.fromtimestamp(float(leak.place.partition("/")[2]), UTC)


def _link(url: str, words: str) -> str:
    return f"<{url}|{words}>" if url else ""
