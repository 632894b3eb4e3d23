"""The one door into the rules: which feature decides on which command. Pure."""

from collections.abc import Callable
from typing import Any

from bot.domain import commands as cmd
from bot.domain.access import require
from bot.domain.agree import decide_settle, decide_weigh
from bot.domain.ask import decide_ask, decide_reopen, decide_withdraw
from bot.domain.case import Case
from bot.domain.claim import decide_claim, decide_extend_claim, decide_release
from bot.domain.conflict import decide_resolve_conflict
from bot.domain.events import Event
from bot.domain.flag import decide_describe_flag, decide_flag
from bot.domain.leak import decide_clear_leak, decide_close_leak, decide_notice_leak
from bot.domain.listen import (
    decide_begin_hearing,
    decide_listen,
    decide_listen_in_review,
    decide_record_hearing,
)
from bot.domain.paging import decide_record_page
from bot.domain.panic import refuse_stopped
from bot.domain.receipt import decide_count_copies
from bot.domain.retry import decide_park_write, decide_retry_work
from bot.domain.review import (
    decide_escalate,
    decide_hand_over,
    decide_release_case,
    decide_take,
    decide_uphold,
)
from bot.domain.store_signs import decide_end_request, decide_note_marks
from bot.domain.suggest import decide_suggest
from bot.domain.tick import decide_tick
from bot.domain.wellbeing import refuse_tired
from bot.domain.write_back import decide_record_write_back, decide_renew_mark, decide_renew_write
from bot.policy import Policy


def decide(case: Case, command: cmd.Command, policy: Policy, moment: cmd.Moment) -> list[Event]:
    """What happens when the command meets the case, or UserError when it may not.

    An empty list means that there is nothing to change. The same input gives the same events.
    """
    require(command.actor, command.act)
    refuse_stopped(case, command, moment)
    refuse_tired(case, command, policy, moment)
    return _DECIDERS[type(command)](case, command, policy, moment)


# Each function takes the one command it is for; the table is what makes that so.
_DECIDERS: dict[type[cmd.Asking], Callable[[Case, Any, Policy, cmd.Moment], list[Event]]] = {
    cmd.Ask: decide_ask,
    cmd.Claim: decide_claim,
    cmd.ExtendClaim: decide_extend_claim,
    cmd.Release: decide_release,
    cmd.Suggest: decide_suggest,
    cmd.Withdraw: decide_withdraw,
    cmd.EndRequest: decide_end_request,
    cmd.NoteMarks: decide_note_marks,
    cmd.Weigh: decide_weigh,
    cmd.Settle: decide_settle,
    cmd.Listen: decide_listen,
    cmd.ListenInReview: decide_listen_in_review,
    cmd.BeginHearing: decide_begin_hearing,
    cmd.RecordHearing: decide_record_hearing,
    cmd.Flag: decide_flag,
    cmd.DescribeFlag: decide_describe_flag,
    cmd.Take: decide_take,
    cmd.Uphold: decide_uphold,
    cmd.ReleaseCase: decide_release_case,
    cmd.Escalate: decide_escalate,
    cmd.HandOver: decide_hand_over,
    cmd.RecordPage: decide_record_page,
    cmd.Reopen: decide_reopen,
    cmd.RecordWriteBack: decide_record_write_back,
    cmd.ResolveConflict: decide_resolve_conflict,
    cmd.RenewWrite: decide_renew_write,
    cmd.RenewMark: decide_renew_mark,
    cmd.ParkWrite: decide_park_write,
    cmd.RetryWork: decide_retry_work,
    cmd.CountCopies: decide_count_copies,
    cmd.NoticeLeak: decide_notice_leak,
    cmd.CloseLeak: decide_close_leak,
    cmd.ClearLeak: decide_clear_leak,
    cmd.Tick: decide_tick,
}
