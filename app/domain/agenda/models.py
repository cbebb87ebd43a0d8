from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.db import Model, word_of
from app.domain import clock
from app.domain.accounts.models import Login
from app.domain.agenda.spans import Span, as_written
from app.domain.contacts.models import Contact
from app.domain.entries.models import Entry
from app.domain.parties.models import Party


class TypeWord(StrEnum):
    """The types that every office begins with."""

    CALL = "call"
    MEETING = "meeting"
    TASK = "task"
    EMAIL = "email"
    NOTE = "note"


class ActivityType(Model):
    """What kind of activity it is: one that every office begins with, or one of the office's own.

    Without a name it is called by its word, in the reader's language. A hidden one is offered no more.
    """

    __tablename__ = "activity_type"

    word: Mapped[TypeWord | None] = mapped_column(word_of(TypeWord), unique=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    is_hidden: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class ActivityStaff(Model):
    """Somebody of the office who takes part in an activity."""

    __tablename__ = "activity_staff"
    __table_args__ = (UniqueConstraint("activity_id", "login_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), index=True)

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True, viewonly=True)


class ActivityContact(Model):
    """A contact of the client who takes part in an activity."""

    __tablename__ = "activity_contact"
    __table_args__ = (UniqueConstraint("activity_id", "contact_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id, ondelete="CASCADE"), index=True)

    person: Mapped[Party] = relationship(
        secondary=Contact.__table__,
        primaryjoin=lambda: ActivityContact.contact_id == Contact.id,
        secondaryjoin=lambda: Contact.person_id == Party.id,
        lazy="joined",
        viewonly=True,
    )


IN_CALENDAR = text("in_calendar")


class Activity(Entry):
    """A call, meeting, task or note that somebody plans or did, on a client's card; or an entry of the office's own
    calendar, which stands on nobody's.

    An activity is in the calendar or it is not: however often somebody says yes, it is one entry.
    """

    __tablename__ = "activity"

    # Nobody's: the office's own.
    party_id: Mapped[int | None] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"))  # type: ignore[assignment]
    type_id: Mapped[int] = mapped_column(ForeignKey(ActivityType.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    # In UTC; of whole days their midnights there (spans.py). The end is the first moment after it.
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_all_day: Mapped[bool]
    is_done: Mapped[bool] = mapped_column(default=False)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey(Login.id, ondelete="SET NULL"), index=True)
    in_calendar: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)  # of the entry, RFC 5545
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    party: Mapped[Party | None] = relationship(lazy="joined", viewonly=True)
    type: Mapped[ActivityType] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    assigned_to: Mapped[Login | None] = relationship(lazy="joined", viewonly=True)
    staff: Mapped[list[ActivityStaff]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by=ActivityStaff.login_id
    )
    contacts: Mapped[list[ActivityContact]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by=ActivityContact.contact_id
    )

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        *indexes, options = super().__table_args__
        return (
            *indexes,
            CheckConstraint("ends_at >= starts_at", name="ends_after_it_began"),
            CheckConstraint("party_id IS NOT NULL OR in_calendar", name="own_is_in_calendar"),
            Index("ix_activity_on_card", "party_id", "is_done", "starts_at", "id"),
            # What is past is passed over: a calendar asks for what ends after its first day.
            Index(
                "ix_activity_in_calendar",
                "ends_at",
                "starts_at",
                sqlite_where=IN_CALENDAR,
                postgresql_where=IN_CALENDAR,
            ),
            options,
        )

    @property
    def span(self) -> Span:
        """From when until when by the office's clock."""
        return as_written(self.starts_at, self.ends_at, is_all_day=self.is_all_day)

    @property
    def staff_ids(self) -> tuple[int, ...]:
        """The logins of those of the office who take part."""
        return tuple(sorted(line.login_id for line in self.staff))

    @staff_ids.setter
    def staff_ids(self, ids: tuple[int, ...]) -> None:
        known = {line.login_id: line for line in self.staff}
        self.staff = [known.get(id_) or ActivityStaff(login_id=id_) for id_ in ids]

    @property
    def contact_ids(self) -> tuple[int, ...]:
        """The contacts of the client who take part."""
        return tuple(sorted(line.contact_id for line in self.contacts))

    @contact_ids.setter
    def contact_ids(self, ids: tuple[int, ...]) -> None:
        known = {line.contact_id: line for line in self.contacts}
        self.contacts = [known.get(id_) or ActivityContact(contact_id=id_) for id_ in ids]

    @property
    def participants(self) -> list[str]:
        """The names of all who take part: those of the office first."""
        return [line.login.name for line in self.staff] + [line.person.name for line in self.contacts]


class CalendarFeed(Model):
    """The private address at which somebody's calendar can be subscribed to. What it says follows from `nonce` and the
    application's key: this table does not hold it, and by its hash it is found.
    """

    __tablename__ = "calendar_feed"

    login_id: Mapped[int] = mapped_column(ForeignKey(Login.id, ondelete="CASCADE"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    of_everybody: Mapped[bool]  # else what the person is in charge of or takes part in
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    login: Mapped[Login] = relationship(lazy="joined", innerjoin=True, viewonly=True)
