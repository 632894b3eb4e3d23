"""Which words differ between several transcriptions of one clip, and who said what at each such place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import LCSseq

from bot.agreement.tokens import Token, tokenise, written_out
from bot.domain.case import AgreedWord, Case
from bot.domain.ids import PersonId
from handlers.blocks.kit import Block, Part, rich
from handlers.blocks.text import counted, cut, escape, percent
from handlers.blocks.voices import Letters, letters_of, voices_named

Run = tuple[str, bool]
"""A stretch of text, and whether it differs from what others heard."""

_READINGS = 6  # beside the winner, at one place
_READING_CHARACTERS, _NEIGHBOUR_CHARACTERS = 60, 30
_SURENESS = ((0.9, "almost certain"), (0.6, "likely"), (0.4, "uncertain"))
_MOST_SURE = 0.99  # where somebody heard something else, nothing is certain


def differing_runs(texts: list[str]) -> list[list[Run]]:
    """Each text cut into stretches; a word differs unless every other text has it at its place too."""
    tokens = [tokenise(text) for text in texts]
    return [
        _runs(own, _shared_by_all(own, [other for other in tokens if other is not own])) for own in tokens
    ]


def _shared_by_all(own: tuple[Token, ...], others: list[tuple[Token, ...]]) -> set[int]:
    words = [token.identity for token in own]
    shared = set(range(len(own)))
    for other in others:
        matches = LCSseq.opcodes(words, [token.identity for token in other]).as_matching_blocks()
        shared &= {place for match in matches for place in range(match.a, match.a + match.size)}
    return shared


def _runs(own: tuple[Token, ...], shared: set[int]) -> list[Run]:
    # A bare mark is a stretch by itself: it has brackets of its own.
    grouped = groupby(
        enumerate(own), key=lambda found: (found[0] not in shared, -1 if found[1].identity.word else found[0])
    )
    return [("".join(map(_spelled, tokens)), differs) for (differs, _), tokens in grouped]


def _spelled(found: tuple[int, Token]) -> str:
    token = found[1]
    return token.spelling if token.identity.word else f"{token.spelling} "


def said_where(title: str, case: Case, words: Sequence[AgreedWord], *, most: int) -> Part | None:
    """Each place where voices differ, with who said what, in words alone; None when nobody differs.

    Of more than `most` places the least sure are shown, in the order of speaking; the rest is counted.
    """
    words = _gathered(words)
    places = [number for number, word in enumerate(words) if word.others]
    if not places:
        return None
    least_sure = sorted(places, key=lambda number: words[number].confidence)[:most]
    voices = _Voices.of(case)
    items = [_item(words, number, voices) for number in sorted(least_sure)]
    left = len(places) - len(items)
    rest = f"And {counted(left, 'more place')}." if left else ""
    listed = [f"{number}. {_spoken(item)}" for number, item in enumerate(items, start=1)]
    spoken = "\n".join([f"{title}:", *listed, *([rest] if rest else [])])
    return Part((_listed(title, items, rest),), escape(spoken))


def _gathered(words: Sequence[AgreedWord]) -> list[AgreedWord]:
    """The words, where those beside each other that the same few heard and the rest did not are one."""
    gathered: list[AgreedWord] = []
    for word in words:
        if gathered and _is_same_gap(gathered[-1], word):
            gathered[-1] = _joined(gathered[-1], word)
        else:
            gathered.append(word)
    return gathered


def _is_same_gap(one: AgreedWord, other: AgreedWord) -> bool:
    is_gap = not one.text and not other.text and one.people == other.people
    return is_gap and {said.people for said in one.others} == {said.people for said in other.others}


def _joined(one: AgreedWord, other: AgreedWord) -> AgreedWord:
    following = {said.people: said.text for said in other.others}
    others = tuple(
        said.model_copy(update={"text": written_out((said.text, following[said.people]))})
        for said in one.others
    )
    sureness = min(one.confidence, other.confidence)
    return one.model_copy(update={"others": others, "confidence": sureness})


@dataclass(frozen=True)
class _Voices:
    letters: Letters
    unsure: frozenset[PersonId]
    """Those with an uncertainty mark somewhere: where they are not counted, they left the place open."""

    @classmethod
    def of(cls, case: Case) -> "_Voices":
        unsure = (
            voice.person
            for voice in case.voices
            if not all(token.identity.is_heard for token in tokenise(voice.text))
        )
        return cls(letters_of(case), frozenset(unsure))

    def named(self, people: Collection[PersonId]) -> str:
        """People without a letter are left out: they no longer count."""
        known = [letter for person, letter in self.letters.items() if person in people]
        return voices_named(known) if known else ""


def _item(words: Sequence[AgreedWord], number: int, voices: _Voices) -> list[Block]:
    """One place as a sentence: the winner first and in bold, then what others heard."""
    word = words[number]
    sureness = f" ({_sureness(word.confidence)})"
    item = [rich(where)] if (where := _where(words, number)) else []
    item += [
        rich(_reading(word.text), is_bold=True),
        rich(sureness + _by(voices.named(word.people))),
    ]
    item += [
        rich(f"; {_reading(other.text)}{_by(voices.named(other.people))}")
        for other in word.others[:_READINGS]
    ]
    if (left := len(word.others) - _READINGS) > 0:
        item.append(rich(f"; and {counted(left, 'more reading')}"))
    counted_there = {*word.people, *(person for other in word.others for person in other.people)}
    if undecided := voices.named(voices.unsure - counted_there):
        item.append(rich(f"; left open by {undecided}"))
    return [*item, rich(".")]


def _where(words: Sequence[AgreedWord], number: int) -> str:
    """The words before and after, as most heard them."""
    before = next((word.text for word in reversed(words[:number]) if word.text), "")
    after = next((word.text for word in words[number + 1 :] if word.text), "")
    if before and after:
        return f"Between {_neighbour(before)} and {_neighbour(after)}: "
    if before:
        return f"After {_neighbour(before)}: "
    return f"Before {_neighbour(after)}: " if after else ""


def _neighbour(text: str) -> str:
    return f"“{cut(text, _NEIGHBOUR_CHARACTERS)}”"


def _reading(text: str) -> str:
    return f"“{cut(text, _READING_CHARACTERS)}”" if text else "nothing"


def _by(named: str) -> str:
    return f" by {named}" if named else ""


def _sureness(confidence: float) -> str:
    shown = next((words for least, words in _SURENESS if confidence >= least), "doubtful")
    return f"{shown}, {percent(min(confidence, _MOST_SURE))}"


def _spoken(item: Sequence[Block]) -> str:
    return "".join(str(element["text"]) for element in item)


def _listed(title: str, items: Sequence[Sequence[Block]], rest: str) -> Block:
    sections = [{"type": "rich_text_section", "elements": item} for item in items]
    shown: list[Block] = [
        {"type": "rich_text_section", "elements": [rich(f"{title}:", is_bold=True)]},
        {"type": "rich_text_list", "style": "ordered", "elements": sections},
    ]
    if rest:
        shown.append({"type": "rich_text_section", "elements": [rich(rest)]})
    return {"type": "rich_text", "elements": shown}
