"""The form of what new contacts begin with: a part of Settings → Clients."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.contacts.defaults import ContactDefaults, contact_defaults
from app.domain.contacts.granting import Box
from app.domain.contacts.permissions import Notice, PortalPermission
from app.web.contacts import box_name
from app.web.forms import VersionedForm

BOXES: dict[str, Collection[Box]] = {"permissions": tuple(PortalPermission), "notices": tuple(Notice)}


class ContactDefaultsForm(VersionedForm):
    """The boxes that are ticked for a new contact."""

    permissions = SelectMultipleField(
        _l("Opens in the portal"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    notices = SelectMultipleField(
        _l("Gets by email"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for name, boxes in BOXES.items():
            self[name].choices = [SelectChoice(box.value, box_name(box)) for box in boxes]

    def draft(self) -> ContactDefaults:
        return ContactDefaults(
            permissions=frozenset(map(PortalPermission, self.permissions.data or [])),
            notices=frozenset(map(Notice, self.notices.data or [])),
        )


def contact_defaults_part(
    form: ContactDefaultsForm | None = None, theirs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the page shows of it: the form as it stands, or as somebody sent it, with what another admin saved."""
    saved, version = contact_defaults()
    ticked = {"permissions": in_order(saved.permissions), "notices": in_order(saved.notices)}
    return {
        "contacts_form": form or ContactDefaultsForm(formdata=None, **ticked, version=version),
        "their_contacts": {name: in_order(boxes) for name, boxes in theirs.items()} if theirs else None,
        "contacts_version": version,
    }


def in_order(ticked: Collection[Box]) -> list[str]:
    """The boxes that are ticked, as the form lists them."""
    return [box.value for boxes in BOXES.values() for box in boxes if box in ticked]
