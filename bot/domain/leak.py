"""Leaks: a link to a card, an agreed text or a recording that somebody brought into another channel.

`leaks_in` judges a message by what is known of its traces; the case then remembers where it stands. Pure.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case, Category, State
from bot.domain.flag import decide_flag
from bot.domain.ids import Alias, Language, show_alias
from bot.domain.leaked import Leak, LeakKind, place_in
from bot.domain.stamp import stamp
from bot.errors import UserError, Why
from bot.policy import LeakRules, OnLeak, Policy

LEAKS_AT_MOST = 50
"""A case; whoever spreads more of it than that was noticed long ago."""
_CLIPS_AT_MOST = 5
_FLAG_NOTE = "Second Ear noticed something of it in another channel."


@dataclass(frozen=True)
class Where:
    """What the policy has the channel for."""

    languages: frozenset[Language] = frozenset()
    """The languages whose help channel it is."""
    is_for_work: bool = False
    """Where leads, operators and whoever is called work on cases, and so link to them."""
    is_for_moderators: bool = False


@dataclass(frozen=True)
class Found:
    """What was known of the traces of a message."""

    thread_of: Alias | None = None
    """The clip in whose thread the message stands."""
    linked: frozenset[Alias] = frozenset()
    quoted: tuple[frozenset[Alias], ...] = ()
    """For each run of words, the clips in whose agreed text it stands."""
    named: frozenset[Alias] = frozenset()
    alike: Mapping[float, frozenset[Alias]] = field(default_factory=dict)
    """For each length, the clips that are about as long."""
    traces: Mapping[Alias, tuple[str, ...]] = field(default_factory=dict)
    """Keyed prints of what in the message is of each clip."""
    cases: Mapping[Alias, Case] = field(default_factory=dict)
    """All of them that there are."""


def where_of(policy: Policy, is_it: Callable[[str], bool]) -> Where:
    """`is_it` says whether a channel that the policy names is the one in question."""
    places = policy.channels
    called = [level.channel for level in policy.escalation.levels if level.channel]
    return Where(
        languages=frozenset(help_.language for help_ in policy.help if is_it(help_.channel)),
        is_for_work=any(is_it(name) for name in (places.leads, places.operators, *called)),
        is_for_moderators=is_it(places.moderators),
    )


def leaks_in(found: Found, where: Where, policy: Policy) -> dict[Alias, LeakKind]:
    """The clips of which the message holds something where it must not, with the gravest of what it holds."""
    if where.is_for_moderators:
        return {}
    held = {
        LeakKind.UPLOAD: found.named | _alike(found, where, policy.leaks),
        LeakKind.QUOTE: _quoted(found, policy.leaks),
        LeakKind.LINK: _linked(found, where, policy),
    }
    leaks: dict[Alias, LeakKind] = {}
    for kind in LeakKind:
        for alias in sorted(held[kind]):
            # Whoever is in the clip's own thread speaks about it where that is done.
            if alias in found.cases and alias != found.thread_of:
                leaks.setdefault(alias, kind)
    return dict(list(leaks.items())[:_CLIPS_AT_MOST])


def clip_to_ask_for(found: Found, leaks: Iterable[Alias], place: str) -> Alias | None:
    """For which of the clips the author is asked about the message there: one request says it all."""
    for alias in leaks:
        known = leak_at(found.cases[alias], place)
        if known is None or not _is_settled(known, found.traces.get(alias, ())):
            return alias
    return None


def leak_at(case: Case, place: str) -> Leak | None:
    return next((leak for leak in case.leaks if leak.place == place), None)


def decide_notice_leak(
    case: Case, command: cmd.NoticeLeak, policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Nothing for what is known or settled already. By the policy it is a flag too, in the same commit."""
    known = leak_at(case, command.place)
    if known is not None and _is_no_news(known, command):
        is_asked_only_now = command.is_asked and not (known.is_asked or known.is_over)
        return [_noticed(command, moment, is_asked=True)] if is_asked_only_now else []
    happened: list[ev.Event] = []
    if known is not None or len(case.leaks) < LEAKS_AT_MOST:
        is_asked = command.is_asked or (known is not None and known.is_asked)
        happened.append(_noticed(command, moment, is_asked=is_asked))
    if _answer_to(command.leak, policy.leaks) is OnLeak.FLAG and not case.is_hidden:
        flag = cmd.Flag(actor=command.actor, door=command.door, category=Category.MISUSE, note=_FLAG_NOTE)
        happened += decide_flag(case, flag, policy, moment)
    return happened


def decide_close_leak(
    case: Case, command: cmd.CloseLeak, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    if command.place not in {leak.place for leak in open_leaks(case)}:
        return []
    return [ev.LeakGone(place=command.place, **stamp(command, moment))]


def decide_clear_leak(
    case: Case, command: cmd.ClearLeak, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Nothing when it is cleared already: then another moderator was quicker and meant the same."""
    leak = _meant(case, command)
    if leak.cleared_at is not None:
        return []
    name = show_alias(case.alias)
    if leak.gone_at is not None:
        raise UserError(
            Why.NO_LEAK, f"That message holds nothing of {name} any more: there is no more to do."
        )
    if leak.person == command.actor.person:
        raise UserError(
            Why.OWN_MESSAGE, "That message is yours, so another moderator has to decide about it."
        )
    return [ev.LeakCleared(place=leak.place, **stamp(command, moment))]


def open_leaks(case: Case) -> list[Leak]:
    """Those that are neither gone nor found to be none."""
    return [leak for leak in case.leaks if not leak.is_over]


def latest_cleared(case: Case) -> Leak | None:
    """What moderators found to be none last."""
    cleared = [(leak.cleared_at, leak) for leak in case.leaks if leak.cleared_at is not None]
    return max(cleared, key=lambda found: found[0])[1] if cleared else None


def _meant(case: Case, command: cmd.ClearLeak) -> Leak:
    name = show_alias(case.alias)
    if command.leak is None:
        left = open_leaks(case)
        if len(left) > 1:
            raise UserError(
                Why.USAGE,
                f"{len(left)} messages may hold something of {name}. "
                "Press “This is no leak” on the note about the one that you mean.",
            )
        if left:
            return left[0]
    else:
        shown = leak_at(case, place_in(command.leak))
        if shown is not None and not shown.is_over and shown.name != command.leak:
            raise UserError(
                Why.TOO_LATE, "The message was edited since. Please look at it again, and then decide."
            )
        if shown is not None:
            return shown
    raise UserError(Why.NO_LEAK, f"Nothing of {name} is known to be elsewhere: there is nothing to decide.")


def _is_no_news(known: Leak, command: cmd.NoticeLeak) -> bool:
    if known.is_over:
        return _is_settled(known, command.traces)
    return (known.kind, known.traces) == (command.leak, command.traces)


def _is_settled(known: Leak, traces: Collection[str]) -> bool:
    """Whether a moderator has seen all of this and found it to be none."""
    return known.cleared_at is not None and set(traces) <= set(known.traces)


def _answer_to(kind: LeakKind, rules: LeakRules) -> OnLeak:
    return {LeakKind.LINK: rules.link, LeakKind.QUOTE: rules.quote, LeakKind.UPLOAD: rules.upload}[kind]


def _noticed(command: cmd.NoticeLeak, moment: cmd.Moment, *, is_asked: bool) -> ev.LeakNoticed:
    return ev.LeakNoticed(
        leak=command.leak,
        place=command.place,
        person=command.person,
        is_asked=is_asked,
        traces=command.traces,
        **stamp(command, moment),
    )


def _alike(found: Found, where: Where, rules: LeakRules) -> frozenset[Alias]:
    """The open clips of this channel whose length a recording has."""
    closest = (_closest(seconds, found, where, rules) for seconds in found.alike)
    return frozenset(alias for alias in closest if alias is not None)


def _closest(seconds: float, found: Found, where: Where, rules: LeakRules) -> Alias | None:
    """None when it could be any of many."""
    known = [found.cases[alias] for alias in found.alike[seconds] if alias in found.cases]
    waiting = [case for case in known if case.state is State.OPEN and case.clip.language in where.languages]
    if not 1 <= len(waiting) <= rules.cases_at_most:
        return None
    return min(waiting, key=lambda case: (abs(case.clip.duration_seconds - seconds), case.alias)).alias


def _quoted(found: Found, rules: LeakRules) -> frozenset[Alias]:
    telling = [aliases for aliases in found.quoted if len(aliases) <= rules.cases_at_most]
    return frozenset(alias for aliases in telling for alias in aliases)


def _linked(found: Found, where: Where, policy: Policy) -> frozenset[Alias]:
    if where.is_for_work:
        return frozenset()
    known = [found.cases[alias] for alias in found.linked if alias in found.cases]
    return frozenset(case.alias for case in known if not _stands_here(case, where, policy))


def _stands_here(case: Case, where: Where, policy: Policy) -> bool:
    """Whether everybody in the channel has the card before their eyes anyway."""
    channel = policy.help_channel(case.clip.language)
    return channel is not None and channel.language in where.languages
