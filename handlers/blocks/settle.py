"""The lead's card and form: what peers could not agree on. Only the form shows candidates."""

import hashlib
from dataclasses import dataclass

from bot.agreement.tokens import tokenise
from bot.domain.agree import may_settle
from bot.domain.case import Case, Suggestion
from bot.domain.text import SUGGESTION_CHARACTERS
from bot.policy import Policy
from handlers import ids
from handlers.blocks.card import flag_button, listen_button
from handlers.blocks.differing import Run, differing_runs, said_where
from handlers.blocks.kit import (
    Block,
    Message,
    View,
    actions,
    blocks_of,
    button,
    choice,
    field,
    heading,
    line,
    message,
    modal,
    option,
    optional,
    rich,
    text_input,
)
from handlers.blocks.notice import withheld_notice, withheld_view
from handlers.blocks.text import counted, cut
from handlers.blocks.voices import letters_of, voices_named
from handlers.blocks.words import facts, name_of, notes, standing, who_asks

# Slack takes ten radio buttons; two of them are “own words” and “nobody can tell”.
_CANDIDATES = 8
_CANDIDATE_CHARACTERS = 3000
_PREVIEW_CHARACTERS = 75
_PLACES = 12


@dataclass(frozen=True)
class Candidate:
    """One text and the voices that heard it: letters, never names. `value` stands for it in the form."""

    value: str
    letters: tuple[str, ...]
    text: str

    @property
    def title(self) -> str:
        return voices_named(self.letters)


def candidates(case: Case) -> list[Candidate]:
    """The different texts that were heard, those of most people first."""
    letters = letters_of(case)
    heard: dict[tuple[str, ...], list[Suggestion]] = {}
    # By letter, so that of texts with as many people the order does not say either who came first.
    order = list(letters)
    for voice in sorted(_voices_with_words(case), key=lambda voice: order.index(voice.person)):
        same = tuple(f"{token.identity.word}:{token.identity.is_heard}" for token in tokenise(voice.text))
        heard.setdefault(same, []).append(voice)
    ordered = sorted(heard.values(), key=len, reverse=True)
    return [
        Candidate(
            value=_value(voices[0].text),
            letters=tuple(letters[voice.person] for voice in voices),
            text=voices[0].text,
        )
        for voices in ordered[:_CANDIDATES]
    ]


def _voices_with_words(case: Case) -> list[Suggestion]:
    return [voice for voice in case.voices if not voice.is_nobody_can_tell and voice.text]


def picked_text(case: Case, value: str) -> str | None:
    """The text that a choice in the form stands for; None when nobody says that any more."""
    # Among all voices: another one that hears the same may have come to stand for the candidate meanwhile.
    return next((voice.text for voice in _voices_with_words(case) if _value(voice.text) == value), None)


def _value(text: str) -> str:
    # Not the place in the list: another voice may come between opening the form and sending it.
    return f"heard:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def lead_card(case: Case, policy: Policy) -> Message:
    if case.is_hidden:
        return withheld_notice(case)
    is_waiting = may_settle(case)
    return message(
        [
            heading(
                f"Clip {name_of(case)} {'needs a lead' if is_waiting else 'is no longer waiting for a lead'}"
            ),
            line(facts(case, policy)),
            line(who_asks(case)) if is_waiting and case.asks else None,
            *(notes(case) if is_waiting else ()),
            line(standing(case, policy)),
            actions(_settle_button(case), listen_button(case), flag_button(case)) if is_waiting else None,
        ]
    )


def _settle_button(case: Case) -> Block:
    return button(
        "Compare and settle",
        ids.SETTLE_OPEN,
        case.alias,
        label=f"Compare what was heard in clip {name_of(case)} and settle it",
        style="primary",
    )


def settle_view(case: Case) -> View:
    if case.is_hidden:
        return withheld_view(case)
    heard = candidates(case)
    silent = sum(voice.is_nobody_can_tell for voice in case.voices)
    options = [
        *(option(found.title, found.value, cut(found.text, _PREVIEW_CHARACTERS)) for found in heard),
        option("My own words", ids.PICK_OWN_WORDS, "Write them below."),
        option("Nobody can tell", ids.PICK_NOBODY_CAN_TELL, "What is said cannot be made out."),
    ]
    return modal(
        "Settle what was said",
        ids.SETTLE_MODAL,
        case.alias,
        [
            *blocks_of([line(_introduction(case, heard, silent))]),
            *_shown(heard),
            *blocks_of([said_where("Where voices differ", case, case.disputed, most=_PLACES)]),
            field(ids.SETTLE_PICK, "What is said?", choice(ids.SETTLE_PICK, "radio_buttons", options)),
            optional(
                text_input(
                    ids.SETTLE_TEXT,
                    "My own words",
                    most=SUGGESTION_CHARACTERS,
                    hint="Used only when “My own words” is chosen above.",
                )
            ),
        ],
        submit="Settle",
    )


def _introduction(case: Case, heard: list[Candidate], silent: int) -> str:
    name = f"Clip *{name_of(case)}*."
    cannot = f" {counted(silent, 'person', 'people')} said that nobody can tell." if silent else ""
    if not heard:
        return f"{name} Nobody has suggested any words.{cannot}"
    marked = " Words that not all heard are *bold and in [brackets]*." if len(heard) > 1 else ""
    return f"{name} This is what peers heard, without their names.{marked}{cannot}"


def _shown(heard: list[Candidate]) -> list[Block]:
    all_runs = differing_runs([cut(found.text, _CANDIDATE_CHARACTERS) for found in heard])
    return [_candidate_block(found, runs) for found, runs in zip(heard, all_runs, strict=True)]


def _candidate_block(found: Candidate, runs: list[Run]) -> Block:
    words = [rich(_marked(text) if differs else text, is_bold=differs) for text, differs in runs if text]
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [rich(found.title, is_bold=True)]},
            {"type": "rich_text_quote", "elements": words or [rich(found.text or "…")]},
        ],
    }


def _marked(text: str) -> str:
    """The text in brackets, unless it is an uncertainty mark and so has them already."""
    words = text.rstrip()
    spaces = text[len(words) :]
    is_mark = words.startswith("[") and words.endswith("]") and "[" not in words[1:]
    return text if is_mark else f"[{words}]{spaces}"
