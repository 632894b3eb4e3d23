"""The method "word-majority/1": people vote word by word, and every word needs its majority."""

from collections.abc import Sequence

from bot.agreement.model import Agreement, AgreementPolicy, Heard, Verdict, Word
from bot.agreement.tokens import tokenise, written_out
from bot.agreement.vote import Voice, ballots, word

# A policy file cannot write two thirds: 0.66, 0.667 and 0.67 are all meant to be met by two of three.
# The shares of a handful of people lie much further apart than this.
ROUNDING = 0.007


def agree(suggestions: Sequence[Heard], policy: AgreementPolicy) -> Agreement:
    """What the people agree on so far, and whether to ask further.

    Who suggests twice counts once, with the later suggestion; otherwise the order does not matter.
    Any text is accepted: one without words (empty, or only marks) counts as a person who heard no word.
    """
    by_person = {heard.person: heard for heard in suggestions}
    people = tuple(sorted(by_person))
    voices = [
        Voice(tokenise(heard.text), person)
        for person, heard in by_person.items()
        if not heard.is_nobody_can_tell
    ]
    cannot_tell = len(people) - len(voices)
    if len(people) >= policy.people_at_least and _reaches(cannot_tell, len(people), policy):
        return _nobody_can_tell(people, cannot_tell / len(people))

    cast = ballots(voices)
    words = tuple(word(ballot, len(voices)) for ballot in cast)
    return Agreement(
        verdict=_verdict(words, voices, cannot_tell, policy),
        text=written_out(ballot.spelling(ballot.winner()) for ballot in cast),
        words=words,
        confidence=sum(place.confidence for place in words) / len(words) if words else 0.0,
        people=people,
        is_nobody_can_tell=False,
    )


def _nobody_can_tell(people: tuple[str, ...], share: float) -> Agreement:
    return Agreement(
        verdict=Verdict.SETTLED, text="", words=(), confidence=share, people=people, is_nobody_can_tell=True
    )


def _verdict(
    words: Sequence[Word], voices: Sequence[Voice], cannot_tell: int, policy: AgreementPolicy
) -> Verdict:
    people = len(voices) + cannot_tell
    with_words = sum(voice.has_words for voice in voices)
    if _is_settled(words, len(voices), with_words, policy):
        return Verdict.SETTLED
    if people < policy.people_at_least:
        return Verdict.ASK_FURTHER
    to_come = max(policy.people_at_most - people, 0)
    # Every place needs its majority, so the one furthest from it decides whether a text can still win.
    fewest = min((len(place.people) for place in words), default=0)
    text_can_win = with_words + to_come >= policy.people_at_least and _reaches(
        fewest + to_come, len(voices) + to_come, policy
    )
    nobody_can_win = _reaches(cannot_tell + to_come, people + to_come, policy)
    is_worth_asking = to_come > 0 and (text_can_win or nobody_can_win)
    return Verdict.ASK_FURTHER if is_worth_asking else Verdict.HOPELESS


def _is_settled(
    words: Sequence[Word], people_who_can_tell: int, with_words: int, policy: AgreementPolicy
) -> bool:
    """Enough people gave words (who cannot tell is no voice for a text) and each place has its majority."""
    return (
        with_words >= policy.people_at_least
        and any(place.text for place in words)
        and all(_reaches(len(place.people), people_who_can_tell, policy) for place in words)
    )


def _reaches(count: int, people: int, policy: AgreementPolicy) -> bool:
    return 2 * count > people and count >= (policy.word_majority - ROUNDING) * people
