"""Links to listen and the sessions that they open, in memory."""

from datetime import datetime, timedelta

from bot.domain.ids import Alias, PersonId
from bot.ports import Grant
from storage import keys
from storage.memory.room import Pass, Room
from storage.sealing import Entropy
from storage.tokens import new_secret


class MemoryLinkStore:
    """LinkStore in dictionaries; they too keep only hashes."""

    def __init__(self, room: Room, entropy: Entropy) -> None:
        self._room = room
        self._entropy = entropy

    async def issue_link(self, grant: Grant, *, lifetime: timedelta) -> str:
        secret = new_secret(self._entropy)
        self._keep(keys.link(grant.alias, secret), grant, lifetime)
        return secret

    async def peek_link(self, alias: Alias, secret: str) -> Grant | None:
        found = self._living(keys.link(alias, secret))
        return found.grant if found and found.used_by is None else None

    async def redeem_link(self, alias: Alias, secret: str, *, lifetime: timedelta) -> str | None:
        found = self._living(keys.link(alias, secret))
        if found is None or found.used_by is not None:
            return None
        session_secret = new_secret(self._entropy)
        found.used_by = keys.session(alias, session_secret)
        self._keep(found.used_by, found.grant, lifetime)
        return session_secret

    async def session(self, alias: Alias, secret: str) -> Grant | None:
        found = self._living(keys.session(alias, secret))
        return found.grant if found else None

    async def sharing_epoch(self, alias: Alias) -> int | None:
        return self._epoch(alias)

    async def holds(self, grant: Grant) -> bool:
        return self._holds(grant)

    async def take_play(self, person: PersonId, link: str, *, limit: int, until: datetime) -> bool:
        now = self._room.clock.now()
        held = {found: ends for found, ends in self._room.plays.get(person, {}).items() if ends > now}
        self._room.plays[person] = held
        if len(held) - (link in held) >= limit:
            return False
        held[link] = until
        return True

    async def give_back_play(self, person: PersonId, link: str) -> None:
        self._room.plays.get(person, {}).pop(link, None)

    def _holds(self, grant: Grant) -> bool:
        case = self._room.cases.get(grant.alias)
        if case is None or (case.sharing_epoch, case.is_hidden) != (grant.epoch, grant.is_review):
            return False
        found = [self._room.panics[scope] for scope in grant.scopes if scope in self._room.panics]
        return not any(panic.is_on for panic in found) and sum(panic.turn for panic in found) == grant.panics

    def _epoch(self, alias: Alias) -> int | None:
        case = self._room.cases.get(alias)
        return None if case is None or case.is_hidden else case.sharing_epoch

    def _keep(self, name: str, grant: Grant, lifetime: timedelta) -> None:
        now = self._room.clock.now()
        self._room.passes = {name: found for name, found in self._room.passes.items() if found.until > now}
        self._room.passes[name] = Pass(grant, now + lifetime)

    def _living(self, name: str) -> Pass | None:
        found = self._room.passes.get(name)
        if found is None or found.until <= self._room.clock.now():
            return None
        return found if self._holds(found.grant) else None
