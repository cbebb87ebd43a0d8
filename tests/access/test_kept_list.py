"""Every route with the sign on its door stands in `routes.txt`, where a reader of a change sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.domain.accounts.permissions import GRANTS, Permission, StaffRole
from app.web.guards import guard_of
from app.web.transactions import SAFE_METHODS
from tests.access.office import ADMIN, EVERYBODY, STAFF

KEPT = Path(__file__).with_name("routes.txt")


def line(endpoint: str, rule: str, methods: set[str]) -> str:
    guard = guard_of(endpoint)
    verbs = ",".join(sorted(methods - {"HEAD", "OPTIONS"}))
    right = guard.permission or guard.opens
    return f"{verbs:5} {rule:56} {endpoint:27} {guard.door}{f', {right}' if right else ''}"


def test_every_route_stands_in_the_kept_list_with_its_guard(app: Flask) -> None:
    found = {line(rule.endpoint, rule.rule, rule.methods or set()) for rule in app.url_map.iter_rules()}
    kept = {kept for kept in KEPT.read_text().splitlines() if kept and not kept.startswith("#")}
    assert found == kept, "\n".join(
        [f"{KEPT.name} and the URL map differ.", *(f"+ {one}" for one in sorted(found - kept)),
         *(f"- {one}" for one in sorted(kept - found))]
    )  # fmt: skip


def test_the_kept_list_is_sorted_by_address() -> None:
    kept = [kept for kept in KEPT.read_text().splitlines() if kept and not kept.startswith("#")]
    assert kept == sorted(kept, key=lambda one: one[6:])


@pytest.mark.parametrize(("role", "rights"), [(StaffRole.ADMIN, ADMIN), (StaffRole.STAFF, STAFF)])
def test_a_role_has_the_rights_of_the_law_book_and_no_other(role: StaffRole, rights: frozenset[str]) -> None:
    assert {permission.value for permission in GRANTS[role]} == rights


def test_every_permission_is_granted_to_somebody_and_opens_some_door(app: Flask) -> None:
    granted = frozenset().union(*GRANTS.values())
    used = {guard_of(endpoint).permission for endpoint in app.view_functions}
    assert set(Permission) == granted
    assert set(Permission) - used == set()


def test_every_kind_of_person_that_the_guards_know_walks_through_the_house() -> None:
    assert {person.role for person in EVERYBODY} == {"", "staff", "portal"}
    assert {person.rights for person in EVERYBODY if person.role == "staff"} == {ADMIN, STAFF}


def test_nothing_that_changes_something_is_reached_by_a_mere_link(app: Flask) -> None:
    """A view that answers GET and POST alike would be guarded once, and read-only at one of them."""
    both = [rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) & SAFE_METHODS - {"OPTIONS"}
            and "POST" in (rule.methods or set())]  # fmt: skip
    assert both == []
