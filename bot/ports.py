"""What the core needs of the world; the adapters in `storage` and `handlers` implement these.

Every adapter raises only errors of `bot.errors`: StoreAway, AnnotationStoreAway, SlackAway, Conflict, Fenced.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Annotated, Protocol

from pydantic import Field

from bot.domain.access import Actor
from bot.domain.case import Case, State
from bot.domain.copies import Copy
from bot.domain.document import Document
from bot.domain.events import Event
from bot.domain.ids import Alias, Language, PersonId
from bot.errors import UserError, Why


class Clock(Protocol):
    def now(self) -> datetime:
        """The store's time, aware, in UTC."""
        ...


class Kind(IntEnum):
    """Kinds of due work, most urgent first."""

    STOP = 0
    PAGE = 1
    WRITE = 2
    PRESENT = 3
    TICK = 4
    TALLY = 5
    RECEIPT = 6


EVERY_KIND = frozenset(Kind)


class Refusal(Document):
    why: Why
    message: str


class Result(Document):
    """What a command came to; kept under its idempotency key, so it carries no speech."""

    alias: Alias
    revision: int
    happened: tuple[str, ...] = ()
    refusal: Refusal | None = None

    def raise_refusal(self) -> None:
        if self.refusal is not None:
            raise UserError(self.refusal.why, self.refusal.message)


class Loaded(Document):
    """A case, if there is one, and the answer that this delivery got before, if it came before."""

    case: Case | None
    answered: Result | None = None


class Mark(Document):
    """Work that a commit makes due."""

    kind: Kind
    due_at: datetime


class Commit(Document):
    """One change of one case: all of it or nothing.

    `after` has the revision one above `before` (or revision 1 for a new case); with `after=None` and no
    events only the result is remembered under the key. `clear` names kinds whose mark no longer holds.
    """

    before: Case | None
    after: Case | None
    events: tuple[Event, ...] = ()
    has_places: bool = True
    """Whether more people can claim the case now; only then it stands among the waiting ones."""
    marks: tuple[Mark, ...] = ()
    clear: tuple[Kind, ...] = ()
    key: str
    result: Result


class CaseStore(Protocol):
    async def load(self, alias: Alias, *, key: str | None = None) -> Loaded:
        """The present case, and in the same round trip the earlier answer to `key`."""
        ...

    async def commit(self, commit: Commit) -> Result:
        """Stores case, events and marks in one script.

        Returns the earlier result, changing nothing, when the key is known. Raises Conflict when the stored
        revision is not that of `commit.before`, StoreAway when the outcome is unknown (repeat with the
        same key).
        """
        ...

    async def choose_once(self, key: str, alias: Alias | None) -> Alias | None:
        """The alias chosen for this delivery: what an earlier attempt wrote down, or else this one."""
        ...

    async def open_cases(self, language: Language, *, limit: int) -> list[Alias]:
        """Open cases of a language, longest waiting first."""
        ...

    async def waiting_cases(self, language: Language, *, limit: int) -> list[Alias]:
        """Those of them that more people can claim."""
        ...

    async def cases_in_review(self, *, limit: int) -> list[Alias]:
        """Withheld cases, by the time at which they must be acknowledged."""
        ...


class Lease(Document):
    """A piece of due work, lent to one worker until `until`; `token` is its fencing token."""

    kind: Kind
    alias: Alias
    token: int
    attempt: int
    first_failed_at: datetime | None = None
    until: datetime


class Parked(Document):
    """Work that kept failing, kept until an operator looks."""

    kind: Kind
    alias: Alias
    reason: str
    at: datetime
    attempts: int = 0


class Waiting(Document):
    """Work that is due now or later, and what became of it so far."""

    kind: Kind
    alias: Alias
    due_at: datetime
    """When it is tried next; while it is lent, when it would pass to another worker."""
    attempt: int = 1
    """The number of the next or present attempt."""
    first_failed_at: datetime | None = None
    reason: str = ""
    """Why the last attempt failed."""
    is_lent: bool = False


class DueWork(Protocol):
    async def claim_due(
        self, *, limit: int, lease: timedelta, kinds: Collection[Kind] = EVERY_KIND
    ) -> list[Lease]:
        """Up to `limit` pieces of due work of these kinds, most urgent first, each lent to the caller."""
        ...

    async def settle_due(self, lease: Lease, *, again_at: datetime | None = None) -> bool:
        """Done: removed, unless it was marked again meanwhile. With `again_at` it is due then, without blame.

        False when the lease had passed to another worker; then nothing was changed.
        """
        ...

    async def fail_due(self, lease: Lease, *, again_at: datetime, reason: str = "") -> bool:
        """Failed: due again at `again_at` with one attempt more. False as above."""
        ...

    async def park_due(self, lease: Lease, *, reason: str) -> bool:
        """Out of attempts: taken out of the due set and kept where operators see it. False as above."""
        ...

    async def wait_marked(self, timeout: timedelta) -> bool:  # noqa: ASYNC109 - the end of a nap is no error
        """True as soon as this process has made work due, False after the time."""
        ...

    async def mark_due(self, kind: Kind, aliases: Sequence[Alias]) -> None:
        """Makes this work due now for each of the cases, as a commit of each would."""
        ...

    async def waiting(self, kind: Kind, *, limit: int) -> list[Waiting]:
        """Work of a kind that is not parked, by the time of its next try."""
        ...

    async def parked(self) -> list[Parked]: ...

    async def parked_work(self, kind: Kind, alias: Alias) -> Parked | None:
        """What is kept of one piece of parked work; None when it is not parked."""
        ...

    async def retry_parked(self, kind: Kind, alias: Alias) -> bool:
        """Makes parked work due now; False when there is none such."""
        ...


class Shown(Document):
    """A surface as it was last shown in Slack."""

    name: str
    channel: str
    ts: str
    content_hash: str
    revision: int
    at: datetime


class SurfaceLog(Protocol):
    async def shown(self, alias: Alias) -> dict[str, Shown]:
        """The surfaces of a case by name."""
        ...

    async def record_shown(self, alias: Alias, shown: Shown) -> bool:
        """Keeps the surface; False, changing nothing, when a newer revision of it has been recorded.

        False means that this caller may just have put old content over new: the surface's hash is forgotten
        and the case is due for presenting again.
        """
        ...

    async def forget_shown(self, alias: Alias, name: str) -> None:
        """Slack holds this surface no more."""
        ...


class PersonTally(Document):
    """What is kept of a person over all cases."""

    accepted_suggestions: int = 0
    cases: tuple[Alias, ...] = ()
    """Cases they asked for, claim or suggested in, latest first, bounded."""


Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class PersonSkill(Document):
    """What closed cases tell of a person in one language: `errors` made in `words` words."""

    errors: Amount = 0.0
    words: Amount = 0.0


class PeopleStore(Protocol):
    async def take_ticket(self, person: PersonId, alias: Alias, *, limit: int, until: datetime) -> int | None:
        """A ticket for one claim, kept until `until`; taking it again moves the time.

        Returns how many tickets the person holds for other cases, or None when those reach the limit.
        """
        ...

    async def give_back_ticket(self, person: PersonId, alias: Alias) -> None: ...

    async def tally_of(self, person: PersonId) -> PersonTally: ...

    async def skills(self, people: Collection[PersonId], language: Language) -> dict[PersonId, PersonSkill]:
        """Of each of them the sum over what was tallied until now, zero for nothing; in one round trip.

        Only the latest outcomes of a person, or of `EVERYBODY`, count, up to a bound.
        """
        ...

    async def tally(self, case: Case, skills: Mapping[PersonId, PersonSkill]) -> None:
        """Brings people's pages in line with the case. Idempotent by case and revision.

        `skills` is what the case's present outcome tells of people who suggested in it, and of `EVERYBODY`
        together. For each of them it counts once, and replaces what an earlier outcome of the case had told;
        of others it changes nothing.
        """
        ...


class Grant(Document):
    """A listening person's right to one case's audio, as far as it held at `epoch`."""

    alias: Alias
    person: PersonId
    epoch: int
    link: str = ""
    """What the log calls the link that it came by."""
    is_review: bool = False
    """A moderator's, which holds while the case is withheld; any other holds while it is not."""
    scopes: tuple[str, ...] = ()
    """The scopes whose panic ends the grant; none for a review, which is not sharing."""
    panics: int = 0
    """What `Sharing.epoch` was when the grant was given."""


class LinkStore(Protocol):
    async def issue_link(self, grant: Grant, *, lifetime: timedelta) -> str:
        """A link's secret part: 128 random bits, URL-safe. Only its hash is kept."""
        ...

    async def peek_link(self, alias: Alias, secret: str) -> Grant | None:
        """Whether the link still opens; changes nothing, because link previews fetch it."""
        ...

    async def redeem_link(self, alias: Alias, secret: str, *, lifetime: timedelta) -> str | None:
        """Uses the link up and returns the secret of a listening session, or None when it is used or gone."""
        ...

    async def session(self, alias: Alias, secret: str) -> Grant | None: ...

    async def holds(self, grant: Grant) -> bool:
        """Whether no stop, release or erasure has come since the grant was given. One cheap read."""
        ...

    async def take_play(self, person: PersonId, link: str, *, limit: int, until: datetime) -> bool:
        """Counts a play of the person until then; taking the same again moves the time.

        False, counting nothing, when others reach the limit.
        """
        ...

    async def give_back_play(self, person: PersonId, link: str) -> None: ...

    async def sharing_epoch(self, alias: Alias) -> int | None:
        """The present epoch, or None while nothing of the case may be heard. One cheap read."""
        ...


class Audio(Protocol):
    """One clip's bytes, or a part of them."""

    content_type: str
    total_bytes: int
    first: int
    last: int

    def pieces(self) -> AsyncIterator[bytes]: ...


class Waveform(Document):
    """What a recording looks like: its length, and how loud each equal part of it is, 0 to 100."""

    seconds: float
    peaks: tuple[int, ...]


class Waveforms(Protocol):
    async def of(self, audio: Audio) -> Waveform | None:
        """None when the recording is too long or of a kind that cannot be decoded; it may still be played."""
        ...


class Surfaces(Protocol):
    async def show(self, case: Case, *, is_urgent: bool) -> datetime | None:
        """Makes Slack show what it should of this case.

        Returns None when all is shown, or the time at which to come again, for the sake of few updates.
        Raises SlackAway with Slack's own waiting time, SlackRefused when a person must mend something.
        """
        ...


class Copies(Protocol):
    async def count(self, case: Case) -> tuple[Copy, ...]:
        """Each known copy of a stopped clip in Slack, and what became of it. Raises SlackAway as above."""
        ...


class People(Protocol):
    async def actor(self, person: PersonId, *, team: str | None) -> Actor:
        """The person with roles, languages and standing, from what is known: never a call to Slack."""
        ...


class CaseLine(Document):
    """A case in a list."""

    alias: Alias
    state: State
    language: Language
    duration_seconds: float
    opened_at: datetime | None
    places: int
