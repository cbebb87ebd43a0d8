from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Ordered, word_of
from app.domain import clock
from app.domain.files.models import StoredFile
from app.domain.history.models import Act
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus

# No foreign keys: ids are reserved before their parties exist, and staged rows are forgotten after a month.
PARTY = {"refers": "party"}


class RunState(StrEnum):
    MAPPING = "mapping"  # somebody has to say what the columns hold
    STAGING = "staging"  # a job reads the file
    READY = "ready"  # the preview stands
    TAKING = "taking"  # it was decided to take it over; a job does so, piece by piece
    TAKEN = "taken"
    UNDONE = "undone"  # taken over, and taken back
    REFUSED = "refused"  # reading it failed for good; `refusal` says why


class RowState(StrEnum):
    NEW = "new"
    DUPLICATE = "duplicate"
    WRONG = "wrong"


class Duplicates(StrEnum):
    """What becomes of the rows that somebody on file, or an earlier row, has something in common with."""

    SKIP = "skip"
    FILL = "fill"  # whoever is on file, and not in the Archive, gets what they have not
    CREATE = "create"  # they come in like the new ones
    RESTORE = "restore"  # whoever is in the Archive comes back, with what the row says


class Fate(StrEnum):
    """What the take-over did with a row."""

    CREATED = "created"  # or will have, as long as the run is being taken over
    FILLED = "filled"
    RESTORED = "restored"


class ImportRun(Model):
    """One file on its way in. Its rows wait in `import_row` until somebody takes them over."""

    __tablename__ = "import_run"

    key: Mapped[str] = mapped_column(String(64), unique=True)  # one-use: the same upload makes one run
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id), index=True)  # None once it is forgotten
    name: Mapped[str] = mapped_column(String(255))  # the file's own name, as a label
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[RunState] = mapped_column(word_of(RunState), default=RunState.STAGING)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # msgid and values

    encoding: Mapped[str] = mapped_column(String(20))
    delimiter: Mapped[str] = mapped_column(String(1))
    sheet: Mapped[str] = mapped_column(default="", server_default="")  # the one that is read, of a workbook
    sheets: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))  # those that could be
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # header and field, None when not taken
    decimal_sign: Mapped[str] = mapped_column(String(1), default="", server_default="")  # a DecimalSign (decimals.py)
    client_role: Mapped[ClientRole] = mapped_column(word_of(ClientRole), default=ClientRole.CUSTOMER)
    home_country: Mapped[str] = mapped_column(String(2), default="")  # whose phone plan a row without a country has

    passes: Mapped[int] = mapped_column(default=1)  # how often it was staged: again after answers about countries
    rows_total: Mapped[int] = mapped_column(default=0)  # blank lines are no rows
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_duplicate: Mapped[int] = mapped_column(default=0)
    rows_wrong: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)  # contacts that the new rows bring along
    unknown_countries: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # name and rows
    country_answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # folded name → ISO code or nothing

    act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)  # the act that took it over
    choice: Mapped[Duplicates] = mapped_column(word_of(Duplicates), default=Duplicates.SKIP, server_default="skip")
    made: Mapped[int] = mapped_column(default=0, server_default="0")  # parties, so far
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def rows_staged(self) -> int:
        """How many rows are staged so far."""
        return self.rows_new + self.rows_duplicate + self.rows_wrong

    @property
    def has_rows(self) -> bool:
        """Whether its rows are kept still: after a month they go with the file, and the counts stay."""
        return self.file_id is not None


class ImportRow(Model):
    """One row of the file as a draft: the party it would become, and its contact, with all the columns they need."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("uq_import_row_number", "run_id", "number", unique=True),
        Index("ix_import_row_tax_key", "run_id", "tax_key"),
        Index("ix_import_row_previous_number", "run_id", "previous_number"),
        Index("ix_import_row_email_key", "run_id", "email_key"),
        Index("ix_import_row_sort_name", "run_id", "sort_name"),
        Index("ix_import_row_kept_number_key", "run_id", "kept_number_key"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(ImportRun.id))
    number: Mapped[int]  # counted without the header and blank lines
    line: Mapped[int]  # where it begins in the file
    state: Mapped[RowState] = mapped_column(word_of(RowState))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # why it is wrong: column, msgid, values
    matched: Mapped[list[str]] = mapped_column(JSON, default=list)  # what it has in common with the one it duplicates
    duplicate_of_row: Mapped[int | None]  # the number of an earlier row
    duplicate_of_id: Mapped[int | None] = mapped_column(info=PARTY)
    namesake_row: Mapped[int | None]  # only a hint: an earlier row, or a party, of the same name
    namesake_id: Mapped[int | None] = mapped_column(info=PARTY)
    number_taken: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # its number is the one of whom it duplicates
    gives: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # whom it duplicates lacks something that it has
    names_retired: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # it says a choice that is offered no longer, which the card that it duplicates has
    country_typed: Mapped[str] = mapped_column(default="")  # kept when nobody knows the country
    phone_unknown: Mapped[bool] = mapped_column(default=False)  # a phone that no plan knows, kept as typed

    # The party that the row becomes: columns of the same names, and the number that it keeps.
    client_role: Mapped[ClientRole] = mapped_column(
        word_of(ClientRole), default=ClientRole.CUSTOMER, server_default="customer"
    )
    is_supplier: Mapped[bool] = mapped_column(default=False, server_default=false())
    kept_number: Mapped[str] = mapped_column(default="", server_default="")
    kept_number_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
    kind: Mapped[PartyKind] = mapped_column(word_of(PartyKind), default=PartyKind.COMPANY)
    name: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    sort_name: Mapped[str] = mapped_column(Ordered, default="")
    name_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
    previous_number: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    tax_key: Mapped[str] = mapped_column(default="")
    registration_id: Mapped[str] = mapped_column(default="")
    sdi_code: Mapped[str] = mapped_column(String(7), default="", server_default="")
    pec: Mapped[str] = mapped_column(default="", server_default="")
    currency: Mapped[str] = mapped_column(String(3), default="", server_default="")
    street: Mapped[str] = mapped_column(default="")
    house_number: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    post_office: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    city_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
    province: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    email: Mapped[str] = mapped_column(default="")
    email_key: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_e164: Mapped[str] = mapped_column(String(20), default="")
    phone_extension: Mapped[str] = mapped_column(String(20), default="")
    website: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    customer_since: Mapped[date | None]
    since_key: Mapped[str] = mapped_column(Ordered, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    # What it says in fields of the office's own, by their ids (custom_fields/writing.py).
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))

    # Its contact, when the row names a company and a person. `contact_name` is empty when it does not.
    contact_name: Mapped[str] = mapped_column(default="")
    contact_first_name: Mapped[str] = mapped_column(default="")
    contact_last_name: Mapped[str] = mapped_column(default="")
    contact_sort_name: Mapped[str] = mapped_column(Ordered, default="")
    contact_name_key: Mapped[str] = mapped_column(Ordered, default="", server_default="")
    contact_position: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_email_key: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_phone_e164: Mapped[str] = mapped_column(String(20), default="")
    contact_phone_extension: Mapped[str] = mapped_column(String(20), default="")
    contact_language: Mapped[str] = mapped_column(String(8), default="")
    contact_words: Mapped[str] = mapped_column(Text, default="")

    # What the take-over did with it, and gave it.
    fate: Mapped[Fate | None] = mapped_column(word_of(Fate))
    party_id: Mapped[int | None] = mapped_column(info=PARTY)
    person_id: Mapped[int | None] = mapped_column(info=PARTY)
    party_number: Mapped[str | None]
    party_number_key: Mapped[str] = mapped_column(Ordered, default="")


class ImportMapping(Model):
    """What the columns of lists with these headers hold, as somebody said last; one for the office."""

    __tablename__ = "import_mapping"

    headers: Mapped[str] = mapped_column(String(64), unique=True)  # a fingerprint of the headers, folded
    fields: Mapped[list[str | None]] = mapped_column(JSON)
    decimal_sign: Mapped[str] = mapped_column(String(1), default="", server_default="")  # where one had to say it
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ImportFormer(Model):
    """What somebody on file was before a list changed them, so that Undo can put it back."""

    __tablename__ = "import_former"
    __table_args__ = (UniqueConstraint("act_id", "party_id"),)

    act_id: Mapped[int] = mapped_column(ForeignKey(Act.id))
    party_id: Mapped[int] = mapped_column(ForeignKey(Party.id, ondelete="CASCADE"), index=True)
    version: Mapped[int]  # as the list left it
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)  # those that changed, as they were
    # What stood in fields of the office's own that changed, by their ids.
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    # The status, of who was restored.
    status: Mapped[PartyStatus | None] = mapped_column(word_of(PartyStatus))
    status_before: Mapped[PartyStatus | None] = mapped_column(word_of(PartyStatus))
    status_act_id: Mapped[int | None] = mapped_column(ForeignKey(Act.id), index=True)
    archived_at: Mapped[datetime | None]
    expected_back_on: Mapped[date | None]
