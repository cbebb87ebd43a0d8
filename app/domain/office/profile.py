"""How the office presents itself on the sign-in page, in the portal and in the desk's rail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """Name and how to reach it; empty texts are left out of pages."""

    name: str
    phone: str = ""
    email: str = ""
    hours: str = ""
    country: str = "IT"
