"""Who may do what: roles, standing, and the one table that every command is checked against."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.domain.ids import SYSTEM, Language, PersonId
from bot.errors import UserError, Why


class Role(StrEnum):
    REVIEWER = "reviewer"
    PEER = "peer"
    LEAD = "lead"
    MODERATOR = "moderator"
    OPERATOR = "operator"
    SYSTEM = "system"


class Standing(StrEnum):
    """What the workspace says of an account. Only a member can act."""

    MEMBER = "member"
    GUEST = "guest"
    OTHER_WORKSPACE = "other_workspace"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class Actor(BaseModel):
    """A person as the rules see them at the moment of a command."""

    model_config = ConfigDict(frozen=True)

    person: PersonId
    standing: Standing = Standing.UNKNOWN
    roles: frozenset[Role] = frozenset()
    languages: frozenset[Language] = frozenset()
    accepted_suggestions: int = 0

    def has_any(self, roles: frozenset[Role]) -> bool:
        return bool(self.roles & roles)


SYSTEM_ACTOR = Actor(person=SYSTEM, standing=Standing.MEMBER, roles=frozenset({Role.SYSTEM}))


class Act(StrEnum):
    """Everything that can be asked of the desk: the commands, and the three ways of looking."""

    ASK = "ask"
    CLAIM = "claim"
    EXTEND_CLAIM = "extend_claim"
    RELEASE = "release"
    SUGGEST = "suggest"
    WITHDRAW = "withdraw"
    END_REQUEST = "end_request"
    NOTE_MARKS = "note_marks"
    WEIGH = "weigh"
    SETTLE = "settle"
    COMPARE = "compare"
    FLAG = "flag"
    DESCRIBE_FLAG = "describe_flag"
    LISTEN = "listen"
    LISTEN_IN_REVIEW = "listen_in_review"
    BEGIN_HEARING = "begin_hearing"
    RECORD_HEARING = "record_hearing"
    TAKE = "take"
    UPHOLD = "uphold"
    RELEASE_CASE = "release_case"
    ESCALATE = "escalate"
    HAND_OVER = "hand_over"
    PANIC = "panic"
    RESUME = "resume"
    SPARE = "spare"
    RECORD_PAGE = "record_page"
    REOPEN = "reopen"
    RECORD_WRITE_BACK = "record_write_back"
    RESOLVE_CONFLICT = "resolve_conflict"
    RENEW_WRITE = "renew_write"
    RENEW_MARK = "renew_mark"
    PARK_WRITE = "park_write"
    RETRY_WORK = "retry_work"
    COUNT_COPIES = "count_copies"
    NOTICE_LEAK = "notice_leak"
    CLOSE_LEAK = "close_leak"
    CLEAR_LEAK = "clear_leak"
    TICK = "tick"
    LOOK = "look"
    LOOK_AT_REVIEWS = "look_at_reviews"
    LOOK_AT_WORK = "look_at_work"


_WORKERS = frozenset({Role.REVIEWER, Role.PEER, Role.LEAD})
_HELPERS = frozenset({Role.PEER, Role.LEAD})
_EVERYONE = _WORKERS | {Role.MODERATOR, Role.OPERATOR}
_MODERATORS = frozenset({Role.MODERATOR})
_OPERATORS = frozenset({Role.OPERATOR})
_SYSTEM = frozenset({Role.SYSTEM})

MATRIX: dict[Act, frozenset[Role]] = {
    Act.ASK: frozenset({Role.REVIEWER, Role.LEAD, Role.SYSTEM}),
    Act.CLAIM: _HELPERS,
    Act.EXTEND_CLAIM: _HELPERS,
    Act.RELEASE: _HELPERS,
    Act.SUGGEST: _HELPERS,
    Act.WITHDRAW: frozenset({Role.REVIEWER, Role.LEAD, Role.SYSTEM}),
    Act.END_REQUEST: _SYSTEM,
    Act.NOTE_MARKS: _SYSTEM,
    Act.WEIGH: _SYSTEM,
    Act.SETTLE: frozenset({Role.LEAD}),
    Act.COMPARE: frozenset({Role.LEAD}),
    Act.FLAG: _EVERYONE | _SYSTEM,
    Act.DESCRIBE_FLAG: _EVERYONE,
    Act.LISTEN: _WORKERS,
    Act.LISTEN_IN_REVIEW: _MODERATORS,
    Act.BEGIN_HEARING: _SYSTEM,
    Act.RECORD_HEARING: _SYSTEM,
    Act.TAKE: _MODERATORS,
    Act.UPHOLD: _MODERATORS,
    Act.RELEASE_CASE: _MODERATORS,
    Act.ESCALATE: _MODERATORS,
    Act.HAND_OVER: _MODERATORS,
    Act.PANIC: _MODERATORS,
    Act.RESUME: _MODERATORS,
    Act.SPARE: _MODERATORS,
    Act.RECORD_PAGE: _SYSTEM,
    Act.REOPEN: frozenset({Role.REVIEWER, Role.LEAD}),
    Act.RECORD_WRITE_BACK: _SYSTEM,
    Act.RESOLVE_CONFLICT: frozenset({Role.REVIEWER, Role.LEAD}),
    Act.RENEW_WRITE: _SYSTEM,
    Act.RENEW_MARK: _SYSTEM,
    Act.PARK_WRITE: _SYSTEM,
    Act.RETRY_WORK: _OPERATORS | _SYSTEM,
    Act.COUNT_COPIES: _SYSTEM,
    Act.NOTICE_LEAK: _SYSTEM,
    Act.CLOSE_LEAK: _SYSTEM,
    Act.CLEAR_LEAK: _MODERATORS,
    Act.TICK: _SYSTEM,
    Act.LOOK: _EVERYONE,
    Act.LOOK_AT_REVIEWS: _MODERATORS,
    Act.LOOK_AT_WORK: _OPERATORS,
}

_STANDING_SAYS = {
    Standing.GUEST: "Guests cannot take part in Second Ear. Ask a workspace admin for a full account.",
    Standing.OTHER_WORKSPACE: "Second Ear is only for members of its own workspace.",
    Standing.DEACTIVATED: "This account is deactivated, so it cannot act in Second Ear.",
    Standing.UNKNOWN: "I don't know you yet and am looking you up. Please try again in a minute.",
}


def require(actor: Actor, act: Act) -> None:
    """Nothing, when the actor may do it; UserError otherwise. Deny is the default."""
    if actor.standing is Standing.UNKNOWN:
        raise UserError(Why.UNKNOWN_PERSON, _STANDING_SAYS[actor.standing])
    if actor.standing is not Standing.MEMBER:
        raise UserError(Why.NOT_A_MEMBER, _STANDING_SAYS[actor.standing])
    if not actor.has_any(MATRIX[act]):
        wanted = (
            " or ".join(sorted(role.value for role in MATRIX[act] - {Role.SYSTEM})) or "Second Ear itself"
        )
        raise UserError(
            Why.NOT_ALLOWED,
            f"This needs the role of {wanted}, which you don't have. "
            "Your team lead or operator can give it to you.",
        )
