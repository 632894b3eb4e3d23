"""The stop receipt: each known copy of a stopped clip, and when it was removed or why it is still there."""

from collections.abc import Iterable

from bot.domain import commands as cmd
from bot.domain import events as ev
from bot.domain.case import Case
from bot.domain.copies import Copy, CopyKind, CopyState
from bot.domain.stamp import stamp
from bot.domain.text import words_of
from bot.policy import Policy

COPIES_AT_MOST = 500
_WORDS_IN_A_ROW = 4
_LETTERS_IN_A_ROW = 12


def decide_count_copies(
    case: Case, command: cmd.CountCopies, _policy: Policy, moment: cmd.Moment
) -> list[ev.Event]:
    """Nothing for a stop that is over, or a count that says what is known already."""
    if not case.is_hidden or command.epoch != case.sharing_epoch:
        return []
    copies = _remembered(case, command.copies)[:COPIES_AT_MOST]
    if case.receipt and case.receipt.epoch == command.epoch and case.receipt.copies == copies:
        return []
    return [ev.CopiesCounted(epoch=command.epoch, copies=copies, **stamp(command, moment))]


def _remembered(case: Case, found: Iterable[Copy]) -> tuple[Copy, ...]:
    """What was found now, and what an earlier count knows and this one finds no more.

    A copy that was removed keeps the time of its removal.
    """
    earlier = case.receipt.copies if case.receipt and case.receipt.epoch == case.sharing_epoch else ()
    known = {(copy.kind, copy.place): copy for copy in earlier}
    counted = {}
    for copy in found:
        before = known.pop((copy.kind, copy.place), None)
        counted[copy.kind, copy.place] = before if before and _is_as_before(before, copy) else copy
    for key, copy in known.items():
        counted[key] = copy if copy.removed_at else copy.model_copy(update={"state": CopyState.GONE})
    return tuple(sorted(counted.values(), key=lambda copy: (list(CopyKind).index(copy.kind), copy.place)))


def _is_as_before(before: Copy, now: Copy) -> bool:
    # That a message is gone which this bot removed is no news.
    is_ours = before.state is CopyState.REMOVED and now.state is CopyState.GONE
    return is_ours or (before.state, before.refusal) == (now.state, now.refusal)


def repeats(said: str, texts: Iterable[str]) -> bool:
    """Whether a message holds so much of one of the texts that it is a copy of it.

    That is four words in a row, or the whole text where it is shorter but has more than one word; in scripts
    without spaces, twelve characters in a row.
    """
    return any(_repeats(words_of(said), words_of(text)) for text in texts)


def _repeats(said: list[str], words: list[str]) -> bool:
    if len(words) == 1 and len(words[0]) > _LETTERS_IN_A_ROW:
        return _has_run(list("".join(said)), list(words[0]), _LETTERS_IN_A_ROW)
    return len(words) > 1 and _has_run(said, words, min(len(words), _WORDS_IN_A_ROW))


def _has_run(said: list[str], words: list[str], length: int) -> bool:
    runs = {tuple(said[start : start + length]) for start in range(len(said) - length + 1)}
    return any(tuple(words[start : start + length]) in runs for start in range(len(words) - length + 1))
