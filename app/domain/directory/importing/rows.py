"""From the cells of a row to the draft of a party and of its contact; or to the reasons why that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import le
from sys import maxsize
from typing import Any

from app.domain.directory.importing.cells import (
    currency_named,
    has_failed,
    is_email,
    is_readable,
    language_of,
    parse_date,
    readable,
    roles_named,
    says_nothing,
    split_name,
)
from app.domain.directory.importing.columns import ROOM, SILENT, Field, Meaning
from app.domain.directory.importing.countries import country_of, key_of_country
from app.domain.directory.importing.decimals import DecimalSign
from app.domain.directory.importing.models import RowState
from app.domain.directory.importing.own_cells import NO_DATE, NO_EMAIL, room_of, value_of
from app.domain.directory.importing.reading import Record, cells_of
from app.domain.errors import N_, RuleViolation
from app.domain.parties.currencies import currency_of
from app.domain.parties.custom_fields.queries import Definition
from app.domain.parties.custom_fields.writing import as_kept
from app.domain.parties.drafts import PartyDraft, check_draft, columns_of
from app.domain.parties.models import ClientRole, PartyKind
from app.domain.parties.tax_ids import ITALY, SDI_CODE
from app.domain.parties.text import natural_key, web_address

NO_NAME = N_("There is no name: neither a company nor a last name.")
NO_LAST_NAME = N_("A person needs a last name.")
NOT_TOLD_APART = N_("The cells cannot be told apart: is a quotation mark not closed?")
WRONG_LENGTH = N_("Cells: %(found)s instead of %(expected)s.")
RUNS_ON = N_("The row runs on to line %(line)s: is a quotation mark not closed?")
UNPRINTABLE = N_("There is a character that cannot be read.")
TOO_LONG = N_("The text has %(found)s characters; there is room for %(limit)s.")
NO_ROLE = N_("“%(value)s” is no role. Write customer, prospect or supplier.")
FAILED = N_("The formula has failed: %(value)s.")

ROOM_FOR_STREET = 200
_NAMES = frozenset({Field.COMPANY, Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME, Field.LAST_FIRST, Field.NOTES})
# What a contact has in common with a party.
_NAME_OF_CONTACT = ("name", "first_name", "last_name", "sort_name", "name_key")
_OF_CONTACT = (*_NAME_OF_CONTACT, "email", "email_key", "phone", "phone_e164", "phone_extension", "language", "words")


def reason(msgid: str, column: str = "", **values: Any) -> dict[str, Any]:
    """Why a row is wrong, to be translated when somebody reads it."""
    return {"column": column, "msgid": msgid, "values": values}


def _room_of(meant: Meaning) -> int:
    """Characters for which there is room."""
    return room_of(meant) if isinstance(meant, Definition) else ROOM.get(meant, 200)


@dataclass(frozen=True)
class RowReader:
    """How the rows of one file are understood."""

    headers: Sequence[str]
    fields: Sequence[Meaning | None]
    delimiter: str = ","
    home_country: str = ""
    decimal_sign: DecimalSign = DecimalSign.UNSAID  # where a number could be read as two
    client_role: ClientRole = ClientRole.CUSTOMER  # of whom the list says nothing
    answers: Mapping[str, str] = field(default_factory=dict)  # of those who were asked: country's key → code or nothing

    @cached_property
    def rooms(self) -> list[int]:
        """Characters for which each column has room; any number where it is not taken."""
        return [_room_of(meant) if meant else maxsize for meant in self.fields]

    @cached_property
    def named(self) -> frozenset[Meaning | None]:
        """All that the list has a column for."""
        return frozenset(self.fields)

    def read(self, record: Record, number: int) -> dict[str, Any]:
        """The columns of an ImportRow: new, unless something is wrong with it."""
        cells = cells_of(record, is_text=bool(self.delimiter))
        place = {"number": number, "line": record.line}
        reasons = self._broken(record) or self._unfit(cells)
        if not reasons:
            row = Row(self, cells)
            columns = row.columns()
            reasons = row.reasons
        if reasons:
            return {**place, "state": RowState.WRONG, "reasons": reasons, "name": self._label(cells)}
        return {**place, "state": RowState.NEW, **columns}

    def _broken(self, record: Record) -> list[dict[str, Any]]:
        """Why the row as such cannot be read."""
        if record.cells is None:
            return [reason(NOT_TOLD_APART)]
        found, expected = len(record.cells), len(self.headers)
        if record.last_line > record.line and any(map(self._holds_rows, record.cells)):
            return [reason(RUNS_ON, line=record.last_line)]
        return [] if found == expected else [reason(WRONG_LENGTH, found=found, expected=expected)]

    def _holds_rows(self, cell: str) -> bool:
        """Whether a cell of several lines has swallowed rows: two or more of its lines look like one."""
        inner = cell.splitlines()[1:] if self.delimiter and "\n" in cell else []
        return len(self.headers) > 1 and sum(line.count(self.delimiter) == len(self.headers) - 1 for line in inner) > 1

    def _unfit(self, cells: Sequence[str]) -> list[dict[str, Any]]:
        """Why a cell cannot be kept, whatever it means."""
        row = "\n".join(cells)
        if "#" not in row and is_readable(row) and all(map(le, map(len, cells), self.rooms)):
            return []  # most rows: the rest finds out what is wrong, and with which cell
        reasons = []
        for header, meant, cell, room in zip(self.headers, self.fields, cells, self.rooms, strict=True):
            if meant and not is_readable(cell):
                reasons.append(reason(UNPRINTABLE, header))
            elif meant and meant not in SILENT and has_failed(cell):
                reasons.append(reason(FAILED, header, value=cell.strip()))
            elif meant and len(cell) > room and len(cell.strip()) > room:
                reasons.append(reason(TOO_LONG, header, found=len(cell.strip()), limit=room))
        return reasons

    def _label(self, cells: Sequence[str]) -> str:
        """By what a person recognises a row that is wrong."""
        named = [c for c, f in zip(cells, self.fields, strict=False) if f in _NAMES and f is not Field.NOTES]
        label = next((c for c in (*named, *cells) if c.strip()), "")
        return " ".join(readable(label[:1000]).split())[:80]


class Row:
    """The cells of one row by what they mean. Nothing is lost: what has no place of its own goes to the notes."""

    def __init__(self, reader: RowReader, cells: Sequence[str]) -> None:
        self._reader = reader
        self._values: dict[Field, list[tuple[str, str]]] = {}
        self._own_cells: list[tuple[str, Definition, str]] = []
        self._extra: list[str] = []
        self.reasons: list[dict[str, Any]] = []
        for header, meant, cell in zip(reader.headers, reader.fields, cells, strict=True):
            if isinstance(meant, Definition):
                self._own_cells.append((header, meant, cell))
                continue
            value = "\n".join(cell.strip().splitlines()) if meant is Field.NOTES else " ".join(cell.split())
            if meant and value and not (meant not in _NAMES and says_nothing(value)):
                self._values.setdefault(meant, []).append((header, value))

    def columns(self) -> dict[str, Any]:
        """The columns of the party and of its contact."""
        company = self._take(Field.COMPANY)
        first_name, last_name = self._person(company)
        typed, country = self._country()
        phone, language = self._take(Field.PHONE), self._language()
        email = self._email()
        contact, position = None, ""
        if company and last_name:
            contact = self._contact(first_name, last_name, language=language, email=email)
            position = self._take(Field.POSITION)
        own = self._own()
        kind = PartyKind.COMPANY if company else PartyKind.PERSON
        own["own"] = self._in_own_fields(kind)
        party = PartyDraft(
            kind=kind,
            name=company,
            first_name="" if company else first_name,
            last_name="" if company else last_name,
            country=country,
            phone=phone,
            email=email,
            language=language,
            **self._rest(country),
        )
        self._check(party)
        home = "" if typed else self._reader.home_country
        columns = columns_of(party, home_country=home)
        del columns["search_text"]
        columns |= own | {"country_typed": typed, "phone_unknown": bool(phone and not columns["phone_e164"])}
        if contact:
            theirs = columns_of(contact, home_country=country or home)
            columns |= {f"contact_{name}": theirs[name] for name in _OF_CONTACT}
            columns["contact_position"] = position
            columns["phone_unknown"] |= bool(contact.phone and not theirs["phone_e164"])
        return columns

    def _own(self) -> dict[str, Any]:
        """What the office itself says of a party: its roles and its number, where the list has a column for them."""
        header, typed = self._next(Field.ROLES)
        roles = roles_named(typed)
        if roles is None:
            self.reasons.append(reason(NO_ROLE, header, value=typed))
        is_told = Field.ROLES in self._reader.named
        client_role, is_supplier = (roles if is_told else None) or (self._reader.client_role, False)
        number = self._take(Field.NUMBER)
        return {
            "client_role": client_role,
            "is_supplier": is_supplier,
            "kept_number": number,
            "kept_number_key": natural_key(number),
        }

    def _in_own_fields(self, kind: PartyKind) -> dict[str, Any]:
        """What is said in fields of the office's own, by their ids. What stands on no such card goes to the notes."""
        found: dict[str, Any] = {}
        for header, meant, cell in self._own_cells:
            if not meant.is_on(kind):
                typed = " ".join(cell.split())
                self._extra += [f"{header}: {typed}"] if typed and not says_nothing(typed) else []
                continue
            try:
                reader = self._reader
                value = value_of(meant, cell, is_text=bool(reader.delimiter), decimal_sign=reader.decimal_sign)
            except RuleViolation as wrong:
                self.reasons.append(reason(wrong.sentence.msgid, header, **wrong.sentence.values))
            else:
                found |= {str(meant.id): as_kept(meant, value)} if value is not None else {}
        return found

    def _contact(self, first_name: str, last_name: str, *, language: str, email: str) -> PartyDraft:
        """The person of a company. What the list has a column of their own for is theirs; else they have the second
        phone of the row, the second or the company's email, and the company's language.
        """
        named = self._reader.named
        if Field.CONTACT_LANGUAGE in named:
            language = self._language(Field.CONTACT_LANGUAGE)
        return PartyDraft(
            kind=PartyKind.PERSON,
            first_name=first_name,
            last_name=last_name,
            language=language,
            phone=self._take(Field.CONTACT_PHONE if Field.CONTACT_PHONE in named else Field.PHONE),
            email=self._email(Field.CONTACT_EMAIL) if Field.CONTACT_EMAIL in named else self._email() or email,
        )

    def _rest(self, country: str) -> dict[str, Any]:
        """What is simply as it stands there; the notes come last, with all that is left."""
        tax_id, registration_id = self._ids()
        return {
            "tax_id": tax_id,
            "registration_id": registration_id,
            "sdi_code": self._sdi_code(country),
            "pec": self._pec(country),
            "currency": self._currency(),
            "previous_number": self._take(Field.PREVIOUS_NUMBER),
            "street": self._joined(self._values.pop(Field.STREET, []), ROOM_FOR_STREET),
            "house_number": "/".join(filter(None, (self._take(Field.HOUSE_NUMBER), self._take(Field.FLAT)))),
            "postal_code": self._take(Field.POSTAL_CODE),
            "post_office": self._take(Field.POST_OFFICE),
            "city": self._take(Field.CITY),
            "province": self._take(Field.PROVINCE),
            "website": self._website(),
            "customer_since": self._date(),
            "notes": self._notes(),
        }

    def _next(self, meant: Field) -> tuple[str, str]:
        """The next value of a field, after the header it stands under; nothing when there is none left."""
        values = self._values.get(meant)
        return values.pop(0) if values else ("", "")

    def _take(self, meant: Field) -> str:
        return self._next(meant)[1]

    def _take_all(self, meant: Field) -> list[str]:
        return [value for _, value in self._values.pop(meant, [])]

    def _header_of(self, *meant: Field) -> str:
        """The header of the first of these fields that the list has."""
        headers = dict(zip(reversed(self._reader.fields), reversed(self._reader.headers), strict=True))
        return next((headers[field] for field in meant if field in headers), "")

    def _person(self, company: str) -> tuple[str, str]:
        """First and last name of the person, if the row names one."""
        first, last = self._take(Field.FIRST_NAME), self._take(Field.LAST_NAME)
        if not first and not last:
            first, last = split_name(self._take(Field.FULL_NAME))
        if not last and not first:
            last, _, first = self._take(Field.LAST_FIRST).replace(",", " ").partition(" ")
        if first and not last:
            self.reasons.append(reason(NO_LAST_NAME, self._header_of(Field.LAST_NAME, Field.FIRST_NAME)))
        elif not company and not last:
            self.reasons.append(reason(NO_NAME, self._header_of(Field.COMPANY, Field.LAST_NAME, Field.FULL_NAME)))
        return first, last.strip()

    def _country(self) -> tuple[str, str]:
        """What was typed, when nobody knows it, and the code. An answer may be nothing: the notes keep the name."""
        header, typed = self._next(Field.COUNTRY)
        code = country_of(typed) if typed else ""
        if code is None:
            code = self._reader.answers.get(key_of_country(typed), "")
        if typed and not code:
            self._extra.append(f"{header}: {typed}")
            return typed, ""
        return "", code

    def _email(self, meant: Field = Field.EMAIL) -> str:
        header, email = self._next(meant)
        if email and not is_email(email):
            self.reasons.append(reason(NO_EMAIL, header, value=email))
        return email

    def _date(self) -> date | None:
        header, typed = self._next(Field.CUSTOMER_SINCE)
        found = parse_date(typed)
        if typed and found is None:
            self.reasons.append(reason(NO_DATE, header, value=typed))
        return found

    def _language(self, meant: Field = Field.LANGUAGE) -> str:
        header, typed = self._next(meant)
        language = language_of(typed)
        if typed and not language:
            self._extra.append(f"{header}: {typed}")
        return language

    def _ids(self) -> tuple[str, str]:
        """Tax id and registration ids; a *codice fiscale* is the tax id of who has no other, and often the same."""
        tax_id = self._take(Field.TAX_ID) or self._take(Field.FISCAL_CODE)
        codes = [(header, value) for header, value in self._values.pop(Field.FISCAL_CODE, []) if value != tax_id]
        others = codes + self._values.pop(Field.REGISTRATION_ID, [])
        if len(others) == 1:
            return tax_id, others[0][1]
        named = [(header, f"{header} {value}") for header, value in others]
        return tax_id, self._joined(named, ROOM[Field.REGISTRATION_ID])

    def _sdi_code(self, country: str) -> str:
        """The SDI code of who is, or may be, in Italy; anything else goes to the notes."""
        header, typed = self._next(Field.SDI_CODE)
        code = typed.replace(" ", "").upper()
        if SDI_CODE.fullmatch(code) and country in ("", ITALY):
            return code
        if typed:
            self._extra.append(f"{header}: {typed}")
        return ""

    def _pec(self, country: str) -> str:
        """The certified email of who is, or may be, in Italy; what is none goes to the notes."""
        header, typed = self._next(Field.PEC)
        if typed and country in ("", ITALY) and is_email(typed):
            return typed
        if typed:
            self._extra.append(f"{header}: {typed}")
        return ""

    def _currency(self) -> str:
        """The currency that stands there; in a list that has none the one of the office's country."""
        header, typed = self._next(Field.CURRENCY)
        currency = currency_named(typed)
        if typed and not currency:
            self._extra.append(f"{header}: {typed}")
        is_told = Field.CURRENCY in self._reader.named
        return currency if is_told else currency_of(self._reader.home_country)

    def _website(self) -> str:
        """An address that a browser takes; what cannot be one goes to the notes."""
        header, typed = self._next(Field.WEBSITE)
        found = web_address(typed)
        if typed and not found:
            self._extra.append(f"{header}: {typed}")
        return found or ""

    def _joined(self, values: list[tuple[str, str]], room: int) -> str:
        """Values of several columns as one text. What has no room in it goes to the notes."""
        joined = ""
        for header, value in values:
            longer = f"{joined}, {value}" if joined else value
            if len(longer) <= room:
                joined = longer
            else:
                self._extra.append(f"{header}: {value}")
        return joined

    def _notes(self) -> str:
        """The notes, and what found no other place: a third phone, the position of who is no contact, a fax number."""
        for silent in SILENT:
            self._values.pop(silent, None)
        notes = self._take_all(Field.NOTES)
        left = [f"{header}: {value}" for values in self._values.values() for header, value in values]
        text, room = "\n".join([*notes, *left, *self._extra]), ROOM[Field.NOTES]
        if len(text) > room:
            self.reasons.append(reason(TOO_LONG, self._header_of(Field.NOTES), found=len(text), limit=room))
        return text

    def _check(self, draft: PartyDraft) -> None:
        """The rules of every party."""
        if not self.reasons:
            try:
                check_draft(draft)
            except RuleViolation as violation:
                self.reasons.append(reason(violation.sentence.msgid, **violation.sentence.values))
