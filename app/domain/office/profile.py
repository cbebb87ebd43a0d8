"""How the office presents itself on the sign-in page, in the portal and in the desk's rail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST_KEPT = 365  # days that mail for an archived client is kept at most


class ArchivedMail(StrEnum):
    """What is done with mail that arrives for an archived client (PRODUCT.md 3); the client's own rule goes first."""

    KEEP = "keep"  # for a number of days
    FORWARD = "forward"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Logo:
    """The office's picture: its blob in the file store, its checked type, and what its content is known by."""

    blob: str
    content_type: str
    sha256: str

    @property
    def mark(self) -> str:
        """Stands in the picture's address, so that another picture has another one."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """What an admin wrote about the office. Empty texts are left out of pages."""

    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "IT"  # ISO 3166 alpha-2
    phone: str = ""
    email: str = ""
    hours: str = ""
    public_address: str = ""  # where the portal is, for links in emails: https://portal.example.com
    accent: str = ""  # #rrggbb, worn by the portal and the sign-in page; Recapito's own when empty
    time_zone: str = "Europe/Rome"  # IANA name
    languages: tuple[str, ...] = ("en", "it", "pl")  # offered to read in
    language: str = "en"  # for who has chosen none, and whose browser asks for none of them
    archived_mail: ArchivedMail = ArchivedMail.KEEP
    archived_mail_days: int = 30


@dataclass(frozen=True, slots=True)
class Office(OfficeDraft):
    """The office as it stands, in the version that an edit form shows; 0 until somebody saves."""

    version: int = 0
    logo: Logo | None = None
    is_unconfirmed: bool = False  # it was restored from a backup, and its background work waits for an admin
    has_custom_fields: bool = False  # it has given its cards fields: where it has not, no page asks which

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
