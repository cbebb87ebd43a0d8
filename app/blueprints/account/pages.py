"""The one page of all this, at the desk or in the portal."""

from __future__ import annotations

from typing import Any

from flask.wrappers import Response
from flask_login import current_user

from app.blueprints.account.forms import (
    KeyForm,
    NameForm,
    OwnDataForm,
    PasswordForm,
    PortalPreferencesForm,
    preferences_form,
)
from app.domain.accounts.devices import device_name
from app.domain.accounts.sessions import sessions_of
from app.domain.accounts.two_factor import protection_of
from app.domain.contacts.own import own_notices
from app.web.notices import NOTICE_WORDS
from app.web.pages import page


def account_page(
    *,
    profile: NameForm | OwnDataForm | None = None,
    preferences: PortalPreferencesForm | None = None,
    password: PasswordForm | None = None,
    theirs: Any = None,
    status: int = 200,
) -> Response:
    """Everything that is one's own; a form that was refused stands in the place of the fresh one."""
    return page(
        "account/show.html",
        layout=layout(),
        profile=profile or profile_form(),
        theirs=theirs,
        preferences=preferences or preferences_form(current_user).of(current_user),
        notices=own_notices(current_user.login_id, [one.id for one in current_user.reach])
        if current_user.is_portal
        else [],
        notice_words=NOTICE_WORDS,
        keys=KeyForm(formdata=None),
        password=password or PasswordForm(formdata=None),
        protection=protection_of(current_user.login_id),
        sessions=[(one, device_name(one.device)) for one in sessions_of(current_user.login_id)],
        status=status,
    )


def layout() -> str:
    """The frame that one works in."""
    return "layouts/portal.html" if current_user.is_portal else "layouts/desk.html"


def profile_form() -> NameForm | OwnDataForm:
    """Who signs in at the portal is a person on file; of the staff there is a name."""
    if current_user.is_portal:
        return OwnDataForm.of(current_user)
    return NameForm(formdata=None, name=current_user.name)
