"""Payment methods on the card."""

from __future__ import annotations

from app.domain.terms.methods import AGREED_METHODS, AgreementDraft
from app.domain.terms.models import MethodKind
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES, a_method, an_entry
from tests.support.visitor import Answer, Visitor
from tests.web.test_entries import opened

(METHOD,) = (example for example in EXAMPLES if example.one == "method")


def offered(answer: Answer) -> list[str | None]:
    """What can be chosen."""
    return [option.get("value") for option in answer.find("//select[@name='method_id']/option[not(@disabled)]")]


def test_what_is_agreed_on_is_seen_and_not_chosen_once_more(marta: Visitor, cast: Cast) -> None:
    cash, debit = a_method("Cash"), a_method("Debit", kind=MethodKind.DEBIT)
    agreed = an_entry(cast.acme, AGREED_METHODS, AgreementDraft(cash))
    page = opened(marta, METHOD, "new", cast.acme)
    assert page.says("Cash · at once")
    assert offered(page) == [str(debit), "new"]
    edited = marta.get("terms.edit_method", client_id=cast.acme.id, entry_id=agreed.id)
    assert offered(edited) == [str(cash), str(debit)]


def test_who_agrees_second_on_the_same_is_told_so_at_the_field(marta: Visitor, cast: Cast) -> None:
    cash = a_method("Cash")
    page = opened(marta, METHOD, "new", cast.acme)
    an_entry(cast.acme, AGREED_METHODS, AgreementDraft(cash))
    answer = page.form("entry_form").submit(method_id=str(cash), note="Only in May")
    assert answer.status == 422
    assert answer.says("The client has agreed on this already.") and answer.says("Only in May")
