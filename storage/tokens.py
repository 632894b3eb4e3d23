"""Secrets of links and sessions: made of fresh randomness, shown once, kept as a hash."""

import base64

from storage.sealing import Entropy

SECRET_BYTES = 16


def new_secret(entropy: Entropy) -> str:
    """128 random bits, safe in a URL."""
    return base64.urlsafe_b64encode(entropy(SECRET_BYTES)).rstrip(b"=").decode()
