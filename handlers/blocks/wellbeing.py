"""What a moderator sees of their own day: how much of the worst they heard, and what they are not given."""

from bot.domain.case import Category
from bot.domain.wellbeing import enough_for_today
from bot.policy import Policy
from bot.services.reviewing import Wellbeing
from handlers import ids
from handlers.blocks.flag import CATEGORY_WORDS
from handlers.blocks.kit import (
    Message,
    Part,
    View,
    actions,
    blocks_of,
    button,
    choice,
    field,
    line,
    message,
    modal,
    option,
    optional,
)


def wellbeing_rows(day: Wellbeing, policy: Policy) -> list[Part | None]:
    return [
        line(f"{_count(day, policy)} {_spared(day)}".strip()),
        actions(
            button(
                "What I am not given", ids.SPARE_OPEN, "spare", label="Choose categories you are not given"
            )
        ),
    ]


def kind_word(day: Wellbeing, policy: Policy) -> str:
    """A sentence for somebody who has heard much; empty before that."""
    if day.is_enough:
        return enough_for_today(policy.wellbeing)
    if day.is_much:
        return (
            f"You have listened to {day.critical_listens} critical clips today. Take a break when you can; "
            "“Someone else take it” needs no reason."
        )
    return ""


def spare_view(day: Wellbeing) -> View:
    options = {
        category: option(name, category.value, what) for category, (name, what) in CATEGORY_WORDS.items()
    }
    initial = [options[category] for category in Category if category in day.spared]
    boxes = choice(ids.SPARE_CATEGORIES, "checkboxes", list(options.values()), initial=initial)
    return modal(
        "What I am not given",
        ids.SPARE_MODAL,
        "",
        [
            *blocks_of(
                [line("Clips flagged for these are never given to you, and come last in your queue.")]
            ),
            optional(
                field(ids.SPARE_CATEGORIES, "Not for me", boxes, hint="Nobody is told, and nobody asks.")
            ),
        ],
        submit="Save",
    )


def spared_reply(day: Wellbeing) -> Message:
    return message([line(_spared(day) or "You are given clips of every category.")])


def _count(day: Wellbeing, policy: Policy) -> str:
    return kind_word(day, policy) or (
        f"Critical clips you have listened to today: {day.critical_listens}. "
        f"At {day.hard} it is enough for a day."
    )


def _spared(day: Wellbeing) -> str:
    names = [CATEGORY_WORDS[category][0] for category in Category if category in day.spared]
    return f"You are not given: {', '.join(names)}." if names else ""
