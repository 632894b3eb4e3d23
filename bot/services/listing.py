"""A case as a line of a list."""

from bot.domain.case import Case
from bot.domain.claim import places
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
