"""Several people's transcriptions become one, with a confidence for each word: pure, no case, clock or store.

What lives here: the types, the marks that people may use, the vote, and what a closed case tells of people.
What does not: who may suggest, when to ask, and what happens to the outcome; that is `bot.domain`.
"""

from bot.agreement.marks import check_marks
from bot.agreement.model import Agreement, AgreementPolicy, Heard, Skill, Variant, Verdict, Word
from bot.agreement.skill import learnt
from bot.agreement.verdict import agree, prepare

__all__ = [
    "Agreement",
    "AgreementPolicy",
    "Heard",
    "Skill",
    "Variant",
    "Verdict",
    "Word",
    "agree",
    "check_marks",
    "learnt",
    "prepare",
]
