"""Somebody with traces everywhere, and looking for them in every place that a computer keeps words in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import JSON, LargeBinary, String, Text, select, text

from app.db import db, is_postgresql
from app.domain.contacts.actions import ContactDraft, edit_contact, version_of
from app.domain.contacts.leaving import remove_contact
from app.domain.contacts.letting_in import send_again
from app.domain.contacts.own import OwnData, edit_own_data, own_data
from app.domain.contacts.queries import portal_login_of
from app.domain.directory.segments.actions import SegmentDraft, edit_segment
from app.domain.directory.selection import picked
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Actor, ActorKind
from app.domain.lifecycle.anonymising import AnonymiseChoices, anonymise_party, plan_of
from app.domain.lifecycle.archiving import ArchiveChoices, archive_parties
from app.domain.lifecycle.tagging import add_tag
from app.domain.mailroom.intake import MailDraft, draft_of, edit_mail
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailState
from app.domain.mailroom.queries import picked as mail_picked
from app.domain.messaging import bouncing
from app.domain.messaging.models import SendingPause
from app.domain.parties.models import Party
from app.worker.loop import work_off
from tests.domain.directory.importing.lists import staged, taken
from tests.domain.directory.segments.office import C, a_segment, any_of, rule
from tests.support.builders import a_contact, a_key, a_mail_item, a_png, a_scan, an_associate
from tests.support.cast import CANARY, Cast
from tests.support.entries import ITALIAN, a_bank

WHY = "asked for erasure"
# What was theirs, in the spellings in which a table may hold it. The canary stands in name, email, city, notes …
TRACES = (CANARY, "zoe", "07643520567", "5550199", "3331234567", "verdi", "vera", ITALIAN.casefold())
LOOKED_FOR = (
    rule("name", C.IS, f"Zeta {CANARY}"),
    rule("name", C.CONTAINS, CANARY),
    rule("name", C.NONE_OF, "Bravo", f"{CANARY} zoe"),
    rule("contact", C.BEGINS, "verdi"),
    rule("email", C.CONTAINS, f"zoe@{CANARY}"),
    rule("pec", C.IS, f"pec@{CANARY}.example.com"),
    rule("tax_id", C.IS, "IT 07643520567"),
    rule("phone", C.CONTAINS, "333 1234567"),
    rule("phone", C.LACKS, "5550199"),
    rule("their_terms", C.CONTAINS, f"as Zeta {CANARY}"),
    rule("search", C.FINDS, ITALIAN),
    rule("search", C.FINDS, "vera"),
)


def anonymised(cast: Cast, party: Party, *, why: str = WHY, typed: str | None = None, key: str = "") -> Act:
    """Anonymised by the owner."""
    typed = plan_of(party.id).wanted if typed is None else typed
    by = Actor(ActorKind.STAFF, cast.luca.id, cast.luca.name)
    act = anonymise_party(party.id, AnonymiseChoices(why, typed), key or a_key(), by=by)
    db.session.commit()
    return act


def leave_traces_everywhere(cast: Cast) -> None:
    """Zeta has lived in the office for a while: every area has written down something about it."""
    zeta, by = cast.zeta, cast.by_marta
    zeta.tax_id, zeta.phone, zeta.pec = "IT07643520567", "+39 011 555 0199", f"pec@{CANARY}.example.com"
    zeta.tax_key, zeta.phone_e164 = "it07643520567", "+390115550199"
    vera = a_contact(zeta, "Vera", "Verdi", email="vera@example.com", phone="+39 333 1234567", position="verdi", by=by)
    db.session.commit()
    _write_to_them(cast)
    _do_things_with(cast)
    edit_contact(vera.id, ContactDraft("Vera", "Verdi", email="vera@example.com"), version_of(vera), a_key(), by=by)
    _bring_lists(cast)
    _save_segments(cast)
    archive_parties(picked([zeta.id, cast.bravo.id]), ArchiveChoices(f"{CANARY} and Bravo leave"), a_key(), by=by)
    db.session.commit()


def _write_to_them(cast: Cast) -> None:
    """A letter was scanned and told of; servers answered; links were sent; a mistake was put right."""
    by = cast.by_marta
    send_again(cast.zoe.id, a_key(), by=by)
    item = a_mail_item(cast.zeta, f"{CANARY} bank", scan=a_scan(a_png(), name=f"{CANARY}.png"), note=CANARY, by=by)
    for blob in db.session.scalars(select(StoredFile.blob)):
        store.path_of(blob).write_bytes(CANARY.encode())
    strayed = a_mail_item(cast.zeta, "Enel", by=by)
    edit_mail(strayed.id, MailDraft(cast.acme.id, "Enel", strayed.received_at), strayed.version, a_key(), by=by)
    moved = a_mail_item(cast.acme, "Iren", by=by)
    edit_mail(moved.id, MailDraft(cast.zeta.id, "verdi", moved.received_at), moved.version, a_key(), by=by)
    assert draft_of(moved).client_id == cast.zeta.id
    mark_mail(mail_picked([item.id, moved.id]), MailState.COLLECTED, a_key(), by=by)
    bouncing.mark(cast.zoe.person.email, f"550 no {CANARY}", f"550 no {CANARY}")
    db.session.add(SendingPause(answer=f"451 {cast.zoe.person.email} later"))
    db.session.commit()
    work_off()


def _do_things_with(cast: Cast) -> None:
    """Zoe changed her own name at the portal, and was a contact of Acme once."""
    zoe = portal_login_of(cast.zoe.person_id)
    assert zoe
    _own, version = own_data(zoe.id)
    as_zoe = Actor(ActorKind.PORTAL, zoe.id, zoe.name)
    edit_own_data(OwnData("Zoe", CANARY, "+39 333 1234567"), version, a_key(), by=as_zoe)
    zoe.last_client_id = cast.zeta.id
    cast.luca.last_client_id = cast.zeta.id
    add_tag(picked([cast.zeta.id]), "VIP", a_key(), by=cast.by_marta)
    of_acme = an_associate(cast.acme, cast.zoe.person, by=cast.by_marta)
    remove_contact(cast.acme.id, of_acme.id, a_key(), by=cast.by_marta)
    db.session.commit()


def _bring_lists(cast: Cast) -> None:
    """Three lists named them: one that was taken over, one that nobody decided about, one of a namesake."""
    zeta = cast.zeta
    head = "Ragione sociale;E-mail;Partita IVA;Referente"
    taken(staged(f"{head}\nNuova S.r.l.;nuova@example.com;;\n{zeta.name};{zeta.email};{zeta.tax_id};Zoe {CANARY}\n"))
    staged(f"{head}\nAltra S.r.l.;altra@example.com;;Zoe {CANARY}\n")
    staged(f"{head}\n{zeta.name};;;\n")


def _save_segments(cast: Cast) -> None:
    """The office and Marta looked for them by whatever they could type, and called one segment after them."""
    a_bank(cast.zeta)
    for n, looked_for in enumerate(LOOKED_FOR):
        segment = a_segment(
            f"No. {n}", rule("country", C.ONE_OF, "IT"), looked_for, is_shared=bool(n % 2), by=cast.by_marta
        )
    former = SegmentDraft(f"As Zeta {CANARY}", segment.rules, segment.is_shared)
    edit_segment(segment.id, former, segment.version, a_key(), by=cast.by_marta, may_share=True)
    edit_segment(segment.id, replace(former, name="Now"), segment.version, a_key(), by=cast.by_marta, may_share=True)
    a_segment(f"Like {CANARY} zeta", rule("email", C.EMPTY), any_of(*LOOKED_FOR), by=cast.by_marta)
    db.session.commit()


def places_that_name(words: tuple[str, ...] = TRACES) -> list[str]:
    """Every column of every table, every index of words and every stored file that holds one of these words."""
    return sorted({*_columns(words), *_indexes(words), *_files(words)})


def _columns(words: tuple[str, ...]) -> list[str]:
    db.session.rollback()
    found = []
    for table in db.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, String | Text | JSON | LargeBinary)]
        for row in db.session.execute(select(*columns)) if columns else ():
            for column, value in zip(columns, row, strict=True):
                found += [f"{table.name}.{column.name}: {word}" for word in words if word in str(value).casefold()]
    return found


def _indexes(words: tuple[str, ...]) -> list[str]:
    """SQLite's index of three signs: those that only these words have."""
    if is_postgresql():
        return []
    db.session.execute(text("CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, party_search, row)"))
    terms = set(db.session.scalars(text("SELECT term FROM temp.told")))
    db.session.execute(text("DROP TABLE temp.told"))
    db.session.rollback()
    return [f"index: {three}" for three in ("zet", "tac", "aca", "rdi") if three in terms]


def _files(words: tuple[str, ...]) -> list[str]:
    found = []
    for file in store.folder().rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        found += [f"file {file.name}: {word}" for word in words if word.encode() in content.lower()]
    return found


def bytes_that_name(words: tuple[str, ...] = TRACES) -> list[str]:
    """Which of these words stand in the bytes of SQLite's own files: the database, its log, its shared memory.

    The keys of acts are left out: they are drawn by lot, and spell a name of three letters now and then.
    """
    path = Path(db.engine.url.database or "")
    by_lot = b"|".join(re.escape(key.encode()) for key in db.session.scalars(select(Act.key)))
    db.session.remove()
    files = {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.is_file()}
    told = {name: re.sub(by_lot, b"", held).lower() for name, held in files.items()}
    return [f"{name}: {word}" for name, held in told.items() for word in words if word.encode() in held]
