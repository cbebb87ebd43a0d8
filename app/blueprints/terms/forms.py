from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from app.domain.terms.banks import BANKS, BankDraft, bank_of, compact
from app.web.entries import EntryForm
from app.web.forms import lines, text


class BankForm(EntryForm):
    """An account of the client."""

    book = BANKS

    iban = StringField(_l("IBAN"), validators=[Length(max=60)])
    bic = StringField(_l("BIC"), validators=[Length(max=20)])
    bank = StringField(_l("Bank"), validators=[Length(max=200)])
    holder = StringField(_l("Account holder"), validators=[Length(max=200)])
    note = TextAreaField(_l("Notes"), validators=[Length(max=2_000)])
    is_default = BooleanField(_l("Default account"))

    def draft(self) -> BankDraft:
        """What was written. Name and BIC of the bank follow from the IBAN where they are left empty."""
        iban = compact(self.iban.data or "")
        known = bank_of(iban)
        return BankDraft(
            iban=iban,
            bic=compact(self.bic.data or "") or known.bic,
            bank=text(self.bank.data) or known.name,
            holder=text(self.holder.data),
            note=lines(self.note.data),
            is_default=bool(self.is_default.data),
        )
