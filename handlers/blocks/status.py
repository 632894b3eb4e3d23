"""Answers to `/clip`: where a clip stands, what is open, what is mine, and how to use it."""

from collections.abc import Sequence

from bot.domain.ask import is_reopenable
from bot.domain.case import Case, State
from bot.domain.command_line import CLIP_USAGE, REVIEW_USAGE
from bot.domain.conflict import has_conflict
from bot.domain.ids import PersonId, show_alias
from bot.domain.refusals import withheld_words
from bot.policy import Policy
from bot.ports import CaseLine
from handlers import ids
from handlers.blocks.card import flag_button, listen_button, reopen_button, suggest_button
from handlers.blocks.claim import give_back_button
from handlers.blocks.conflict import conflict_buttons, how_to_decide
from handlers.blocks.kit import Block, Message, Part, actions, button, line, message, row
from handlers.blocks.notice import withheld_notice
from handlers.blocks.text import counted, escape, length, when
from handlers.blocks.words import (
    facts,
    language_name,
    name_of,
    saved,
    standing,
    state_words,
    who_is_on_it,
)

ROWS = 15


def status_reply(case: Case, person: PersonId, policy: Policy) -> Message:
    """Where the case stands, for this person. No text of the clip: this answer cannot be taken back."""
    if case.is_hidden:
        return withheld_notice(case)
    return message(
        [
            line(f"*Clip {name_of(case)}* ({facts(case, policy)})"),
            line(standing(case, policy)),
            line(who_is_on_it(case, policy)) if case.state is State.OPEN else None,
            line(saved(case.outcome)) if _is_agreed(case) and case.outcome else None,
            line(own) if (own := _own_part(case, person)) else None,
            how_to_decide(case) if person in case.askers else None,
            actions(*conflict_buttons(case)) if person in case.askers else None,
            actions(*_next_steps(case, person)),
        ]
    )


def _is_agreed(case: Case) -> bool:
    return case.state in {State.AGREED, State.WRITTEN}


def _own_part(case: Case, person: PersonId) -> str:
    """What this person has to do with the case."""
    if case.is_hidden:
        return ""
    if claim := case.claim_of(person):
        return f"It is yours until {when(claim.until)}."
    if case.state is State.OPEN and case.voice_of(person):
        return "You said what you hear, and can change it until it closes."
    if person not in case.askers:
        return ""
    if has_conflict(case):
        return f"You asked about it, and it waits for your decision; see `/clip status {name_of(case)}`."
    return "You asked about it."


def _next_steps(case: Case, person: PersonId) -> list[Block]:
    steps = [] if case.state is State.IDLE else [listen_button(case)]
    if case.state is State.OPEN and person not in case.askers:
        steps.append(suggest_button(case))
    if case.claim_of(person):
        steps.append(give_back_button(case))
    is_offered = has_conflict(case) and person in case.askers
    if is_reopenable(case) and not is_offered:
        steps.append(reopen_button(case))
    return [*steps, flag_button(case)]


def queue_reply(lines: Sequence[CaseLine], policy: Policy) -> Message:
    """What is open, longest waiting first."""
    if not lines:
        return message([line("Nothing waits in your languages right now. Thank you for looking.")])
    head = line(f"*{counted(len(lines), 'clip')} waiting, longest first*")
    return message([head, *open_rows(lines, policy)])


def open_rows(lines: Sequence[CaseLine], policy: Policy) -> list[Part]:
    return [row(_open_line(found, policy), _take(found)) for found in lines[:ROWS]]


def _open_line(found: CaseLine, policy: Policy) -> str:
    name = show_alias(found.alias)
    since = f", waiting since {when(found.opened_at)}" if found.opened_at else ""
    places = f"{counted(found.places, 'place')} free" if found.places else "all places taken"
    shown = f"{language_name(found.language, policy)}, {length(found.duration_seconds)}"
    return f"*{name}* · {shown}{since} · {places}"


def _take(found: CaseLine) -> Block | None:
    if not found.places:
        return None
    name = show_alias(found.alias)
    return button("I'll take it", ids.CLAIM_TAKE, found.alias, label=f"Take clip {name}")


def mine_reply(cases: Sequence[Case], person: PersonId) -> Message:
    claims, asks = claims_of(cases, person), asks_of(cases, person)
    others = [case for case in cases if case not in claims and case not in asks]
    if not cases:
        return message(
            [line("You have no clips now. `/clip queue` shows what waits, `/clip ask` asks for help.")]
        )
    return message(
        [
            *_group("With you now", claims, person),
            *_group("You asked about", asks, person),
            *_group("You helped with", others, person),
        ]
    )


def claims_of(cases: Sequence[Case], person: PersonId) -> list[Case]:
    return [case for case in cases if not case.is_hidden and case.claim_of(person)]


def asks_of(cases: Sequence[Case], person: PersonId) -> list[Case]:
    return [case for case in cases if person in case.askers]


def _group(title: str, cases: Sequence[Case], person: PersonId) -> list[Part]:
    if not cases:
        return []
    shown = [case_row(case, person) for case in cases[:ROWS]]
    left = len(cases) - len(shown)
    return [line(f"*{title}*"), *shown, *([line(f"and {left} more.")] if left else [])]


def case_row(case: Case, person: PersonId) -> Part:
    """A case in a list of a person's own, with the one thing that they most likely want to do."""
    if case.is_hidden:
        return line(withheld_words(case))
    words = " ".join(
        part for part in (f"*{name_of(case)}* · {state_words(case)}.", _own_part(case, person)) if part
    )
    return row(words, _likely_step(case, person))


def _likely_step(case: Case, person: PersonId) -> Block | None:
    if case.state is State.OPEN and person not in case.askers:
        return suggest_button(case)
    if is_reopenable(case) and person in case.askers:
        return reopen_button(case)
    return None


def help_reply() -> Message:
    return message(
        [
            line("*Second Ear lends a second ear.* Ask about a clip you cannot make out, or help others."),
            line(escape(CLIP_USAGE)),
            line(
                "In threads, use the buttons on the card, or a message's menu: "
                "*Use as suggestion*, *Flag this clip*."
            ),
        ]
    )


def review_help_reply() -> Message:
    return message([line("*Flagged clips, for moderators*"), line(escape(REVIEW_USAGE))])
