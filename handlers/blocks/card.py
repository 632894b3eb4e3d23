"""The help card: the one message by which a channel sees a case."""

from bot.domain.case import Case, State
from bot.domain.claim import places
from bot.policy import Policy
from handlers import ids
from handlers.blocks.kit import Block, Message, Part, actions, button, heading, line, message, option
from handlers.blocks.notice import withheld_notice
from handlers.blocks.words import (
    facts,
    name_of,
    not_taken,
    notes,
    progress,
    state_words,
    who_asks,
    who_is_on_it,
)

STOPPED = (
    "*Sharing is stopped for now.* Moderators have stopped it for more than this clip. "
    "It cannot be heard or answered until it goes on; there is nothing for you to do."
)


def help_card(case: Case, policy: Policy, *, is_stopped: bool = False) -> Message:
    """`is_stopped` while a panic holds back all sharing of the case."""
    if case.is_hidden:
        return withheld_notice(case)
    if is_stopped:
        return message(
            [
                heading(f"Clip {name_of(case)}"),
                line(f"*{state_words(case)}* · {facts(case, policy)}"),
                line(STOPPED),
                actions(flag_button(case)),
            ]
        )
    is_open = case.state is State.OPEN
    is_asked = case.state in {State.OPEN, State.NEEDS_LEAD}
    return message(
        [
            heading(f"Clip {name_of(case)}"),
            line(f"*{state_words(case)}* · {facts(case, policy)}"),
            line(who_asks(case)) if is_asked and case.asks else None,
            *(notes(case) if is_asked else ()),
            line(progress(case, policy)),
            not_taken(case),
            line(who_is_on_it(case, policy)) if is_open else None,
            _buttons(case, policy),
        ]
    )


def _buttons(case: Case, policy: Policy) -> Part | None:
    is_open = case.state is State.OPEN
    return actions(
        listen_button(case) if case.state is not State.IDLE else None,
        take_button(case) if places(case, policy) else None,
        suggest_button(case) if is_open else None,
        flag_button(case),
        _more(case) if is_open or case.state is State.NEEDS_LEAD else None,
    )


def listen_button(case: Case) -> Block:
    return button("Listen", ids.LISTEN_OPEN, case.alias, label=f"Listen to clip {name_of(case)}")


def take_button(case: Case) -> Block:
    return button(
        "I'll take it", ids.CLAIM_TAKE, case.alias, label=f"Take clip {name_of(case)}", style="primary"
    )


def suggest_button(case: Case) -> Block:
    return button("Suggest", ids.SUGGEST_OPEN, case.alias, label=f"Say what you hear in clip {name_of(case)}")


def reopen_button(case: Case) -> Block:
    return button("Ask again", ids.REOPEN_ASK, case.alias, label=f"Ask again about clip {name_of(case)}")


def flag_button(case: Case) -> Block:
    # No question before it: a flag stops sharing at once, and a moderator can undo it.
    return button(
        "Flag",
        ids.FLAG_RAISE,
        case.alias,
        label=f"Flag clip {name_of(case)}: stop sharing it",
        style="danger",
    )


def _more(case: Case) -> Block:
    is_open = case.state is State.OPEN
    options = [
        option("I can't tell either", f"{ids.MORE_CANT_TELL}:{case.alias}") if is_open else None,
        option("Give it back", f"{ids.MORE_RELEASE}:{case.alias}") if is_open else None,
        option("Withdraw the ask", f"{ids.MORE_WITHDRAW}:{case.alias}"),
        option("How to write it down", f"{ids.MORE_HOW_TO_WRITE}:{case.alias}"),
    ]
    return {
        "type": "overflow",
        "action_id": ids.CARD_MORE,
        "options": [shown for shown in options if shown is not None],
    }
