"""The office's list of ways to pay, and what clients agree on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.db import db
from app.domain.entries.actions import add_entry, edit_entry, remove_entry
from app.domain.entries.queries import entries_of
from app.domain.errors import EditConflict, RuleViolation
from app.domain.history.actions import AlreadyDone
from app.domain.history.models import SYSTEM
from app.domain.parties.models import Party
from app.domain.terms.methods import (
    AGREED_METHODS,
    AgreementDraft,
    MethodDraft,
    agree_on_new,
    edit_method,
    every_method,
    method,
    methods,
    wrong_in_agreement,
    wrong_in_method,
)
from app.domain.terms.models import MethodKind
from tests.support.builders import a_client, a_key
from tests.support.entries import a_method, an_entry
from tests.support.rows import all_rows


@pytest.fixture
def acme(app: Any) -> Party:
    return a_client("Acme S.r.l.")


def edit(method_id: int, draft: MethodDraft, version: int = 1) -> None:
    edit_method(method_id, draft, version, a_key(), by=SYSTEM)
    db.session.commit()


def test_removing_an_agreement_leaves_the_method_on_the_list(acme: Party) -> None:
    agreed = an_entry(acme, AGREED_METHODS, AgreementDraft(a_method("Cash")))
    remove_entry(AGREED_METHODS, acme.id, agreed.id, a_key(), by=SYSTEM)
    db.session.commit()
    assert [listed.name for listed in methods()] == ["Cash"]


def test_a_new_method_is_agreed_on_and_stands_on_the_list(acme: Party) -> None:
    agree_on_new(acme.id, MethodDraft("Cash", MethodKind.CASH), AgreementDraft(0), a_key(), by=SYSTEM)
    db.session.commit()
    (agreed,) = entries_of(AGREED_METHODS, acme.id).rows
    assert (agreed.method.name, agreed.is_default, [listed.name for listed in methods()]) == ("Cash", True, ["Cash"])


def test_a_refused_agreement_leaves_no_method_behind(acme: Party) -> None:
    before = all_rows()
    with pytest.raises(RuleViolation):
        agree_on_new(acme.id, MethodDraft("Debit", MethodKind.DEBIT), AgreementDraft(0), a_key(), by=SYSTEM)
    db.session.rollback()
    assert all_rows() == before


def test_a_form_sent_twice_puts_one_method_on_the_list(acme: Party) -> None:
    key = a_key()
    agree_on_new(acme.id, MethodDraft("Cash"), AgreementDraft(0), key, by=SYSTEM)
    db.session.commit()
    with pytest.raises(AlreadyDone):
        agree_on_new(acme.id, MethodDraft("Cash"), AgreementDraft(0), key, by=SYSTEM)
    db.session.rollback()
    assert len(every_method()) == len(entries_of(AGREED_METHODS, acme.id).rows) == 1


@pytest.mark.parametrize(
    ("kind", "mandate", "signed", "wrong"),
    [
        (MethodKind.DEBIT, "M-1", date(2026, 1, 2), []),
        (MethodKind.DEBIT, "", date(2026, 1, 2), ["mandate"]),
        (MethodKind.DEBIT, "M-1", None, ["mandate_on"]),
        (MethodKind.TRANSFER, "", None, []),
        (MethodKind.TRANSFER, "M-1", None, ["mandate"]),
        (MethodKind.CARD, "", date(2026, 1, 2), ["mandate_on"]),
    ],
)
def test_a_direct_debit_has_its_mandate_and_nothing_else_has_one(
    acme: Party, kind: MethodKind, mandate: str, signed: date | None, wrong: list[str]
) -> None:
    draft = AgreementDraft(a_method("Some way", kind=kind), mandate, signed)
    assert [broken.field for broken in wrong_in_agreement(draft)] == wrong


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (MethodDraft(""), ["name"]),
        (MethodDraft("Late", days=366), ["days"]),
        (MethodDraft("Early", days=-1), ["days"]),
        (MethodDraft("A year", days=365), []),
    ],
)
def test_a_method_has_a_name_and_days_within_a_year(app: Any, draft: MethodDraft, wrong: list[str]) -> None:
    assert [broken.field for broken in wrong_in_method(draft)] == wrong


@pytest.mark.parametrize("name", ["CASH", "Ćash", "cash"])
def test_case_and_accents_make_no_other_name(app: Any, name: str) -> None:
    a_method("Cash")
    other = a_method("Other")
    with pytest.raises(RuleViolation):
        a_method(name)
    db.session.rollback()
    with pytest.raises(RuleViolation):
        edit(other, MethodDraft(name))
    db.session.rollback()
    assert [listed.name for listed in methods()] == ["Cash", "Other"]


def refused_at(party: Party, draft: AgreementDraft) -> str | None:
    """At which field a second agreement is refused; None where it is made."""
    try:
        add_entry(AGREED_METHODS, party.id, draft, a_key(), by=SYSTEM)
    except RuleViolation as violation:
        db.session.rollback()
        return violation.field
    db.session.commit()
    return None


def test_a_client_agrees_on_a_method_once(acme: Party) -> None:
    cash = a_method("Cash", kind=MethodKind.CASH)
    an_entry(acme, AGREED_METHODS, AgreementDraft(cash))
    assert refused_at(acme, AgreementDraft(cash, note="Once more")) == "method_id"
    assert refused_at(a_client("Beta S.r.l."), AgreementDraft(cash)) is None
    assert len(entries_of(AGREED_METHODS, acme.id).rows) == 1


def test_a_direct_debit_is_agreed_on_once_a_mandate(acme: Party) -> None:
    debit, signed = a_method("Debit", kind=MethodKind.DEBIT), date(2026, 1, 2)
    an_entry(acme, AGREED_METHODS, AgreementDraft(debit, "M-1", signed))
    assert refused_at(acme, AgreementDraft(debit, "M-1", signed)) == "mandate"
    assert refused_at(acme, AgreementDraft(debit, "M-2", signed)) is None


def test_no_agreement_is_changed_into_another_one_of_the_client(acme: Party) -> None:
    cash, card = a_method("Cash"), a_method("Card")
    an_entry(acme, AGREED_METHODS, AgreementDraft(cash))
    other = an_entry(acme, AGREED_METHODS, AgreementDraft(card))
    with pytest.raises(RuleViolation) as refused:
        edit_entry(AGREED_METHODS, acme.id, other.id, AgreementDraft(cash), other.version, a_key(), by=SYSTEM)
    assert refused.value.field == "method_id"


def test_two_alike_that_a_merge_has_brought_together_can_be_changed(acme: Party) -> None:
    cash = a_method("Cash")
    first = an_entry(acme, AGREED_METHODS, AgreementDraft(cash))
    second = an_entry(a_client("Acme"), AGREED_METHODS, AgreementDraft(cash))
    second.party_id, second.is_default = acme.id, False
    db.session.commit()
    note = AgreementDraft(cash, note="The older one", is_default=True)
    edit_entry(AGREED_METHODS, acme.id, first.id, note, first.version, a_key(), by=SYSTEM)
    assert first.note == "The older one"


def test_what_is_not_offered_any_more_stays_with_those_who_agreed(acme: Party) -> None:
    cash = a_method("Cash")
    agreed = an_entry(acme, AGREED_METHODS, AgreementDraft(cash))
    edit(cash, MethodDraft("Cash", is_offered=False))
    assert methods() == [] and [listed.id for listed in methods(also=cash)] == [cash]
    assert agreed.method.name == "Cash"


def test_two_who_change_a_method_at_once_see_each_other(app: Any) -> None:
    cash = a_method("Cash")
    edit(cash, MethodDraft("Cash", days=3))
    with pytest.raises(EditConflict):
        edit(cash, MethodDraft("Cash", days=5))
    db.session.rollback()
    assert method(cash).days == 3


def test_only_what_is_on_the_list_is_agreed_on(acme: Party) -> None:
    with pytest.raises(RuleViolation):
        add_entry(AGREED_METHODS, acme.id, AgreementDraft(999), a_key(), by=SYSTEM)
