"""Who may hear a clip, and what the log says of it: a link given, the first byte sent, the seconds sent.

A play is one link: from the press of Listen to the end of the session that it opens.
"""

import hashlib
from datetime import datetime

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, State
from bot.domain.ids import Alias, PersonId, show_alias
from bot.domain.refusals import refuse_hidden
from bot.domain.stamp import stamp
from bot.errors import UserError, Why
from bot.policy import Policy

_NAME_CHARACTERS = 12


def link_name(alias: Alias, key: str) -> str:
    """What a link is called in the log: the same for a repeated delivery, and no part of its secret."""
    return hashlib.sha256(f"{alias}\n{key}".encode()).hexdigest()[:_NAME_CHARACTERS]


def decide_listen(case: Case, command: cmd.Listen, policy: Policy, moment: cmd.Moment) -> list[ev.Event]:
    refuse_hidden(case)
    _refuse_without_consent(case)
    if case.state is State.IDLE:
        raise UserError(
            Why.NOT_OPEN, "Nobody is asking about this clip now, so there is nothing to listen to."
        )
    if case.plays_of(command.actor.person) >= policy.listen.plays_a_case:
        raise UserError(
            Why.TOO_MANY_PLAYS,
            f"You have opened {show_alias(case.alias)} {policy.listen.plays_a_case} times, which is as often "
            "as one person may. Suggest what you hear so far, or choose “can't tell”; both help.",
        )
    return [ev.Listened(link=command.link, **stamp(command, moment))]


def decide_listen_in_review(
    case: Case, command: cmd.ListenInReview, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """A moderator hears a withheld clip alone: only whoever has its review, for as long as they have it."""
    name = show_alias(case.alias)
    if case.state is State.UPHELD:
        raise UserError(Why.CLOSED, f"{name} was upheld and stays withheld, so nobody hears it any more.")
    if case.state is not State.WITHHELD:
        raise UserError(Why.NOT_WITHHELD, f"{name} is not withheld, so there is nothing to review.")
    _refuse_without_consent(case)
    if not may_hear_in_review(case, command.actor.person, moment.now):
        raise UserError(
            Why.NOT_TAKEN,
            f"Take {name} first: a withheld clip is heard by the one moderator who has its review.",
        )
    return [ev.Listened(link=command.link, is_review=True, **stamp(command, moment))]


def may_hear_in_review(case: Case, person: PersonId, now: datetime) -> bool:
    """Whether the person has the review of this withheld case at this moment."""
    review = case.review
    if case.state is not State.WITHHELD or review is None or not case.clip.has_consent:
        return False
    return review.taken_by == person and review.is_leased(now)


def decide_begin_hearing(
    case: Case, command: cmd.BeginHearing, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    if not may_hear_in_review(case, command.person, moment.now):
        refuse_hidden(case)
    return [ev.HearingBegan(person=command.person, link=command.link, **stamp(command, moment))]


def decide_record_hearing(
    _case: Case, command: cmd.RecordHearing, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Never refused: what was sent was sent, whatever became of the case meanwhile."""
    heard = ev.Heard(
        person=command.person,
        link=command.link,
        seconds=command.seconds,
        is_cut=command.is_cut,
        **stamp(command, moment),
    )
    return [heard]


def _refuse_without_consent(case: Case) -> None:
    if not case.clip.has_consent:
        raise UserError(
            Why.NO_CONSENT, "The customer has not agreed to human review, so this clip cannot be heard."
        )
