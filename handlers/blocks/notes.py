"""Notes in the thread of a help card: the outcome, and one reminder that a clip still waits."""

from bot.domain.case import Case, State
from bot.domain.claim import places
from bot.policy import Policy
from handlers.blocks.card import take_button
from handlers.blocks.kit import Message, actions, line, message
from handlers.blocks.notice import withheld_notice
from handlers.blocks.text import counted
from handlers.blocks.words import (
    agreed_by,
    agreed_text,
    disagreement,
    facts,
    name_of,
    saved,
    text_stopped,
    voices_so_far,
)


def outcome_note(case: Case, policy: Policy, *, is_stopped: bool = False) -> Message:
    """`is_stopped` while a panic holds back all sharing of the case."""
    if case.is_hidden:
        return withheld_notice(case)
    if case.outcome is None or case.state not in {State.AGREED, State.WRITTEN}:
        # Asked again: the earlier answer would lead the ears of those who listen now.
        return message(
            [line(f"Clip {name_of(case)} was asked about again, so its earlier answer is put away.")]
        )
    if is_stopped:
        return message([line(f"*Clip {name_of(case)}* was agreed on."), text_stopped()])
    thanks = f"Thank you to the {counted(len(case.outcome.people), 'person', 'people')} who listened."
    return message(
        [
            line(f"*Clip {name_of(case)}:* {agreed_by(case.outcome)}"),
            agreed_text(case, policy),
            line(f"{saved(case.outcome)} {thanks if case.outcome.people else ''}".strip()),
            # Last, so that a text that must be cut loses this first.
            disagreement(case, policy),
        ]
    )


def nudge_note(case: Case, policy: Policy) -> Message:
    if case.is_hidden:
        return withheld_notice(case)
    return message(
        [
            line(
                f"*Clip {name_of(case)}* ({facts(case, policy)}) still waits for ears. "
                f"{voices_so_far(case, policy)} Can you spare a moment?"
            ),
            actions(take_button(case)) if places(case, policy) else None,
        ]
    )
