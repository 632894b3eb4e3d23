"""Notes to whoever is called next, and a word to whoever decided: an alias and a category, never content."""

from bot.domain.case import Case, State
from bot.domain.escalation import level_of
from bot.domain.refusals import withheld_words
from bot.domain.reviewed import Cause, Escalation
from bot.domain.text import NOTE_CHARACTERS
from bot.policy import Policy
from handlers import ids
from handlers.blocks.flag import category_name
from handlers.blocks.kit import Message, View, blocks_of, line, message, modal, text_input
from handlers.blocks.text import escape, mention, when
from handlers.blocks.words import facts, name_of

_CAUSES = {
    Cause.NOT_TAKEN: "nobody had taken it in time",
    Cause.NOT_DECIDED: "it was not decided in time",
    Cause.OFF_DUTY: "no moderator was on duty",
}


def cause_words(escalation: Escalation) -> str:
    return _CAUSES.get(escalation.cause, f"{mention(escalation.person)} asked for it")


def escalation_note(case: Case, escalation: Escalation, policy: Policy, group: str | None) -> Message:
    """What the called level reads; `group` is the id of the user group on duty, mentioned first."""
    called = f"<!subteam^{group}> " if group else ""
    category = category_name(case.gravest)
    return message(
        [
            line(
                f"{called}*Flagged clip {name_of(case)} needs somebody:* {cause_words(escalation)}. "
                f"Category: {category}. {facts(case, policy)}."
            ),
            line(_standing(case)),
        ]
    )


def _standing(case: Case) -> str:
    review = case.review
    if case.state is State.ERASED:
        return "The clip was erased. There is nothing left to do."
    if review is None:
        return "It is decided by now. Thank you."
    if review.taken_by and review.taken_until:
        return f"{mention(review.taken_by)} has it until {when(review.taken_until)}."
    return (
        f"It is withheld, and to be taken by {when(review.acknowledge_by)}. A moderator takes it in the "
        "moderators' channel or with `/clip-review take`."
    )


def called_so_far(case: Case, policy: Policy) -> str:
    """Which levels were called during this stop, and why."""
    calls = [found for found in case.escalations if found.epoch == case.sharing_epoch]
    words = []
    for call in calls:
        level = level_of(call.level, policy)
        name = escape(level.name) if level else f"level {call.level}"
        words.append(f"{name} ({cause_words(call)})")
    return f"*Called:* {'; '.join(words)}." if words else ""


def escalate_view(case: Case, policy: Policy) -> View:
    level = level_of(case.level + 1, policy)
    who = escape(level.name) if level else "the next level"
    return modal(
        "Call the next level",
        ids.ESCALATE_MODAL,
        case.alias,
        [
            *blocks_of(
                [
                    line(
                        f"*{who}* is called about clip *{name_of(case)}*, with its category and nothing "
                        "else. You let the review go."
                    )
                ]
            ),
            text_input(
                ids.REVIEW_REASON,
                "Why?",
                most=NOTE_CHARACTERS,
                hint="For the audit. It is shown to nobody in Slack; please don't repeat what the clip says.",
            ),
        ],
        submit="Call them",
    )


def escalated_reply(case: Case, policy: Policy) -> Message:
    level = level_of(case.level, policy)
    who = escape(level.name) if level else "The next level"
    return message([line(f"*{who}* is called about clip *{name_of(case)}*. You don't have it any more.")])


def handed_over_reply(case: Case) -> Message:
    return message(
        [line(f"Somebody else takes clip *{name_of(case)}*. Thank you for saying so; nobody asks why.")]
    )


def superseded_card(case: Case) -> Message:
    """What an older moderators' card says after a newer one was posted about the same stop."""
    return message([line(f"There is a newer card about clip {name_of(case)} below.")])


def support_message(case: Case, policy: Policy) -> Message:
    """To the one person who upheld a critical case."""
    return message(
        [
            line(
                f"Thank you for deciding about clip *{name_of(case)}*. What you had to hear or read can "
                "weigh on anyone."
            ),
            line(escape(policy.wellbeing.support)),
            line("Only you see this message, and nobody is told whether you use it."),
        ]
    )


def withheld_escalation(case: Case) -> Message:
    """What stands where a level was called during an earlier stop."""
    return message([line(withheld_words(case))]) if case.is_hidden else message([line(_standing(case))])
