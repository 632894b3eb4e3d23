"""Claims: the answer to taking a clip, and “still on it?” before the time is up."""

from bot.domain.case import Case, Claim
from bot.domain.ids import PersonId
from bot.policy import Policy
from handlers import ids
from handlers.blocks.card import flag_button, listen_button, suggest_button
from handlers.blocks.kit import Block, Message, actions, button, line, message
from handlers.blocks.notice import withheld_notice
from handlers.blocks.text import when
from handlers.blocks.words import facts, name_of


def claimed_reply(case: Case, person: PersonId, policy: Policy) -> Message:
    """What the one who took the clip reads at once."""
    if case.is_hidden:
        return withheld_notice(case)
    claim = case.claim_of(person)
    if claim is None:
        return message([line(f"Clip *{name_of(case)}* is not with you now. `/clip claim` finds you one.")])
    return message(
        [
            line(f"Clip *{name_of(case)}* ({facts(case, policy)}) is yours until {when(claim.until)}."),
            line("Listen as often as you need, then say what you hear. Others' words stay hidden meanwhile."),
            actions(listen_button(case), suggest_button(case), give_back_button(case), flag_button(case)),
        ]
    )


def claim_message(case: Case, claim: Claim, policy: Policy) -> Message:
    if case.is_hidden:
        return withheld_notice(case)
    can_extend = claim.extensions < policy.claim.extensions
    return message(
        [
            line(
                f"*Still on clip {name_of(case)}?* It is yours until {when(claim.until)}, "
                "then somebody else can take it."
            ),
            actions(
                suggest_button(case),
                _extend_button(case, policy) if can_extend else None,
                give_back_button(case),
            ),
        ]
    )


def _extend_button(case: Case, policy: Policy) -> Block:
    minutes = f"{policy.claim.lease_minutes:g}"
    return button(
        f"{minutes} more minutes", ids.CLAIM_EXTEND, case.alias, label=f"Keep clip {name_of(case)} longer"
    )


def give_back_button(case: Case) -> Block:
    return button("Give it back", ids.CLAIM_GIVE_BACK, case.alias, label=f"Give clip {name_of(case)} back")
