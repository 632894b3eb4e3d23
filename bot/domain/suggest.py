"""A suggestion: one person's transcription, given without seeing the others'."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.claim import refuse_stranger_to_language
from bot.domain.refusals import refuse_closed
from bot.domain.stamp import stamp
from bot.domain.text import SUGGESTION_CHARACTERS, clean_text
from bot.errors import UserError, Why
from bot.policy import Policy


def decide_suggest(case: Case, command: cmd.Suggest, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_closed(case)
    refuse_stranger_to_language(case, command.actor, policy)
    person = command.actor.person
    if person in case.askers:
        raise UserError(
            Why.OWN_ASK, "This is your own ask; your own guess is kept with it, and others' ears decide."
        )
    if command.is_nobody_can_tell:
        text = ""
    else:
        text = clean_text(command.text, what="The transcription", limit=SUGGESTION_CHARACTERS)
    suggested = ev.Suggested(
        text=text, is_nobody_can_tell=command.is_nobody_can_tell, **stamp(command, moment)
    )
    if case.claim_of(person) is None:
        return [suggested]
    return [suggested, ev.ClaimEnded(person=person, why=ev.ClaimEnd.SUGGESTED, **stamp(command, moment))]
