"""What any page may ask the database: one that asks more shows here, before anybody waits for it.

What a page costs with many rows and every filter is told where it lives; this looks at all that there are.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.access.addresses import addresses
from tests.access.office import EVERYBODY, Somebody, an_office
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

MOST = 10  # statements
# The overview of a card tells of most areas, and asks each that has something to tell: fields of the office's own and
# what is written in them, activities, contracts that are due. Interventions come with reports, signatures, technicians.
MORE = {"clients.show": 4, "clients.interventions": 2}
# Not a page: a file that asks every area what it knows of one party, a part after the other.
NO_PAGES = {"clients.personal_data"}
READERS = [person for person in EVERYBODY if person.who in {"an admin", "a contact of several clients"}]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.who)
def test_no_page_at_all_costs_more_than_ten_statements(app: Flask, reader: Somebody) -> None:
    office, visitor = an_office(), Visitor(app).signed_in_as(str(reader.email))
    costs = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint != "static":
            url = next(addresses(rule, office, reader)).url
            visitor.client.get(url).close()  # when somebody was last seen is noted once in five minutes
            with count_statements() as statements, visitor.client.get(url):
                costs[rule.endpoint] = len(statements)
    assert "clients.index" in costs
    assert {
        endpoint: cost
        for endpoint, cost in costs.items()
        if cost > MOST + MORE.get(endpoint, 0) and endpoint not in NO_PAGES
    } == {}
