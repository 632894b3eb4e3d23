"""From voices to an outcome: what the agreement engine advises, and a lead's last word."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.claim import end_claims
from bot.domain.ids import PersonId, show_alias
from bot.domain.refusals import refuse_hidden
from bot.domain.stamp import stamp
from bot.domain.text import SUGGESTION_CHARACTERS, clean_text
from bot.errors import UserError, Why
from bot.policy import Policy

WORDS_KEPT = 300
"""For a lead, of what voices disagree on: two minutes of speech. Whole texts stay with their voices."""


def decide_weigh(case: Case, command: cmd.Weigh, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    if case.state is not State.OPEN:
        return []
    made = stamp(command, moment)
    if command.advice is cmd.Advice.SETTLED and _is_backed(case, command.people, policy):
        return [
            *end_claims(case, ev.ClaimEnd.CLOSED, made),
            ev.Agreed(
                text=command.text,
                is_nobody_can_tell=command.is_nobody_can_tell,
                words=command.words,
                confidence=command.confidence,
                method=command.method,
                people=command.people,
                **made,
            ),
        ]
    is_exhausted = len(case.voices) >= policy.agreement.people_at_most
    if command.advice is cmd.Advice.HOPELESS or is_exhausted:
        needed = ev.LeadNeeded(words=command.words[:WORDS_KEPT], **made)
        return [*end_claims(case, ev.ClaimEnd.CLOSED, made), needed]
    return []


def _is_backed(case: Case, people: tuple[PersonId, ...], policy: Policy) -> bool:
    """Whatever the engine says, an agreed text rests on enough people, each with a voice, counted once."""
    voices = {voice.person for voice in case.voices}
    return len(people) == len(set(people)) >= policy.agreement.people_at_least and set(people) <= voices


def may_settle(case: Case) -> bool:
    """Whether the case waits for a lead: peers could not agree, or it was quiet for long."""
    return case.state is State.NEEDS_LEAD or (case.state is State.OPEN and case.is_widened)


def refuse_settling(case: Case, person: PersonId) -> None:
    """UserError when this lead cannot settle the case now."""
    refuse_hidden(case)
    name = show_alias(case.alias)
    if not may_settle(case):
        raise UserError(
            Why.CLOSED, f"{name} does not wait for a lead now. `/clip status {name}` says where it stands."
        )
    if any(suggestion.person == person for suggestion in case.suggestions):
        raise UserError(
            Why.OWN_SUGGESTION, f"You suggested something for {name} yourself, so another lead settles it."
        )
    if person in case.askers:
        raise UserError(Why.OWN_ASK, f"You asked about {name} yourself, so another lead settles it.")


def decide_settle(case: Case, command: cmd.Settle, _policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_settling(case, command.actor.person)
    if command.is_nobody_can_tell:
        text = ""
    else:
        text = clean_text(command.text, what="The transcription", limit=SUGGESTION_CHARACTERS)
    made = stamp(command, moment)
    return [
        *end_claims(case, ev.ClaimEnd.CLOSED, made),
        ev.Settled(
            text=text,
            is_nobody_can_tell=command.is_nobody_can_tell,
            people=tuple(voice.person for voice in case.voices),
            **made,
        ),
    ]
