"""Asking for help: the form, and the message by which an asker learns where the clip stands."""

from bot.domain.ask import is_reopenable
from bot.domain.case import Case, State
from bot.domain.conflict import has_conflict
from bot.domain.ids import PersonId
from bot.domain.text import NOTE_CHARACTERS, SUGGESTION_CHARACTERS
from bot.policy import Policy
from handlers import ids
from handlers.blocks.card import flag_button, listen_button, reopen_button
from handlers.blocks.conflict import conflict_buttons, how_to_decide
from handlers.blocks.kit import (
    Message,
    View,
    actions,
    line,
    message,
    modal,
    optional,
    text_input,
)
from handlers.blocks.notice import withheld_notice
from handlers.blocks.words import agreed_text, facts, name_of, saved, standing, text_stopped

_REFERENCE_CHARACTERS = 500
_AGREED = frozenset({State.AGREED, State.WRITTEN})


def ask_view(clip: str = "") -> View:
    """The form of the global shortcut; `clip` is what is known of the clip already."""
    return modal(
        "Ask for help",
        ids.ASK_MODAL,
        "",
        [
            text_input(
                ids.ASK_CLIP,
                "Which clip?",
                most=_REFERENCE_CHARACTERS,
                initial=clip,
                hint="Its reference in your annotation tool, or its alias here. Peers see the alias only.",
            ),
            optional(
                text_input(
                    ids.ASK_NOTE,
                    "What is hard about it?",
                    most=NOTE_CHARACTERS,
                    hint="For example “one word after 0:03, perhaps a name”. Peers read this, "
                    "so leave out who is speaking and what the clip says.",
                )
            ),
            optional(
                text_input(
                    ids.ASK_GUESS,
                    "Your own best guess",
                    most=SUGGESTION_CHARACTERS,
                    hint="Kept with the clip and shown to nobody, so that others listen with fresh ears.",
                )
            ),
        ],
        submit="Ask",
    )


def asked_reply(case: Case, policy: Policy) -> Message:
    """What the asker reads at once."""
    if case.is_hidden:
        return withheld_notice(case)
    channel = policy.help_channel(case.clip.language)
    where = f" It is in {channel.channel} now." if channel and channel.channel.startswith("#") else ""
    return message(
        [
            line(
                f"Thank you, I asked about clip *{name_of(case)}* ({facts(case, policy)}).{where} "
                "You will get a message as soon as it is settled."
            )
        ]
    )


def asker_message(case: Case, policy: Policy, asker: PersonId, *, is_stopped: bool = False) -> Message:
    """`is_stopped` while a panic holds back all sharing of the case."""
    if case.is_hidden:
        return withheld_notice(case)
    if is_stopped and case.state in _AGREED:
        return message([line(f"*Your clip {name_of(case)}*"), text_stopped(), actions(flag_button(case))])
    is_settled = case.state in {State.AGREED, State.WRITTEN} and case.outcome is not None
    again = "" if is_settled else _what_next(case, asker)
    return message(
        [
            line(f"*Your clip {name_of(case)}* ({facts(case, policy)})"),
            line(f"{standing(case, policy)} {again}".strip()),
            agreed_text(case, policy) if is_settled else None,
            line(saved(case.outcome)) if is_settled and case.outcome else None,
            how_to_decide(case),
            actions(*conflict_buttons(case)),
            actions(
                listen_button(case) if case.state is not State.IDLE else None,
                reopen_button(case) if is_reopenable(case) and not has_conflict(case) else None,
                flag_button(case),
            ),
        ]
    )


def _what_next(case: Case, asker: PersonId) -> str:
    if case.state is State.UNRESOLVED:
        return "You can ask again, or mark it as unclear in your annotation tool."
    if case.state is State.IDLE:
        return "You can ask again at any time." if asker not in case.askers else ""
    return "You will get a message as soon as it is settled."
