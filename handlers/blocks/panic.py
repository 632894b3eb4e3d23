"""A panic in Slack: that all sharing is stopped, where, by whom, and how it goes on."""

from collections.abc import Sequence

from bot.domain.panic import EVERYWHERE, Panic, language_of_scope
from bot.policy import Policy
from bot.services.panics import target_of
from handlers import ids
from handlers.blocks.kit import Block, Message, Part, actions, button, line, message
from handlers.blocks.text import counted, escape, mention, mentions, when


def where(panic: Panic, policy: Policy) -> str:
    if panic.scope == EVERYWHERE:
        return "everywhere"
    if language_of_scope(panic.scope) is not None:
        return f"in {escape(target_of(panic.scope, policy))}"
    return "for all clips of the annotation store"


def panic_note(panic: Panic, policy: Policy) -> Message:
    """For moderators: the state of one scope, and the button that ends it."""
    place = where(panic, policy)
    if not panic.is_on:
        who = mentions(panic.votes)
        return message([line(f"Sharing {place} goes on again. {who} resumed it{_at(panic)}.")])
    return message(
        [
            line(
                f"*All sharing {place} is stopped.* {mention(panic.started_by or '')} did it{_at(panic)}. "
                "Nobody can listen, ask or suggest there, also not by links that were open."
            ),
            line(votes_words(panic, policy)),
            actions(resume_button(panic, policy)),
        ]
    )


def votes_words(panic: Panic, policy: Policy) -> str:
    left = max(policy.review.people_to_resume - len(panic.votes), 0)
    more = counted(left, "more moderator")
    if panic.votes:
        return f"{mentions(panic.votes)} wants to resume; that takes {more}."
    return f"Resuming takes {counted(left, 'different moderator')}."


def resume_button(panic: Panic, policy: Policy) -> Block:
    place = where(panic, policy)
    return button(
        "Resume", ids.PANIC_RESUME, target_of(panic.scope, policy), label=f"Let sharing go on {place}"
    )


def panic_notice(panic: Panic) -> Message:
    """For a help channel."""
    if not panic.is_on:
        return message([line("Sharing of clips goes on again. Thank you for your patience.")])
    return message(
        [
            line(
                "*Sharing of clips is stopped here for now.* Moderators are looking into something. Clips "
                "cannot be heard, asked about or answered until this message says so. There is nothing for "
                "you to do, and flagging still works."
            )
        ]
    )


def panic_over() -> Message:
    """What an earlier panic's message says once there is a newer one."""
    return message([line("This is over. A newer message here says how it stands.")])


def panics_reply(panics: Sequence[Panic], policy: Policy) -> Message:
    """What the moderator who stopped or resumed reads at once."""
    return message([part for panic in panics for part in _standing(panic, policy)])


def _standing(panic: Panic, policy: Policy) -> list[Part]:
    place = where(panic, policy)
    if not panic.is_on:
        return [line(f"Sharing {place} goes on again.")]
    return [line(f"*All sharing {place} is stopped.* {votes_words(panic, policy)}")]


def panic_rows(panics: Sequence[Panic], policy: Policy) -> list[Part | None]:
    """For a moderator's Home: what is stopped, and the button that stops everything."""
    rows: list[Part | None] = []
    for panic in panics:
        rows += [*_standing(panic, policy), actions(resume_button(panic, policy))]
    if all(panic.scope != EVERYWHERE for panic in panics):
        rows.append(actions(_stop_button()))
    return rows


def _stop_button() -> Block:
    shown = button(
        "Stop all sharing", ids.PANIC_START, EVERYWHERE, label="Stop all sharing of clips, everywhere"
    )
    confirm = {
        "title": {"type": "plain_text", "text": "Stop all sharing?"},
        "text": {
            "type": "plain_text",
            "text": "Nobody can hear a clip any more, anywhere, at once. Resuming takes several moderators.",
        },
        "confirm": {"type": "plain_text", "text": "Stop it all"},
        "deny": {"type": "plain_text", "text": "Not now"},
        "style": "danger",
    }
    return {**shown, "style": "danger", "confirm": confirm}


def _at(panic: Panic) -> str:
    return f", {when(panic.switched_at)}" if panic.switched_at else ""
