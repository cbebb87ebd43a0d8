"""Every email that the office sends by itself, and the fields that may stand in each (PRODUCT.md 7).

A module that sends an email of its own adds a `TemplateKey`, its `Template` here, and its first words in each language
under `defaults/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import N_
from app.domain.messaging.fields import CLIENT, Kind, Placeholder, of_office, of_person


class TemplateKey(StrEnum):
    """The emails, by what they say. The words are stored: they stay."""

    WELCOME = "welcome"
    SET_PASSWORD = "set_password"  # noqa: S105  (names of emails, no secrets)
    RESET_PASSWORD = "reset_password"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    NEW_DEVICE = "new_device"
    TWO_FACTOR_OFF = "two_factor_off"
    EMAIL_CHANGED = "email_changed"
    CLIENT_ARCHIVED = "client_archived"
    CLIENT_RESTORED = "client_restored"
    CLIENT_EXPECTED = "client_expected"
    MAIL_ITEM = "mail_item"


class Area(StrEnum):
    """Under which title the list of templates shows them."""

    SIGNING_IN = "signing_in"
    CLIENTS = "clients"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Template:
    """One email: where it is listed, when it is sent, what may stand in it."""

    key: TemplateKey
    area: Area
    name: str
    sent_when: str
    fields: tuple[Placeholder, ...]
    is_security: bool = False  # cannot be switched off
    starts_on: bool = True
    needs: str = ""  # the field that the email is sent for


_LINK = Placeholder("link", N_("The link"), Kind.LINK, "https://portal.example.com/set-password/…", is_one_use=True)
_VALID = Placeholder("link_valid_until", N_("Until when the link is good"), example="20 November 2026, 16:40")
_LOGIN = Placeholder("login", N_("The email that they sign in with"), example="t.zielinski@example.com")
_AT = Placeholder("at", N_("When it happened"), example="18 November 2026, 16:40")
_DEVICE = Placeholder("device", N_("Browser and system"), example="Firefox, Windows")
_ADDRESS = Placeholder("address", N_("The network address"), example="203.0.113.7")
_PORTAL = Placeholder("portal_link", N_("Where the portal is"), Kind.LINK, "https://portal.example.com/portal")
_CARD_LINK = Placeholder(
    "card_link", N_("Where the client’s card is"), Kind.LINK, "https://portal.example.com/clients/7"
)
_BACK = Placeholder("expected_on", N_("When they are expected back"), example="1 December 2026")

_ALL = (
    Template(
        TemplateKey.WELCOME,
        Area.SIGNING_IN,
        N_("Welcome"),
        N_("A new contact gets portal access"),
        (*of_person(), *CLIENT, _LOGIN, _PORTAL, _LINK, _VALID, *of_office()),
    ),
    Template(
        TemplateKey.SET_PASSWORD,
        Area.SIGNING_IN,
        N_("Set password"),
        N_("Asked for in the form of a contact; good for 48 hours"),
        (*of_person(), _LOGIN, _LINK, _VALID, *of_office()),
        needs=_LINK.name,
    ),
    Template(
        TemplateKey.RESET_PASSWORD,
        Area.SIGNING_IN,
        N_("Reset password"),
        N_("The person asks for it; good for 3 hours"),
        (*of_person(), _LOGIN, _LINK, _VALID, *of_office()),
        is_security=True,
        needs=_LINK.name,
    ),
    Template(
        TemplateKey.PASSWORD_CHANGED,
        Area.SIGNING_IN,
        N_("Password changed"),
        N_("Somebody’s password was changed"),
        (*of_person(), _LOGIN, _AT, *of_office()),
        is_security=True,
    ),
    Template(
        TemplateKey.NEW_DEVICE,
        Area.SIGNING_IN,
        N_("Sign-in from a new device"),
        N_("Somebody signs in on a device for the first time"),
        (*of_person(), _LOGIN, _AT, _DEVICE, _ADDRESS, *of_office()),
        is_security=True,
    ),
    Template(
        TemplateKey.TWO_FACTOR_OFF,
        Area.SIGNING_IN,
        N_("Two-factor sign-in switched off"),
        N_("Signing in asks for no code any more"),
        (*of_person(), _LOGIN, _AT, *of_office()),
        is_security=True,
    ),
    Template(
        TemplateKey.EMAIL_CHANGED,
        Area.SIGNING_IN,
        N_("Email changed"),
        N_("The email to sign in with was changed; goes to the old one"),
        (*of_person(), Placeholder("new_login", N_("The new email"), example="tomasz@example.com"), _AT, *of_office()),
        is_security=True,
    ),
    Template(
        TemplateKey.CLIENT_ARCHIVED,
        Area.CLIENTS,
        N_("Client archived"),
        N_("Ten minutes after a client was archived"),
        (*of_person(), *CLIENT, *of_office()),
        starts_on=False,
    ),
    Template(
        TemplateKey.CLIENT_RESTORED,
        Area.CLIENTS,
        N_("Client restored"),
        N_("Ten minutes after a client was restored"),
        (*of_person(), *CLIENT, _PORTAL, *of_office()),
        starts_on=False,
    ),
    Template(
        TemplateKey.CLIENT_EXPECTED,
        Area.CLIENTS,
        N_("Client expected back"),
        N_("On the day; goes to whoever archived the client"),
        (*of_person(), *CLIENT, _BACK, _CARD_LINK, *of_office()),
        starts_on=False,
    ),
    Template(
        TemplateKey.MAIL_ITEM,
        Area.MAIL,
        N_("Mail item received"),
        N_("A letter or parcel is logged"),
        (
            *of_person(),
            *CLIENT,
            Placeholder("sender", N_("Who sent it"), example="Agenzia delle Entrate"),
            Placeholder("mail_kind", N_("What it is"), example="Registered"),
            Placeholder("mail_number", N_("Its number"), example="M-0412"),
            Placeholder("received_on", N_("When it arrived"), example="18 November 2026, 09:40"),
            Placeholder(
                "mail_link", N_("Where it is in the portal"), Kind.LINK, "https://portal.example.com/portal/7/mail/412"
            ),
            *of_office(),
        ),
    ),
)

TEMPLATES: dict[TemplateKey, Template] = {template.key: template for template in _ALL}
