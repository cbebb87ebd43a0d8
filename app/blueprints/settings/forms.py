"""The forms with which an admin looks after the office's people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import Email, InputRequired, Length

from app.domain.accounts.passwords import LONGEST
from app.domain.accounts.permissions import StaffRole
from app.domain.accounts.staff import StaffDraft
from app.web.forms import PageForm, text

ROLES = [
    SelectChoice(StaffRole.STAFF.value, _l("Staff member: the daily work")),
    SelectChoice(StaffRole.ADMIN.value, _l("Admin: settings and staff, too")),
]


class StaffForm(PageForm):
    """Name and role, as somebody saw them."""

    name = StringField(_l("Full name"), validators=[InputRequired(_l("Type a name.")), Length(max=100)])
    role = RadioField(_l("Works as"), choices=ROLES, default=StaffRole.STAFF.value)
    version = HiddenField()

    def draft(self) -> StaffDraft:
        return StaffDraft(text(self.name.data), StaffRole(self.role.data))


class NewStaffForm(StaffForm):
    """A new member of the staff also needs an email and a password."""

    version = None
    email = EmailField(
        _l("Email"),
        validators=[InputRequired(_l("Type an email.")), Length(max=254), Email(_l("This is not an email address."))],
    )
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Type a password.")), Length(max=LONGEST)])

    def draft(self) -> StaffDraft:
        return StaffDraft(text(self.name.data), StaffRole(self.role.data), text(self.email.data))


class ResetForm(PageForm):
    """Another password."""

    password = PasswordField(
        _l("New password"), validators=[InputRequired(_l("Type a new password.")), Length(max=LONGEST)]
    )


class SwitchForm(PageForm):
    """Nothing but a key: off, or on again."""
