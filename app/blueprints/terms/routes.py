from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.blueprints.terms import bp
from app.blueprints.terms.forms import AgreedMethodForm, BankForm, BonusForm, DiscountForm
from app.domain.parties.currencies import currency_of
from app.domain.parties.models import Party
from app.domain.terms.methods import agreed_once, methods
from app.web.entries import EntryDoors
from app.web.office import this_office


def first_method(client: Party) -> dict[str, Any]:
    """The first of the office's list that is not agreed on yet is chosen, if there is one."""
    agreed = agreed_once(client.id)
    left = [method for method in methods() if method.id not in agreed]
    return {"method_id": str(left[0].id)} if left else {}


def own_currency(client: Party) -> dict[str, Any]:
    """Amounts are in the client's currency, else in that of the office's country."""
    return {"currency": client.currency or currency_of(this_office().country)}


EntryDoors(
    bp,
    AgreedMethodForm,
    one="method",
    tab="payment-methods",
    fields="terms/_method.html",
    new_title=_l("Add a payment method"),
    begins_with=first_method,
).hang()

EntryDoors(
    bp,
    BankForm,
    one="bank",
    tab="banks",
    fields="terms/_bank.html",
    new_title=_l("New bank account"),
).hang()

EntryDoors(
    bp,
    BonusForm,
    one="bonus",
    tab="bonuses",
    fields="terms/_bonus.html",
    new_title=_l("New bonus"),
    begins_with=own_currency,
).hang()

EntryDoors(
    bp,
    DiscountForm,
    one="discount",
    tab="discounts",
    fields="terms/_discount.html",
    new_title=_l("New discount"),
    begins_with=own_currency,
).hang()
