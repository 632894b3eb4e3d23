"""A conflict in the annotation store: the three ways out of it, and what was decided."""

from bot.domain.case import Case, ConflictChoice
from bot.domain.conflict import conflict_name, has_conflict
from bot.policy import Policy
from handlers import ids
from handlers.blocks.card import reopen_button
from handlers.blocks.kit import Block, Message, Part, actions, button, line, message
from handlers.blocks.notice import withheld_notice
from handlers.blocks.words import facts, name_of, saved, standing

_DECIDED = {
    ConflictChoice.THEIRS: "what stands in the annotation store is kept, and nothing of ours was written.",
    ConflictChoice.BESIDE: "it is being written now, beside what somebody else wrote.",
}


def conflict_buttons(case: Case) -> list[Block]:
    """The three choices; none when there is nothing to decide."""
    if not has_conflict(case) or case.outcome is None:
        return []
    name, value = name_of(case), f"{conflict_name(case.outcome)}:{case.alias}"
    return [
        button("Use theirs", ids.CONFLICT_THEIRS, value, label=f"Use theirs for clip {name}"),
        button("Add ours beside it", ids.CONFLICT_BESIDE, value, label=f"Add ours beside it for clip {name}"),
        reopen_button(case),
    ]


def how_to_decide(case: Case) -> Part | None:
    """What each choice comes to, and the way by keyboard."""
    if not has_conflict(case):
        return None
    return line(
        "*Use theirs* keeps what stands in the store. *Add ours beside it* writes ours as an annotation of "
        "its own. *Ask again* has peers listen once more, with the clip as it is now. "
        f"You can also type `/clip resolve {name_of(case)}` with `theirs`, `beside` or `again`."
    )


def conflict_note(case: Case, policy: Policy) -> Message:
    """For the leads, where nobody in Slack asked: somebody has to decide."""
    if case.is_hidden:
        return withheld_notice(case)
    return message(
        [
            line(f"*Clip {name_of(case)}* ({facts(case, policy)}): {standing(case, policy)}"),
            line(saved(case.outcome)) if case.outcome else None,
            how_to_decide(case),
            actions(*conflict_buttons(case)),
        ]
    )


def resolved_reply(case: Case, choice: ConflictChoice) -> Message:
    if case.is_hidden:
        return withheld_notice(case)
    return message([line(f"Thank you. Clip *{name_of(case)}*: {_DECIDED[choice]}")])
