from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Ordered, word_of
from app.domain import clock
from app.domain.history.models import Act
from app.domain.numbering.models import OF_CARDS, OF_CUSTOMERS_IN_LEDGER, OF_SUPPLIERS_IN_LEDGER
from app.domain.office.profile import ArchivedMail


class PartyKind(StrEnum):
    COMPANY = "company"
    PERSON = "person"


class ClientRole(StrEnum):
    """Prospect or customer, never both: one column, so that it cannot be wrong."""

    NONE = "none"
    PROSPECT = "prospect"
    CUSTOMER = "customer"


class PartyStatus(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    ARCHIVED = "archived"


# What lists are sorted by; the name behind it where many share a value.
SORTED_BY = {
    "name": ("sort_name",),
    "number": ("number_key",),
    "since": ("since_key",),
    "city": ("city_key", "sort_name"),
    "country": ("country", "sort_name"),
    "contact": ("contact_key", "sort_name"),
    "mail": ("last_mail_key", "sort_name"),
}


# Numbers that no two share, beside the first one of a card.
GIVEN_ONCE = ("second_number", "customer_account", "supplier_account")


class Party(Model):
    """A company or a person, of whatever role. The card shows one of these."""

    __tablename__ = "party"
    __table_args__ = (
        # Every list is of one role, or goes role by role: two thirds of all parties are people without one.
        *(Index(f"ix_party_role_{name}", "client_role", *columns, "id") for name, columns in SORTED_BY.items()),
        # Few are suppliers, of whatever role: they have indexes of their own.
        *(
            Index(
                f"ix_party_supplier_{name}",
                *columns,
                "id",
                sqlite_where=text("is_supplier = 1"),
                postgresql_where=text("is_supplier"),
            )
            for name, columns in SORTED_BY.items()
        ),
        # What a list counts: nothing else has to be read.
        Index("ix_party_counted", "client_role", "status"),
        # Names that begin as somebody types, whoever bears them.
        Index("ix_party_sort_name", "sort_name", "id"),
        # By these the same one is known again who is on file twice.
        Index("ix_party_name_key", "name_key"),
        Index("ix_party_phone_e164", "phone_e164"),
        # Numbers, cities and countries are looked up as well.
        Index("ix_party_number_key", "number_key", "id"),
        *(Index(f"uq_party_{name}", name, unique=True) for name in GIVEN_ONCE),
        Index(
            "ix_party_second_number_key",
            "second_number_key",
            sqlite_where=text("second_number IS NOT NULL"),
            postgresql_where=text("second_number IS NOT NULL"),
        ),
        Index("ix_party_city", "city_key", "sort_name", "id"),
        Index("ix_party_country", "country", "sort_name", "id"),
        # Few are in a discount group.
        Index(
            "ix_party_discount_group",
            "discount_group",
            "id",
            sqlite_where=text("discount_group <> ''"),
            postgresql_where=text("discount_group <> ''"),
        ),
        # The Archive sorts by its own columns; active rows are not in these indexes.
        Index(
            "ix_party_archived_at",
            "archived_at",
            "id",
            sqlite_where=text("status = 'archived'"),
            postgresql_where=text("status = 'archived'"),
        ),
        Index(
            "ix_party_archived_name",
            "sort_name",
            "id",
            sqlite_where=text("status = 'archived'"),
            postgresql_where=text("status = 'archived'"),
        ),
        # Few are anonymised: they are counted apart, and taken off what is counted above.
        Index(
            "ix_party_anonymised",
            "client_role",
            "id",
            sqlite_where=text("anonymised_at IS NOT NULL"),
            postgresql_where=text("anonymised_at IS NOT NULL"),
        ),
        Index(
            "ix_party_expected_back",
            "expected_back_on",
            sqlite_where=text("expected_back_on IS NOT NULL"),
            postgresql_where=text("expected_back_on IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},  # an id is never used again: events outlive their party
    )

    kind: Mapped[PartyKind] = mapped_column(word_of(PartyKind))
    name: Mapped[str]  # as shown: a company's name, or first and last name
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(Ordered)  # folded; people by last name
    # Folded, without legal form, its words sorted: equal for names that are likely the same.
    name_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")

    client_role: Mapped[ClientRole] = mapped_column(word_of(ClientRole), default=ClientRole.NONE)
    is_supplier: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str | None] = mapped_column(unique=True, info={"numbers": OF_CARDS})
    number_key: Mapped[str] = mapped_column(Ordered, default="")  # digits padded, so that C-9 sorts before C-10
    # Where suppliers are numbered on their own, who is both has a number of each range; the first stays the card's.
    is_numbered_as_supplier: Mapped[bool] = mapped_column(default=False, server_default=false())  # the first one is
    second_number: Mapped[str | None] = mapped_column(info={"numbers": OF_CARDS})
    second_number_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
    # In the ledger.
    customer_account: Mapped[str | None] = mapped_column(info={"numbers": OF_CUSTOMERS_IN_LEDGER})
    supplier_account: Mapped[str | None] = mapped_column(info={"numbers": OF_SUPPLIERS_IN_LEDGER})
    previous_number: Mapped[str] = mapped_column(default="", index=True)

    tax_id: Mapped[str] = mapped_column(default="")  # as typed
    tax_key: Mapped[str] = mapped_column(default="", index=True)  # its letters and digits alone, folded
    registration_id: Mapped[str] = mapped_column(default="")
    # Italy: the seven letters and digits to which electronic invoices go, and the certified email.
    sdi_code: Mapped[str] = mapped_column(String(7), default="", server_default="")
    pec: Mapped[str] = mapped_column(default="", server_default="")
    currency: Mapped[str] = mapped_column(String(3), default="", server_default="")  # ISO 4217; empty: not said
    street: Mapped[str] = mapped_column(default="")
    house_number: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    post_office: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    city_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")  # folded
    province: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2), default="")  # ISO 3166 alpha-2

    email: Mapped[str] = mapped_column(default="")
    email_key: Mapped[str] = mapped_column(default="", index=True)
    phone: Mapped[str] = mapped_column(default="")  # as typed
    phone_e164: Mapped[str] = mapped_column(String(20), default="")
    phone_extension: Mapped[str] = mapped_column(String(20), default="")
    website: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    discount_group: Mapped[str] = mapped_column(default="", server_default="")  # of a customer
    our_number: Mapped[str] = mapped_column(default="", server_default="")  # of a supplier: as whom they know us
    their_terms: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # of a supplier: when we pay, in their words
    customer_since: Mapped[date | None]
    since_key: Mapped[str] = mapped_column(Ordered, default="")  # customer_since as text, empty first

    status: Mapped[PartyStatus] = mapped_column(word_of(PartyStatus), default=PartyStatus.ACTIVE)
    status_act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)  # who, when, why
    status_before: Mapped[PartyStatus | None] = mapped_column(word_of(PartyStatus))  # what it was when archived
    archived_at: Mapped[datetime | None]
    expected_back_on: Mapped[date | None]
    anonymised_at: Mapped[datetime | None]  # from then on it is archived for good, and can only be looked at
    # What is done with its mail while it is archived, and for how many days mail is kept; None: as the office does.
    archived_mail: Mapped[ArchivedMail | None] = mapped_column(word_of(ArchivedMail))
    archived_mail_days: Mapped[int | None]

    words: Mapped[str] = mapped_column(Text, default="")  # own words, folded
    search_text: Mapped[str] = mapped_column(Text, default="")  # own words and those of the contacts
    contact_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")  # the primary contact's sort_name
    last_mail_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")  # when mail last came, ISO, UTC
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Tag(Model):
    """A word that the office puts on parties. Case and accents do not make another one."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String(40))  # as first written
    key: Mapped[str] = mapped_column(String(40), unique=True)  # folded


class PartyTag(Model):
    """A party bears a tag."""

    __tablename__ = "party_tag"
    __table_args__ = (UniqueConstraint("party_id", "tag_id"), Index("ix_party_tag_tag_id", "tag_id", "party_id"))

    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey(Tag.id))


class MergedParty(Model):
    """Who was merged into another: old addresses and the old number lead there, and the number is not given again.

    The row outlives both. Of who was deleted for good it keeps the number, and no address.
    """

    __tablename__ = "merged_party"

    former_id: Mapped[int] = mapped_column(unique=True, info={"refers": "party"})
    survivor_id: Mapped[int | None] = mapped_column(ForeignKey(Party.id, ondelete="SET NULL"), index=True)
    number: Mapped[str] = mapped_column(default="", info={"numbers": OF_CARDS})
    number_key: Mapped[str] = mapped_column(Ordered, default="", index=True)
    second_number: Mapped[str] = mapped_column(default="", info={"numbers": OF_CARDS})
    second_number_key: Mapped[str] = mapped_column(Ordered, default="", index=True)
    customer_account: Mapped[str] = mapped_column(default="", info={"numbers": OF_CUSTOMERS_IN_LEDGER})
    supplier_account: Mapped[str] = mapped_column(default="", info={"numbers": OF_SUPPLIERS_IN_LEDGER})
    email: Mapped[str] = mapped_column(default="")  # under which the log of emails knows them
    born_at: Mapped[datetime]  # when they were put on file: what tells them apart in a backup
    act_id: Mapped[int] = mapped_column(ForeignKey(Act.id), index=True)


def in_archive() -> ColumnElement[bool]:
    """The condition for parties that wait in the Archive: whoever is anonymised waits for nothing any more."""
    return and_(Party.status == PartyStatus.ARCHIVED, Party.anonymised_at.is_(None))


def not_archived() -> ColumnElement[bool]:
    """The condition that keeps archived parties out of everyday lists."""
    return Party.status != PartyStatus.ARCHIVED
