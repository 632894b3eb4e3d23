"""Asking for help with a clip, taking the ask back, and asking again after it closed."""

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.access import Role
from bot.domain.case import Case, Clip, State
from bot.domain.claim import end_claims
from bot.domain.ids import show_alias
from bot.domain.refusals import ago, refuse_hidden
from bot.domain.stamp import stamp
from bot.domain.store_signs import is_asked_again
from bot.domain.text import NOTE_CHARACTERS, SUGGESTION_CHARACTERS, clean_optional
from bot.domain.write_back import has_outcome_to_write, is_parked
from bot.errors import UserError, Why
from bot.policy import Policy

# Shorter names, such as 7, are words that a note may need.
_SHORTEST_NAME = 4
_CLOSED = frozenset({State.AGREED, State.WRITTEN, State.UNRESOLVED})


def decide_ask(case: Case, command: cmd.Ask, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    _refuse_clip(command.clip, policy)
    if command.request:
        return _for_request(case, command, policy, moment)
    return _ask(case, command, policy, moment)


def _for_request(case: Case, command: cmd.Ask, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    """What a request in the annotation store comes to: each is taken up once, as long as it stands there."""
    noted = ev.RequestNoted(request=command.request, **stamp(command, moment))
    if case.store_request == command.request:
        return []
    if case.state in {State.OPEN, State.NEEDS_LEAD} and command.actor.person in case.askers:
        return [noted]
    if case.state in {State.AGREED, State.WRITTEN}:
        _refuse_unwritten(case)
        is_asked = is_asked_again(case, command) and not _is_too_late(case, policy, moment)
        again = [ev.Reopened(clip=command.clip, **stamp(command, moment))] if is_asked else []
        return [*again, noted]
    return [*_ask(case, command, policy, moment), noted]


def _ask(case: Case, command: cmd.Ask, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    note = clean_optional(command.note, what="The note", limit=NOTE_CHARACTERS)
    _refuse_naming(note, command.clip)
    guess = clean_optional(command.guess, what="The guess", limit=SUGGESTION_CHARACTERS)
    if case.state in {State.AGREED, State.WRITTEN}:
        name = show_alias(case.alias)
        raise UserError(
            Why.CLOSED,
            f"{name} was agreed {ago(moment.now, case.closed_at or moment.now)}. "
            f"If it is wrong, `/clip reopen {name}` asks again.",
        )
    if case.state in {State.OPEN, State.NEEDS_LEAD}:
        return _join(case, command, moment, note=note, guess=guess)
    asked = ev.Asked(clip=command.clip, note=note, guess=guess, **stamp(command, moment))
    if len(case.voices) >= policy.agreement.people_at_most:
        return [asked, ev.LeadNeeded(**stamp(command, moment))]
    return [asked]


def _refuse_clip(clip: Clip, policy: Policy) -> None:
    if not clip.has_consent:
        raise UserError(
            Why.NO_CONSENT,
            "The customer has not agreed to human review of this clip, so it cannot be shared with peers. "
            "Please skip it.",
        )
    if policy.help_channel(clip.language) is None:
        raise UserError(
            Why.NO_HELP_CHANNEL,
            f"There is no help channel for the language “{clip.language}” yet. "
            "Your operator can add one to the policy.",
        )


def _refuse_naming(note: str, clip: Clip) -> None:
    """UserError when a note, which stands on the card, holds the name that the store has for the clip."""
    stem = clip.reference.rpartition("/")[2].partition(".")[0]
    for name in {clip.reference, stem}:
        if len(name) >= _SHORTEST_NAME and name.casefold() in note.casefold():
            raise UserError(
                Why.BAD_TEXT,
                "The note has the clip's own name in it, and notes are shown in Slack. "
                "Leave it out and ask again; the alias on the card is enough.",
            )


def _join(case: Case, command: cmd.Ask, moment: cmd.Moment, *, note: str, guess: str) -> list[ev.Event]:
    name = show_alias(case.alias)
    person = command.actor.person
    made = stamp(command, moment)
    if person in case.askers:
        raise UserError(
            Why.ALREADY,
            f"You already asked about {name} {ago(moment.now, case.opened_at or moment.now)}; "
            "you will get a message as soon as it is agreed.",
        )
    if case.voice_of(person):
        raise UserError(
            Why.OWN_SUGGESTION,
            f"You already said what you hear in {name}, and nobody is counted for their own question. "
            f"`/clip status {name}` says where it stands.",
        )
    joined = ev.AskJoined(note=note, guess=guess, **made)
    if case.claim_of(person) is None:
        return [joined]
    # Whoever asks cannot also be one of the voices that the case waits for.
    return [ev.ClaimEnded(person=person, why=ev.ClaimEnd.RELEASED, **made), joined]


def decide_withdraw(case: Case, command: cmd.Withdraw, _policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    if case.state not in {State.OPEN, State.NEEDS_LEAD}:
        raise UserError(
            Why.NOT_OPEN, f"{show_alias(case.alias)} is not open, so there is nothing to withdraw."
        )
    person = command.actor.person
    if person not in case.askers and not command.actor.has_any(frozenset({Role.LEAD, Role.SYSTEM})):
        raise UserError(Why.NOT_YOUR_ASK, "Only the person who asked, or a lead, can withdraw an ask.")
    if person in case.askers and len(case.asks) > 1:
        return [ev.AskLeft(person=person, **stamp(command, moment))]
    return [
        *end_claims(case, ev.ClaimEnd.CLOSED, stamp(command, moment)),
        ev.AskWithdrawn(**stamp(command, moment)),
    ]


def is_reopenable(case: Case) -> bool:
    """Whether it is closed and nothing of it is still on its way into the store."""
    return case.state in _CLOSED and not has_outcome_to_write(case)


def decide_reopen(case: Case, command: cmd.Reopen, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    _refuse_clip(command.clip, policy)
    name = show_alias(case.alias)
    if case.state not in _CLOSED:
        raise UserError(Why.NOT_OPEN, f"{name} is not closed, so it cannot be reopened.")
    if not command.actor.has_any(frozenset({Role.LEAD})) and command.actor.person not in case.askers:
        raise UserError(
            Why.NOT_YOUR_ASK, f"Only the person who asked about {name}, or a lead, can reopen it."
        )
    _refuse_unwritten(case)
    if _is_too_late(case, policy, moment):
        raise UserError(
            Why.TOO_LATE,
            f"{name} closed more than {policy.reopen.within_days:g} days ago and can no longer be reopened.",
        )
    return [ev.Reopened(clip=command.clip, **stamp(command, moment))]


def _refuse_unwritten(case: Case) -> None:
    if not has_outcome_to_write(case):
        return
    name = show_alias(case.alias)
    if is_parked(case.outcome):
        raise UserError(
            Why.BUSY,
            f"The annotation store has not taken the outcome of {name} so far. Operators have been told, and "
            "nothing is lost. Please reopen it when it is written.",
        )
    raise UserError(
        Why.BUSY,
        f"{name} is just being written to the store. Please reopen it in a minute, when that is done.",
    )


def _is_too_late(case: Case, policy: Policy, moment: cmd.Moment) -> bool:
    return case.closed_at is not None and moment.now > case.closed_at + policy.reopen.within
