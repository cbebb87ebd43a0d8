"""Every field that a rule may be about: those of the client list, and those that others bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from sqlalchemy import and_, not_, true

from app.domain import clock
from app.domain.directory.criteria import RoleFilter
from app.domain.directory.segments import sets, special
from app.domain.directory.segments.comparing import (
    bare,
    first_of,
    lower_latin,
    on_conditions,
    on_days,
    on_names,
    on_text,
    small,
    tight,
)
from app.domain.directory.segments.kinds import (
    ALWAYS_THERE,
    CHOICES,
    DAYS,
    OPTIONAL,
    PAST_DAYS,
    TEXTS,
    Field,
    Kind,
    as_they_stand,
    fixed,
    nothing_known,
)
from app.domain.directory.segments.own_fields import own_fields
from app.domain.directory.segments.rules import Comparison
from app.domain.directory.values import countries_in_use, discount_groups_in_use
from app.domain.errors import N_, Sentence
from app.domain.parties.models import ClientRole, Party, PartyKind, PartyStatus
from app.domain.parties.tags import tags_in_use
from app.domain.parties.text import fold, key_of, natural_key, sort_name_of

C = Comparison
ROLES: dict[RoleFilter, Any] = {
    RoleFilter.CUSTOMER: Party.client_role == ClientRole.CUSTOMER,
    RoleFilter.PROSPECT: Party.client_role == ClientRole.PROSPECT,
    RoleFilter.SUPPLIER: Party.is_supplier,
    RoleFilter.NONE: and_(Party.client_role == ClientRole.NONE, not_(Party.is_supplier)),
}
LANGUAGES = ("en", "it", "pl")  # in which somebody may be written to
_POSTAL_CODE = small(bare(Party.postal_code, " "))
_PHONE = bare(first_of(Party.phone_e164, Party.phone), " ", "-", "/", ".", "(", ")")


def as_noted(day: date) -> str:
    """The beginning of a day as the moment of the last mail is noted: in UTC."""
    return clock.begin_of(day).isoformat(timespec="seconds")


def a_text(label: str, key: str, column: Any, typed: Callable[[str], str], some: sets.Some = sets.by_words) -> Field:
    return Field(Sentence(label), key, Kind.TEXT, TEXTS, on_text(column, typed), some, typed)


def a_code(label: str, key: str, column: Any) -> Field:
    """A text that stands in no index."""
    return a_text(label, key, small(column), lower_latin, nothing_known)


BUILT_IN: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            Sentence(N_("Name")), "name", Kind.TEXT, ALWAYS_THERE,
            on_names(Party.sort_name, sort_name_of), sets.by_words, sort_name_of,
        ),
        Field(
            Sentence(N_("Number")), "number", Kind.TEXT, TEXTS,
            special.of_number, sets.by_number, natural_key,
        ),
        Field(
            Sentence(N_("Role")), "role", Kind.CHOICE, CHOICES,
            on_conditions({role.value: condition for role, condition in ROLES.items()}), sets.of_role,
            choices=fixed(
                customer=N_("Customer"), prospect=N_("Prospect"), supplier=N_("Supplier"), none=N_("Without a role")
            ),
            is_closed=True,
        ),
        Field(
            Sentence(N_("State")), "status", Kind.CHOICE, CHOICES,
            on_conditions({s.value: Party.status == s for s in (PartyStatus.ACTIVE, PartyStatus.DEACTIVATED)}),
            sets.of_status,
            choices=fixed(active=N_("Active"), deactivated=N_("Deactivated")), is_closed=True,
        ),
        Field(
            Sentence(N_("Kind")), "kind", Kind.CHOICE, (C.ONE_OF,),
            on_conditions({kind.value: Party.kind == kind for kind in PartyKind}),
            choices=fixed(company=N_("Company"), person=N_("Person")), is_closed=True,
        ),
        Field(
            Sentence(N_("Tag")), "tag", Kind.CHOICE, OPTIONAL,
            special.of_tags, sets.of_tags, choices=as_they_stand(tags_in_use), gone=special.tags_gone,
        ),
        Field(
            Sentence(N_("Country")), "country", Kind.CHOICE, OPTIONAL,
            on_text(Party.country, str), sets.by_choice(Party.country), choices=as_they_stand(countries_in_use),
        ),
        a_text(N_("City"), "city", Party.city_key, fold, sets.by_value(Party.city_key, fold)),
        a_text(N_("Postal code"), "postal_code", _POSTAL_CODE, tight, nothing_known),
        a_text(N_("Tax ID"), "tax_id", Party.tax_key, key_of, sets.by_value(Party.tax_key, key_of)),
        a_text(N_("Email"), "email", Party.email_key, str.casefold, sets.by_value(Party.email_key, str.casefold)),
        a_text(N_("Phone"), "phone", _PHONE, special.dialled_as, sets.by_words_as(special.dialled_as)),
        Field(
            Sentence(N_("Primary contact")), "contact", Kind.TEXT, TEXTS,
            on_names(Party.contact_key, sort_name_of), sets.by_beginning(Party.contact_key, sort_name_of), sort_name_of,
        ),
        Field(
            Sentence(N_("Portal")), "portal", Kind.CHOICE, (C.ONE_OF,), special.in_portal,
            choices=fixed(yes=N_("Somebody can sign in"), no=N_("Nobody can sign in")), is_closed=True,
        ),
        Field(
            Sentence(N_("Customer since")), "since", Kind.DAY, DAYS,
            on_days(Party.since_key, lambda day: day.isoformat(), is_there=Party.since_key != ""),
            sets.by_days(Party.since_key, lambda day: day.isoformat()),
        ),
        Field(
            Sentence(N_("Put on file")), "created", Kind.DAY, PAST_DAYS,
            on_days(Party.created_at, clock.begin_of, is_there=true()),
        ),
        Field(
            Sentence(N_("Last mail")), "mail", Kind.DAY, (*PAST_DAYS, C.EMPTY, C.FILLED),
            on_days(Party.last_mail_key, as_noted, is_there=Party.last_mail_key != ""),
            sets.by_days(Party.last_mail_key, as_noted),
        ),
        Field(
            Sentence(N_("Discount group")), "discount_group", Kind.CHOICE, OPTIONAL,
            special.of_discount_group, sets.by_choice(Party.discount_group),
            choices=as_they_stand(discount_groups_in_use), gone=special.discount_groups_gone,
        ),
        a_code(N_("Our customer number there"), "our_number", Party.our_number),
        a_code(N_("Their terms"), "their_terms", Party.their_terms),
        a_code(N_("SDI code"), "sdi_code", Party.sdi_code),
        a_code(N_("PEC"), "pec", Party.pec),
        Field(
            Sentence(N_("Language")), "language", Kind.CHOICE, OPTIONAL,
            on_text(Party.language, str), choices=as_they_stand(lambda: LANGUAGES), is_closed=True,
        ),
        Field(
            Sentence(N_("Currency")), "currency", Kind.TEXT, (C.IS, C.IS_NOT, C.ONE_OF, C.NONE_OF, C.EMPTY, C.FILLED),
            on_text(Party.currency, str.upper), typed=str.upper,
        ),
        Field(
            Sentence(N_("Search")), "search", Kind.SEARCH, (C.FINDS,), special.in_search, sets.of_search, fold,
        ),
    )
}  # fmt: skip
_others: list[Callable[[], Iterable[Field]]] = [own_fields]
_kept: ContextVar[dict[str, Field] | None] = ContextVar("_kept", default=None)


def bring_fields(source: Callable[[], Iterable[Field]]) -> None:
    """Say, once, at start, who knows of further fields, beside those that an office makes for itself."""
    _others.append(source)


def fields() -> dict[str, Field]:
    """Every field there is now, by its key."""
    kept = _kept.get()
    if kept:
        return kept
    known = BUILT_IN | {field.key: field for source in _others for field in source()}
    if kept is not None:
        kept.update(known)
    return known


@contextmanager
def asked_once() -> Iterator[None]:
    """Others are asked for their fields once at most while this goes on, however many segments are looked at."""
    before = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(before)


def fields_for(keys: Iterable[str]) -> dict[str, Field]:
    """The fields with these keys, those that are there. Others are asked only for what is not built in."""
    wanted = set(keys)
    known = BUILT_IN if wanted <= BUILT_IN.keys() else fields()
    return {key: field for key, field in known.items() if key in wanted}
