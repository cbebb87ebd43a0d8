"""What the search stands on: a trigram index beside the parties on SQLite, one within PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, delete, insert, text, update

from tests.migrations.filling import FIRST, row_of
from tests.migrations.house import House, revisions

FOUND = text("SELECT rowid FROM party_search WHERE search_text LIKE :pattern ORDER BY rowid")
# Compares the index with the table, word by word; fails when they differ.
COMPARE = text("INSERT INTO party_search (party_search, rank) VALUES ('integrity-check', 1)")


class Parties:
    """Parties put on file without the application, and found again."""

    def __init__(self, house: House) -> None:
        self.house = house
        tables = {table.name: table for table in house.tables()}
        self.party: Table = tables["party"]
        self.act: Table = tables["act"]

    def add(self, number: int, search_text: str) -> None:
        with self.house.engine.begin() as connection:
            connection.execute(insert(self.act).values(row_of(self.act, number)))
            connection.execute(insert(self.party).values({**row_of(self.party, number), "search_text": search_text}))

    def change(self, number: int, **values: str) -> None:
        with self.house.engine.begin() as connection:
            connection.execute(update(self.party).where(self.party.c.id == number).values(values))

    def remove(self, number: int) -> None:
        with self.house.engine.begin() as connection:
            connection.execute(delete(self.party).where(self.party.c.id == number))

    def found(self, pattern: str) -> list[int]:
        """What the index finds; it is the table's own words that it is asked for, so that it must hold them all."""
        with self.house.engine.begin() as connection:
            connection.execute(COMPARE)
            return list(connection.execute(FOUND, {"pattern": pattern}).scalars())


@pytest.fixture
def parties(house: House) -> Parties:
    house.upgrade()
    return Parties(house)


@pytest.mark.sqlite
def test_the_index_follows_a_party_that_comes_changes_and_goes(parties: Parties) -> None:
    parties.add(FIRST, " lodz wspolnicy")
    assert parties.found("% lo%") == parties.found("%wspol%") == [FIRST]
    parties.change(FIRST, search_text=" torino")
    assert (parties.found("%lodz%"), parties.found("%torino%")) == ([], [FIRST])
    parties.remove(FIRST)
    assert parties.found("%torino%") == []


@pytest.mark.sqlite
def test_the_index_does_not_care_for_the_other_columns(parties: Parties) -> None:
    parties.add(FIRST, " torino")
    parties.change(FIRST, notes="moved", name="Other")
    assert parties.found("%torino%") == [FIRST]


@pytest.mark.sqlite
def test_the_index_comes_back_with_the_parties_after_a_step_down_below_them(house: House) -> None:
    house.upgrade()
    house.downgrade(revisions()[1])
    house.upgrade()
    parties = Parties(house)
    parties.add(FIRST, " torino")
    assert parties.found("%torino%") == [FIRST]


@pytest.mark.postgres
def test_postgresql_walks_its_trigram_index(house: House) -> None:
    house.upgrade()
    with house.engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = (
            connection.execute(text("EXPLAIN SELECT id FROM party WHERE search_text LIKE '%torino%'")).scalars().all()
        )
    assert any("ix_party_search_text" in line for line in plan), plan
