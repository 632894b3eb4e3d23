"""Refusals that several features share, worded once."""

from datetime import datetime

from bot.domain.case import Case, State
from bot.domain.ids import show_alias
from bot.errors import UserError, Why

_SECONDS_A_MINUTE = 60


def refuse_hidden(case: Case) -> None:
    """UserError when the clip is withheld, whatever the door."""
    if case.is_hidden:
        raise UserError(Why.WITHHELD, f"{withheld_words(case)} Nothing was sent or saved.")


def withheld_words(case: Case) -> str:
    """All that may be said of a hidden case."""
    name = show_alias(case.alias)
    if case.state is State.ERASED:
        return f"Clip {name} was erased. Nothing of it is kept, and there is nothing for you to do."
    if case.state is State.UPHELD:
        return f"Clip {name} was flagged and is withheld. Moderators decided that it stays so."
    return (
        f"Clip {name} was flagged and is withheld. "
        "Moderators are looking at it; there is nothing for you to do."
    )


def refuse_closed(case: Case) -> None:
    """UserError when peers cannot add anything to the case now."""
    refuse_hidden(case)
    name = show_alias(case.alias)
    if case.state in {State.AGREED, State.WRITTEN}:
        raise UserError(
            Why.CLOSED, f"{name} is already agreed. If it is wrong, `/clip reopen {name}` asks again."
        )
    if case.state is State.NEEDS_LEAD:
        raise UserError(Why.CLOSED, f"{name} is with a lead now, who decides between what was heard.")
    if case.state is State.UNRESOLVED:
        raise UserError(
            Why.CLOSED, f"{name} closed without an answer. The asker can ask again with `/clip ask`."
        )
    if case.state is not State.OPEN:
        raise UserError(Why.NOT_OPEN, f"Nobody is asking about {name} now. `/clip queue` shows what is open.")


def ago(now: datetime, then: datetime) -> str:
    minutes = max(0, round((now - then).total_seconds() / _SECONDS_A_MINUTE))
    if minutes < 1:
        return "just now"
    return (
        f"{minutes} min ago" if minutes < 2 * _SECONDS_A_MINUTE else f"{minutes // _SECONDS_A_MINUTE} h ago"
    )


def ahead(now: datetime, then: datetime) -> str:
    minutes = max(1, round((then - now).total_seconds() / _SECONDS_A_MINUTE))
    return f"in {minutes} min" if minutes < 2 * _SECONDS_A_MINUTE else f"in {minutes // _SECONDS_A_MINUTE} h"
