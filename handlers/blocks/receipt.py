"""The stop receipt as moderators read it: how many copies there were, and which are still there and why."""

from datetime import datetime

from bot.domain.case import Case
from bot.domain.copies import Copy, CopyKind, CopyState
from handlers.blocks.kit import Message, line, message
from handlers.blocks.text import counted, when
from handlers.blocks.words import name_of

_MOST_LISTED = 20
_KINDS = {
    CopyKind.CARD: ("card", "cards"),
    CopyKind.NOTE: ("note in a thread", "notes in threads"),
    CopyKind.DIRECT_MESSAGE: ("direct message", "direct messages"),
    CopyKind.FORM: ("form that somebody had open", "forms that people had open"),
    CopyKind.LINK: ("set of links and streams", "sets of links and streams"),
    CopyKind.MEMBERS_MESSAGE: ("member's message", "members' messages"),
    CopyKind.MEMBERS_FILE: ("member's file", "members' files"),
    CopyKind.LEAKED_LINK: ("link to it elsewhere", "links to it elsewhere"),
    CopyKind.LEAKED_QUOTE: ("quote of it elsewhere", "quotes of it elsewhere"),
    CopyKind.LEAKED_UPLOAD: ("recording uploaded elsewhere", "recordings uploaded elsewhere"),
}
_LEFT = {
    CopyState.WAITING: "Slack has not taken the change yet; it is tried again until it does.",
    CopyState.MEMBERS_OWN: "Only its author or a workspace admin can remove it. Please ask them to.",
}
_DEAD = "it does not work any more. An operator can set another one."
_WHY_NOT = {
    "cant_delete_message": "its owner may not delete it.",
    "channel_not_found": "its owner does not see that channel.",
    "missing_scope": "it lacks the scope `chat:write`. An operator can set another one.",
    "account_inactive": _DEAD,
    "invalid_auth": _DEAD,
    "token_expired": _DEAD,
    "token_revoked": _DEAD,
}
"""Why an admin's token did not remove a copy, by Slack's word."""


def receipt_note(case: Case) -> Message:
    """Names places and times, never content."""
    receipt = case.receipt
    if receipt is None:
        is_stopped = "are being counted." if case.is_hidden else "were never counted: it was not stopped."
        return message([line(f"The copies of clip {name_of(case)} {is_stopped}")])
    told = [copy for copy in receipt.copies if copy.kind is CopyKind.ANSWER]
    left = [copy for copy in receipt.copies if copy.state in _LEFT]
    cleared = [copy for copy in receipt.copies if copy.state is CopyState.NO_COPY]
    gone = [copy for copy in receipt.copies if copy not in (*left, *told, *cleared)]
    more = len(left) - _MOST_LISTED
    return message(
        [
            line(f"*Stop receipt for clip {name_of(case)}:* {_summary(len(gone) + len(left), len(left))}"),
            line(f"Removed: {_kinds(gone)}{_within(case, gone)}.") if gone else None,
            *(line(_place(copy)) for copy in left[:_MOST_LISTED]),
            line(f"And {more:,} more; `python -m bot audit receipt` lists them all.") if more > 0 else None,
            line(_no_copies(len(cleared))) if cleared else None,
            line(_answers(len(told))) if told else None,
        ]
    )


def _summary(count: int, left: int) -> str:
    if not left:
        return f"all {counted(count, 'known copy', 'known copies')} removed."
    return f"{left:,} of {counted(count, 'known copy', 'known copies')} still there."


def _answers(count: int) -> str:
    # No answer holds a word of the clip; what it says of it are its language and length.
    people = counted(count, "person has", "people have")
    return (
        f"{people} an answer about it that only they see: its name, language and length, no word of it. "
        "Slack lets nobody recall such answers; they go when the person reloads."
    )


def _no_copies(count: int) -> str:
    them, are = ("a message", "it is") if count == 1 else (f"{count:,} messages", "they are")
    return f"Moderators looked at {them} elsewhere and decided that {are} no leak of it."


def _kinds(copies: list[Copy]) -> str:
    found = {kind: sum(copy.kind is kind for copy in copies) for kind in _KINDS}
    return ", ".join(counted(count, *_KINDS[kind]) for kind, count in found.items() if count)


def _within(case: Case, gone: list[Copy]) -> str:
    last = max((copy.removed_at for copy in gone if copy.removed_at), default=None)
    if case.stopped_at is None or last is None:
        return ""
    return f", the last of them {max((last - case.stopped_at).total_seconds(), 0.0):.1f} s after the flag"


def _place(copy: Copy) -> str:
    channel, _, ts = copy.place.partition("/")
    one, _ = _KINDS[copy.kind]
    where = f" in <#{channel}>" if channel.startswith("C") else ""
    at = f" of {when(datetime.fromtimestamp(float(ts)).astimezone())}" if ts else ""
    preview = " Slack may show below it what the card said then." if copy.kind is CopyKind.LEAKED_LINK else ""
    return f"Still there: a {one}{where}{at}.{preview} {_LEFT[copy.state]}{_refusal(copy)}"


def _refusal(copy: Copy) -> str:
    if not copy.refusal:
        return ""
    why = _WHY_NOT.get(copy.refusal, f"Slack says `{copy.refusal}`.")
    return f" The admin's token that Second Ear has did not remove it: {why}"
