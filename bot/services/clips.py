"""From what a person typed to the clip and the alias under which it is known, for ever the same."""

from bot.annotation_ports import AnnotationStore
from bot.domain.case import Case, Clip, State
from bot.domain.ids import Alias, alias_of, is_alias, parse_alias
from bot.errors import AnnotationStoreAway, UserError, Why
from bot.policy import Policy
from bot.ports import CaseStore

_MOST_COLLISIONS = 5
_LONGEST_REFERENCE = 500
_ASKED_ANEW = frozenset({State.IDLE, State.UNRESOLVED})
"""An ask in these states takes the clip as the store has it now, with its consent."""
_UNKNOWN = "The store doesn't know that clip. Copy its id from your work queue, or use the alias on its card."


class Clips:
    def __init__(
        self, *, annotations: AnnotationStore, store: CaseStore, alias_key: bytes, policy: Policy
    ) -> None:
        self._annotations = annotations
        self._store = store
        self._alias_key = alias_key
        self._policy = policy

    @property
    def store_name(self) -> str:
        """What the annotation store is called."""
        return self._annotations.name

    async def find(self, typed: str) -> tuple[Alias, Clip]:
        """The clip by its reference in the store or by the alias of a known case; UserError if neither.

        While the store is away, a clip that is asked about already is found as it was then.
        """
        try:
            return await self._find(typed)
        except AnnotationStoreAway:
            if (case := await self._taken_up(typed)) is None:
                raise
            return case.alias, case.clip

    async def _find(self, typed: str) -> tuple[Alias, Clip]:
        if is_alias(typed) and (case := (await self._store.load(parse_alias(typed))).case):
            return case.alias, await self.again(case)
        clip = None
        if len(typed) <= _LONGEST_REFERENCE and typed.isprintable():
            clip = await self._read(typed)
        if clip is None:
            raise UserError(Why.UNKNOWN_CLIP, _UNKNOWN)
        alias, _ = await self._place(clip.store, clip.reference)
        return alias, clip

    async def _taken_up(self, typed: str) -> Case | None:
        """A case of which an ask needs nothing from the store: whoever joins it asks about the same clip."""
        alias = await self.known(typed)
        case = (await self._store.load(alias)).case if alias else None
        return case if case and case.state not in _ASKED_ANEW else None

    async def known(self, typed: str) -> Alias | None:
        """The alias of a known case, by its reference or its alias; asks the annotation store nothing."""
        if is_alias(typed) and (await self._store.load(parse_alias(typed))).case:
            return parse_alias(typed)
        alias, case = await self._place(self._annotations.name, typed)
        return alias if case else None

    async def placed(self, reference: str) -> tuple[Alias, Case | None]:
        """The alias of a clip of the store by its reference, and its case if there is one."""
        return await self._place(self._annotations.name, reference)

    async def read(self, reference: str) -> Clip | None:
        """The clip as the store has it now, in the language of its help channel."""
        return await self._read(reference)

    async def again(self, case: Case) -> Clip:
        """The clip of a known case as the store has it now."""
        clip = await self._read(case.clip.reference)
        if clip is None:
            raise UserError(
                Why.UNKNOWN_CLIP,
                "The store no longer has this clip, so it cannot be asked about, and nothing can be written.",
            )
        return clip

    async def _read(self, reference: str) -> Clip | None:
        """The clip, in the language of its help channel: `en-GB` waits in the same queue as `en`."""
        clip = await self._annotations.clip(reference)
        channel = self._policy.help_channel(clip.language) if clip else None
        return clip.model_copy(update={"language": channel.language}) if clip and channel else clip

    async def _place(self, store: str, reference: str) -> tuple[Alias, Case | None]:
        """The clip's alias, and its case if there is one.

        When another clip already has the alias, the next characters of the digest are taken.
        """
        for attempt in range(_MOST_COLLISIONS):
            alias = alias_of(self._alias_key, store, reference, attempt=attempt)
            case = (await self._store.load(alias)).case
            if case is None or (case.clip.store, case.clip.reference) == (store, reference):
                return alias, case
        raise RuntimeError(f"{_MOST_COLLISIONS} aliases in a row belong to other clips")
