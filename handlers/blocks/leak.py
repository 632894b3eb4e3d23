"""Leaks: what their author is asked, and what moderators see. Never what it was that leaked."""

from datetime import UTC, datetime

from bot.domain.case import Case
from bot.domain.leaked import Leak, LeakKind
from handlers.blocks.card import flag_button
from handlers.blocks.kit import Message, actions, line, message
from handlers.blocks.text import mention, when
from handlers.blocks.words import name_of

_KINDS = {
    LeakKind.LINK: "a link to its card or its player",
    LeakKind.QUOTE: "words that were agreed on as its text",
    LeakKind.UPLOAD: "what looks like its recording",
}
_HOW = {
    LeakKind.LINK: "Point at the message, open its menu, and choose *Delete message*, or edit the link out.",
    LeakKind.QUOTE: "Point at the message, open its menu, and choose *Delete message*, or edit them out.",
    LeakKind.UPLOAD: "Point at the file, open its menu, and choose *Delete file*, then delete the message.",
}


def leak_note(case: Case, leak: Leak, url: str) -> Message:
    """For moderators: which clip, what kind, who and where."""
    where = f"<#{_channel(leak)}>"
    if leak.gone_at is not None:
        return message(
            [
                line(
                    f"*Leak of clip {name_of(case)}, gone since {when(leak.gone_at)}:* {_KINDS[leak.kind]} "
                    f"in {where}, by {mention(leak.person)}, {when(_at(leak))}."
                )
            ]
        )
    asked = "The author is asked to remove it. " if leak.is_asked else ""
    stopped = "The clip is withheld." if case.is_hidden else "If it was for amusement, flag the clip."
    return message(
        [
            line(
                f"*Leak of clip {name_of(case)}:* {_KINDS[leak.kind]} in {where}, "
                f"by {mention(leak.person)}, {when(_at(leak))}. {_link(url, 'Open the message')}"
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
    return message(
        [
            line(
                f"*Could you remove a message of yours in {where}, please?* It has {_KINDS[leak.kind]}: "
                f"clip {name_of(case)}. {_link(url, 'Open the message')}"
            ),
            line(
                "Somebody's voice is in every clip, so what is in it stays on its card and in the card's "
                f"thread. {_HOW[leak.kind]}"
            ),
            line("Moderators see that this was noticed. If it is a mistake, please tell one of them."),
        ]
    )


def _channel(leak: Leak) -> str:
    return leak.place.partition("/")[0]


def _at(leak: Leak) -> datetime:
    """When it was written."""
    return datetime.fromtimestamp(float(leak.place.partition("/")[2]), UTC)


def _link(url: str, words: str) -> str:
    return f"<{url}|{words}>" if url else ""
