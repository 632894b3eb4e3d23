"""Leaks: what their author is asked, and what moderators see. Never what it was that leaked."""

from datetime import UTC, datetime

from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.leaked import Leak, LeakKind
from handlers import ids
from handlers.blocks.card import flag_button
from handlers.blocks.kit import Block, Message, actions, button, line, message
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
    if leak.cleared_at is not None:
        return _cleared_note(case, leak, url)
    asked = f"{mention(leak.person)} is asked to remove it. " if leak.is_asked else ""
    stopped = "The clip is withheld." if case.is_hidden else "If it was for amusement, flag the clip."
    return message(
        [
            line(
                f"*Leak of clip {name_of(case)}:* {mention(leak.person)} posted {_what(leak, 'its')} "
                f"in {where}, {when(_at(leak))}. {_link(url, 'Open the message')}"
            ),
            line(f"{asked}{stopped} This note changes once the message is gone."),
            actions(_no_leak_button(case, leak), None if case.is_hidden else flag_button(case)),
        ]
    )


def superseded_leak() -> Message:
    """What stands where an earlier version of a message was spoken about."""
    return message(
        [line("The message that this was about was edited since. What it holds now stands below.")]
    )


def cleared_reply(case: Case, leak: Leak | None, person: PersonId) -> Message:
    """What the moderator reads at once; whoever was quicker is named to the other."""
    if leak is not None and leak.cleared_at is not None and leak.cleared_by not in {None, person}:
        by = mention(leak.cleared_by or person)
        return message(
            [line(f"{by} has decided so already, {when(leak.cleared_at)}. Thank you for looking.")]
        )
    told = f", and {mention(leak.person)} is told that it is settled" if leak and leak.is_asked else ""
    return message([line(f"Thank you. The note about clip *{name_of(case)}* says so now{told}.")])


def leak_request(case: Case, leak: Leak, url: str) -> Message:
    """For the author: kindly, what it is and how to remove it."""
    where = f"<#{_channel(leak)}>"
    if leak.gone_at is not None:
        return message(
            [
                line(
                    f"*All settled:* nothing of clip {name_of(case)} stands in {where} any more where your "
                    "message had it. There is nothing left for you to do. Thank you."
                )
            ]
        )
    if leak.cleared_at is not None:
        return message(
            [
                line(
                    f"*All settled:* a moderator looked at your message in {where} of {when(_at(leak))}, and "
                    f"it is no leak of clip {name_of(case)}. There is nothing for you to do. "
                    "Sorry for the interruption, and thank you."
                )
            ]
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


def _cleared_note(case: Case, leak: Leak, url: str) -> Message:
    by, at = mention(leak.cleared_by or ""), when(leak.cleared_at or leak.at)
    told = f" {mention(leak.person)} is told that it is settled." if leak.is_asked else ""
    return message(
        [
            line(f"*No leak of clip {name_of(case)}:* {by} decided so, {at}.{told}"),
            line(
                f"Noticed was {_what(leak, 'its')}, posted by {mention(leak.person)} in "
                f"<#{_channel(leak)}>, {when(_at(leak))}. {_link(url, 'Open the message')}"
            ),
        ]
    )


def _no_leak_button(case: Case, leak: Leak) -> Block:
    told = "Its author is told that it is settled. " if leak.is_asked else ""
    # Asked once more, because the author is told at once and nobody is asked about the message again.
    confirm = {
        "title": {"type": "plain_text", "text": "Is it no leak?"},
        "text": {
            "type": "plain_text",
            "text": f"{told}Nothing more is asked about this message "
            "unless something else of the clip is edited into it.",
        },
        "confirm": {"type": "plain_text", "text": "It is no leak"},
        "deny": {"type": "plain_text", "text": "Go back"},
    }
    shown = button(
        "This is no leak",
        ids.LEAK_CLEAR,
        f"{leak.name}:{case.alias}",
        label=f"This is no leak of clip {name_of(case)}: settle it",
    )
    return {**shown, "confirm": confirm}


def _what(leak: Leak, whose: str) -> str:
    return _KINDS[leak.kind].format(whose=whose)


def _channel(leak: Leak) -> str:
    return leak.place.partition("/")[0]


def _at(leak: Leak) -> datetime:
    """When it was written."""
    return datetime.fromtimestamp(float(leak.place.partition("/")[2]), UTC)


def _link(url: str, words: str) -> str:
    return f"<{url}|{words}>" if url else ""
