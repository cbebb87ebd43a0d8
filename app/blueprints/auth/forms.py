"""The form that lets people in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.domain.accounts.passwords import LONGEST
from app.web.forms import PageForm


class SignInForm(PageForm):
    """Email and password. Whether they go together is not a matter of shape."""

    key = None  # signing in twice is signing in twice
    email = EmailField(_l("Email"), validators=[InputRequired(_l("Type your email.")), Length(max=254)])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Type your password.")), Length(max=LONGEST)])


class CodeForm(PageForm):
    """A code of the app, or a recovery code."""

    key = None  # each code is good once
    code = StringField(_l("Code"), validators=[InputRequired(_l("Type the code.")), Length(max=40)])


class ForgotPasswordForm(PageForm):
    """The email of somebody who would like a link."""

    key = None  # asking twice sends two, of which the newer one is good
    email = EmailField(_l("Email"), validators=[InputRequired(_l("Type your email.")), Length(max=254)])


class SetPasswordForm(PageForm):
    """The new password. It is typed once: a password manager types it twice without being asked."""

    key = None  # the link itself is good once
    link = HiddenField()  # the id of the link whose page this is: the cookie holds the one that was opened last
    password = PasswordField(
        _l("New password"), validators=[InputRequired(_l("Type a new password.")), Length(max=LONGEST)]
    )
