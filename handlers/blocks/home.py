"""The Home tab: what is mine, what is open in my languages, and for moderators the reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.panic import Panic
from bot.policy import Policy
from bot.ports import CaseLine
from bot.services.reviewing import Wellbeing
from handlers.blocks.card import flag_button, listen_button, suggest_button
from handlers.blocks.claim import give_back_button
from handlers.blocks.kit import Part, View, actions, aside, blocks_of, heading, line, rule
from handlers.blocks.panic import panic_rows, where
from handlers.blocks.review import review_rows
from handlers.blocks.status import asks_of, case_row, claims_of, open_rows
from handlers.blocks.text import when
from handlers.blocks.wellbeing import wellbeing_rows
from handlers.blocks.words import facts, name_of

_CASES = 10
_VIEW_BLOCKS = 100


@dataclass(frozen=True)
class HomePage:
    """What one person may see on their Home tab; `reviews` is None for whoever is no moderator."""

    person: PersonId
    cases: Sequence[Case] = ()
    """The cases that they asked about, claim or helped with."""
    open: Sequence[CaseLine] = ()
    reviews: Sequence[Case] | None = None
    day: Wellbeing | None = None
    """A moderator's own, for them alone."""
    panics: Sequence[Panic] = ()
    """Where sharing is stopped now."""
    notice: str = ""
    """A sentence for somebody who cannot take part, and why."""


def home_view(page: HomePage, policy: Policy, now: datetime) -> View:
    parts = [
        heading("Second Ear"),
        line(page.notice) if page.notice else None,
        *_panics(page, policy),
        *_reviews(page, policy, now),
        *_claims(page, policy),
        *_asks(page),
        *_open(page, policy),
        rule(),
        aside(
            "`/clip ask` asks for help with a clip, `/clip claim` gives you the next one that waits, "
            "`/clip help` lists the rest. Anyone can stop a clip from being shared with *Flag*."
        ),
    ]
    return {"type": "home", "blocks": blocks_of(parts)[:_VIEW_BLOCKS]}


def _panics(page: HomePage, policy: Policy) -> list[Part | None]:
    if page.reviews is not None or page.notice or not page.panics:
        return []
    places = " and ".join(where(panic, policy) for panic in page.panics)
    return [line(f"*Sharing of clips is stopped {places} for now.* There is nothing for you to do.")]


def _reviews(page: HomePage, policy: Policy, now: datetime) -> list[Part | None]:
    if page.reviews is None:
        return []
    waiting = review_rows(list(page.reviews), now, most=_CASES)
    return [
        heading("Flagged clips"),
        *(waiting or [line("No flagged clip waits.")]),
        *(wellbeing_rows(page.day, policy) if page.day else []),
        *panic_rows(page.panics, policy),
    ]


def _claims(page: HomePage, policy: Policy) -> list[Part]:
    claims = claims_of(page.cases, page.person)[:_CASES]
    if not claims:
        return []
    return [heading("With you now"), *(part for case in claims for part in _claim(case, page.person, policy))]


def _claim(case: Case, person: PersonId, policy: Policy) -> list[Part]:
    claim = case.claim_of(person)
    until = f" Yours until {when(claim.until)}." if claim else ""
    buttons = actions(listen_button(case), suggest_button(case), give_back_button(case), flag_button(case))
    return [line(f"*{name_of(case)}* · {facts(case, policy)}.{until}"), *([buttons] if buttons else [])]


def _asks(page: HomePage) -> list[Part]:
    asks = asks_of(page.cases, page.person)[:_CASES]
    return [heading("You asked about"), *(case_row(case, page.person) for case in asks)] if asks else []


def _open(page: HomePage, policy: Policy) -> list[Part]:
    if page.notice:
        return []
    rows = open_rows(page.open, policy)
    return [
        heading("Open in your languages"),
        *(rows or [line("Nothing waits right now. Thank you for looking.")]),
    ]
