"""Where mail is seen besides its own pages: the card, the Archive, the dialogs, and the client's own rule."""

from __future__ import annotations

import pytest

from app.db import db
from app.domain.mailroom.models import MailState
from app.domain.office.profile import ArchivedMail
from tests.support.builders import a_mail_item, archived
from tests.support.cast import Cast
from tests.support.rows import all_rows, changes
from tests.support.visitor import Visitor


def test_the_card_says_what_waits_and_has_the_latest_in_a_tab(marta: Visitor, cast: Cast) -> None:
    assert not marta.get("clients.show", party_id=cast.acme.id).says("waits at the desk")
    a_mail_item(cast.acme, "INPS")
    card = marta.get("clients.show", party_id=cast.acme.id)
    (line,) = card.find("//a[contains(., 'mail item waits at the desk')]")
    assert line.get("href") == marta.url("mail.index", client=cast.acme.id, state="waiting")
    assert card.says("oldest: Today", "Mail M-0001 arrived")
    tab = marta.get("clients.mail", party_id=cast.acme.id, htmx="card")
    assert not tab.is_whole
    assert tab.says("INPS", "M-0001", "Waiting", "All mail of this client…")
    assert marta.get("clients.mail", party_id=cast.zeta.id).says("No mail yet")


def test_of_many_items_the_tab_shows_twenty_five(marta: Visitor, cast: Cast) -> None:
    for n in range(27):
        a_mail_item(cast.acme, f"Sender {n}")
    tab = marta.get("clients.mail", party_id=cast.acme.id)
    assert len(tab.find("//ul[@class='lines']/li")) == 25


def test_every_row_of_the_archive_shows_its_mail_with_what_waits(marta: Visitor, cast: Cast) -> None:
    archived(cast.acme, cast.bravo)
    a_mail_item(cast.acme)
    a_mail_item(cast.acme)
    a_mail_item(cast.bravo).state = MailState.COLLECTED
    db.session.commit()
    page = marta.get("archive.index")
    links = {link.get("href"): link for link in page.find("//a[contains(., 'Show mail')]")}
    assert set(links) == {marta.url("mail.index", client=party.id) for party in (cast.acme, cast.bravo)}
    counts = page.texts("//a[contains(., 'Show mail')]//*[contains(@class, 'count')]")
    assert counts == ["2"]


@pytest.mark.parametrize("dialog", ["clients.ask_archive", "clients.ask_deactivate"])
def test_the_dialog_leads_to_the_mail_that_waits(marta: Visitor, cast: Cast, dialog: str) -> None:
    a_mail_item(cast.acme)
    question = marta.get(dialog, ids=[cast.acme.id, cast.bravo.id])
    assert question.says("1 mail item waits at the desk")
    (link,) = question.find("//ul[@class='consequences']//a[contains(., 'Acme')]")
    assert link.get("href") == marta.url("mail.index", client=cast.acme.id, state="waiting")


def test_the_dialog_before_deleting_names_whom_mail_holds_and_the_act_s_page_counts_them(
    luca: Visitor, cast: Cast
) -> None:
    archived(cast.acme, cast.zeta)
    a_mail_item(cast.acme)
    question = luca.get("archive.ask_delete", ids=[cast.acme.id, cast.zeta.id])
    assert question.says("1 stays: mail waits for them at the desk", "Acme S.r.l.")
    done = question.form("/archive/delete").submit(confirmation=cast.zeta.name)
    assert done.follow().says("1 client deleted for good.", "1 stays: mail waits for them at the desk.")


def test_the_client_s_own_rule_is_set_on_its_card_and_taken_back(marta: Visitor, cast: Cast) -> None:
    def edit(**fields: object) -> int:
        form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
        return form.submit(**fields).status

    assert edit(archived_mail="keep", archived_mail_days="14") == 303
    db.session.expire_all()
    assert (cast.acme.archived_mail, cast.acme.archived_mail_days) == (ArchivedMail.KEEP, 14)
    values = marta.get("clients.edit", party_id=cast.acme.id).form("party_form").values
    assert (values["archived_mail"], values["archived_mail_days"]) == ("keep", "14")
    assert edit(archived_mail="forward") == 303
    db.session.expire_all()
    assert (cast.acme.archived_mail, cast.acme.archived_mail_days) == (ArchivedMail.FORWARD, None)
    assert edit(archived_mail="") == 303
    db.session.expire_all()
    assert cast.acme.archived_mail is None


@pytest.mark.parametrize("days", ["", "0", "366", "many"])
def test_a_rule_that_keeps_mail_says_for_how_many_days(marta: Visitor, cast: Cast, days: str) -> None:
    before = all_rows()
    form = marta.get("clients.edit", party_id=cast.acme.id).form("party_form")
    refused = form.submit(archived_mail="keep", archived_mail_days=days)
    assert refused.status == 422
    assert "Mail is kept for 1 to 365 days." in " ".join(refused.errors())
    assert form.submit(archived_mail="burn").status == 422
    assert changes(before, all_rows()) == []
