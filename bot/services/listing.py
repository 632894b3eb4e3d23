"""Which cases stand in a list, and a case as a line of one."""

from bot.domain.case import Case, State
from bot.domain.claim import places
from bot.domain.ids import PersonId
from bot.policy import Policy
from bot.ports import CaseLine


def line_of(case: Case, policy: Policy) -> CaseLine:
    return CaseLine(
        alias=case.alias,
        state=case.state,
        language=case.clip.language,
        duration_seconds=case.clip.duration_seconds,
        opened_at=case.opened_at,
        places=places(case, policy),
    )


def is_about(case: Case, person: PersonId) -> bool:
    """Whether the person asked for it, claims it, or has suggested in it while it is open."""
    has_voice = case.voice_of(person) is not None and case.state is State.OPEN
    return person in case.askers or case.claim_of(person) is not None or has_voice
