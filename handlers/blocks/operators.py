"""What operators see: the work that was given up, a store that is waited for, and what to do about it."""

from collections.abc import Sequence

from bot.domain.ids import Alias, show_alias
from bot.operator_ports import Lack, StoreTrouble
from bot.ports import Kind, Parked
from handlers import ids
from handlers.blocks.kit import Block, Message, Part, View, actions, blocks_of, button, line, message, modal
from handlers.blocks.text import counted, escape, when

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
_BY_ITSELF = "It is tried again every minute by itself; *Retry* only hastens it."
_NEXT = {
    Kind.WRITE: (
        "See that the annotation store answers and takes the bot's account or token; "
        "`python -m bot writes show` with the alias tells how far it is. Then press *Retry*. "
        "Nothing is lost meanwhile, and however often it is tried, the store gets it once."
    ),
    Kind.STOP: f"Messages about a flagged clip may still stand; if it lasts, delete them. {_BY_ITSELF}",
    Kind.PAGE: f"The pager was not told, so call whoever is on duty. {_BY_ITSELF}",
}
_NEXT_OTHERWISE = f"Mend what the reason names, such as an archived channel. {_BY_ITSELF}"

_TROUBLE = {
    Lack.AWAY: "*The annotation store has not answered since {when}.* {reason}",
    Lack.WRONG: "*The annotation store is not as Second Ear needs it, since {when}.* {reason}",
}
_MEANWHILE = (
    "Meanwhile clips cannot be heard or newly asked about, and outcomes wait; nothing is lost. "
    "It is looked at again every minute, so mending it there is enough. "
    "After a change of the bot's own settings, start the bot anew."
)


def parked_note(parked: Sequence[Parked], trouble: StoreTrouble | None = None) -> Message:
    """Names clips by alias and reasons by what Slack or the store said; never content."""
    if not parked and trouble is None:
        return message([line("All work goes through again. Nothing waits for you.")])
    waited_for = line(_waited_for(trouble)) if trouble else None
    return message([waited_for, *(_given_up(parked) if parked else ())])


def _waited_for(trouble: StoreTrouble) -> str:
    said = _TROUBLE[trouble.lack].format(when=when(trouble.since), reason=escape(trouble.reason))
    return f"{said} {_MEANWHILE}"


def _given_up(parked: Sequence[Parked]) -> list[Part | None]:
    shown = [part for work in parked[:_MOST_SHOWN] for part in (line(_what(work)), actions(*_buttons(work)))]
    more = len(parked) - _MOST_SHOWN
    rest = [line(f"And {more:,} more; `python -m bot work list` lists them all.")] if more > 0 else []
    gave_up = counted(len(parked), "piece of work", "pieces of work")
    return [
        line(f"*Second Ear gave up on {gave_up}.* Mend the reason if it is yours:"),
        *shown,
        *rest,
        line("Writing to the store goes on after *Retry*, the rest by itself."),
    ]


def parked_view(work: Parked) -> View:
    """All that is known of a piece of work, and what to do next."""
    return modal(
        "Work that was given up",
        ids.NOTICE_MODAL,
        "",
        blocks_of(
            [
                line(f"*Clip {show_alias(work.alias)}*, {_KINDS[work.kind]}"),
                line(f"Given up {when(work.at)}, after {counted(work.attempts, 'attempt')}."),
                line(f"*Why:* {escape(work.reason)}"),
                line(f"*What to do:* {_NEXT.get(work.kind, _NEXT_OTHERWISE)}"),
            ]
        ),
    )


def retried_reply(kind: Kind, alias: Alias) -> Message:
    return message(
        [
            line(
                f"Thank you. Clip *{show_alias(alias)}*: {_KINDS[kind]} is tried again now. "
                "The card here is brought up to date within a minute."
            )
        ]
    )


def _what(work: Parked) -> str:
    return f"Clip *{show_alias(work.alias)}*, {_KINDS[work.kind]}: {escape(work.reason)}"


def _buttons(work: Parked) -> list[Block]:
    value = f"{work.kind.name.lower()}:{work.alias}"
    about = f"clip {show_alias(work.alias)}, {_KINDS[work.kind]}"
    return [
        button("Retry", ids.WORK_RETRY, value, label=f"Retry {about}"),
        button("Details", ids.WORK_DETAILS, value, label=f"Details of {about}"),
    ]
