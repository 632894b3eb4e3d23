"""Saying what one hears: the form, what the marks mean, and the thanks."""

from bot.domain.case import Case, State, Suggestion
from bot.domain.text import SUGGESTION_CHARACTERS
from handlers import ids
from handlers.blocks.kit import (
    Message,
    Part,
    View,
    aside,
    blocks_of,
    choice,
    field,
    line,
    message,
    modal,
    option,
    optional,
    text_input,
)
from handlers.blocks.notice import withheld_notice, withheld_view
from handlers.blocks.text import length
from handlers.blocks.words import name_of

_CANT_TELL = option(
    "Nobody can tell", ids.CHOICE_CANT_TELL, "I listened, and what is said cannot be made out."
)
_MARKS = (
    ("[unclear]", "a word that you cannot make out"),
    ("[unclear: kettle]", "a word that you are not sure of"),
    ("[inaudible]", "speech too quiet to follow"),
    ("[crosstalk]", "several people at once"),
    ("[noise]", "a sound that covers speech"),
    ("[foreign: fr]", "words in another language, and which"),
)


def suggest_view(case: Case, own: Suggestion | None, *, lifted: str | None = None) -> View:
    """The form. `own` is what this person said before, `lifted` what they wrote in a thread."""
    if case.is_hidden:
        return withheld_view(case)
    seconds = length(case.clip.duration_seconds)
    words = text_input(
        ids.SUGGEST_TEXT,
        "What do you hear?",
        most=SUGGESTION_CHARACTERS,
        initial=lifted if lifted is not None else own.text if own else "",
        hint="Every word as it is said, uncorrected. Not sure? Write [unclear: word], or [unclear].",
    )
    cannot = choice(
        ids.SUGGEST_CHOICE,
        "checkboxes",
        [_CANT_TELL],
        initial=[_CANT_TELL] if own and own.is_nobody_can_tell and lifted is None else [],
    )
    return modal(
        "What do you hear?",
        ids.SUGGEST_MODAL,
        case.alias,
        [
            *blocks_of([line(f"Clip *{name_of(case)}*, {seconds}."), _replaces(own)]),
            optional(words),
            optional(field(ids.SUGGEST_CHOICE, "Or", cannot)),
        ],
        submit="Send",
    )


def _replaces(own: Suggestion | None) -> Part | None:
    return aside("This replaces what you said before.") if own else None


def how_to_write_view() -> View:
    """What to write where something cannot be heard for sure."""
    marks = "\n".join(f"`{mark}`: {meaning}" for mark, meaning in _MARKS)
    return modal(
        "How to write it down",
        ids.NOTICE_MODAL,
        "",
        blocks_of(
            [
                line("Write every word as it is said: no corrections, no guesses that you would not defend."),
                line(f"*Where you are not sure*\n{marks}"),
                line("If nothing can be made out, choose *Nobody can tell*. That is an answer too."),
            ]
        ),
    )


_NEWS = {
    State.AGREED: "With it the clip is agreed.",
    State.WRITTEN: "With it the clip is agreed.",
    State.NEEDS_LEAD: "A lead decides now between what was heard.",
}


def suggested_reply(case: Case) -> Message:
    """The thanks; the words themselves are not repeated."""
    if case.is_hidden:
        return withheld_notice(case)
    news = _NEWS.get(case.state, "You can change it until the clip closes.")
    return message([line(f"Thank you, what you hear in clip *{name_of(case)}* is saved. {news}")])
