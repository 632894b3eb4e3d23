"""Flags: why a clip must not be shared, and what became of it, never with its content."""

from bot.domain.case import Case, Category
from bot.domain.refusals import withheld_words
from bot.domain.reviewed import Verdict
from bot.domain.text import NOTE_CHARACTERS
from handlers import ids
from handlers.blocks.kit import (
    Message,
    View,
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
from handlers.blocks.words import name_of

CATEGORY_WORDS = {
    Category.CRITICAL: ("Critical", "A crime, danger to someone, or a child at risk"),
    Category.SENSITIVE: ("Sensitive", "Sex, health, money, passwords, a child's voice, who someone is"),
    Category.CONSENT: ("Consent withdrawn", "The person no longer agrees that others listen"),
    Category.MISUSE: ("Misuse", "Shared for amusement, or not for work"),
    Category.ACCIDENTAL: ("Accidental recording", "Nobody was speaking to the device"),
    Category.OTHER: ("Something else", "Say what in the note"),
}


def category_name(category: Category | None) -> str:
    return CATEGORY_WORDS[category][0] if category else "Not explained yet"


def flag_view(case: Case) -> View:
    """What follows the click that has stopped sharing already."""
    options = [option(name, category.value, what) for category, (name, what) in CATEGORY_WORDS.items()]
    return modal(
        "Why did you flag it?",
        ids.FLAG_MODAL,
        case.alias,
        [
            *blocks_of(
                [line(f"Sharing of clip *{name_of(case)}* has stopped. Thank you. What is it about?")]
            ),
            field(ids.FLAG_CATEGORY, "Reason", choice(ids.FLAG_CATEGORY, "radio_buttons", options)),
            optional(
                text_input(
                    ids.FLAG_NOTE,
                    "Anything that moderators should know?",
                    most=NOTE_CHARACTERS,
                    hint="Please don't repeat what is said in the clip. If someone is in danger now, "
                    "follow your site's emergency rules as well.",
                )
            ),
        ],
        submit="Send",
    )


def flagged_reply(case: Case) -> Message:
    return message(
        [
            line(
                f"Thank you. Sharing of clip *{name_of(case)}* has stopped everywhere, "
                "and moderators were told. You will hear how it ends."
            )
        ]
    )


def flagger_message(case: Case) -> Message:
    """How the review of a flagged clip ended, without content and without the reason."""
    decision = case.decisions[-1] if case.decisions else None
    if case.is_hidden and (decision is None or decision.verdict is not Verdict.UPHELD):
        return message([line(withheld_words(case))])
    if decision is None:
        return message([line(f"Clip *{name_of(case)}*, which you flagged, is shared again.")])
    if decision.verdict is Verdict.UPHELD:
        outcome = "agreed that it must not be shared. It stays withheld."
    else:
        outcome = "found that it can be shared, so work on it goes on."
    return message(
        [
            line(f"*About clip {name_of(case)}, which you flagged:* moderators looked at it and {outcome}"),
            line("Thank you for speaking up. When in doubt, please flag again."),
        ]
    )
