"""The desk for panics: what a moderator stops, whom it reaches, and who may resume."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.domain.access import Act, Actor, require
from bot.domain.case import Case, Door
from bot.domain.commands import Sharing
from bot.domain.panic import (
    EVERYWHERE,
    Panic,
    PanicEvent,
    decide_panic,
    decide_resume,
    language_of_scope,
    refuse_in_panic,
    scope_of_language,
    scope_of_store,
)
from bot.errors import Conflict, StoreAway, UserError, Why
from bot.policy import Policy
from bot.ports import Clock
from bot.review_ports import PanicStore

_ATTEMPTS = 20
Decided = tuple[Panic, PanicEvent]
STORE = "store"


class Panics:
    def __init__(self, *, store: PanicStore, policy: Policy, clock: Clock, annotations: str) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._annotations = annotations

    async def start(self, actor: Actor, target: str, *, door: Door, key: str) -> list[Panic]:
        """Stops all sharing there. When it returns, no check of any bot lets anything through."""
        require(actor, Act.PANIC)
        return [await self._start(actor, scope, door, key) for scope in self._scopes(target)]

    async def resume(self, actor: Actor, target: str, *, door: Door, key: str) -> list[Panic]:
        """One more moderator wants to resume there; with enough of them, sharing goes on."""
        require(actor, Act.RESUME)
        scopes = self._scopes(target) if target else await self._only_one()
        return [await self._resume(actor, scope, door, key) for scope in scopes]

    async def present(self) -> list[Panic]:
        """Every scope in which sharing is stopped now."""
        return [panic for _, panic in sorted((await self._store.panics()).items()) if panic.is_on]

    async def sharing(self, case: Case) -> Sharing:
        return await self._store.sharing(case)

    async def refuse(self, case: Case, act: Act) -> Sharing:
        """The state of the case's sharing; UserError when a panic holds this back."""
        sharing = await self._store.sharing(case)
        if sharing.is_stopped and not case.is_hidden:
            refuse_in_panic(act)
        return sharing

    async def _start(self, actor: Actor, scope: str, door: Door, key: str) -> Panic:
        return await self._switched(scope, partial(decide_panic, actor=actor, door=door, key=key))

    async def _resume(self, actor: Actor, scope: str, door: Door, key: str) -> Panic:
        needed = self._policy.review.people_to_resume
        decide = partial(decide_resume, actor=actor, needed=needed, door=door, key=key)
        return await self._switched(scope, decide)

    async def _switched(self, scope: str, decide: Callable[..., Decided | None]) -> Panic:
        """The scope after what was decided of it as it stood; decided anew when somebody was quicker."""
        for _ in range(_ATTEMPTS):
            panic = await self._panic(scope)
            decided = decide(panic, now=self._clock.now())
            if decided is None:
                # Whoever switched it may have been cut off before every check could see it.
                await self._store.spread(panic)
                return panic
            if kept := await self._kept(*decided):
                return kept
        raise StoreAway(f"the panic of {scope} kept changing for {_ATTEMPTS} attempts")

    async def _kept(self, after: Panic, event: PanicEvent) -> Panic | None:
        """None when somebody else was quicker, so that it must be decided anew."""
        try:
            await self._store.switch(after, event)
        except Conflict:
            return None
        return after

    async def _panic(self, scope: str) -> Panic:
        return (await self._store.panics()).get(scope, Panic(scope=scope))

    async def _only_one(self) -> Sequence[str]:
        present = [panic.scope for panic in await self.present()]
        if len(present) > 1:
            known = ", ".join(f"`{target_of(scope, self._policy)}`" for scope in present)
            raise UserError(Why.USAGE, f"Sharing is stopped in several places. Which one? There is: {known}.")
        return present or [EVERYWHERE]

    def _scopes(self, target: str) -> list[str]:
        wanted = target.casefold()
        if wanted in {"", EVERYWHERE}:
            return [EVERYWHERE]
        if wanted == STORE:
            return [scope_of_store(self._annotations)]
        found = [help_ for help_ in self._policy.help if help_.channel.casefold() == wanted]
        if not found:
            known = ", ".join(f"`{help_.channel}`" for help_ in self._policy.help[:20])
            raise UserError(
                Why.USAGE,
                f"I don't know that place, so *nothing was changed*. Say `all`, `store`, or one of {known}.",
            )
        return [scope_of_language(help_.language) for help_ in found]


def target_of(scope: str, policy: Policy) -> str:
    """What a person types for this scope."""
    language = language_of_scope(scope)
    if language is not None:
        channel = policy.help_channel(language)
        return channel.channel if channel else language
    return EVERYWHERE if scope == EVERYWHERE else STORE
