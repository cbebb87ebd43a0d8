"""Settings of clients: what new contacts open and get, until somebody decides otherwise for them."""

from __future__ import annotations

from app.db import db
from app.domain.contacts.defaults import ContactDefaults, contact_defaults
from app.domain.contacts.permissions import Notice, PortalPermission
from app.domain.history.models import Act
from tests.blueprints.contacts.desk import grid_of, is_ticked
from tests.support.builders import a_contact
from tests.support.cast import Cast
from tests.support.rows import all_rows
from tests.support.statements import count_statements
from tests.support.visitor import Form, Visitor

SAVING = 14


def form_of(visitor: Visitor) -> Form:
    return visitor.get("settings.clients").form("contact_defaults_form")


def test_it_is_for_admins(marta: Visitor, carla: Visitor) -> None:
    assert marta.post("settings.update_contact_defaults").status == 403
    assert carla.post("settings.update_contact_defaults").status == 404


def test_a_new_contact_begins_with_what_was_saved_and_nobody_else_is_rewritten(
    luca: Visitor, marta: Visitor, cast: Cast
) -> None:
    assert form_of(luca).values.getlist("permissions") == [word.value for word in PortalPermission]
    saved = form_of(luca).submit(permissions=["mail"], notices=["mail_item", "invoice"])
    assert saved.status == 303 and saved.follow().says("Saved.")
    assert form_of(luca).values.getlist("notices") == ["invoice", "mail_item"]
    a_contact(cast.acme, "Nina", "Verdi")
    page = grid_of(marta, cast.acme)
    assert (is_ticked(page, "Mail, Nina Verdi"), is_ticked(page, "Support, Nina Verdi")) == (True, False)
    assert (is_ticked(page, "Support, Carla Rossi"), is_ticked(page, "Ticket, Carla Rossi")) == (True, True)


def test_none_at_all_can_be_saved(luca: Visitor) -> None:
    assert form_of(luca).submit(permissions=[], notices=[]).status == 303
    assert contact_defaults()[0] == ContactDefaults(frozenset(), frozenset())


def test_what_does_not_exist_is_refused(luca: Visitor) -> None:
    before = all_rows()
    for wrong in ({"permissions": ["everything"]}, {"notices": ["invoices"]}, {"notices": [""]}):
        assert form_of(luca).submit(**wrong).status == 422
    assert all_rows() == before


def test_the_second_editor_sees_what_the_first_one_saved(luca: Visitor) -> None:
    first, second = form_of(luca), form_of(luca)
    first.submit(permissions=["mail", "support"])
    late = second.submit(notices=["ticket"])
    assert late.status == 409 and late.says("Support, Mail")
    assert late.form("contact_defaults_form").submit(seen_version="1").status == 303
    assert contact_defaults()[0] == ContactDefaults(frozenset(PortalPermission), frozenset({Notice.TICKET}))


def test_a_double_click_is_one_act(luca: Visitor) -> None:
    form = form_of(luca).fill(notices=["ticket"])
    before = db.session.query(Act).count()
    assert [form.submit().status, form.submit().status] == [303, 303]
    assert db.session.query(Act).count() == before + 1


def test_saving_costs_a_fixed_number_of_statements(luca: Visitor) -> None:
    form = form_of(luca).fill(notices=["ticket"])
    with count_statements() as statements:
        assert form.submit().status == 303
    assert len(statements) <= SAVING, "\n".join(statements)
