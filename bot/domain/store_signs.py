"""What stands about a clip in the annotation store beside what we wrote: a request for help, and marks.

The store is looked at again and again, so a sign that stands is acted on once, and again only after it was
seen to be gone.
"""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.claim import end_claims
from bot.domain.ids import SYSTEM
from bot.domain.stamp import stamp
from bot.policy import Policy


def decide_end_request(
    case: Case, command: cmd.EndRequest, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    # A withheld case may be shared again, and is then asked about as it was; so it is looked at then.
    if not case.store_request or case.is_hidden:
        return []
    made = stamp(command, moment)
    noted = ev.RequestNoted(request="", **made)
    if SYSTEM not in case.askers or case.state not in {State.OPEN, State.NEEDS_LEAD}:
        return [noted]
    if set(case.askers) != {SYSTEM}:
        return [ev.AskLeft(person=SYSTEM, **made), noted]
    return [*end_claims(case, ev.ClaimEnd.CLOSED, made), ev.AskWithdrawn(**made), noted]


def decide_note_marks(
    case: Case, command: cmd.NoteMarks, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """A mark that was taken back lifts nothing, for only moderators do; made again, it flags again."""
    if all(flag.mark in {"", *command.marks} for flag in case.flags):
        return []
    return [ev.MarksNoted(marks=command.marks, **stamp(command, moment))]


def is_asked_again(case: Case, command: cmd.Ask) -> bool:
    """Whether the request was made after the case closed, and so is not answered by its outcome."""
    if command.requested_at is not None and case.closed_at is not None:
        return command.requested_at > case.closed_at
    return case.store_request == ""
