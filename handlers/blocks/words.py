"""The sentences about a case that several surfaces share: what it is, where it stands, what was agreed."""

from bot.domain.case import Case, Outcome, State, WriteState
from bot.domain.claim import places
from bot.domain.ids import SYSTEM, Language, show_alias
from bot.domain.write_back import is_parked
from bot.policy import Policy
from handlers.blocks.differing import said_where
from handlers.blocks.kit import Part, line, said
from handlers.blocks.text import counted, escape, length, mention, mentions, percent, when

_NOTES_SHOWN = 3
_PLACES_SHOWN = 5

_STATE_WORDS = {
    State.IDLE: "Not asked about",
    State.OPEN: "Open",
    State.AGREED: "Agreed",
    State.WRITTEN: "Agreed and saved",
    State.NEEDS_LEAD: "With a lead",
    State.UNRESOLVED: "Closed without an answer",
    State.WITHHELD: "Withheld",
    State.UPHELD: "Withheld",
    State.ERASED: "Erased",
}


def language_name(language: Language, policy: Policy) -> str:
    channel = policy.help_channel(language)
    return escape(channel.name if channel else language)


def facts(case: Case, policy: Policy) -> str:
    """Language and length: all of a clip's facts that Slack sees."""
    return f"{language_name(case.clip.language, policy)}, {length(case.clip.duration_seconds)}"


def voices_so_far(case: Case, policy: Policy) -> str:
    """How many have said what they hear, never what."""
    given = counted(len(case.voices), "voice")
    if case.state is not State.OPEN:
        return f"{given} given."
    needed = policy.agreement.people_at_least
    if len(case.voices) < needed:
        return f"{given} of at least {needed} so far."
    return f"{given} so far, which do not agree yet; another one helps."


def who_is_on_it(case: Case, policy: Policy) -> str:
    free = places(case, policy)
    wanted = (
        f"{counted(free, 'more person', 'more people')} can take it." if free else "All places are taken."
    )
    if not case.claims:
        return f"Nobody is on it yet. {wanted}"
    listening = [f"{mention(claim.person)} until {when(claim.until)}" for claim in case.claims[:5]]
    left = len(case.claims) - len(listening)
    more = f" and {counted(left, 'other')}" if left else ""
    return f"On it: {', '.join(listening)}{more}. {wanted}"


def who_asks(case: Case) -> str:
    if not case.asks:
        return ""
    since = f" since {when(case.opened_at)}" if case.opened_at else ""
    people = [person for person in case.askers if person != SYSTEM]
    named = f"Asked by {mentions(people)}" if people else ""
    if len(people) == len(case.askers):
        return f"{named}{since}."
    return (
        f"{named} and in the annotation store{since}." if people else f"Asked in the annotation store{since}."
    )


def notes(case: Case) -> list[Part]:
    """What the askers find hard, latest last."""
    written = [ask.note for ask in case.asks if ask.note]
    shown = [said("What is hard", note) for note in written[:_NOTES_SHOWN]]
    left = len(written) - len(shown)
    return [*shown, line(f"and {counted(left, 'more note')}")] if left else [*shown]


def standing(case: Case, policy: Policy) -> str:
    """Where a visible case stands, in a sentence of its own."""
    return f"Open: {progress(case, policy)}" if case.state is State.OPEN else progress(case, policy)


def progress(case: Case, policy: Policy) -> str:
    """The same for a place that names the state already."""
    if case.state is State.OPEN:
        late = " It has waited long, so the leads were asked as well." if case.is_widened else ""
        return f"{voices_so_far(case, policy)}{late}"
    if case.state is State.NEEDS_LEAD:
        return f"Peers heard different things, so a lead decides now. {voices_so_far(case, policy)}"
    if case.state is State.UNRESOLVED:
        return "Closed: nobody could settle it in time."
    if case.state is State.IDLE:
        return "Nobody is asking about it now."
    return agreed_by(case.outcome) if case.outcome else "Agreed."


def agreed_by(outcome: Outcome) -> str:
    """Who agreed, and how surely; not what."""
    people = counted(len(outcome.people), "person", "people")
    if outcome.settled_by:
        by = f"Settled by {mention(outcome.settled_by)} after {people} listened."
    else:
        by = f"Agreed by {people}, confidence {percent(outcome.confidence)}."
    return f"{by} Nobody can tell what is said." if outcome.is_nobody_can_tell else by


def agreed_text(case: Case, policy: Policy) -> Part | None:
    """The agreed words, where the policy lets Slack see them."""
    outcome = _outcome_with_words(case)
    if outcome is None:
        return None
    if not policy.show.agreed_text:
        is_there = outcome.write is WriteState.WRITTEN
        return line("The text is in the annotation store." if is_there else "The text is not shown in Slack.")
    return said("Agreed text", outcome.text)


def text_stopped() -> Part:
    """What stands in the place of an agreed text during a panic."""
    return line("Moderators have stopped all sharing for now, so its text is put away until that goes on.")


def disagreement(case: Case, policy: Policy) -> Part | None:
    """Who heard what where not all heard the same, in the few least sure places; only beside the text."""
    outcome = _outcome_with_words(case)
    if outcome is None or not policy.show.agreed_text:
        return None
    if outcome.settled_by:
        return said_where(
            "Where voices differed before the lead decided", case, outcome.disputed, most=_PLACES_SHOWN
        )
    return said_where("Where voices differed", case, outcome.words, most=_PLACES_SHOWN)


def _outcome_with_words(case: Case) -> Outcome | None:
    outcome = case.outcome
    if outcome is None or outcome.is_nobody_can_tell or not outcome.text or case.is_hidden:
        return None
    return outcome


def state_words(case: Case) -> str:
    """The state by itself, as a headline."""
    is_late = case.state is State.AGREED and is_parked(case.outcome)
    return "Agreed, not saved yet" if is_late else _STATE_WORDS[case.state]


def not_taken(case: Case) -> Part | None:
    """What stands on a card whose outcome the store does not take; the thread tells all other ways there."""
    if case.state is not State.AGREED or case.outcome is None or not is_parked(case.outcome):
        return None
    return line(saved(case.outcome))


def saved(outcome: Outcome) -> str:
    """How far the outcome has come on its way to the annotation store."""
    if is_parked(outcome):
        return (
            "*It is not in the annotation store yet:* the store did not take it so far. "
            "Operators have been told, and nothing is lost."
        )
    return {
        WriteState.PENDING: "It is being written to the annotation store.",
        WriteState.WRITTEN: "It is in the annotation store.",
        WriteState.CONFLICT: (
            "*It was not written:* somebody changed this clip in the annotation store meanwhile, and nothing "
            "of theirs was overwritten. Whoever asked decides what becomes of it."
        ),
        WriteState.GONE: "*It was not written:* the annotation store no longer has this clip.",
        WriteState.ELSEWHERE: (
            "*It was not written:* what somebody else wrote in the annotation store is kept"
            + (f", as {mention(outcome.decided_by)} decided." if outcome.decided_by else ".")
        ),
    }[outcome.write]


def name_of(case: Case) -> str:
    return show_alias(case.alias)
