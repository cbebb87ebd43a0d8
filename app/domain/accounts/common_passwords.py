"""The passwords that everybody has: the 10,000 commonest of the list that zxcvbn carries (MIT), case aside."""

from __future__ import annotations

from functools import cache

HOW_MANY = 10_000


def is_common(password: str) -> bool:
    """Whether a password is among the commonest, whatever its case."""
    return password.casefold() in _commonest()


@cache
def _commonest() -> frozenset[str]:
    # Imported when first asked for: its lists take a moment and some megabytes.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return frozenset(FREQUENCY_LISTS["passwords"][:HOW_MANY])
