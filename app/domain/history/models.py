from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, word_of
from app.domain import clock


class ActorKind(StrEnum):
    STAFF = "staff"
    PORTAL = "portal"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed: a value, taken from the session once, so that no deed asks who is signed in."""

    kind: ActorKind
    id: int | None
    name: str
    address: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, None, "Recapito")


class Deed(StrEnum):
    """What an act did, as a verb."""

    ADD_CONTACT = "add contact"
    ADD_CUSTOM_FIELD = "add custom field"
    ADD_CONTRACT = "add contract"
    ADD_CONTRACT_FILE = "add contract file"
    ADD_CONTRACT_TEMPLATE = "add contract template"
    ADD_ENTRY = "add entry"
    ADD_PAYMENT_METHOD = "add payment method"
    ADD_PHOTO = "add photo"
    ADD_REPORT = "add report"
    ADD_SEGMENT = "add segment"
    ADD_STAFF = "add staff"
    ADD_SUPPLIER = "add supplier"
    ADD_TAG = "add tag"
    ADD_TWO_FACTOR = "add two-factor"
    AMEND_CONTRACT = "amend contract"
    ANONYMISE = "anonymise"
    ANONYMISE_AGAIN = "anonymise again"
    ARCHIVE = "archive"
    ARCHIVE_CONTRACT_TEMPLATE = "archive contract template"
    CHANGE_CONTRACT_PAPER = "change contract paper"
    CHANGE_LOGO = "change logo"
    CHANGE_MAIL_FILE = "change mail file"
    CHANGE_PASSWORD = "change password"  # noqa: S105  (a verb, not a secret)
    CHANGE_STAFF = "change staff"
    CHOOSE_NOTICES = "choose notices"
    CONFIRM_RESTORATION = "confirm restoration"
    CONVERT = "convert"
    DEACTIVATE = "deactivate"
    DELETE_CUSTOM_FIELD = "delete custom field"
    DROP_AMENDMENT = "drop amendment"
    EDIT_ACTIVITY_TYPES = "edit activity types"
    EDIT_CLIENT_DEFAULTS = "edit client defaults"
    EDIT_CONTACT = "edit contact"
    EDIT_CONTACT_DEFAULTS = "edit contact defaults"
    EDIT_CUSTOM_FIELD = "edit custom field"
    EDIT_CONTRACT = "edit contract"
    EDIT_CONTRACT_TEMPLATE = "edit contract template"
    EDIT_EMAIL = "edit email"
    EDIT_ENTRY = "edit entry"
    EDIT_MAIL = "edit mail"
    EDIT_NUMBERING = "edit numbering"
    EDIT_OFFICE = "edit office"
    EDIT_OWN_DATA = "edit own data"
    EDIT_PARTY = "edit party"
    EDIT_PAYMENT_METHOD = "edit payment method"
    EDIT_SEGMENT = "edit segment"
    END_CALENDAR_FEED = "end calendar feed"
    EXPECT_BACK = "expect back"
    GIVE_ACCOUNTS = "give accounts"
    EXPORT_PERSONAL_DATA = "export personal data"
    GRANT = "grant"
    HAND_OVER_LINK = "hand over link"
    IMPORT = "import"
    INVITE_CONTACT = "invite contact"
    LET_GO = "let go"
    LOG_MAIL = "log mail"
    MAKE_CALENDAR_FEED = "make calendar feed"
    MAKE_CUSTOMER = "make customer"
    MAKE_PROSPECT = "make prospect"
    MARK_ACTIVITY = "mark activity"
    MARK_INTERVENTION = "mark intervention"
    MARK_CONTRACT = "mark contract"
    MARK_MAIL = "mark mail"
    MERGE = "merge"
    MOVE_CUSTOM_FIELD = "move custom field"
    MOVE_ENTRY = "move entry"
    PURGE = "purge"
    PURGE_AGAIN = "purge again"
    PUT_INTO_CALENDAR = "put into calendar"
    REACTIVATE = "reactivate"
    REGISTER_PARTY = "register party"
    REMOVE_CONTACT = "remove contact"
    REMOVE_CONTRACT = "remove contract"
    REMOVE_CONTRACT_FILE = "remove contract file"
    REMOVE_ENTRY = "remove entry"
    REMOVE_PHOTO = "remove photo"
    REMOVE_PROSPECT = "remove prospect"
    REMOVE_SEGMENT = "remove segment"
    REMOVE_SUPPLIER = "remove supplier"
    REMOVE_TAG = "remove tag"
    REMOVE_TWO_FACTOR = "remove two-factor"
    RENEW_RECOVERY_CODES = "renew recovery codes"
    RESET_PASSWORD = "reset password"  # noqa: S105
    RESTORE = "restore"
    RESTORE_BACKUP = "restore backup"
    RESTORE_CONTRACT_TEMPLATE = "restore contract template"
    RESUME_SENDING = "resume sending"
    RETIRE_CUSTOM_FIELD = "retire custom field"
    SEND_AGAIN = "send again"
    SET_PASSWORD = "set password"  # noqa: S105
    SET_RETENTION = "set retention"
    SIGN_REPORT = "sign report"
    SIGN_CONTRACT = "sign contract"
    SIGN_OUT_CONTACT = "sign out contact"
    SWITCH_ACCESS = "switch access"
    SWITCH_EMAIL = "switch email"
    TAKE_EMAIL_BACK = "take email back"
    TAKE_TERMINATION_BACK = "take termination back"
    TELL_APART = "tell apart"
    TAKE_OUT_OF_CALENDAR = "take out of calendar"
    TAKE_UP_CUSTOM_FIELD = "take up custom field"
    TERMINATE_CONTRACT = "terminate contract"
    TEST_EMAIL = "test email"
    UNDO = "undo"
    VIEW_PORTAL = "view portal"
    VOID_CONTRACT = "void contract"
    VOID_SIGNATURE = "void signature"


# Deeds on logins: no party's card tells of them, and only those read of them who may edit the staff (PRODUCT.md 1).
ABOUT_STAFF = frozenset(
    {
        Deed.ADD_STAFF,
        Deed.ADD_TWO_FACTOR,
        Deed.CHANGE_PASSWORD,
        Deed.CHANGE_STAFF,
        Deed.END_CALENDAR_FEED,
        Deed.MAKE_CALENDAR_FEED,
        Deed.REMOVE_TWO_FACTOR,
        Deed.RENEW_RECOVERY_CODES,
        Deed.RESET_PASSWORD,
        Deed.SET_PASSWORD,
    }
)


class EventKind(StrEnum):
    """What happened to one record, as a past participle."""

    ACCESS_SWITCHED_OFF = "access switched off"
    ACCESS_SWITCHED_ON = "access switched on"
    ACCOUNT_GIVEN = "account given"
    AMENDMENT_DROPPED = "amendment dropped"
    ANONYMISED = "anonymised"
    ACTIVITY_DONE = "activity done"
    ACTIVITY_REOPENED = "activity reopened"
    ACTIVITY_TYPE_CHANGED = "activity type changed"
    ARCHIVED = "archived"
    BACKUP_RESTORED = "backup restored"
    CALENDAR_FEED_ENDED = "calendar feed ended"
    CALENDAR_FEED_MADE = "calendar feed made"
    CLIENT_DEFAULTS_CHANGED = "client defaults changed"
    CONTACT_ADDED = "contact added"
    CONTACT_CHANGED = "contact changed"
    CONTACT_DEFAULTS_CHANGED = "contact defaults changed"
    CONTACT_GRANTED = "contact granted"
    CONTACT_INVITED = "contact invited"
    CONTACT_REMOVED = "contact removed"
    CONTACT_SIGNED_OUT = "contact signed out"
    CONTRACT_ADDED = "contract added"
    CONTRACT_AMENDED = "contract amended"
    CONTRACT_CHANGED = "contract changed"
    CONTRACT_FILE_ADDED = "contract file added"
    CONTRACT_FILE_REMOVED = "contract file removed"
    CONTRACT_PAPER_CHANGED = "contract paper changed"
    CONTRACT_REMOVED = "contract removed"
    CONTRACT_SENT = "contract sent"
    CONTRACT_SIGNED = "contract signed"
    CONTRACT_TAKEN_BACK = "contract taken back"
    CONTRACT_TEMPLATE_ADDED = "contract template added"
    CONTRACT_TEMPLATE_ARCHIVED = "contract template archived"
    CONTRACT_TEMPLATE_CHANGED = "contract template changed"
    CONTRACT_TEMPLATE_RESTORED = "contract template restored"
    CONTRACT_TERMINATED = "contract terminated"
    CONTRACT_VOIDED = "contract voided"
    CONVERTED = "converted"
    CUSTOM_FIELD_ADDED = "custom field added"
    CUSTOM_FIELD_CHANGED = "custom field changed"
    CUSTOM_FIELD_DELETED = "custom field deleted"
    CUSTOM_FIELD_RETIRED = "custom field retired"
    CUSTOM_FIELD_TAKEN_UP = "custom field taken up"
    DEACTIVATED = "deactivated"
    DELETED = "deleted"
    EDITED = "edited"
    EMAIL_SENT_AGAIN = "email sent again"
    EMAIL_REWORDED = "email reworded"
    EMAIL_SWITCHED_OFF = "email switched off"
    EMAIL_SWITCHED_ON = "email switched on"
    EMAIL_TESTED = "email tested"
    ENTRY_ADDED = "entry added"
    ENTRY_CHANGED = "entry changed"
    ENTRY_MOVED = "entry moved"
    ENTRY_REMOVED = "entry removed"
    EXPECTED_BACK = "expected back"
    IMPORTED = "imported"
    INTERVENTION_DONE = "intervention done"
    KEPT_REMOVED = "kept removed"
    LINK_HANDED_OVER = "link handed over"
    LOGIN_GIVEN = "login given"
    MADE_CUSTOMER = "made customer"
    MADE_PROSPECT = "made prospect"
    MAIL_COLLECTED = "mail collected"
    MAIL_DESTROYED = "mail destroyed"
    MAIL_EDITED = "mail edited"
    MAIL_FILE_CHANGED = "mail file changed"
    MAIL_FORWARDED = "mail forwarded"
    MAIL_LOGGED = "mail logged"
    MAIL_MOVED = "mail moved"
    MAIL_PUT_BACK = "mail put back"
    MAIL_RETURNED = "mail returned"
    MERGED = "merged"
    NOTICES_CHOSEN = "notices chosen"
    NUMBERING_CHANGED = "numbering changed"
    OFFICE_CHANGED = "office changed"
    PASSWORD_CHANGED = "password changed"  # noqa: S105
    PAYMENT_METHOD_ADDED = "payment method added"
    PAYMENT_METHOD_CHANGED = "payment method changed"
    PERSONAL_DATA_EXPORTED = "personal data exported"
    PHOTO_ADDED = "photo added"
    PHOTO_REMOVED = "photo removed"
    PORTAL_VIEWED = "portal viewed"
    PROSPECT_REMOVED = "prospect removed"
    PUT_INTO_CALENDAR = "put into calendar"
    REACTIVATED = "reactivated"
    RECOVERY_CODES_RENEWED = "recovery codes renewed"
    REGISTERED = "registered"
    REPORT_ADDED = "report added"
    REPORT_SIGNED = "report signed"
    RESTORATION_CONFIRMED = "restoration confirmed"
    RESTORED = "restored"
    RETENTION_CHANGED = "retention changed"
    SIGNATURE_VOIDED = "signature voided"
    SEGMENT_ADDED = "segment added"
    SEGMENT_EMPTIED = "segment emptied"
    SEGMENT_CHANGED = "segment changed"
    SEGMENT_REMOVED = "segment removed"
    STAFF_ADDED = "staff added"
    STAFF_CHANGED = "staff changed"
    SUPPLIER_ADDED = "supplier added"
    SUPPLIER_REMOVED = "supplier removed"
    TAGGED = "tagged"
    TERMINATION_TAKEN_BACK = "termination taken back"
    TOLD_APART = "told apart"
    TAKEN_OUT_OF_CALENDAR = "taken out of calendar"
    TWO_FACTOR_ADDED = "two-factor added"
    TWO_FACTOR_REMOVED = "two-factor removed"
    UNDONE = "undone"
    UNTAGGED = "untagged"


class Act(Model):
    """One deed, done once: its key, who, when, why, what was asked and what came of it.

    The key makes a double click, a reload and a repeated POST one act: the same key gives the first answer.
    """

    __tablename__ = "act"

    deed: Mapped[Deed] = mapped_column(word_of(Deed))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_kind: Mapped[ActorKind] = mapped_column(word_of(ActorKind))
    by_id: Mapped[int | None] = mapped_column(index=True)
    by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    asked: Mapped[str] = mapped_column(String(64), default="")  # a digest of what was asked
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Event(Model):
    """What an act did to one record. Append-only."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_at", "at", "id"),
        Index("ix_event_party_id", "party_id", "id"),
        Index("ix_event_record", "record", "record_id"),
    )

    act_id: Mapped[int] = mapped_column(ForeignKey(Act.id), index=True)
    kind: Mapped[EventKind] = mapped_column(word_of(EventKind))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    record: Mapped[str] = mapped_column(String(40))  # the table of the record
    record_id: Mapped[int] = mapped_column(info={"refers": "any record"})
    # The party on whose timeline it stands. No foreign key: events outlive what they tell of.
    party_id: Mapped[int | None] = mapped_column(info={"refers": "party"})
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
