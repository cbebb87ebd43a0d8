"""Settings → Payment methods: the office's list."""

from __future__ import annotations

from tests.blueprints.clients.desk import flashes
from tests.support.cast import Cast
from tests.support.entries import a_method
from tests.support.visitor import Visitor


def test_a_method_is_put_on_the_list(luca: Visitor) -> None:
    form = luca.get("settings.new_payment_method").form()
    listed = form.submit(name="Bank transfer", days="30", end_of_month=True).follow()
    assert flashes(listed) == ["Bank transfer is on the list."] and listed.says("30 days, end of month", "Offered")


def test_a_name_that_is_taken_is_said_at_its_field(luca: Visitor, cast: Cast) -> None:
    a_method("Cash")
    refused = luca.get("settings.new_payment_method").form().submit(name="cash", days="7")
    assert refused.status == 422 and refused.says("The list has a payment method of this name already.")
    assert refused.form().values["days"] == "7"


def test_taken_off_it_is_offered_to_nobody_and_stays_with_who_agreed(luca: Visitor, cast: Cast) -> None:
    cash = a_method("Cash")
    offered = luca.get("terms.new_method", client_id=cast.acme.id)
    offered.form("entry_form").submit(method_id=cash)
    luca.get("settings.edit_payment_method", method_id=cash).form().submit(is_offered=False)
    assert luca.get("clients.payment_methods", party_id=cast.acme.id).says("Cash", "No longer offered")
    assert not luca.get("terms.new_method", client_id=cast.zeta.id).find("//option[contains(., 'Cash ·')]")
    (line,) = luca.get("clients.payment_methods", party_id=cast.acme.id).find("//a[contains(., 'Edit Cash')]")
    assert luca.get_url(line.get("href")).form("entry_form").submit(note="Still").status == 303


def test_who_saves_second_is_shown_what_the_first_one_saved(luca: Visitor, cast: Cast) -> None:
    cash = a_method("Cash")
    mine = luca.get("settings.edit_payment_method", method_id=cash).form()
    luca.get("settings.edit_payment_method", method_id=cash).form().submit(days="3")
    refused = mine.submit(days="5")
    assert refused.status == 409 and refused.says("What they saved")


def test_the_list_is_the_owner_s(marta: Visitor) -> None:
    assert marta.get("settings.payment_methods").status == 403
