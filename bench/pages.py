"""The pages that are measured, and the least that a database has to be asked for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.domain.paging import PageKey
from bench import people
from bench.floor import Database

Asked = list[tuple[str, list[Any]]]

LIST = """
    SELECT id, name, number, city, tax_id, email, phone, customer_since FROM party
    WHERE client_role = 'customer' AND status <> 'archived' {also} ORDER BY {order} LIMIT 51
"""
ARCHIVE = """
    SELECT party.id, name, number, archived_at, by_name FROM party JOIN act ON act.id = status_act_id
    WHERE status = 'archived' ORDER BY archived_at DESC, party.id DESC LIMIT 51
"""
MAIL = """
    SELECT mail_item.id, party.id, sender, mail_item.number, name, party.number, place, received_at FROM mail_item
    JOIN party ON party.id = party_id WHERE state = 'waiting' ORDER BY received_at DESC, mail_item.id DESC LIMIT 51
"""
PARTY = (
    "SELECT id, name, number, tax_id, street, city, email, phone, customer_since, created_at FROM party WHERE id = ?"
)
CONTACTS = """
    SELECT contact.id, name, email, position FROM contact JOIN party ON party.id = person_id
    WHERE client_id = ? ORDER BY contact.id
"""
EVENTS = """
    SELECT event.id, event.at, by_name FROM event JOIN act ON act.id = act_id
    WHERE party_id = ? ORDER BY event.id DESC LIMIT 21
"""
FOUND = (
    "SELECT id, name, number, city FROM party WHERE client_role = 'customer' AND status <> 'archived' {also} LIMIT 6"
)
COUNT = "SELECT count(*) FROM party WHERE client_role = 'customer' AND status <> 'archived'"
WAITING = "SELECT count(*) FROM mail_item WHERE state = 'waiting'"


ONE = 778  # an active customer of every office, whatever its size


@dataclass(frozen=True, slots=True)
class Measured:
    """A page, or with a target the part of one, and the questions of its floor. None: only its growth is looked at."""

    name: str
    path: str
    target: str = ""
    asked: Asked | None = None

    @property
    def is_partial(self) -> bool:
        return bool(self.target)


def pages(database: Database, *, is_postgresql: bool) -> list[Measured]:
    """The pages whose cost is compared with their floor."""
    rare = surname(ONE)
    finds_rare = f"AND search_text LIKE '%{rare}%'"
    if not is_postgresql:
        finds_rare = f"AND id IN (SELECT rowid FROM party_search WHERE search_text LIKE '%{rare}%')"
    finds_common = f"AND sort_name >= '{people.COMMON_WORD}' AND sort_name < '{people.COMMON_WORD}~'"
    sort_name, id_ = database.ask(
        "SELECT sort_name, id FROM party WHERE client_role = 'customer' AND status <> 'archived'"
        " ORDER BY sort_name DESC, id DESC LIMIT 1 OFFSET 50",
        [],
    )[0]
    last = f"AND (sort_name, id) > ('{sort_name}', {id_})"
    after = quote(str(PageKey(0, sort_name, id_, 1)))
    client = 3 * ONE - 2
    return [
        Measured("list", "/clients", asked=[(listed(), [])]),
        Measured("list, last page", f"/clients?after={after}", asked=[(listed(last), [])]),
        Measured("search, rare word", f"/clients?q={rare}", asked=[(listed(finds_rare), [])]),
        Measured("search, common word", f"/clients?q={people.COMMON_WORD}", asked=[(listed(finds_common), [])]),
        Measured("card", f"/clients/{client}", asked=of_client(PARTY, CONTACTS, EVENTS, client=client)),
        Measured("archive", "/archive", asked=[(ARCHIVE, [])]),
        Measured("mail", "/mail", asked=[(MAIL, [])]),
        Measured(
            "sorted by city", "/clients?sort=city", "client_list", [(listed(order="city_key, sort_name, id"), [])]
        ),
        Measured("search as typed", f"/clients?q={rare}", "client_list", [(listed(finds_rare), [])]),
        Measured("tab contacts", f"/clients/{client}/contacts", "card", of_client(PARTY, CONTACTS, client=client)),
        Measured("tab mail", f"/clients/{client}/mail", "card", of_client(PARTY, client=client)),
        Measured(
            "search panel", f"/search?q={rare}", "search_results", [(looked_up(FOUND.format(also=finds_rare)), [])]
        ),
        Measured(
            "dialog of archive",
            "/clients/archive?ids=1&ids=4",
            "dialog",
            [("SELECT 1 FROM party WHERE id IN (1, 4)", [])],
        ),
        Measured("what waits", "/mail/waiting", "mail_waiting", [("SELECT 1 WHERE 0 = 1", []), (WAITING, [])]),
    ]


def listed(also: str = "", order: str = "sort_name, id") -> str:
    """The SQL of a list of clients."""
    return looked_up(LIST.format(also=also, order=order))


def looked_up(sql: str) -> str:
    """The sign keeps SQLite from walking all customers where it has the ids."""
    return sql.replace("client_role =", "+client_role =") if "rowid" in sql else sql


def of_client(*questions: str, client: int) -> Asked:
    """Questions about one client; what they yield stands once on its page."""
    return [("SELECT 1 WHERE 0 = 1", []), *((sql, [client]) for sql in questions)]


def surname(number: int) -> str:
    """A word that few clients bear: a surname in the name of this one."""
    return str(people.household(number).rows["party"][0]["name"].split()[2].lower())
