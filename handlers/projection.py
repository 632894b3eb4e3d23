"""Which messages Slack should show of a case, and what they should say: pure, as if nothing were shown yet.

An edit notifies nobody. So whatever people must notice again (a case asked about again, a second flag, an
outcome that could not be written) is a new surface with a name of its own; older ones stay known and are
replaced, so that a stop reaches every copy.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.agree import may_settle
from bot.domain.case import Case, Outcome, State, WriteState
from bot.domain.conflict import conflicts_of, has_conflict
from bot.domain.copies import CopyKind
from bot.domain.escalation import level_of
from bot.domain.ids import PersonId
from bot.policy import Policy
from bot.ports import Shown
from handlers import ids
from handlers.blocks.ask import asker_message
from handlers.blocks.card import help_card
from handlers.blocks.claim import claim_message
from handlers.blocks.conflict import conflict_note
from handlers.blocks.escalation import (
    escalation_note,
    superseded_card,
    support_message,
    withheld_escalation,
)
from handlers.blocks.flag import flagger_message
from handlers.blocks.kit import Message
from handlers.blocks.leak import leak_note, leak_request, superseded_leak
from handlers.blocks.notes import nudge_note, outcome_note
from handlers.blocks.notice import retired_notice, withheld_notice
from handlers.blocks.receipt import receipt_note
from handlers.blocks.review import review_card
from handlers.blocks.settle import lead_card
from handlers.blocks.text import is_person

_AGREED = frozenset({State.AGREED, State.WRITTEN})
_NOT_NEWS = frozenset({State.IDLE, State.OPEN, State.NEEDS_LEAD})
_COPIES = {
    ids.HELP_CARD: CopyKind.CARD,
    ids.LEAD_CARD: CopyKind.CARD,
    ids.OUTCOME_NOTE: CopyKind.NOTE,
    ids.NUDGE_NOTE: CopyKind.NOTE,
    ids.CONFLICT_NOTE: CopyKind.NOTE,
    ids.ASKER_MESSAGE: CopyKind.DIRECT_MESSAGE,
    ids.CLAIM_MESSAGE: CopyKind.DIRECT_MESSAGE,
    ids.FORM: CopyKind.FORM,
}
DELETED = "deleted"
"""Stands for the content of a message that a stop deleted; shown again, the case gets a new one."""
_ABOUT_LEAKS = (f"{ids.LEAK_NOTE}:", f"{ids.LEAK_REQUEST}:")
_SHORT_LIVED = (ids.CLAIM_MESSAGE, ids.NUDGE_NOTE)


@dataclass(frozen=True)
class Wanted:
    """A message that should be in Slack: `channel` as the policy names it, or a person's id."""

    name: str
    channel: str
    message: Message
    thread_of: str | None = None
    """The surface in whose thread it stands."""
    is_broadcast: bool = False
    """Shown in the channel as well as in the thread."""
    is_only_updated: bool = False
    """Brought up to date where it is shown, but never posted anew."""


@dataclass(frozen=True)
class Step:
    """One difference between what is shown and what should be; without a message, the shown one goes away."""

    name: str
    message: Message | None
    known: Shown | None
    wanted: Wanted | None = None
    """Set when it may be posted."""


def _no_group(_name: str) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Around:
    """What the messages of a case depend on beside the case."""

    is_stopped: bool = False
    """Whether a panic holds back all sharing of the case."""
    groups: Callable[[str], str | None] = _no_group
    """The id of a user group that the policy names."""
    workspace_url: str = ""
    """With it a link to a message begins."""


CALM = Around()


def plan(case: Case, policy: Policy, shown: Mapping[str, Shown], around: Around = CALM) -> list[Step]:
    """What to do; of a hidden case, first what takes content out of sight."""
    wanted = wanted_surfaces(case, policy, around)
    names = {surface.name for surface in wanted}
    steps = [_step(surface, shown.get(surface.name)) for surface in wanted]
    steps += [
        Step(name, leftover(case, name), known)
        for name, known in shown.items()
        if name not in names and (case.is_hidden or not is_form(name))
    ]
    due = [step for step in steps if _is_due(step) and not (case.is_hidden and _is_deleted(step))]
    return sorted(due, key=lambda step: step.known is None) if case.is_hidden else due


def kind_of_copy(name: str) -> CopyKind | None:
    """What a surface that shows something of a clip counts as; None for the moderators' own and flaggers'."""
    return _COPIES.get(name.partition(":")[0])


def _is_deleted(step: Step) -> bool:
    return step.known is not None and step.known.content_hash == DELETED


def is_form(name: str) -> bool:
    """Whether the surface is an open modal, which is emptied by a stop and otherwise the person's own."""
    return kind_of_copy(name) is CopyKind.FORM


def _step(surface: Wanted, known: Shown | None) -> Step:
    return Step(surface.name, surface.message, known, None if surface.is_only_updated else surface)


def _is_due(step: Step) -> bool:
    if step.known is None:
        return step.wanted is not None
    return not step.known.ts or step.message is None or step.known.content_hash != content_hash(step.message)


def content_hash(message: Message) -> str:
    described = json.dumps([message.text, message.blocks], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(described.encode()).hexdigest()[:32]


def leftover(case: Case, name: str) -> Message | None:
    """What a message says that is shown and wanted no more; None when it should go away."""
    if name.startswith(f"{ids.REVIEW_CARD}:{case.sharing_epoch}"):
        return superseded_card(case)
    if name.startswith(f"{ids.ESCALATION_NOTE}:"):
        return withheld_escalation(case)
    if name.startswith(_ABOUT_LEAKS):
        return superseded_leak()
    if case.is_hidden:
        return withheld_notice(case)
    return None if name.partition(":")[0] in _SHORT_LIVED else retired_notice(case)


def wanted_surfaces(case: Case, policy: Policy, around: Around = CALM) -> list[Wanted]:
    """Every message that a case should have now."""
    if case.is_hidden:
        return [
            *_review(case, policy),
            *_called(case, policy, around),
            *_flaggers(case),
            *_hidden_from_askers(case, policy),
            *_support(case, policy),
            *_leaks(case, policy, around),
        ]
    return [
        *_channel(case, policy, around),
        *_leads(case, policy),
        *_review(case, policy),
        *_called(case, policy, around),
        *_claims(case, policy),
        *_askers(case, policy, around),
        *_flaggers(case),
        *_leaks(case, policy, around),
    ]


def _opening(case: Case) -> str:
    """What tells one opening of a case from the next."""
    return str(int(case.opened_at.timestamp())) if case.opened_at else "0"


def _channel(case: Case, policy: Policy, around: Around) -> Iterator[Wanted]:
    help_channel = policy.help_channel(case.clip.language)
    if help_channel is None or case.opened_at is None:
        return
    channel = help_channel.channel
    card = f"{ids.HELP_CARD}:{_opening(case)}"
    shown = help_card(case, policy, is_stopped=around.is_stopped)
    yield Wanted(card, channel, shown, is_only_updated=case.state is State.IDLE)
    if case.state is State.OPEN and case.is_nudged and not around.is_stopped:
        nudge = f"{ids.NUDGE_NOTE}:{_opening(case)}"
        yield Wanted(nudge, channel, nudge_note(case, policy), thread_of=card, is_broadcast=True)
    if case.outcome is not None:
        note = f"{ids.OUTCOME_NOTE}:{case.outcome.number}"
        is_old = case.state not in _AGREED
        text = outcome_note(case, policy, is_stopped=around.is_stopped)
        yield Wanted(note, channel, text, thread_of=card, is_only_updated=is_old)


def _leads(case: Case, policy: Policy) -> Iterator[Wanted]:
    if case.opened_at is not None:
        name = f"{ids.LEAD_CARD}:{_opening(case)}"
        is_over = not may_settle(case)
        yield Wanted(name, policy.channels.leads, lead_card(case, policy), is_only_updated=is_over)
    if case.outcome is not None and conflicts_of(case.outcome) and not _slack_askers(case):
        # Asked from elsewhere, so nobody else would see that somebody has to decide.
        name = f"{ids.CONFLICT_NOTE}:{case.outcome.number}{_conflict_news(case.outcome)}"
        is_over = not has_conflict(case)
        yield Wanted(name, policy.channels.leads, conflict_note(case, policy), is_only_updated=is_over)


def _review(case: Case, policy: Policy) -> Iterator[Wanted]:
    if case.sharing_epoch:
        name = review_card_name(case)
        is_over = case.review is None
        yield Wanted(name, policy.channels.moderators, review_card(case, policy), is_only_updated=is_over)
        if case.receipt is not None and case.receipt.epoch == case.sharing_epoch:
            receipt = f"{ids.RECEIPT_NOTE}:{case.sharing_epoch}"
            yield Wanted(
                receipt,
                policy.channels.moderators,
                receipt_note(case),
                thread_of=name,
                is_only_updated=is_over,
            )


def review_card_name(case: Case) -> str:
    """A card for each stop, and a new one whenever its acknowledgement clock begins anew."""
    alarms = case.review.alarms if case.review else case.last_alarm
    return f"{ids.REVIEW_CARD}:{case.sharing_epoch}" + (f":{alarms}" if alarms > 1 else "")


def _called(case: Case, policy: Policy, around: Around) -> Iterator[Wanted]:
    """A note where each level of this stop was called; the pager is told elsewhere."""
    for call in case.escalations:
        level = level_of(call.level, policy)
        if call.epoch != case.sharing_epoch or level is None or not (level.channel or level.group):
            continue
        group = around.groups(level.group) if level.group else None
        yield Wanted(
            f"{ids.ESCALATION_NOTE}:{call.epoch}:{call.level}",
            level.channel or policy.channels.moderators,
            escalation_note(case, call, policy, group),
            is_only_updated=case.review is None,
        )


def _support(case: Case, policy: Policy) -> Iterator[Wanted]:
    """For whoever upheld a critical case, and nobody else."""
    decision = case.decisions[-1] if case.decisions else None
    if case.state is not State.UPHELD or decision is None or not decision.is_critical:
        return
    if policy.wellbeing.support and is_person(decision.person):
        name = f"{ids.SUPPORT_MESSAGE}:{decision.person}:{len(case.decisions)}"
        yield Wanted(name, decision.person, support_message(case, policy))


def _claims(case: Case, policy: Policy) -> Iterator[Wanted]:
    for claim in case.claims:
        if claim.is_reminded and is_person(claim.person):
            name = f"{ids.CLAIM_MESSAGE}:{claim.person}"
            yield Wanted(name, claim.person, claim_message(case, claim, policy))


def _askers(case: Case, policy: Policy, around: Around) -> Iterator[Wanted]:
    for person in _slack_askers(case):
        yield Wanted(
            _asker_surface(case, person),
            person,
            asker_message(case, policy, person, is_stopped=around.is_stopped),
            is_only_updated=case.state in _NOT_NEWS,
        )


def _hidden_from_askers(case: Case, policy: Policy) -> Iterator[Wanted]:
    """An asker learns that no answer comes; whoever flagged the clip knows."""
    flaggers = {flag.person for flag in case.flags}
    for person in _slack_askers(case):
        if person not in flaggers:
            is_told = case.state is State.ERASED
            message = asker_message(case, policy, person)
            yield Wanted(_asker_surface(case, person), person, message, is_only_updated=is_told)


def _slack_askers(case: Case) -> list[PersonId]:
    return [person for person in dict.fromkeys(case.askers) if is_person(person)]


def _asker_surface(case: Case, person: PersonId) -> str:
    news = _write_news(case.outcome) if case.outcome and case.state in _AGREED else ""
    return f"{ids.ASKER_MESSAGE}:{person}:{_opening(case)}{news}"


def _write_news(outcome: Outcome) -> str:
    """What tells of an outcome that the store did not take; once decided, the same message tells how."""
    if outcome.write is WriteState.GONE:
        return ":gone"
    return f":conflict{_conflict_news(outcome)}" if conflicts_of(outcome) else ""


def _conflict_news(outcome: Outcome) -> str:
    number = conflicts_of(outcome)
    return f":{number}" if number > 1 else ""


def _flaggers(case: Case) -> Iterator[Wanted]:
    """Whoever flagged the clip before its latest decision hears of that decision."""
    if case.state in {State.WITHHELD, State.ERASED} or not case.decisions:
        return
    decided_at = case.decisions[-1].at
    latest = {flag.person: flag.at for flag in case.flags}
    for person, flagged_at in latest.items():
        if is_person(person) and flagged_at <= decided_at:
            name = f"{ids.FLAGGER_MESSAGE}:{person}:{len(case.decisions)}"
            yield Wanted(name, person, flagger_message(case))


def _leaks(case: Case, policy: Policy, around: Around) -> Iterator[Wanted]:
    """For each message elsewhere that holds something of the clip a note, and a request to its author."""
    for leak in case.leaks:
        url = _message_url(leak.place, around)
        # Moderators also see what was there for a moment only.
        note = leak_note(case, leak, url)
        which = f"{leak.place}:{leak.again}" if leak.again else leak.place
        yield Wanted(f"{ids.LEAK_NOTE}:{which}", policy.channels.moderators, note)
        if leak.is_asked and is_person(leak.person):
            request = leak_request(case, leak, url)
            yield Wanted(f"{ids.LEAK_REQUEST}:{which}", leak.person, request, is_only_updated=leak.is_over)


def _message_url(place: str, around: Around) -> str:
    channel, _, ts = place.partition("/")
    return f"{around.workspace_url}archives/{channel}/p{ts.replace('.', '')}" if around.workspace_url else ""
