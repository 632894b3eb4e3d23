"""Who may hear a clip. Every listen is an event."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.refusals import refuse_hidden
from bot.domain.stamp import stamp
from bot.errors import UserError, Why
from bot.policy import Policy


def decide_listen(case: Case, command: cmd.Listen, _policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    if not case.clip.has_consent:
        raise UserError(
            Why.NO_CONSENT, "The customer has not agreed to human review, so this clip cannot be heard."
        )
    if case.state is State.IDLE:
        raise UserError(
            Why.NOT_OPEN, "Nobody is asking about this clip now, so there is nothing to listen to."
        )
    return [ev.Listened(**stamp(command, moment))]
