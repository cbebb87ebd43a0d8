"""Every address of the URL map, with ids of records that are there, and with ids of others'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from app.domain.contacts.queries import portal_login_of
from tests.access.office import Office, Somebody, session_of

# No record has the first; no column could hold the second.
NOBODY_S_ID, ABSURD_ID = 999_999_999, 10**20
PARAMETER = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """An address, and whether what it names is there for the person who asks."""

    url: str
    is_theirs: bool = True


def addresses(rule: Rule, office: Office, person: Somebody) -> Iterator[Address]:
    """A rule's addresses: first with records that are there, then with each of its ids in turn another's or none."""
    right = {name: filling(rule, name, office, person) for name in rule.arguments}
    yield Address(built(rule, right))
    for name in rule.arguments:
        for wrong in strangers(rule, name, office, person):
            yield Address(built(rule, {**right, name: wrong}), is_theirs=False)


def filling(rule: Rule, name: str, office: Office, person: Somebody) -> Any:
    """A value for a parameter that names something which is there for this person."""
    cast = office.cast
    if is_in_portal(rule) and name == "client_id":
        return office.client(person.reaches[0] if person.reaches else "acme")
    if rule.endpoint.startswith("archive."):
        return office.gone_id if "receipt" in rule.endpoint else office.delta.id
    values = {
        "act_id": office.data_act_id if rule.endpoint == "clients.personal_data" else office.act_id,
        "activity_id": office.planned["acme"],
        "client_id": cast.acme.id,
        "contact_id": cast.carla.id,
        "contract_id": office.contract_ids["acme"],
        "email_id": office.email_id,
        "entry_id": office.entry_id if is_in_calendar(rule) else line_of(rule, office).get("acme", NOBODY_S_ID),
        "field_id": office.field_id,
        "file_id": office.contract_file_ids["acme"],
        "filename": "css/base.css",
        "import_id": office.import_id,
        "job_id": office.job_id,
        "kind": "parties",
        "login_id": cast.marta.id,
        "mail_id": office.mail_ids["zeta" if person.reaches == ("zeta",) else "acme"],
        "method_id": office.method_id,
        "name": "collected" if rule.endpoint.startswith("mail.") else "make-prospect",
        "number": 0,  # of a template's words: how they came
        "party_id": cast.acme.id,
        "photo_id": office.photo_ids["acme"],
        "report_id": office.report_ids["acme"],
        "segment_id": office.segment_ids.get(person.email, office.segment_ids[cast.luca.email]),
        "session_id": session_of(person.email or cast.luca.email),
        "token": office.feed_token if is_in_calendar(rule) else "no-link-of-ours",
        "template": "welcome",
        "version": 1 if rule.endpoint in {"contracts.ask_void", "contracts.void", "contracts.signed_paper"} else 2,
        "template_id": 1,  # of the contract templates that come along
    }
    assert name in values, f"Say in {__file__} what stands for <{name}> of {rule.rule}, and what a stranger's would be."
    return values[name]


def line_of(rule: Rule, office: Office) -> dict[str, int]:
    """The lines of the list that an endpoint is about: `terms.edit_bank` is about banks."""
    return next((ids for one, ids in office.lines.items() if rule.endpoint.endswith(f"_{one}")), {})


def is_in_calendar(rule: Rule) -> bool:
    """Whether its entries are the office's own, and its token that of a feed."""
    return rule.endpoint.startswith("calendar.")


def is_in_portal(rule: Rule) -> bool:
    """Whether its client is one of those that the person reaches."""
    return rule.endpoint.startswith("portal.") or rule.endpoint == "account.update_notices"


def strangers(rule: Rule, name: str, office: Office, person: Somebody) -> list[Any]:
    """Values that name nothing, or something that is not there for this person."""
    if name == "name":
        return ["make-nothing"]
    if name == "token" and is_in_calendar(rule):
        return ["no-calendar-of-ours"]
    if name == "token":
        return []  # whatever it is, the answer leads to the same page, which tells a good link from a dead one
    if name in {"template", "kind"}:
        return ["nothing"]
    if name == "filename":
        return ["../../config.py", "%2e%2e/%2e%2e/config.py", "nothing.css"]
    return [NOBODY_S_ID, ABSURD_ID, *others(rule, name, office, person)]


def others(rule: Rule, name: str, office: Office, person: Somebody) -> list[int]:
    cast = office.cast
    if name == "client_id" and is_in_portal(rule):
        return [office.client(name) for name in ("acme", "bravo", "zeta", "delta") if name not in person.reaches]
    if name == "client_id" and rule.arguments & {"contact_id", "entry_id"}:
        return [cast.zeta.id]  # what is Acme's under another client
    if name == "entry_id" and is_in_calendar(rule):
        return [office.planned["acme"]]  # an entry, but none of the office's own
    if name == "activity_id":
        return [office.lines["activity"]["acme"]]  # on a card, but not in the calendar
    if name == "entry_id":
        return [line_of(rule, office)["zeta"]]
    if name == "file_id":
        return [office.contract_file_ids["zeta"]]  # beside another contract
    if name == "photo_id":
        return [office.photo_ids["zeta"]]
    if name == "report_id":
        return [office.report_ids["zeta"]]
    if name == "contact_id":
        return [cast.zoe.id]
    if name == "mail_id" and rule.endpoint.startswith("portal."):
        return [office.mail_ids["acme" if person.reaches == ("zeta",) else "zeta"]]
    if name == "party_id" and rule.endpoint.startswith("archive."):
        return [cast.acme.id]  # not in the Archive
    if name == "login_id":
        carla = portal_login_of(cast.carla.person_id)
        return [carla.id] if carla else []  # no member of the staff
    if name == "segment_id":
        return [id_ for email, id_ in office.segment_ids.items() if email != person.email]
    if name == "session_id":
        return [session_of((cast.marta if person.email == cast.luca.email else cast.luca).email)]
    return []


def built(rule: Rule, values: dict[str, Any]) -> str:
    """The path of a rule; what its converters would not take stands there all the same."""
    return PARAMETER.sub(lambda parameter: str(values[parameter[1]]), rule.rule)
