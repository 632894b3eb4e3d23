"""The master key: from the settings, or made once in the data directory for trying things out."""

import os
from pathlib import Path

from bot.config import Settings
from bot.errors import ConfigurationError
from storage.sealing import KEY_BYTES, Entropy, Secrets

_FILE = "master.key"


def read_secrets(settings: Settings, *, entropy: Entropy = os.urandom) -> Secrets:
    """Every key of the installation. Blocks for a file; ConfigurationError when the key is no key."""
    if settings.master_key is not None:
        return Secrets.of(bytes.fromhex(settings.master_key.get_secret_value()))
    path = settings.data_dir / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return Secrets.of(_made_once(path, entropy))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{path} cannot be used as the master key. Set SECOND_EAR_MASTER_KEY instead."
        ) from error


def _made_once(path: Path, entropy: Entropy) -> bytes:
    # A link is made whole or not at all, and only once: two bots that start together get the same key.
    fresh = path.with_name(f"{path.name}.{entropy(4).hex()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_text(entropy(KEY_BYTES).hex() + "\n", encoding="ascii")
        os.link(fresh, path)
    except FileExistsError:
        pass  # somebody made it before: theirs is the key
    finally:
        fresh.unlink(missing_ok=True)
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
