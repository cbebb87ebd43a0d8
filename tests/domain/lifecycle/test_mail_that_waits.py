"""Mail that waits at the desk: said before an act on its client, and in the way of deleting it (PRODUCT.md 3)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.directory.selection import only, picked
from app.domain.files import store
from app.domain.files.models import StoredFile
from app.domain.history.models import Act, Event, EventKind
from app.domain.lifecycle.answers import answer_of
from app.domain.lifecycle.consequences import of_archiving, of_deactivating, of_purging
from app.domain.lifecycle.purging import PurgeChoices, plan_of, purge_parties
from app.domain.mailroom.intake import MailDraft, draft_of, edit_mail
from app.domain.mailroom.marking import mark_mail
from app.domain.mailroom.models import MailItem, MailState
from app.domain.mailroom.queries import picked as mail_picked
from app.domain.parties.models import Party
from tests.support.builders import a_key, a_logo, a_mail_item, a_scan, archived
from tests.support.cast import CANARY, Cast
from tests.support.rows import all_rows, changes


def purged(cast: Cast, *parties: Party, with_people: bool = False) -> Act:
    selection = picked([party.id for party in parties])
    choices = PurgeChoices(plan_of(selection).wanted, with_people)
    act = purge_parties(selection, choices, a_key(), by=cast.by_marta)
    db.session.commit()
    return act


def collected(cast: Cast, *items: MailItem) -> None:
    mark_mail(mail_picked([item.id for item in items]), MailState.COLLECTED, a_key(), by=cast.by_marta)
    db.session.commit()


def how_many(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("of", [of_archiving, of_deactivating])
def test_the_dialog_says_how_much_mail_waits_and_for_whom(cast: Cast, of: object) -> None:
    a_mail_item(cast.acme)
    a_mail_item(cast.acme)
    outlook = of(picked([cast.acme.id, cast.bravo.id]))  # type: ignore[operator]
    (line,) = [line for line in outlook.consequences if line.subject == "mail"]
    assert (line.sentence.msgid, line.sentence.n) == ("%(n)s mail item waits at the desk", 2)
    assert line.named == [(cast.acme.id, "Acme S.r.l.")]
    assert not [line for line in of(only(cast.bravo)).consequences if line.subject == "mail"]  # type: ignore[operator]


def test_a_client_for_whom_mail_waits_is_not_deleted_and_the_answer_says_why(cast: Cast) -> None:
    archived(cast.acme, cast.zeta)
    item = a_mail_item(cast.acme)
    selection = picked([cast.acme.id, cast.zeta.id])
    outlook, plan = of_purging(selection)
    assert [held.name for held in plan.with_mail] == ["Acme S.r.l."]
    assert [line.named for line in outlook.consequences] == [[(cast.acme.id, "Acme S.r.l.")]]
    act = purged(cast, cast.acme, cast.zeta)
    assert (act.outcome["changed"], act.outcome["mail"]) == (1, [cast.acme.id])
    assert "%(n)s stays: mail waits for them at the desk." in [sentence.msgid for sentence in answer_of(act)]
    assert db.session.get(MailItem, item.id)


def test_alone_it_stays_and_nothing_of_it_changes(cast: Cast) -> None:
    archived(cast.acme)
    a_mail_item(cast.acme, scan=a_scan())
    before = all_rows()
    assert purged(cast, cast.acme).outcome["changed"] == 0
    assert changes(before, all_rows()) == ["act"]


def test_once_it_is_collected_the_client_goes_with_its_mail_and_files_and_no_word_is_left(cast: Cast) -> None:
    archived(cast.zeta)
    item = a_mail_item(cast.zeta, CANARY, note=CANARY, scan=a_scan(name=f"{CANARY}.png"))
    kept = a_mail_item(cast.acme, scan=a_scan())
    assert kept.file
    item_id, blob = item.id, kept.file.blob
    collected(cast, item)
    purged(cast, cast.zeta, with_people=True)
    assert list(db.session.scalars(select(MailItem.id))) == [kept.id]
    assert how_many(StoredFile) == 2  # the picture of the other and its small one
    assert store.path_of(blob).exists()
    left = db.session.scalars(select(Event.kind).where(Event.record_id == item_id, Event.record == "mail_item"))
    assert list(left) == []
    assert CANARY not in str(all_rows())


def test_a_file_that_another_record_uses_stays(cast: Cast) -> None:
    archived(cast.zeta)
    a_logo()
    item = a_mail_item(cast.zeta)
    item.file_id = db.session.scalar(select(StoredFile.id))
    collected(cast, item)
    purged(cast, cast.zeta)
    assert how_many(StoredFile) == 1


def test_of_an_item_that_moved_away_the_other_s_card_keeps_its_number_alone(cast: Cast) -> None:
    archived(cast.zeta)
    item = a_mail_item(cast.acme, CANARY)
    moved = MailDraft(cast.zeta.id, *[getattr(draft_of(item), name) for name in ("sender", "received_at")])
    edit_mail(item.id, moved, 1, a_key(), by=cast.by_marta)
    collected(cast, item)
    purged(cast, cast.zeta, with_people=True)
    left = db.session.scalars(select(Event).where(Event.party_id == cast.acme.id, Event.record == "mail_item")).all()
    assert [(event.kind, event.details) for event in left] == [
        (EventKind.MAIL_LOGGED, {"name": "M-0001"}), (EventKind.MAIL_MOVED, {"name": "M-0001"}),
    ]  # fmt: skip


def test_a_person_for_whom_mail_waits_is_nobody_who_would_be_left_alone(cast: Cast) -> None:
    archived(cast.zeta)
    a_mail_item(cast.zoe.person)
    assert plan_of(only(cast.zeta)).left_alone == []
    purged(cast, cast.zeta, with_people=True)
    assert how_many(MailItem) == 1
