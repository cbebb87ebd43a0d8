"""A made-up office of any size: the same rows for the same number of clients, whoever makes them, and whenever.

Of a hundred clients ten are archived and three deactivated; half bear the tag *Monthly*, two *VIP*, one in ten thousand
*Rare*. Each has two contacts of its own, one in ten a contact who signs in, and every second one has mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from app.domain.history.models import ActorKind, Deed, EventKind
from app.domain.mailroom.models import MailKind, MailState
from app.domain.parties.drafts import PartyDraft, columns_of
from app.domain.parties.models import ClientRole, PartyKind, PartyStatus
from app.domain.parties.phones import Phone
from app.domain.parties.text import fold, natural_key, words_of, words_of_number

BEGAN = datetime(2020, 1, 2, 9, tzinfo=UTC)
CLIENTS_AN_ACT = 1000
TAGS = ("Monthly", "VIP", "Rare")
COMMON_WORD = "studio"  # in the name of every fourth client
WORDS = (  # noqa: SIM905
    "Alba Borea Corallo Delta Eco Faro Gamma Idra Luce Meridiana Nodo Onda Prisma Quarzo Rovo Sole Terra Vento"
).split()
TRADES = ("Studio", "Impianti", "Consulting", "Edilizia", "Studio", "Servizi", "Logistica", "Trading")
FORMS = ("S.r.l.", "S.p.A.", "S.n.c.", "sp. z o.o.", "SAS", "GmbH")
FIRST_NAMES = "Ada Bruno Carla Dario Elena Fabio Giulia Hanna Ivo Jadwiga Karol Lucia Marek Nina Otto Paola".split()  # noqa: SIM905
# Of as many kinds as names really have, so that a rare name is made of rare parts.
SYLLABLES = (  # noqa: SIM905
    "al ar bar ber bia bor bru cal car cel chi cia cor cza dal dam del dra dub eck ema fal fer fio for fra gal gia "
    "gli gna gor gra gru hal hof igi jak jan jur kal kow krz kub lan leo lew lis lom luc mag mal mar mic mor nar nas "
    "nic now odd ogl ott pal pas per pie pol pru qua que ran rey ric ros rug rze sal san sca sch ser sko spa ste sza "
    "szk tar tes tor tra tuc ubi ugo val ven ver vig wal wer wil woj wro xen yan zag zam zel zik zol zuc"
).split()
CITIES = [
    ("Torino", "IT"),
    ("Milano", "IT"),
    ("Roma", "IT"),
    ("Napoli", "IT"),
    ("Łódź", "PL"),
    ("Kraków", "PL"),
    ("Lyon", "FR"),
    ("Köln", "DE"),
]


@dataclass(frozen=True, slots=True)
class Household:
    """One client with all that hangs on it: rows by the name of their table."""

    rows: dict[str, list[dict[str, Any]]]


def first_rows(clients: int) -> dict[str, list[dict[str, Any]]]:
    """What there is once: tags, and the acts by which the clients came, a thousand each."""
    acts = [act_of(number) for number in range(1, 2 + (clients - 1) // CLIENTS_AN_ACT)]
    tags = [{"id": number, "name": name, "key": fold(name)} for number, name in enumerate(TAGS, 1)]
    return {"tag": tags, "act": acts}


def households(clients: int) -> Iterator[Household]:
    """All clients, one after the other, in the order of their numbers."""
    for number in range(1, clients + 1):
        yield household(number)


def household(number: int) -> Household:
    """The client of a number with its people, tags, mail, events and, for one in ten, a login for the portal."""
    chance = Random(number)
    ids = range(3 * number - 2, 3 * number + 1)  # the client and its two people
    people = [person(chance, id_) for id_ in ids[1:]]
    client = company(chance, number, ids[0], people)
    return Household(
        {
            "party": [client, *people],
            "contact": [contact(number, place, ids) for place in range(2)],
            "event": [event(number, EventKind.REGISTERED, ids[0])],
            "party_tag": tags(number, ids[0]),
            "mail_item": [letter(chance, number, ids[0])] if number % 2 == 0 else [],
            "login": [login(number, people[0])] if number % 10 == 0 else [],
            "portal_user": [{"id": number // 10, "login_id": number // 10 + 1, "person_id": ids[1]}]
            if number % 10 == 0
            else [],
        }
    )


def company(chance: Random, number: int, id_: int, people: list[dict[str, Any]]) -> dict[str, Any]:
    city, country = chance.choice(CITIES) if number % 3 == 0 else (f"{name(chance)} {number % 500}", "IT")
    trade, word = TRADES[number % len(TRADES)], chance.choice(WORDS)
    since = (BEGAN + timedelta(days=chance.randrange(2400))).date()
    phone = f"011{number % 10_000_000:07d}"
    draft = PartyDraft(
        name=f"{trade} {word} {name(chance)} {chance.choice(FORMS)}",
        tax_id=f"IT{number:011d}",
        street=f"Via {name(chance)}",
        house_number=str(number % 200 + 1),
        postal_code=f"{10000 + number % 1000}",
        city=city,
        country=country,
        email=f"office{number}@{word.lower()}.example",
        phone=phone,
        customer_since=since,
    )
    role = {7: ClientRole.PROSPECT, 17: ClientRole.NONE}.get(number % 20, ClientRole.CUSTOMER)
    stands = f"C-{number:04d}"
    own = columns_of(draft, known=Phone(f"+39{phone}", ""))
    return {
        **own,
        "id": id_,
        "client_role": role,
        "is_supplier": number % 20 in (17, 18),
        "number": stands,
        "number_key": natural_key(stands),
        "search_text": own["words"] + words_of_number(stands) + "".join(p["words"] for p in people),
        "contact_key": people[0]["sort_name"],
        "last_mail_key": received(number).isoformat() if number % 2 == 0 else "",
        "created_at": moment(number),
        **standing(number),
    }


def standing(number: int) -> dict[str, Any]:
    """Archived, deactivated, or neither."""
    if number % 10 == 3:
        archived = moment(number) + timedelta(days=30)
        return {
            "status": PartyStatus.ARCHIVED,
            "status_before": PartyStatus.ACTIVE,
            "archived_at": archived,
            "status_act_id": act_for(number),
        }
    if number % 33 == 1:
        return {"status": PartyStatus.DEACTIVATED, "status_act_id": act_for(number)}
    return {"status": PartyStatus.ACTIVE}


def person(chance: Random, id_: int) -> dict[str, Any]:
    first, last = chance.choice(FIRST_NAMES), name(chance)
    draft = PartyDraft(
        kind=PartyKind.PERSON, first_name=first, last_name=last, email=f"{fold(first)}.{fold(last)}{id_}@mail.example"
    )
    return {**columns_of(draft), "id": id_, "client_role": ClientRole.NONE, "created_at": moment(id_ // 3)}


def contact(number: int, place: int, ids: range) -> dict[str, Any]:
    is_first = place == 0
    return {
        "id": 2 * number - 1 + place,
        "client_id": ids[0],
        "person_id": ids[1 + place],
        "position": "Owner" if is_first else "Accounts",
        "is_primary": is_first,
        "since": moment(number),
    }


def tags(number: int, party_id: int) -> list[dict[str, Any]]:
    borne = [place for place, each in enumerate((2, 50, 10_000), 1) if number % each == 0]
    return [{"id": 3 * number + place, "party_id": party_id, "tag_id": place} for place in borne]


def letter(chance: Random, number: int, party_id: int) -> dict[str, Any]:
    sender = f"{chance.choice(TRADES)} {name(chance)}"
    return {
        "id": number // 2,
        "number": f"M-{number // 2:04d}",
        "party_id": party_id,
        "kind": MailKind.LETTER,
        "sender": sender,
        "received_at": received(number),
        "place": f"Shelf {number % 40}",
        "note": "",
        "state": MailState.WAITING if number % 50 == 0 else MailState.COLLECTED,
        "words": words_of(sender, f"M-{number // 2:04d}"),
        "created_at": received(number),
    }


def login(number: int, who: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number // 10 + 1,
        "email": who["email"],
        "email_key": who["email_key"],
        "name": who["name"],
        "password_hash": "",
    }


def event(number: int, kind: EventKind, party_id: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "act_id": act_for(number),
        "kind": kind,
        "at": moment(number),
        "record": "party",
        "record_id": party_id,
        "party_id": party_id,
    }


def act_of(number: int) -> dict[str, Any]:
    at = moment(number * CLIENTS_AN_ACT)
    return {
        "id": number + 1,
        "deed": Deed.IMPORT,
        "key": f"bench-{number}",
        "at": at,
        "by_kind": ActorKind.SYSTEM,
        "by_name": "Recapito",
    }


def act_for(number: int) -> int:
    return 2 + (number - 1) // CLIENTS_AN_ACT


def moment(number: int) -> datetime:
    """When a client came: one a minute."""
    return BEGAN + timedelta(minutes=number)


def received(number: int) -> datetime:
    """When its letter arrived."""
    return moment(number) + timedelta(days=100, seconds=number % 60)


def name(chance: Random) -> str:
    """A surname that nobody bears."""
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize() + chance.choice("aeiou")
