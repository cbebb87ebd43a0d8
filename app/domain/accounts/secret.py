"""The application's secret: what follows from it, nobody can make who has only the database."""

from __future__ import annotations

import hmac

_secret = b""


def set_secret(secret: str) -> None:
    """Set it, once, at start."""
    global _secret
    _secret = secret.encode()


def keyed(*parts: str) -> bytes:
    """32 bytes that follow from these parts and the secret (HMAC-SHA256)."""
    return hmac.digest(_secret, "\0".join(parts).encode(), "sha256")
