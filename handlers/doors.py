"""Every door, in one table: what can be typed, pressed, chosen, submitted or happen, and who answers it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import command_line as typed
from handlers import (
    ask,
    claim,
    conflict,
    flag,
    home,
    ids,
    leak,
    listening,
    look,
    panic,
    people,
    reopen,
    review,
    settle,
    spare,
    suggest,
    work,
)
from handlers.visit import Chosen, House, Pressed, Reply, Submitted, Typed


@dataclass(frozen=True)
class CommandDoor:
    """A slash command: its parser, and who answers each kind of line that the parser gives."""

    parse: Callable[[str], object]
    lines: Mapping[type, Callable[[Typed, Any], Awaitable[Reply]]]


@dataclass(frozen=True)
class FormDoor:
    """A modal's submit button, and the input under which a refusal is shown."""

    handle: Callable[[Submitted], Awaitable[Reply]]
    field: str


COMMANDS: dict[str, CommandDoor] = {
    ids.CLIP: CommandDoor(
        typed.parse_clip,
        {
            typed.AskLine: ask.handle_ask_typed,
            typed.ClaimLine: claim.handle_claim_typed,
            typed.ReleaseLine: claim.handle_release_typed,
            typed.SuggestLine: suggest.handle_suggest_typed,
            typed.FlagLine: flag.handle_flag_typed,
            typed.StatusLine: look.handle_status_typed,
            typed.QueueLine: look.handle_queue_typed,
            typed.MineLine: look.handle_mine_typed,
            typed.ReopenLine: reopen.handle_reopen_typed,
            typed.ResolveLine: conflict.handle_resolve_typed,
            typed.HelpLine: look.handle_help_typed,
        },
    ),
    ids.CLIP_REVIEW: CommandDoor(
        typed.parse_clip_review,
        {
            typed.ReviewQueueLine: review.handle_review_queue_typed,
            typed.TakeLine: review.handle_review_take_typed,
            typed.UpholdLine: review.handle_uphold_typed,
            typed.ReleaseCaseLine: review.handle_release_case_typed,
            typed.EscalateLine: review.handle_escalate_typed,
            typed.ReceiptLine: review.handle_receipt_typed,
            typed.NoLeakLine: leak.handle_no_leak_typed,
            typed.HandOverLine: review.handle_hand_over_typed,
            typed.SpareLine: spare.handle_spare_typed,
            typed.PanicLine: panic.handle_panic_typed,
            typed.ResumeLine: panic.handle_resume_typed,
            typed.HelpLine: review.handle_review_help_typed,
        },
    ),
}

PRESSES: dict[str, Callable[[Pressed], Awaitable[Reply]]] = {
    ids.LISTEN_OPEN: listening.handle_listen_pressed,
    ids.LISTEN_LINK: listening.handle_link_pressed,
    ids.CLAIM_TAKE: claim.handle_take_pressed,
    ids.CLAIM_EXTEND: claim.handle_extend_pressed,
    ids.CLAIM_GIVE_BACK: claim.handle_give_back_pressed,
    ids.SUGGEST_OPEN: suggest.handle_suggest_pressed,
    ids.FLAG_RAISE: flag.handle_flag_pressed,
    ids.REOPEN_ASK: reopen.handle_reopen_pressed,
    ids.CONFLICT_THEIRS: conflict.handle_theirs_pressed,
    ids.CONFLICT_BESIDE: conflict.handle_beside_pressed,
    ids.SETTLE_OPEN: settle.handle_settle_pressed,
    ids.REVIEW_TAKE: review.handle_review_take_pressed,
    ids.REVIEW_LISTEN: listening.handle_review_listen_pressed,
    ids.REVIEW_UPHOLD: review.handle_uphold_pressed,
    ids.REVIEW_RELEASE: review.handle_release_case_pressed,
    ids.REVIEW_ESCALATE: review.handle_escalate_pressed,
    ids.REVIEW_HAND_OVER: review.handle_hand_over_pressed,
    ids.LEAK_CLEAR: leak.handle_no_leak_pressed,
    ids.SPARE_OPEN: spare.handle_spare_pressed,
    ids.PANIC_START: panic.handle_panic_pressed,
    ids.PANIC_RESUME: panic.handle_resume_pressed,
    ids.WORK_RETRY: work.handle_retry_pressed,
    ids.WORK_DETAILS: work.handle_details_pressed,
}

# The card's overflow has one action id; its options say what was meant.
OVERFLOW = ids.CARD_MORE
CHOICES: dict[str, Callable[[Pressed], Awaitable[Reply]]] = {
    ids.MORE_CANT_TELL: suggest.handle_cant_tell_chosen,
    ids.MORE_RELEASE: claim.handle_give_back_pressed,
    ids.MORE_WITHDRAW: ask.handle_withdraw_chosen,
    ids.MORE_HOW_TO_WRITE: suggest.handle_how_to_write_chosen,
}

FORMS: dict[str, FormDoor] = {
    ids.ASK_MODAL: FormDoor(ask.handle_ask_submitted, ids.ASK_CLIP),
    ids.SUGGEST_MODAL: FormDoor(suggest.handle_suggest_submitted, ids.SUGGEST_TEXT),
    ids.FLAG_MODAL: FormDoor(flag.handle_flag_submitted, ids.FLAG_CATEGORY),
    ids.SETTLE_MODAL: FormDoor(settle.handle_settle_submitted, ids.SETTLE_PICK),
    ids.UPHOLD_MODAL: FormDoor(review.handle_uphold_submitted, ids.REVIEW_REASON),
    ids.RELEASE_MODAL: FormDoor(review.handle_release_case_submitted, ids.REVIEW_REASON),
    ids.ESCALATE_MODAL: FormDoor(review.handle_escalate_submitted, ids.REVIEW_REASON),
    ids.SPARE_MODAL: FormDoor(spare.handle_spare_submitted, ids.SPARE_CATEGORIES),
}

SHORTCUTS: dict[str, Callable[[Chosen], Awaitable[Reply]]] = {
    ids.SHORTCUT_ASK: ask.handle_ask_shortcut,
    ids.SHORTCUT_SUGGEST: suggest.handle_suggest_shortcut,
    ids.SHORTCUT_FLAG: flag.handle_flag_shortcut,
}


async def handle_people_changed(house: House, event: Mapping[str, object]) -> None:
    await house.people.on_event(event)


EVENTS: dict[str, Callable[[House, Mapping[str, object]], Awaitable[None]]] = {
    "app_home_opened": home.handle_home_opened,
    "message": leak.handle_message,
    **dict.fromkeys(people.EVENTS, handle_people_changed),
}
