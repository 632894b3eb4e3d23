"""Between the rules and the agreement engine, which know nothing of each other."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from bot.agreement import AgreementPolicy, Heard, Skill, Word, agree, check_marks, learnt
from bot.domain import commands as cmd
from bot.domain.access import Actor
from bot.domain.case import AgreedWord, Case, Door, State, Variant
from bot.domain.ids import EVERYBODY, PersonId
from bot.errors import UserError, Why
from bot.policy import Policy
from bot.ports import PersonSkill

_UNKNOWN_MARK = (
    "There is a mark in brackets that I don't know. Known are [unclear], [unclear: word], [inaudible], "
    "[crosstalk], [noise] and [foreign: fr]. Please use one of these, or leave the brackets out."
)

Skills = Mapping[PersonId, PersonSkill]
NOTHING_KNOWN: Skills = MappingProxyType({})

# A case that was asked again doubts its earlier outcome, and a hidden one is not looked at.
_STATES_WITH_AN_OUTCOME = frozenset({State.AGREED, State.WRITTEN})


def refuse_unknown_marks(text: str) -> None:
    """UserError when a transcription has brackets that say nothing: a misspelt mark would not count as one.

    The sentence does not quote what was typed, because refusals are kept, and speech is not kept in clear.
    """
    if check_marks(text):
        raise UserError(Why.BAD_TEXT, _UNKNOWN_MARK)


def weigh(
    case: Case, policy: Policy, skills: Skills = NOTHING_KNOWN, *, actor: Actor, door: Door
) -> cmd.Weigh:
    """What the engine makes of the case's present voices and of what is known of the people, as a command."""
    rules = policy.agreement
    agreement = agree(
        heard_in(case, skills),
        AgreementPolicy(
            language=case.clip.language,
            people_at_least=rules.people_at_least,
            people_at_most=rules.people_at_most,
            how_sure=rules.how_sure,
            worth_asking=rules.worth_asking,
        ),
        usual=_engine_skill(skills.get(EVERYBODY, PersonSkill())),
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


def heard_in(case: Case, skills: Skills) -> list[Heard]:
    """The case's present voices as the engine takes them."""
    return [
        Heard(
            person=voice.person,
            text=voice.text,
            is_nobody_can_tell=voice.is_nobody_can_tell,
            skill=_engine_skill(skills.get(voice.person, PersonSkill())),
        )
        for voice in case.voices
    ]


def skill_shown(case: Case) -> dict[PersonId, PersonSkill]:
    """What the outcome tells of each who suggested in the case, and of `EVERYBODY` together; {} unless the
    outcome stands.

    An empty skill is said of whoever gave no words, or spoke in an earlier round only: it replaces what an
    earlier outcome of the case has told of them.
    """
    outcome = case.outcome
    if outcome is None or case.state not in _STATES_WITH_AN_OUTCOME:
        return {}
    text = "" if outcome.is_nobody_can_tell else outcome.text
    rules = AgreementPolicy(language=case.clip.language)
    shown = learnt(heard_in(case, NOTHING_KNOWN), text, rules)
    told = {suggestion.person: shown.get(suggestion.person, Skill()) for suggestion in case.suggestions}
    return {person: _kept_skill([skill]) for person, skill in told.items()} | {
        EVERYBODY: _kept_skill(told.values())
    }


def _engine_skill(kept: PersonSkill) -> Skill:
    return Skill(errors=kept.errors, words=kept.words)


def _kept_skill(shown: Collection[Skill]) -> PersonSkill:
    return PersonSkill(errors=sum(one.errors for one in shown), words=sum(one.words for one in shown))


def _word(word: Word) -> AgreedWord:
    others = tuple(Variant(text=other.text, people=_people(other.people)) for other in word.others)
    return AgreedWord(text=word.text, confidence=word.confidence, people=_people(word.people), others=others)


def _people(people: tuple[str, ...]) -> tuple[PersonId, ...]:
    return tuple(PersonId(person) for person in people)
