"""The columns of a list that goes out, under headers by which an import knows them (importing/columns.py).

What an export holds comes in again as it was, number and roles and the primary contact of a company included: like
every list, it names the company's person beside it. The status does not: an import leaves it out, and says so, for
nobody is archived by a list. Nor do second numbers and accounts in the ledger, which the office gives itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import String, and_, case, func, type_coerce
from sqlalchemy.orm import aliased

from app.domain.contacts.models import Contact
from app.domain.directory.exporting.own_fields import header_of, width_of
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.models import ClientRole, Party, PartyKind

# Aliases: a filter may look for contacts of its own.
PRIMARY = aliased(Contact)
PERSON = aliased(Party)

_IS_COMPANY = Party.kind == PartyKind.COMPANY
# The condition under which a contact stands in a party's row.
IS_NAMED = and_(PRIMARY.client_id == Party.id, PRIMARY.is_primary, _IS_COMPANY)

_ROLE = type_coerce(Party.client_role, String)
_ROLES = case(
    (and_(Party.is_supplier, Party.client_role == ClientRole.NONE), "supplier"),
    (Party.is_supplier, _ROLE + ", supplier"),
    (Party.client_role == ClientRole.NONE, ""),
    else_=_ROLE,
)


def _of_person(column: Any) -> Any:
    """A column of the primary contact; empty where there is none."""
    return func.coalesce(column, "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, what stands in it as text, and how wide a workbook shows it (characters)."""

    header: str
    value: Any
    width: int = 16


class Head(NamedTuple):
    """The head of a column: its words, and how wide a workbook shows it (characters)."""

    words: str
    width: int


COLUMNS = (
    Column("Our number", func.coalesce(Party.number, ""), 12),
    Column("Previous number", Party.previous_number),
    Column("Company", case((_IS_COMPANY, Party.name), else_=""), 36),
    Column("First name", case((_IS_COMPANY, _of_person(PERSON.first_name)), else_=Party.first_name)),
    Column("Last name", case((_IS_COMPANY, _of_person(PERSON.last_name)), else_=Party.last_name)),
    Column("Position", _of_person(PRIMARY.position)),
    Column("Roles", _ROLES),
    Column("Status", type_coerce(Party.status, String), 12),
    Column("Tax ID", Party.tax_id),
    Column("Registration number", Party.registration_id, 20),
    Column("Street", Party.street, 28),
    Column("House number", Party.house_number, 12),
    Column("Postal code", Party.postal_code, 12),
    Column("Post office", Party.post_office),
    Column("City", Party.city, 20),
    Column("Province", Party.province, 12),
    Column("Country", Party.country, 8),
    Column("Email", Party.email, 30),
    Column("Phone", Party.phone, 20),
    Column("Website", Party.website, 30),
    Column("Language", Party.language, 10),
    Column("Currency", Party.currency, 10),
    Column("SDI code", Party.sdi_code, 10),
    Column("PEC", Party.pec, 30),
    Column("Customer since", Party.since_key),
    Column("Second number", func.coalesce(Party.second_number, ""), 14),
    Column("Customer ledger account", func.coalesce(Party.customer_account, ""), 14),
    Column("Supplier ledger account", func.coalesce(Party.supplier_account, ""), 14),
    Column("Primary contact email", _of_person(PERSON.email), 30),
    Column("Primary contact phone", _of_person(PERSON.phone), 20),
    Column("Primary contact language", _of_person(PERSON.language), 10),
    Column("Notes", Party.notes, 40),
)
HEADERS = [column.header for column in COLUMNS]


def heads_of(fields: Iterable[Definition]) -> list[Head]:
    """The heads of a list, the office's own fields last."""
    own = (Head(header_of(field), width_of(field)) for field in fields)
    return [*(Head(column.header, column.width) for column in COLUMNS), *own]
