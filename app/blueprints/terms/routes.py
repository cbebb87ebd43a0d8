from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.blueprints.terms import bp
from app.blueprints.terms.forms import BankForm
from app.web.entries import EntryDoors

EntryDoors(
    bp,
    BankForm,
    one="bank",
    tab="banks",
    fields="terms/_bank.html",
    new_title=_l("New bank account"),
).hang()
