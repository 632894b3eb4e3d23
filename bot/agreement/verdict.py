"""The method "chosen-words/3": the best reading at each place, how sure it is, and whether to ask further."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.agreement.confidence import Sureness
from bot.agreement.lexicon import lexicon
from bot.agreement.model import Agreement, AgreementPolicy, Heard, Skill, Verdict, Word
from bot.agreement.network import Network, Voice, lay_out
from bot.agreement.readings import Explained
from bot.agreement.tokens import read, written_out
from bot.agreement.trained import Trained, default
from bot.agreement.usual import allowing_for, hardness
from bot.agreement.weighing import weigh

NOTHING_KNOWN = Skill()

NOBODY_CAN_TELL = 2 / 3
"""The share of people from which "nobody can tell", or one and the same mark, is what they agree on."""

APART_FROM = 3
"""Where so many all hear different things at a place nobody agrees there, and nothing is settled."""
SCATTERED_FROM = 4
"""Where so many do another will hardly help, and never if they do at more than half of the places."""
WORTH_MORE = 2.0
"""How many times as much must be gained for another to be asked where so many hear different things."""


def agree(
    suggestions: Sequence[Heard],
    policy: AgreementPolicy,
    *,
    usual: Skill = NOTHING_KNOWN,
    trained: Trained | None = None,
) -> Agreement:
    """What the people agree on so far, and whether to ask further.

    Who suggests twice counts once, with the later suggestion; otherwise the order does not matter.
    Any text is accepted: one without words (empty, or only marks) counts as a person who heard no word.
    `usual` is what closed cases told of everybody in the language together, so of how hard its clips are.
    `trained` stands for the numbers that are shipped.
    """
    by_person = {heard.person: heard for heard in suggestions}
    people = tuple(sorted(by_person))
    heard = [by_person[person] for person in people if not by_person[person].is_nobody_can_tell]
    cannot_tell = len(people) - len(heard)
    if len(people) >= policy.people_at_least and cannot_tell >= NOBODY_CAN_TELL * len(people):
        return _nobody_can_tell(people, cannot_tell / len(people))
    return _weighed(heard, people, policy, usual, trained or default())


def prepare(languages: Iterable[str]) -> None:
    """Reads the files that agreements in these languages need, so that nobody's click has to wait for it."""
    default()
    for language in languages:
        lexicon(language)
        read([""], language)


def _nobody_can_tell(people: tuple[str, ...], share: float) -> Agreement:
    return Agreement(
        verdict=Verdict.SETTLED, text="", words=(), confidence=share, people=people, is_nobody_can_tell=True
    )


def _weighed(
    heard: Sequence[Heard], people: tuple[str, ...], policy: AgreementPolicy, usual: Skill, trained: Trained
) -> Agreement:
    texts = read([suggestion.text for suggestion in heard], policy.language)
    network = lay_out(
        Voice(tokens, suggestion.person, (suggestion.skill.errors, suggestion.skill.words))
        for tokens, suggestion in zip(texts, heard, strict=True)
    )
    if not any(token.is_heard and token.key for voice in network.voices for token in voice.tokens):
        return _without_words(network, people, policy)
    readings, choice, sure = weigh(network, lexicon(policy.language), trained)
    sure = allowing_for(sure, hardness(usual))
    words, spellings = Explained(network, readings).words(choice.voice, sure.words)
    text = written_out(spellings)
    # Without any text nobody counts for it, and there is nothing to settle.
    with_words = sum(any(token.is_heard for token in voice.tokens) for voice in network.voices) if text else 0
    return Agreement(
        verdict=_verdict(words, sure, with_words, len(people), policy),
        text=text,
        words=words,
        confidence=sure.text,
        people=people,
        is_nobody_can_tell=False,
    )


def _without_words(network: Network, people: tuple[str, ...], policy: AgreementPolicy) -> Agreement:
    """Where all who can tell left only marks, the mark that most of them left is what they agree on."""
    marks = Counter(
        mark for voice in network.voices for mark in {token.spelling.strip() for token in voice.tokens}
    )
    mark, count = min(marks.items(), key=lambda found: (-found[1], found[0]), default=("", 0))
    share = count / max(len(people), 1)
    is_settled = len(people) >= policy.people_at_least and share >= NOBODY_CAN_TELL
    further = Verdict.ASK_FURTHER if len(people) < policy.people_at_most else Verdict.HOPELESS
    return Agreement(
        verdict=Verdict.SETTLED if is_settled and mark else further,
        text=mark,
        words=(),
        confidence=share,
        people=people,
        is_nobody_can_tell=False,
    )


def _verdict(
    words: Sequence[Word], sure: Sureness, with_words: int, people: int, policy: AgreementPolicy
) -> Verdict:
    """Ask as long as it pays; then what is sure enough is settled, and the rest is for a lead."""
    is_enough = with_words >= policy.people_at_least
    may_ask = people < policy.people_at_most
    apart = [_voices_apart(word) for word in words]
    # Where all hear different things at first, one more is asked before a lead is.
    most_apart = max(apart, default=0)
    is_first = people == policy.people_at_least and most_apart == people >= APART_FROM
    if not is_enough or ((is_first or _pays(apart, sure.gain, policy)) and may_ask):
        return Verdict.ASK_FURTHER if may_ask else Verdict.HOPELESS
    weakest = min((word.confidence for word in words), default=0.0)
    is_sure = 1 - sure.errors >= policy.how_sure and weakest >= policy.how_sure / 2
    return Verdict.SETTLED if is_sure and most_apart < APART_FROM else Verdict.HOPELESS


def _pays(apart: Sequence[int], gain: float, policy: AgreementPolicy) -> bool:
    """Whether another suggestion is worth a person's time; `apart` has a number for each place."""
    if max(apart, default=0) < SCATTERED_FROM:
        return gain > policy.worth_asking
    is_hopeless = sum(voices >= SCATTERED_FROM for voices in apart) > len(apart) / 2
    return gain > WORTH_MORE * policy.worth_asking and not is_hopeless


def _voices_apart(word: Word) -> int:
    """How many people heard a place, where no two of them heard the same; else 0."""
    is_apart = len(word.people) == 1 and all(len(other.people) == 1 for other in word.others)
    return 1 + len(word.others) if is_apart else 0
