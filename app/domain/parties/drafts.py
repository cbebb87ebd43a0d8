"""What somebody wrote about a party, and the columns that follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from app.domain.errors import N_, RuleViolation
from app.domain.office.profile import LONGEST_KEPT, ArchivedMail
from app.domain.parties.models import ClientRole, Party, PartyKind
from app.domain.parties.phones import Phone, parse_phone
from app.domain.parties.text import fold, key_of, name_key_of, sort_name_of, words_of


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """The master data of a party as a form or an import hands them over: shape checked, rules not yet."""

    kind: PartyKind = PartyKind.COMPANY
    name: str = ""  # of a company
    first_name: str = ""  # of a person
    last_name: str = ""
    client_role: ClientRole = ClientRole.CUSTOMER
    is_supplier: bool = False
    previous_number: str = ""
    tax_id: str = ""
    registration_id: str = ""
    sdi_code: str = ""  # Italy: where electronic invoices go
    pec: str = ""  # Italy: the certified email
    currency: str = ""
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    post_office: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    language: str = ""
    notes: str = ""
    customer_since: date | None = None
    discount_group: str = ""  # of a customer
    our_number: str = ""  # of a supplier: our customer number there
    their_terms: str = ""  # of a supplier
    archived_mail: ArchivedMail | None = None  # while it is archived; None: as the office does
    archived_mail_days: int | None = None

    @property
    def full_name(self) -> str:
        """The name as shown."""
        if self.kind is PartyKind.PERSON:
            return " ".join(part for part in (self.first_name, self.last_name) if part)
        return self.name


# The fields of a draft that are columns of the same name.
PLAIN = (
    "kind",
    "previous_number",
    "tax_id",
    "registration_id",
    "sdi_code",
    "pec",
    "currency",
    "street",
    "house_number",
    "postal_code",
    "post_office",
    "city",
    "province",
    "country",
    "email",
    "phone",
    "website",
    "language",
    "notes",
    "customer_since",
)

_plain = attrgetter(*PLAIN)

# Columns of the same name, too, but no list brings them in or takes them out.
OF_ROLES = ("discount_group", "our_number", "their_terms")
ASIDE = (*OF_ROLES, "archived_mail", "archived_mail_days")


def changed_fields(before: PartyDraft, after: PartyDraft) -> list[str]:
    """The names of the fields in which two drafts differ."""
    theirs = asdict(after)
    return sorted(name for name, value in asdict(before).items() if value != theirs[name])


def broken_rules(draft: PartyDraft) -> Iterator[RuleViolation]:
    """The rules of everybody's master data that a draft breaks, at their fields. Ids have rules of their own."""
    if draft.kind is PartyKind.COMPANY and not draft.name:
        yield RuleViolation(N_("A company needs a name."), field="name")
    if draft.kind is PartyKind.PERSON and not draft.last_name:
        yield RuleViolation(N_("A person needs a last name."), field="last_name")
    if draft.archived_mail is ArchivedMail.KEEP and not 1 <= (draft.archived_mail_days or 0) <= LONGEST_KEPT:
        yield RuleViolation(N_("Mail is kept for 1 to 365 days."), field="archived_mail_days")


def check_draft(draft: PartyDraft) -> None:
    """Raises RuleViolation at the field of the first rule that is broken."""
    for violation in broken_rules(draft):
        raise violation


def columns_of(draft: PartyDraft, *, home_country: str = "", known: Phone | None = None) -> dict[str, Any]:
    """Every column that follows from a draft: its own, and those by which it is found and sorted.

    Role, number and status are not among them: they have deeds of their own. A phone without a country is read as
    from `home_country`, unless it is `known` already what it means. `search_text` holds the own words alone; who
    knows of a number or of contacts adds theirs.
    """
    is_person = draft.kind is PartyKind.PERSON
    phone = known or parse_phone(draft.phone, draft.country or home_country)
    words = words_of(
        draft.full_name,
        draft.previous_number,
        draft.tax_id,
        draft.registration_id,
        draft.email,
        draft.pec,
        draft.phone,
        phone.e164,
        draft.city,
        # People write these with other blanks than they search for.
        *map(key_of, (draft.tax_id, draft.registration_id, draft.phone)),
    )
    return {
        **dict(zip(PLAIN, _plain(draft), strict=True)),
        "name": draft.full_name,
        "first_name": draft.first_name if is_person else "",
        "last_name": draft.last_name if is_person else "",
        "sort_name": sort_name_of(draft.name, last_name=draft.last_name, first_name=draft.first_name)
        if is_person
        else sort_name_of(draft.name),
        "name_key": name_key_of(draft.full_name),
        "tax_key": key_of(draft.tax_id),
        "city_key": fold(draft.city),
        "email_key": draft.email.casefold(),
        "phone_e164": phone.e164,
        "phone_extension": phone.extension,
        "since_key": draft.customer_since.isoformat() if draft.customer_since else "",
        "words": words,
        "search_text": words,
    }


def columns_aside(draft: PartyDraft) -> dict[str, Any]:
    """The columns that only forms know. Days belong to a rule that keeps mail, and to no other."""
    keeps = draft.archived_mail is ArchivedMail.KEEP
    mail = {"archived_mail": draft.archived_mail, "archived_mail_days": draft.archived_mail_days if keeps else None}
    return {**mail, **{name: getattr(draft, name) for name in OF_ROLES}}


def draft_of(party: Party) -> PartyDraft:
    """What a party's form shows."""
    return PartyDraft(
        name=party.name if party.kind is PartyKind.COMPANY else "",
        first_name=party.first_name,
        last_name=party.last_name,
        client_role=party.client_role,
        is_supplier=party.is_supplier,
        **{name: getattr(party, name) for name in (*PLAIN, *ASIDE)},
    )
