"""Settings → Activity types."""

from __future__ import annotations

from tests.blueprints.clients.desk import flashes
from tests.support.cast import Cast
from tests.support.entries import EXAMPLES
from tests.support.rows import all_rows
from tests.support.visitor import Visitor
from tests.web.test_entries import opened

(ACTIVITY,) = (example for example in EXAMPLES if example.one == "activity")


def offered(visitor: Visitor, cast: Cast) -> list[str]:
    return opened(visitor, ACTIVITY, "new", cast.acme).texts("//select[@id='type_id']/option")


def test_types_are_renamed_hidden_and_added(luca: Visitor, cast: Cast) -> None:
    assert offered(luca, cast) == ["Call", "Meeting", "Task", "Email", "Note"]
    form = luca.get("settings.activity_types").form("types_form")
    saved = form.submit(name_1="Phone call", hidden_5="y", name_new="Visit").follow()
    assert flashes(saved) == ["Saved."]
    assert offered(luca, cast) == ["Phone call", "Meeting", "Task", "Email", "Visit"]


def test_a_name_given_twice_is_refused_and_nothing_typed_is_lost(luca: Visitor, cast: Cast) -> None:
    form = luca.get("settings.activity_types").form("types_form")
    before = all_rows()
    refused = form.submit(name_1="Visit", name_new="visit")
    assert refused.status == 422 and any("Two types cannot have one name." in error for error in refused.errors())
    assert refused.form("types_form").values["name_new"] == "visit" and all_rows() == before


def test_the_second_of_two_admins_sees_what_the_first_one_saved(luca: Visitor, cast: Cast) -> None:
    first, second = (luca.get("settings.activity_types").form("types_form") for _ in range(2))
    first.submit(name_1="Phone call")
    refused = second.submit(name_1="Ring")
    assert refused.status == 409 and refused.says("What they saved", "Phone call")
    again = refused.form("types_form")
    assert again.values["name_1"] == "Ring"  # nothing typed is lost
    again.fill(seen_version=refused.find("//input[@name='seen_version']")[0].get("value"))
    assert again.submit().status == 303 and offered(luca, cast)[0] == "Ring"
