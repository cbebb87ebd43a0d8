"""What is made with the application's secret: nobody who reads the tables can make the same."""

from __future__ import annotations

import hmac

_secret = b""


def set_secret(secret: str) -> None:
    """Set it, once, at start."""
    global _secret
    _secret = secret.encode()


def keyed(*parts: str) -> bytes:
    """32 bytes that follow from these words and the secret, and from nothing else (HMAC-SHA256)."""
    return hmac.digest(_secret, "\0".join(parts).encode(), "sha256")
