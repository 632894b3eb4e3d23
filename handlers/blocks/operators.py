"""What operators see: the work that was given up, and what to do about it."""

from collections.abc import Sequence

from bot.domain.ids import show_alias
from bot.ports import Kind, Parked
from handlers.blocks.kit import Message, line, message
from handlers.blocks.text import escape

_MOST_SHOWN = 10
_KINDS = {
    Kind.STOP: "stopping",
    Kind.WRITE: "writing to the store",
    Kind.PRESENT: "showing in Slack",
    Kind.TICK: "a deadline",
    Kind.TALLY: "people's lists",
    Kind.PAGE: "calling the pager",
    Kind.RECEIPT: "counting copies",
}


def parked_note(parked: Sequence[Parked]) -> Message:
    """Names clips by alias and reasons by what Slack or the store said; never content."""
    if not parked:
        return message([line("All work goes through again. Nothing waits for you.")])
    shown = [
        line(f"Clip *{show_alias(work.alias)}*, {_KINDS[work.kind]}: {escape(work.reason)}")
        for work in parked[:_MOST_SHOWN]
    ]
    more = len(parked) - len(shown)
    rest = [line(f"And {more:,} more; `python -m bot work list` lists them all.")] if more else []
    return message(
        [
            line(
                f"*Second Ear gave up on {len(parked):,} piece(s) of work.* Mend the reason if it is yours:"
            ),
            *shown,
            *rest,
            line("Writing to the store goes on after `python -m bot work retry`, the rest by itself."),
        ]
    )
