from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, WordSet
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.parties.models import Party


class Contact(Model):
    """A person who speaks for a party. One person may be the contact of several."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("client_id", "person_id"),
        CheckConstraint("is_active OR NOT is_primary", name="primary_is_active"),
        Index(
            "uq_contact_primary",
            "client_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey(Party.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Party.id), index=True)
    position: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_primary: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    permissions: Mapped[frozenset[PortalPermission]] = mapped_column(
        WordSet(PortalPermission), default=frozenset, server_default=""
    )
    notices: Mapped[frozenset[Notice]] = mapped_column(WordSet(Notice), default=frozenset, server_default="")
    # Of those that the office has switched on, the ones that the contact does not want.
    declined: Mapped[frozenset[Notice]] = mapped_column(WordSet(Notice), default=frozenset, server_default="")
    version: Mapped[int] = mapped_column(default=1)

    client: Mapped[Party] = relationship(foreign_keys=[client_id])
    person: Mapped[Party] = relationship(foreign_keys=[person_id])


class ContactDefaultsRow(Model):
    """What a new contact begins with, once somebody has saved it: one row, whose id is `ONLY_ID`."""

    __tablename__ = "contact_defaults"

    permissions: Mapped[frozenset[PortalPermission]] = mapped_column(WordSet(PortalPermission))
    notices: Mapped[frozenset[Notice]] = mapped_column(WordSet(Notice))
    version: Mapped[int]


class PortalUser(Model):
    """The login of a person: it reaches every client that the person is an active contact of."""

    __tablename__ = "portal_user"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Party.id), unique=True)

    login: Mapped[Login] = relationship()
    person: Mapped[Party] = relationship()
