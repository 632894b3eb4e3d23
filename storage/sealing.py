"""Keys and seals: what is kept of speech opens only with the key of its case, and that with the master.

The master secret gives every key by HKDF under a label of its own. Aliases stay for ever and old log lines
must go on verifying, so the keys for these always come from the first master. Only the seal of case keys
moves to a newer one: add it to `newer`; each case key names the master that wrapped it.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.ids import Alias
from bot.errors import ConfigurationError, SecondEarError

Entropy = Callable[[int], bytes]
"""That many random bytes, as `os.urandom` gives them."""

KEY_BYTES = 32
# Random nonces of 96 bits are safe for 2**32 messages a key (NIST SP 800-38D): more than a case can have, and
# more cases than a century brings at 100,000 a day.
NONCE_BYTES = 12
MASTER_BYTES_MIN = 32
_KEY_ID_BYTES = 4


class Unreadable(SecondEarError):  # noqa: N818 - the name says what is, as its siblings do
    """A sealed part does not open: altered, moved from another place, or its key was destroyed."""


@dataclass(frozen=True)
class SealKey:
    """A key that wraps case keys, and the name under which they remember it."""

    id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Secrets:
    """All keys of an installation, from its master secret."""

    alias_key: bytes = field(repr=False)
    chain_key: bytes = field(repr=False)
    pseudonym_key: bytes = field(repr=False)
    print_key: bytes = field(repr=False)
    seal_keys: tuple[SealKey, ...]
    """Oldest first; the last one seals."""

    @classmethod
    def of(cls, master: bytes, *, newer: tuple[bytes, ...] = ()) -> "Secrets":
        """Raises ConfigurationError when a master is shorter than 32 bytes."""
        for secret in (master, *newer):
            if len(secret) < MASTER_BYTES_MIN:
                raise ConfigurationError(
                    f"A master key needs {MASTER_BYTES_MIN} bytes; this has {len(secret)}."
                )
        return cls(
            alias_key=_derive(master, "alias"),
            chain_key=_derive(master, "chain"),
            pseudonym_key=_derive(master, "pseudonym"),
            print_key=_derive(master, "print"),
            seal_keys=tuple(_seal_key(secret) for secret in (master, *newer)),
        )

    @property
    def seal_key(self) -> SealKey:
        return self.seal_keys[-1]

    @property
    def fingerprint(self) -> str:
        """Tells one installation's secrets from another's; gives nothing away about them."""
        return _derive(self.chain_key, "fingerprint")[:_KEY_ID_BYTES].hex()


class CaseKeys:
    """Makes the keys of cases, wraps them under the master and unwraps them."""

    def __init__(self, secrets: Secrets, entropy: Entropy) -> None:
        self._secrets = secrets
        self._entropy = entropy

    def new(self, alias: Alias) -> str:
        """A new key, wrapped for keeping."""
        return self._wrap(alias, self._entropy(KEY_BYTES))

    def unwrap(self, alias: Alias, wrapped: str) -> bytes:
        """Raises ConfigurationError when its master is not ours, Unreadable when it was tampered with."""
        return self._open(wrapped, bound_to=_place_of_key(alias), what=f"The key of {alias}")

    def rewrap(self, alias: Alias, wrapped: str) -> str:
        """The same key under the newest master."""
        return self._wrap(alias, self.unwrap(alias, wrapped))

    def seal(self, key: bytes, plain: bytes, *, bound_to: bytes) -> str:
        """The sealed text; it opens only with the same key at the place that it is bound to."""
        nonce = self._entropy(NONCE_BYTES)
        return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, bound_to)).decode()

    def seal_early(self, place: str, plain: bytes) -> str:
        """What names a clip that is no case yet, and so has no key of its own, under the master."""
        return self._seal(plain, bound_to=_place_before(place))

    def open_early(self, place: str, sealed: str) -> bytes:
        """Raises as `unwrap` does."""
        return self._open(sealed, bound_to=_place_before(place), what=f"What waits as {place}")

    def _wrap(self, alias: Alias, key: bytes) -> str:
        return self._seal(key, bound_to=_place_of_key(alias))

    def _seal(self, plain: bytes, *, bound_to: bytes) -> str:
        seal_key = self._secrets.seal_key
        return f"{seal_key.id}:{self.seal(seal_key.key, plain, bound_to=bound_to)}"

    def _open(self, named: str, *, bound_to: bytes, what: str) -> bytes:
        name, _, sealed = named.partition(":")
        seal_key = next((known for known in self._secrets.seal_keys if known.id == name), None)
        if seal_key is None:
            raise ConfigurationError(
                f"{what} is sealed by master key {name or '(none)'}, which this installation "
                "does not have. Start it with the master key that the store was made with."
            )
        return unseal(seal_key.key, sealed, bound_to=bound_to)


def unseal(key: bytes, sealed: str, *, bound_to: bytes) -> bytes:
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as exc:
        raise Unreadable("A sealed part does not open at this place with this key.") from exc


def _place_of_key(alias: Alias) -> bytes:
    return f"key\n{alias}".encode()


def _place_before(place: str) -> bytes:
    return f"before\n{place}".encode()


def _seal_key(master: bytes) -> SealKey:
    return SealKey(id=_derive(master, "seal key id")[:_KEY_ID_BYTES].hex(), key=_derive(master, "seal"))


def _derive(master: bytes, label: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"second-ear/1/{label}".encode()).derive(master)
