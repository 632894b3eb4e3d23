"""The moderators' card and forms: a flagged clip by its category, counts and clocks, never by its content."""

from datetime import datetime

from bot.domain.case import Case, Door, State
from bot.domain.ids import SYSTEM
from bot.domain.refusals import ahead
from bot.domain.review import release_votes_needed
from bot.domain.reviewed import Decision, Review, Verdict
from bot.domain.text import NOTE_CHARACTERS
from bot.policy import Policy
from handlers import ids
from handlers.blocks.escalation import called_so_far
from handlers.blocks.flag import category_name
from handlers.blocks.kit import (
    Block,
    Message,
    Part,
    View,
    actions,
    blocks_of,
    button,
    heading,
    line,
    message,
    modal,
    row,
    text_input,
)
from handlers.blocks.text import counted, mention, mentions, when
from handlers.blocks.words import facts, name_of

_NOBODY = {
    Door.MESSAGE: "Second Ear (it noticed a leak)",
    Door.STORE: "a mark in the annotation store",
    Door.WEBHOOK: "another system",
}
"""Who a flag is from when it is no person's."""


def review_card(case: Case, policy: Policy) -> Message:
    return message(
        [
            heading(f"Flagged clip {name_of(case)}"),
            *_facts(case, policy),
            *(_clocks(case, policy, case.review) if case.review else [line(_ending(case))]),
            _buttons(case) if case.review else None,
        ]
    )


def _facts(case: Case, policy: Policy) -> list[Part]:
    if case.state is State.ERASED:
        return []
    asks = counted(len(case.asks), "ask")
    return [
        line(f"*Category:* {_category(case)}"),
        line(
            f"{facts(case, policy)}. Flagged by {_flaggers(case)}. It has {asks}, "
            f"{counted(len(case.voices), 'voice')} and {counted(case.sharing_epoch, 'stop')} so far."
        ),
    ]


def _flaggers(case: Case) -> str:
    people = {flag.person for flag in case.flags} - {SYSTEM}
    named = [counted(len(people), "person", "people")] if people else []
    named += dict.fromkeys(
        _NOBODY.get(flag.door, "Second Ear") for flag in case.flags if flag.person == SYSTEM
    )
    return " and by ".join(named)


def _category(case: Case) -> str:
    if case.gravest is None:
        return category_name(None)
    unexplained = ", and a flag that is not explained yet" if case.has_unexplained_flag else ""
    return f"{category_name(case.gravest)}{unexplained}"


def _clocks(case: Case, policy: Policy, review: Review) -> list[Part]:
    called = called_so_far(case, policy)
    return [
        line(_taken(review)),
        line(f"{_outcome_clock(review)} {_votes(case, policy, review)}".strip()),
        *([line(called)] if called else []),
    ]


def _taken(review: Review) -> str:
    if review.taken_by and review.taken_until:
        has_it = f"{mention(review.taken_by)} has it until {when(review.taken_until)}."
        if review.acknowledged_at:
            return has_it
        return f"{has_it} *A graver flag came in since:* to be taken again by {when(review.acknowledge_by)}."
    if review.acknowledged_at:
        return "*Nobody has it now.* It was looked at, but not decided."
    late = "*Late:* nobody has taken it. It was due" if review.is_acknowledgement_late else "*To be taken*"
    return f"{late} by {when(review.acknowledge_by)}."


def _outcome_clock(review: Review) -> str:
    late = "*Late:* it was to be decided" if review.is_outcome_late else "To be decided"
    return f"{late} by {when(review.outcome_by)}."


def _votes(case: Case, policy: Policy, review: Review) -> str:
    needed = release_votes_needed(case, policy)
    voters = list(dict.fromkeys(vote.person for vote in review.release_votes))
    if voters:
        left = max(needed - len(voters), 0)
        more = counted(left, "more moderator")
        return f"{mentions(voters)} voted to release it; that takes {more}."
    return f"Releasing it takes {needed} different moderators." if needed > 1 else ""


def _ending(case: Case) -> str:
    if case.state is State.ERASED:
        return "The clip was erased. There is nothing left to decide."
    decision = case.decisions[-1] if case.decisions else None
    if decision is None:
        return "There is nothing to decide."
    return _decided(decision)


def _decided(decision: Decision) -> str:
    by = f"by {mention(decision.person)}, {when(decision.at)}"
    if decision.verdict is Verdict.UPHELD:
        return f"*Upheld* {by}. It stays withheld."
    return f"*Released* {by}. Sharing goes on."


def _buttons(case: Case) -> Part | None:
    name = name_of(case)
    return actions(
        button("Take", ids.REVIEW_TAKE, case.alias, label=f"Take the review of clip {name}", style="primary"),
        button("Listen", ids.REVIEW_LISTEN, case.alias, label=f"Listen alone to withheld clip {name}"),
        button("Uphold", ids.REVIEW_UPHOLD, case.alias, label=f"Keep clip {name} withheld"),
        button("Release", ids.REVIEW_RELEASE, case.alias, label=f"Let clip {name} be shared again"),
        button("Call the next level", ids.REVIEW_ESCALATE, case.alias, label=f"Escalate clip {name}"),
        hand_over_button(case),
    )


def hand_over_button(case: Case) -> Block:
    return button(
        "Someone else take it",
        ids.REVIEW_HAND_OVER,
        case.alias,
        label=f"Have somebody else take clip {name_of(case)}, without a reason",
    )


def uphold_view(case: Case) -> View:
    return modal(
        "Keep it withheld",
        ids.UPHOLD_MODAL,
        case.alias,
        [
            *blocks_of(
                [line(f"Clip *{name_of(case)}* stays withheld for good, and the annotation store marks it.")]
            ),
            _reason(),
        ],
        submit="Uphold",
    )


def release_view(case: Case) -> View:
    return modal(
        "Let it be shared",
        ids.RELEASE_MODAL,
        case.alias,
        [
            *blocks_of([line(f"Peers can hear clip *{name_of(case)}* again. {_how_many(case)}".strip())]),
            _reason(),
        ],
        submit="Release",
    )


def _how_many(case: Case) -> str:
    if case.review and case.review.release_votes:
        return "Another moderator has voted for it already."
    return "A critical flag, or one that nobody has explained, may need a second moderator."


def _reason() -> Block:
    return text_input(
        ids.REVIEW_REASON,
        "Why?",
        most=NOTE_CHARACTERS,
        hint="For the audit. It is shown to nobody in Slack; please don't repeat what the clip says.",
    )


def review_queue_reply(cases: list[Case], now: datetime) -> Message:
    """The open reviews, the most pressing first."""
    if not cases:
        return message([line("No flagged clip waits for you. Thank you for looking.")])
    return message([line(f"*{counted(len(cases), 'flagged clip')}*"), *review_rows(cases, now)])


def review_rows(cases: list[Case], now: datetime, *, most: int = 20) -> list[Part]:
    rows = [row(_review_line(case, now), _take(case)) for case in cases[:most]]
    left = len(cases) - len(rows)
    return [*rows, line(f"and {left} more.")] if left > 0 else rows


def _take(case: Case) -> Block | None:
    if case.review is None or case.review.taken_by:
        return None
    return button("Take", ids.REVIEW_TAKE, case.alias, label=f"Take the review of clip {name_of(case)}")


def _review_line(case: Case, now: datetime) -> str:
    return f"*{name_of(case)}* · {_category(case)} · {_pressing(case, now)}"


def _pressing(case: Case, now: datetime) -> str:
    review = case.review
    if review is None:
        return "decided"
    if review.taken_by and review.acknowledged_at is None:
        due = _due(review.acknowledge_by, now)
        return f"{mention(review.taken_by)} has it; a graver flag came in since, to be taken again {due}"
    if review.taken_by:
        return f"{mention(review.taken_by)} has it; to be decided {_due(review.outcome_by, now)}"
    if review.acknowledged_at:
        return f"nobody has it now; to be decided {_due(review.outcome_by, now)}"
    return f"to be taken {_due(review.acknowledge_by, now)}"


def taken_reply(case: Case, kind_word: str = "") -> Message:
    """What the moderator who took a review reads at once, and a kind word if they have heard much today."""
    review = case.review
    until = f" until {when(review.taken_until)}" if review and review.taken_until else ""
    return message(
        [
            line(f"Clip *{name_of(case)}* is yours to decide{until}."),
            actions(
                button("Uphold", ids.REVIEW_UPHOLD, case.alias, label=f"Keep clip {name_of(case)} withheld"),
                button(
                    "Release",
                    ids.REVIEW_RELEASE,
                    case.alias,
                    label=f"Let clip {name_of(case)} be shared again",
                ),
                hand_over_button(case),
            ),
            line(kind_word) if kind_word else None,
        ]
    )


def decided_reply(case: Case) -> Message:
    """What the moderator who decided reads at once."""
    name = name_of(case)
    if case.state is State.UPHELD:
        return message([line(f"Clip *{name}* stays withheld. Whoever flagged it will be told.")])
    if case.is_hidden:
        return message(
            [line(f"Your vote to release clip *{name}* is kept. It takes another moderator as well.")]
        )
    return message([line(f"Clip *{name}* is shared again. Whoever flagged it will be told.")])


def _due(at: datetime, now: datetime) -> str:
    return f"by {when(at)}, {ahead(now, at)}" if at > now else f"by {when(at)}, *late*"
