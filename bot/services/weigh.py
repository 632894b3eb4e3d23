"""Between the rules and the agreement engine, which know nothing of each other."""

from bot.agreement import AgreementPolicy, Heard, Word, agree, check_marks
from bot.domain import commands as cmd
from bot.domain.access import Actor
from bot.domain.case import AgreedWord, Case, Door, Variant
from bot.domain.ids import PersonId
from bot.errors import UserError, Why
from bot.policy import Policy

_UNKNOWN_MARK = (
    "There is a mark in brackets that I don't know. Known are [unclear], [unclear: word], [inaudible], "
    "[crosstalk], [noise] and [foreign: fr]. Please use one of these, or leave the brackets out."
)


def refuse_unknown_marks(text: str) -> None:
    """UserError when a transcription has brackets that say nothing: a misspelt mark would not count as one.

    The sentence does not quote what was typed, because refusals are kept, and speech is not kept in clear.
    """
    if check_marks(text):
        raise UserError(Why.BAD_TEXT, _UNKNOWN_MARK)


def weigh(case: Case, policy: Policy, *, actor: Actor, door: Door) -> cmd.Weigh:
    """What the engine makes of the case's present voices, as a command."""
    rules = policy.agreement
    agreement = agree(
        [
            Heard(person=voice.person, text=voice.text, is_nobody_can_tell=voice.is_nobody_can_tell)
            for voice in case.voices
        ],
        AgreementPolicy(
            language=case.clip.language,
            people_at_least=rules.people_at_least,
            people_at_most=rules.people_at_most,
            word_majority=rules.word_majority,
        ),
    )
    return cmd.Weigh(
        actor=actor,
        door=door,
        advice=cmd.Advice(agreement.verdict.value),
        text=agreement.text,
        is_nobody_can_tell=agreement.is_nobody_can_tell,
        words=tuple(_word(word) for word in agreement.words),
        confidence=agreement.confidence,
        method=agreement.method,
        people=_people(agreement.people),
    )


def _word(word: Word) -> AgreedWord:
    others = tuple(Variant(text=other.text, people=_people(other.people)) for other in word.others)
    return AgreedWord(text=word.text, confidence=word.confidence, people=_people(word.people), others=others)


def _people(people: tuple[str, ...]) -> tuple[PersonId, ...]:
    return tuple(PersonId(person) for person in people)
