"""The form of a contact."""

from __future__ import annotations

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, IntegerField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.domain.accounts.passwords import LONGEST, hash_new, seal
from app.domain.contacts.actions import ContactDraft
from app.domain.contacts.inviting import Invitation
from app.domain.messaging.templates import TemplateKey
from app.domain.messaging.wordings import is_on
from app.web.formatting import LANGUAGE_NAMES
from app.web.forms import PageForm, VersionedForm, text
from app.web.ids import LARGEST

LANGUAGES = [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items())]


class ContactForm(VersionedForm):
    """A person who speaks for the client, and what they sign in with. An empty password means unchanged, or none."""

    first_name = StringField(_l("First name"), validators=[Length(max=100)])
    last_name = StringField(_l("Last name"), validators=[InputRequired(), Length(max=100)])
    position = StringField(_l("Position"), validators=[Length(max=100)])
    email = EmailField(
        _l("Email"), validators=[Optional(), Length(max=254), Email(message=_l("This is not an email address."))]
    )
    phone = StringField(_l("Phone"), validators=[Length(max=60)])
    language = SelectField(_l("Language"), choices=LANGUAGES, default="")
    password = PasswordField(_l("Password"), validators=[Length(max=LONGEST)])
    no_welcome = BooleanField(_l("Do not send the welcome email"))
    set_password = BooleanField(_l("Send an email to set the password"))
    is_primary = BooleanField(_l("Primary contact"))
    is_active = BooleanField(lazy_pgettext("of a contact", "Active"), default=True)
    is_another = BooleanField(_l("This is somebody else with the same email"))

    def draft(self, *, is_new: bool = False) -> ContactDraft:
        """What was written. The password is checked and hashed here, before any writing transaction.

        A welcome goes to a new contact only. Raises RuleViolation at the password.
        """
        return ContactDraft(
            first_name=text(self.first_name.data),
            last_name=text(self.last_name.data),
            position=text(self.position.data),
            email=text(self.email.data),
            phone=text(self.phone.data),
            language=self.language.data or "",
            is_primary=bool(self.is_primary.data),
            is_active=bool(self.is_active.data),
            is_another=bool(self.is_another.data),
            invitation=Invitation(
                welcome=is_new and bool(text(self.email.data)) and not self.no_welcome.data,
                set_password=bool(self.set_password.data),
            ),
            password_seal=seal(self.password.data, self.key.data or "") if self.password.data else "",
            password_hash=hash_new(self.password.data, email=text(self.email.data)) if self.password.data else None,
        )

    def ask_password_again(self) -> None:
        """A password is never sent back: who saves without typing it again would save none, and not know."""
        if self.password.data and not self.password.errors:
            self.password.errors = [gettext("Type the password again: it is not kept in the form.")]


class AssociateForm(PageForm):
    """A person who is on file already."""

    no_welcome = BooleanField(_l("Do not send the welcome email"))

    person_id = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST)])
    position = StringField(_l("Position"), validators=[Length(max=100)])


class AccessForm(PageForm):
    """A button of a row; of the switch, which way."""

    is_on = StringField()


def boxes_off() -> dict[str, bool]:
    """Which boxes of the form say nothing, because their template is off: it wins (PRODUCT.md 7)."""
    return {
        "welcome_is_off": not is_on(TemplateKey.WELCOME),
        "set_password_is_off": not is_on(TemplateKey.SET_PASSWORD),
    }
